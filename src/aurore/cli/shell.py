"""What every command has: a place to speak, the work folder, the options all share."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from aurore.base.commandline import in_work
from aurore.base.errors import AuroreError
from aurore.base.messages import message
from aurore.base.workspace import Workspace


def consoles() -> tuple[Console, Console]:
    """Answers go to standard output, progress and errors to standard error."""
    return (
        Console(highlight=False, soft_wrap=True),
        Console(highlight=False, soft_wrap=True, stderr=True),
    )


@dataclass
class Shell:
    """How a command speaks. With `as_json` only the final answer is printed, as JSON."""

    work: Path
    as_json: bool = False
    alone: bool = True
    """A command that is part of a longer one neither says what comes next nor answers programs."""
    out: Console = field(default_factory=lambda: consoles()[0])
    err: Console = field(default_factory=lambda: consoles()[1])

    @property
    def workspace(self) -> Workspace:
        """The work folder."""
        return Workspace(self.work)

    def say(self, key: str, **values: object) -> None:
        """A message for people; values are shown as they are, never read as mark-up."""
        if not self.as_json:
            shown = {k: escape(v) if isinstance(v, str) else v for k, v in values.items()}
            self.out.print(message(key, **shown))

    def next(self, command: str) -> None:
        """The command to run next, in the same work folder."""
        if self.alone:
            self.say("cli.next", command=in_work(command, self.work))

    def show(self, table: Table) -> None:
        """A table for people."""
        if not self.as_json:
            self.out.print(table)

    def plain(self, text: str) -> None:
        """A text exactly as it is."""
        if not self.as_json:
            self.out.print(text, markup=False)

    def answer(self, data: Any) -> None:
        """The answer for programs."""
        if self.as_json and self.alone:
            print(json.dumps(data, ensure_ascii=False, indent=1))

    def progress(self, below: Callable[[], str] | None = None) -> Progress:
        """A bar with the time left; it goes when the work is done.

        Args:
            below: a text to show under the bar, asked for whenever it is drawn.
        """
        return _Bar(
            below,
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.err,
            transient=True,
            disable=self.as_json,
        )


class _Bar(Progress):
    """A progress bar that may have a text under it."""

    def __init__(self, below: Callable[[], str] | None, *columns: Any, **options: Any) -> None:
        self._below = below
        super().__init__(*columns, **options)

    def get_renderables(self) -> Iterable[RenderableType]:
        """The bar, then the text."""
        yield from super().get_renderables()
        if self._below:
            yield Text(self._below())


def table(*columns: str, numbers: int = 0) -> Table:
    """A table of the house; the last `numbers` columns are aligned on the right."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        right = index >= len(columns) - numbers
        made.add_column(column, justify="right" if right else "left")
    return made


def print_error(error: AuroreError) -> None:
    """What is wrong, and what to do."""
    _, err = consoles()
    err.print(f"[bold red]{message('cli.error')}[/] {escape(error.problem)}")
    err.print(f"[bold]{message('cli.remedy')}[/] {escape(error.remedy)}")


def speak_utf8() -> None:
    """A Windows terminal may be set to another encoding: French needs all its letters."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
