"""One text of a completion: its tokens, and the form OpenAI's client reads them in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tokenizers.decoders import DecodeStream

from aurore.base.settings import GenerateSettings
from aurore.generation import scores
from aurore.generation.sampling import Token
from aurore.generation.texts import Stream
from aurore.generation.writer import Writer

if TYPE_CHECKING:
    from aurore.serving.completions import CompletionBody


def begin(
    writer: Writer, beginning: str, body: "CompletionBody", seed: int, index: int, person: str
) -> "Choice":
    """A text that is being written from now on."""
    settings = GenerateSettings(
        tokens=body.max_tokens,
        temperature=body.temperature,
        top_k=body.top_k,
        top_p=body.top_p,
        min_p=body.min_p,
        stop=body.stops,
    )
    told = None if body.logprobs is None else max(body.logprobs, 1)
    stream = writer.submit(beginning, settings, seed, body.max_tokens, told or 0, person)
    return Choice(writer, beginning, body, index, stream)


@dataclass
class Choice:
    """A text of a completion."""

    writer: Writer
    beginning: str
    body: "CompletionBody"
    index: int
    stream: Stream
    tokens: int = 0
    _decoder: DecodeStream = field(default_factory=lambda: DecodeStream(skip_special_tokens=False))

    @property
    def prompt_tokens(self) -> int:
        """Of the beginning."""
        return len(self.writer.ids(self.beginning)) - 1

    def close(self) -> None:
        """Stops the writing."""
        self.stream.close()

    def whole(self) -> dict[str, Any]:
        """The text when it has ended."""
        chunks = list(self.chunks())
        logs = [chunk["logprobs"] for chunk in chunks if chunk["logprobs"]]
        joined = {key: [x for log in logs for x in log[key]] for key in logs[0]} if logs else None
        text = "".join(chunk["text"] for chunk in chunks)
        reason = chunks[-1]["finish_reason"]
        return {"index": self.index, "text": text, "logprobs": joined, "finish_reason": reason}

    def chunks(self) -> Iterator[dict[str, Any]]:
        """The beginning if it is echoed, each token, and why the text ends."""
        if self.body.echo:
            yield self._chunk(self.beginning, self._echoed())
        reason, held, logs = "length", "", []
        longest = max(map(len, self.body.stops), default=1) - 1
        offset = len(self.beginning) if self.body.echo else 0
        for token in self.stream:
            self.tokens += 1
            came = self._decoder.step(self.writer.tokenizer, token.id) or ""
            if self.body.logprobs is not None:
                logs.append(self._log(token, came, offset))
            offset += len(came)
            held += came
            place = min((p for stop in self.body.stops if (p := held.find(stop)) >= 0), default=-1)
            if place >= 0:
                held, reason = held[:place], "stop"
                break
            ready = len(held) - longest
            if ready > 0:
                yield self._chunk(held[:ready], _joined(logs))
                held, logs = held[ready:], []
        if self.tokens < self.body.max_tokens:
            reason = "stop"  # the network ended the text
        self.close()
        yield self._chunk(held, _joined(logs), reason)

    def _chunk(
        self, text: str, logprobs: dict[str, Any] | None = None, reason: str | None = None
    ) -> dict[str, Any]:
        return {"index": self.index, "text": text, "logprobs": logprobs, "finish_reason": reason}

    def _log(self, token: Token, text: str, offset: int) -> dict[str, Any]:
        """A token's probabilities."""
        decode, count = self.writer.tokenizer.decode, self.body.logprobs or 0
        best = {decode([i]): log for i, log in token.alternatives[:count]}
        return {
            "tokens": text,  # empty for the first bytes of a sign
            "token_logprobs": token.log_probability,
            "top_logprobs": best,
            "text_offset": offset,
        }

    def _echoed(self) -> dict[str, Any] | None:
        """The beginning's own probabilities."""
        if self.body.logprobs is None:
            return None
        found = scores.score(self.writer, self.beginning)
        return {
            "tokens": [token.text for token in found],
            "token_logprobs": [token.log_probability for token in found],
            "top_logprobs": [{} for _ in found],
            "text_offset": [token.start for token in found],
        }


def _joined(logs: list[dict[str, Any]]) -> dict[str, Any] | None:
    return {key: [log[key] for log in logs] for key in logs[0]} if logs else None
