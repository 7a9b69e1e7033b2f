"""Text in, text out: what the commands and the pages use."""

import queue
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
from aurore.generation.provenance import Provenance, now, source_of
from aurore.generation.texts import Request, Stream
from aurore.generation.typeset import Typesetter
from aurore.model.readings import readings_of
from aurore.tokenizer.reader import read_reader

WAIT_SECONDS = 0.5  # without news, before saying so (guess: what a person notices)


@dataclass(frozen=True)
class Continuation:
    """A text the network wrote, and how."""

    prompt: str
    """As the person gave it."""
    text: str
    """What comes after, in the typography of its language."""
    model: str
    seed: int
    tokens: int
    seconds: float
    forgotten: int
    """Tokens at the beginning, prompt included, that the network no longer saw at the end."""
    provenance: Provenance


@dataclass(frozen=True)
class Waiting:
    """Nothing new for now."""

    place: int
    """In the queue; 0 when the text is being written."""


# The pieces of a text, and how long one waits for them; then the whole.
Written = Generator[str | Waiting | Continuation]


class Writer:
    """A model that continues texts."""

    def __init__(self, folder: Path, name: str, most_texts: int = MOST_TEXTS) -> None:
        self.name = name
        """What people are told is writing: the run's name, or « embedded »."""
        self.source = source_of(folder, name)
        self.folder = folder
        self.language = readings_of(folder).language
        self._reader = read_reader(folder)
        self.tokenizer = self._reader.tokenizer
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
        counted = Counted(stream)
        provenance = Provenance(self.source, seed, settings, now())
        typesetter, started = Typesetter(beginning, self.language), time.perf_counter()

        def written() -> Written:
            text = ""
            with closing(stream):
                yield ""
                for piece in self._pieces(counted, ending):
                    if isinstance(piece, str):
                        piece = typesetter.add(piece)
                        text += piece
                    yield piece
            seconds = time.perf_counter() - started
            yield Continuation(
                prompt, text, self.name, seed, counted.tokens, seconds, stream.forgotten, provenance
            )

        return begun(written())

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
        return self._reader.ids("\n" + beginning)

    def _pieces(self, stream: "Counted", ending: Ending) -> Iterator[str | Waiting]:
        """Pieces of the text up to where it ends; what might still be cut off is held back."""
        text, given = "", 0
        decoder = DecodeStream(skip_special_tokens=False)
        for token in stream:
            if isinstance(token, Waiting):
                yield token
                continue
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


def begun(written: Written) -> Written:
    """A generator that has yielded its first, empty, piece: only so does closing it clean up."""
    next(written)
    return written


class Counted(Iterator[int | Waiting]):
    """The ids of a stream, counted, and word that there is nothing new."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.tokens = 0

    def __next__(self) -> int | Waiting:
        try:
            token = self._stream.wait(WAIT_SECONDS)
        except queue.Empty:
            return Waiting(self._stream.place)
        self.tokens += 1
        return token.id
