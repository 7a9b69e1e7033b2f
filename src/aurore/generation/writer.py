"""Text in, text out: what the commands and the pages use."""

import secrets
import time
import unicodedata
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from aurore.base.errors import UserError
from aurore.base.settings import GenerateSettings
from aurore.corpus.cleaning.typography import unify
from aurore.generation.endings import cut_at_word, ends_a_sentence
from aurore.generation.engine import Engine
from aurore.generation.typeset import typeset
from aurore.tokenizer.reader import read_reader

PATIENCE_TOKENS = 60  # guess: how far a sentence may run past the tokens asked for
UNFINISHED = "\ufffd"  # what a character looks like before its last byte has come
HELD_BACK_CHARS = 2  # the next sign can still change the spaces around these


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


Written = Generator[str | Continuation]  # the pieces of a text, then the whole


class Writer:
    """A model that continues texts."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        """What people are told is writing: the run's name, or « embarqué »."""
        self._reader = read_reader(folder)
        self._engine = Engine(folder)

    def write(self, prompt: str, settings: GenerateSettings) -> Continuation:
        """The whole continuation at once.

        Raises:
            UserError: the prompt is empty.
        """
        *_, whole = self.stream(prompt, settings)
        assert isinstance(whole, Continuation)
        return whole

    def stream(self, prompt: str, settings: GenerateSettings) -> Written:
        """The pieces of the continuation as they are written, then the whole of it.

        Closing the stream stops the writing.

        Raises:
            UserError: the prompt is empty (when the first piece is asked for).
        """
        seed = settings.seed if settings.seed is not None else draw_seed()
        text, tokens, started = "", [0], time.perf_counter()
        for piece in self._pieces(clean_prompt(prompt), settings, seed, tokens):
            text += piece
            yield piece
        seconds = time.perf_counter() - started
        yield Continuation(prompt, text, self.name, seed, tokens[0], seconds)

    def _pieces(
        self, prompt: str, settings: GenerateSettings, seed: int, tokens: list[int]
    ) -> Iterator[str]:
        """Typeset pieces: what was given never changes when more text comes."""
        given, ready = "", ""
        for text in self._growing(prompt, settings, seed, tokens):
            # One character of the prompt tells what space the first sign wants.
            ready = typeset(prompt[-1] + text)[1:]
            safe = ready[: max(len(ready) - HELD_BACK_CHARS, 0)]
            if safe.startswith(given) and len(safe) > len(given):
                yield safe[len(given) :]
                given = safe
        yield ready[len(given) :]

    def _growing(
        self, prompt: str, settings: GenerateSettings, seed: int, tokens: list[int]
    ) -> Iterator[str]:
        """The continuation so far, longer each time; the last one is where the text ends."""
        prompt_ids = self._reader.ids("\n" + prompt)
        ids: list[int] = []
        before = ""
        for token_id in self._engine.stream(prompt_ids, settings, seed):
            ids.append(token_id)
            text = self._reader.tokenizer.decode(ids)
            if text.endswith(UNFINISHED):
                continue
            tokens[0] = len(ids)
            if len(ids) > settings.tokens and ends_a_sentence(before, text[len(before) :]):
                yield before
                return
            if len(ids) >= settings.tokens + PATIENCE_TOKENS:
                yield cut_at_word(before)
                return
            before = text
            if len(ids) <= settings.tokens:
                yield text
        yield before


def clean_prompt(prompt: str) -> str:
    """The prompt in the typography the network knows, without control characters.

    Raises:
        UserError: nothing is left.
    """
    visible = "".join(
        c if c in "\n\t" or unicodedata.category(c)[0] != "C" else " " for c in prompt
    )
    paragraphs = [unify(line) for line in visible.split("\n")]
    cleaned = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    if not cleaned:
        raise UserError("empty_prompt")
    return cleaned


def draw_seed() -> int:
    """A seed that can be typed again."""
    return secrets.randbelow(1_000_000)
