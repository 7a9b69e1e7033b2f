"""Prompt ids in, token ids out, for many texts at once. The engine knows nothing of words.

One thread writes for everybody: at each step every text gets one token. A text that arrives reads
its prompt between two steps, a piece at a time, then joins; one whose reader has gone leaves before
the next step. So nobody waits for somebody else's end, and a text is the same whatever is written
beside it, because each has its own place in the memory and its own dice.
"""

import atexit
import logging
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aurore.base.errors import InternalError
from aurore.generation.conversion import PRECISION
from aurore.generation.network import Network
from aurore.generation.places import Places
from aurore.generation.queueing import FairQueue
from aurore.generation.sampling import log_probabilities
from aurore.generation.texts import Request, Stream, Text

MOST_TEXTS = 32  # written at once; others wait (guess: a room and a trainer)
MEMORY_BYTES = 2**30  # for what the texts have read (guess: half of a small laptop's free memory)
PIECE = 64  # tokens of a prompt read in one go, while the others wait (guess: some milliseconds)
STEP_PROMPT_TOKENS = 256  # of all prompts, read between two steps (guess)

log = logging.getLogger(__name__)


class Engine:
    """A model that continues ids."""

    def __init__(
        self, model: Path, precision: str = PRECISION, most_texts: int = MOST_TEXTS
    ) -> None:
        self._network = Network(model, precision)
        self.shape = self._network.shape
        self.most_texts = max(1, min(most_texts, MEMORY_BYTES // self.shape.place_bytes))
        self._waiting: FairQueue[tuple[Request, Stream]] = FairQueue()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._places = self._empty_places()

    def _empty_places(self) -> Places:
        return Places(self._network.memory(self.most_texts), self.most_texts)

    # What readers call, from any thread --------------------------------------------------------

    def submit(self, request: Request) -> Stream:
        """Begins a text; it ends by itself after `request.most` tokens or where the book ends.

        Beyond the context the window slides: the network then sees the last half of it only.
        """
        stream = Stream(lambda: self._forget(entry), lambda: self._place(entry))
        entry = (request, stream)
        with self._changed:
            if self._thread is None or not self._thread.is_alive():
                self._start()
            self._waiting.put(request.person, entry)
            self._changed.notify()
        return stream

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self._thread.start()
        # A program that ended in the middle of a step would be aborted by the library's own code.
        atexit.register(_stop, weakref.ref(self))

    @property
    def running(self) -> int:
        """Texts being written or read."""
        return len(self._places.texts)

    @property
    def waiting(self) -> int:
        """Texts that wait for a place."""
        return len(self._waiting)

    def stop(self) -> None:
        """Ends the thread after its step; texts that are not finished are told."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def log_probabilities(self, ids: list[int]) -> list[float]:
        """ln p(ids[i] | ids[:i]) for i ≥ 1: what the network thinks of a text.

        Raises:
            ValueError: more ids than the context holds.
        """
        return [
            float(logs[token])
            for logs, token in zip(self._predictions(ids[:-1]), ids[1:], strict=True)
        ]

    def next_probabilities(self, ids: list[int]) -> NDArray[np.float64]:
        """ln p of each token of the vocabulary after `ids`."""
        *_, last = self._predictions(ids[-self.shape.context :])
        return last

    def _predictions(self, ids: list[int]) -> Iterator[NDArray[np.float64]]:
        """ln p of every token after each of `ids`, in the reader's own thread and memory."""
        if len(ids) > self.shape.context:
            raise ValueError(f"{len(ids)} tokens, but the context holds {self.shape.context}")
        memory = self._network.memory(1)
        for start in range(0, len(ids), PIECE):
            piece = np.array([ids[start : start + PIECE]])
            kept = list(range(piece.shape[1]))
            for row in self._network.read(memory, 0, piece, np.array([start]), kept)[0]:
                yield log_probabilities(row)

    def _forget(self, entry: tuple[Request, Stream]) -> None:
        with self._changed:
            self._waiting.remove(entry)

    def _place(self, entry: tuple[Request, Stream]) -> int:
        with self._changed:
            return self._waiting.place(entry)

    # What the engine's thread does -------------------------------------------------------------

    def _work(self) -> None:
        while self._admit():
            try:
                self._step()
            except Exception as error:
                self._fail(error)

    def _admit(self) -> bool:
        """Gives the free places away; waits while there is nothing to do. False at the end."""
        with self._changed:
            while not (self._stopping or self._places.texts or self._waiting):
                self._changed.wait()
            if self._stopping:
                for stream in self._streams():
                    stream.give(InternalError("engine_stopped"))
                return False
            while self._waiting and self._places.free:
                request, stream = self._waiting.take()
                self._places.add(Text(request, stream, self.shape.context, self.shape.end))
        return True

    def _step(self) -> None:
        """Reads some of the prompts, then writes one token of each text that has read its own."""
        places = self._places
        for text in [text for text in places.texts if text.stream.closed.is_set()]:
            places.remove(text)
        self._read_prompts()
        places.sort()
        if places.writing:
            self._write_tokens()

    def _read_prompts(self) -> None:
        """By pieces, oldest first, up to `STEP_PROMPT_TOKENS`; the last token is left to write."""
        left = STEP_PROMPT_TOKENS
        for place, text in enumerate(self._places.texts):
            while left > 0 and len(text.unread) > 1:
                piece = text.unread[:-1][:PIECE]
                self._network.read(
                    self._places.memory, place, np.array([piece]), np.array([text.read]), [0]
                )
                text.read += len(piece)
                left -= len(piece)

    def _write_tokens(self) -> None:
        texts = self._places.texts[: self._places.writing]
        ids_B1 = np.array([text.unread for text in texts])
        past_B = np.array([text.read for text in texts])
        logits_B1V = self._network.read(self._places.memory, 0, ids_B1, past_B, [0])
        for text in texts:
            text.read += 1
        for text, logits_1V in zip(texts, logits_B1V, strict=True):
            if text.take(logits_1V[0]):
                self._places.remove(text)
            elif text.full:
                text.slide()

    def _fail(self, error: Exception) -> None:
        """Tells everybody who waits, and begins again with an empty memory."""
        log.error("the engine failed", exc_info=error)
        with self._changed:
            told = self._streams()
            self._places = self._empty_places()
        for stream in told:
            stream.give(InternalError("engine_failed"))

    def _streams(self) -> list[Stream]:
        """Of all texts, written and waiting, which are forgotten."""
        written = [text.stream for text in self._places.texts]
        return written + [stream for _, stream in self._waiting.clear()]


def _stop(engine: "weakref.ref[Engine]") -> None:
    if (found := engine()) is not None:
        found.stop()
