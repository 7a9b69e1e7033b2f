"""The one writer of an application, and how a page or a program asks it for a text."""

import threading
from collections.abc import Callable

from aurore.base.errors import AuroreError, UserError
from aurore.base.settings import GenerateSettings, ServeSettings
from aurore.generation.prompts import clean_prompt
from aurore.generation.writer import Continuation, Writer, Written
from aurore.serving.problems import WebError


class Desk:
    """Opens the model once, whichever thread asks first, and refuses what it cannot continue."""

    def __init__(self, settings: ServeSettings, open_writer: Callable[[], Writer]) -> None:
        self.longest_prompt = settings.max_prompt_chars
        self._open = open_writer
        self._writer: Writer | None = None
        self._opening = threading.Lock()

    @property
    def model(self) -> str | None:
        """Who writes; `None` until the model is open."""
        return self._writer.name if self._writer else None

    def warm(self) -> None:
        """Opens the model ahead of the first request, which will hear of any error."""
        try:
            self.writer()
        except AuroreError:
            return

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

    def write(self, prompt: str, settings: GenerateSettings) -> Continuation:
        """The whole continuation.

        Raises:
            UserError: nothing to continue, or too much.
        """
        self._check(prompt)
        return self.writer().write(prompt, settings)

    def stream(self, prompt: str, settings: GenerateSettings) -> Written:
        """The pieces as they are written, then the whole. Close it to stop the writing.

        Raises:
            UserError: nothing to continue, or too much; at once, not at the first piece.
        """
        self._check(prompt)
        return self.writer().stream(prompt, settings)

    def _check(self, prompt: str) -> None:
        if len(prompt) > self.longest_prompt:
            raise WebError(422, "prompt_too_long", found=len(prompt), longest=self.longest_prompt)
        clean_prompt(prompt)
