"""The one writer of an application, and how a page or a program asks it for a text."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any, Protocol

from flask import g

from aurore.base.errors import AuroreError, UserError
from aurore.base.settings import LARGEST_SEED, GenerateSettings, ServeSettings
from aurore.generation.checks import Remark, remarks_on
from aurore.generation.prompts import clean_prompt, draw_seed
from aurore.generation.provenance import Source
from aurore.generation.writer import Continuation, Writer, Written
from aurore.serving.metrics import Metrics
from aurore.serving.problems import WebError


class Records(Protocol):
    """What can be added to every text: it is accepted first, and followed to its end."""

    most: int
    """Texts that one person may ask for at a time."""

    def accept(self, prompt: str, settings: GenerateSettings) -> Any:
        """Before a text is begun; raises `WebError` when it is refused."""

    def follow(self, ticket: Any, written: Written) -> Written:
        """The same pieces."""


MOST_OPEN = 3  # models kept open, so that one can go from one to the other and back (guess)


class Desk:
    """Opens the model once, whichever thread asks first, and refuses what it cannot continue."""

    def __init__(self, settings: ServeSettings, open_writer: Callable[[], Writer]) -> None:
        self.longest_prompt = settings.max_prompt_chars
        self.checks = set(settings.checks)
        """The checks of the prompts; a trainer can switch each off."""
        self.metrics = Metrics(self)
        self.records: Records | None = None
        """What a room adds to every text (serving/classroom)."""
        self._open = open_writer
        self._writer: Writer | None = None
        self._others: dict[Source, Writer] = {}
        self._opening = threading.Lock()

    @property
    def model(self) -> str | None:
        """Who writes; `None` until the model is open."""
        return self._writer.name if self._writer else None

    def state(self) -> dict[str, int]:
        """Whether a text can be asked for now, how many are written and how many wait."""
        if self._writer is None:
            return {"ready": False, "running": 0, "waiting": 0}
        engine = self._writer.engine
        return {"ready": True, "running": engine.running, "waiting": engine.waiting}

    def warm(self) -> None:
        """Opens the model ahead of the first request, which will hear of any error."""
        try:
            self.writer()
        except AuroreError:
            return

    def stop(self) -> None:
        """Ends the writing; those who wait are told."""
        for writer in filter(None, (self._writer, *self._others.values())):
            writer.engine.stop()

    def writer(self) -> Writer:
        """The writer, opened now if it is not.

        Raises:
            WebError: 503, with the reason why the model cannot be opened.
        """
        with self._opening:
            if self._writer is None:
                try:
                    self._writer = self._open()
                except UserError as error:
                    raise WebError(503, error.name, **error.values) from error
            return self._writer

    def change(self, source: Source, open_writer: Callable[[], Writer]) -> None:
        """Gives the pen to another model; texts that are being written go on as they began.

        A run that has been made longer is another model by the same name.

        Raises:
            UserError: it cannot be opened; the one before keeps the pen.
        """
        before = self.writer()
        if before.source == source:
            return
        with self._opening:
            self._writer = self._others.pop(source, None) or open_writer()
            self._others[before.source] = before
            while len(self._others) >= MOST_OPEN:
                self._others.pop(next(iter(self._others))).engine.stop()

    def write(
        self, prompt: str, settings: GenerateSettings, variants: int = 1
    ) -> tuple[list[Continuation], list[Remark]]:
        """Whole continuations, written side by side, and what there is to say of the prompt.

        Raises:
            UserError: nothing to continue, or too much.
        """
        if self.records and variants > self.records.most:
            most = self.records.most
            raise WebError(422, "many_variants", field="n", found=variants, most=most)
        seed = settings.seed if settings.seed is not None else draw_seed()
        seeds = [(seed + number) % (LARGEST_SEED + 1) for number in range(variants)]
        streams: list[Written] = []
        with ExitStack() as stack:  # if one is refused, those before it end too
            for seed in seeds:
                written, remarks = self.stream(prompt, replace(settings, seed=seed))
                streams.append(stack.enter_context(closing(written)))
            texts = [_last(stream) for stream in streams]
        return texts, remarks

    def stream(self, prompt: str, settings: GenerateSettings) -> tuple[Written, list[Remark]]:
        """The pieces as they are written, then the whole; close it to stop the writing.

        Raises:
            UserError: nothing to continue, or too much; at once, not at the first piece.
        """
        self.check(prompt)
        writer, records = self.writer(), self.records
        remarks = remarks_on(prompt, self.checks, writer.language)
        ticket = records.accept(prompt, settings) if records else None
        written = writer.stream(prompt, settings, person=g.get("person", ""))
        if records and ticket:
            written = records.follow(ticket, written)
        return self.metrics.timed(written), remarks

    def check(self, prompt: str) -> str:
        """The prompt as the network will see it.

        Raises:
            UserError: nothing to continue, or too much.
        """
        if len(prompt) > self.longest_prompt:
            raise WebError(422, "prompt_too_long", found=len(prompt), longest=self.longest_prompt)
        return clean_prompt(prompt)


def _last(written: Iterator[object]) -> Continuation:
    *_, whole = written
    assert isinstance(whole, Continuation)
    return whole
