"""A text being written: what the engine keeps of it, and what its reader holds."""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from aurore.base.errors import AuroreError
from aurore.base.settings import GenerateSettings
from aurore.generation.sampling import Row, Sampler, Token, explained


@dataclass(frozen=True)
class Request:
    """A prompt and how to continue it."""

    prompt_ids: list[int]
    settings: GenerateSettings
    seed: int
    most: int
    """Tokens after which the text ends."""
    alternatives: int = 0
    """How many likeliest tokens to tell at each place; 0 tells no probability either."""
    person: str = ""
    """Whose turn it is in the queue; `""` is nobody's."""


class Stream(Iterator[Token]):
    """The tokens of a text as they come. Close it to stop the writing."""

    def __init__(self, forget: Callable[[], None], place: Callable[[], int]) -> None:
        self.closed = threading.Event()
        self.forgotten = 0
        """Tokens at the beginning, prompt included, that the network no longer sees."""
        self._came: queue.SimpleQueue[Token | AuroreError | None] = queue.SimpleQueue()
        self._forget = forget
        self._place = place

    @property
    def place(self) -> int:
        """The place in the queue; 0 once the text is being written."""
        return self._place()

    def __next__(self) -> Token:
        return self.wait(None)

    def wait(self, seconds: float | None) -> Token:
        """The next token.

        Raises:
            StopIteration: the text has ended.
            queue.Empty: nothing came in that time.
            AuroreError: the engine failed.
        """
        came = self._came.get(timeout=seconds)
        if isinstance(came, Token):
            return came
        self._came.put(came)  # asked again, it says the same
        if came is None:
            raise StopIteration
        raise came

    def close(self) -> None:
        """Frees the place, at the engine's next step."""
        self.closed.set()
        self._forget()

    def give(self, came: Token | AuroreError | None) -> None:
        """For the engine: a token, why there are no more, or `None` at the end."""
        self._came.put(came)


class Text:
    """What the engine knows of a text it writes."""

    def __init__(self, request: Request, stream: Stream, context: int, end: int) -> None:
        self.request, self.stream = request, stream
        self._context, self._end = context, end
        self._sampler = Sampler(request.settings, request.seed)
        self._ids = list(request.prompt_ids)
        self._written = 0
        self._begins = 0
        """Where what the network sees begins in `_ids`."""
        self.read = 0
        """Tokens of it that are in the memory."""
        if len(self._ids) > context * 3 // 4:  # guess: leaves room to write before sliding
            self.slide()

    @property
    def unread(self) -> list[int]:
        """What the network has to read before it can go on."""
        return self._ids[self._begins + self.read :]

    @property
    def full(self) -> bool:
        """Whether the network sees as much as it can."""
        return self.read >= self._context

    def slide(self) -> None:
        """The network forgets all but the last half of its context, and reads that again."""
        self._begins = max(len(self._ids) - self._context // 2, 0)
        self.stream.forgotten = self._begins
        self.read = 0

    def take(self, logits_V: Row) -> bool:
        """Draws the next token and gives it to the reader; says whether the text has ended."""
        request = self.request
        token = self._sampler.draw(logits_V, self._ids)
        if token == self._end:
            self.stream.give(None)
            return True
        self._ids.append(token)
        self._written += 1
        if request.alternatives:
            self.stream.give(explained(logits_V, token, request.alternatives))
        else:
            self.stream.give(Token(token))
        if self._written >= request.most:
            self.stream.give(None)
            return True
        return False
