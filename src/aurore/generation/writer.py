"""Text in, text out: what the commands and the pages use."""

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tokenizers.decoders import DecodeStream

from aurore.base.settings import GenerateSettings
from aurore.generation.endings import Ending
from aurore.generation.engine import MOST_TEXTS, Engine
from aurore.generation.prompts import clean_prompt, draw_seed
from aurore.generation.texts import Request, Stream
from aurore.generation.typeset import Typesetter
from aurore.tokenizer.bpe import load_tokenizer


@dataclass(frozen=True)
class Continuation:
    """A text the network wrote, and how."""

    prompt: str
    """As the person gave it."""
    text: str
    """What comes after, in French typography."""
    model: str
    seed: int
    tokens: int
    seconds: float
    forgotten: int
    """Tokens at the beginning, prompt included, that the network no longer saw at the end."""


Written = Generator[str | Continuation]  # the pieces of a text, then the whole


class Writer:
    """A model that continues texts."""

    def __init__(self, folder: Path, name: str, most_texts: int = MOST_TEXTS) -> None:
        self.name = name
        """What people are told is writing: the run's name, or « embarqué »."""
        self.folder = folder
        self.tokenizer = load_tokenizer(folder)
        self.engine = Engine(folder, most_texts=most_texts)

    def write(self, prompt: str, settings: GenerateSettings) -> Continuation:
        """The whole continuation at once.

        Raises:
            UserError: the prompt is empty.
        """
        *_, whole = self.stream(prompt, settings)
        assert isinstance(whole, Continuation)
        return whole

    def stream(self, prompt: str, settings: GenerateSettings, person: str = "") -> Written:
        """The pieces of the continuation as they are written, whole words, then the whole of it.

        Closing it stops the writing.

        Raises:
            UserError: the prompt is empty; at once, not at the first piece.
        """
        beginning = clean_prompt(prompt)
        seed = settings.seed if settings.seed is not None else draw_seed()
        ending = Ending(settings)
        stream = self.submit(beginning, settings, seed, ending.most_tokens, person=person)
        return self._written(prompt, beginning, stream, ending, seed)

    def submit(
        self,
        beginning: str,
        settings: GenerateSettings,
        seed: int,
        most: int,
        alternatives: int = 0,
        person: str = "",
    ) -> Stream:
        """The tokens after a clean prompt, as the engine gives them."""
        request = Request(self.ids(beginning), settings, seed, most, alternatives, person)
        return self.engine.submit(request)

    def ids(self, beginning: str) -> list[int]:
        """The tokens of a clean prompt; a text begins as a paragraph does."""
        ids: list[int] = self.tokenizer.encode("\n" + beginning).ids
        return ids

    def _written(
        self, prompt: str, beginning: str, stream: Stream, ending: Ending, seed: int
    ) -> Written:
        text, started = "", time.perf_counter()
        typesetter, counted = Typesetter(beginning), Counted(stream)
        with closing(stream):
            for piece in self._pieces(counted, ending):
                text += (ready := typesetter.add(piece))
                yield ready
        seconds = time.perf_counter() - started
        yield Continuation(prompt, text, self.name, seed, counted.tokens, seconds, stream.forgotten)

    def _pieces(self, stream: "Counted", ending: Ending) -> Iterator[str]:
        """Pieces of the text up to where it ends; what might still be cut off is held back."""
        text, given = "", 0
        decoder = DecodeStream(skip_special_tokens=False)
        for token in stream:
            came = decoder.step(self.tokenizer, token) or ""  # "" in the middle of a character
            text += came
            whole = ending.cut(text, len(came), stream.tokens)
            if whole is not None:
                yield whole[given:]
                return
            safe = ending.safe(text)
            if safe > given:
                yield text[given:safe]
                given = safe
        yield text[given:]


class Counted(Iterator[int]):
    """The ids of a stream, counted."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.tokens = 0

    def __next__(self) -> int:
        token = next(self._stream)
        self.tokens += 1
        return token.id
