"""Long work that the studio has done by `aurore` itself, in processes of its own.

One work of each kind at a time. What a command prints goes into a file, from which the page reads.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

from flask import Flask, current_app

from aurore.base.messages import language
from aurore.base.workspace import Workspace
from aurore.serving.problems import WebError
from aurore.serving.studio.guarding import only_trainer

LAST_CHARS = 4000  # of what was printed that are told
CHILDREN = "aurore.studio.children"
State = Literal["none", "running", "done", "stopped", "failed"]


@dataclass
class Child:
    """Commands that run one after the other."""

    title: str
    commands: list[list[str]]
    environment: dict[str, str]
    printed: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    process: subprocess.Popen[bytes] | None = None
    asked_to_stop: bool = False
    codes: list[int] = field(default_factory=list)

    def run(self) -> None:
        """All commands, until one fails or somebody stops them. In a thread of its own."""
        for command in self.commands:
            if self.asked_to_stop:
                return
            self.process = subprocess.Popen(
                command,
                stdout=self.printed,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=self.environment,
            )
            self.codes.append(self.process.wait())
            if self.codes[-1]:
                return

    def stop(self) -> None:
        """Asks the command to save its state and end, as Ctrl-C would."""
        self.asked_to_stop = True
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    @property
    def state(self) -> State:
        """How far it is."""
        if self.codes and self.codes[-1]:
            return "stopped" if self.asked_to_stop else "failed"
        if len(self.codes) == len(self.commands):
            return "done"
        ended = self.asked_to_stop and (self.process is None or self.process.poll() is not None)
        return "stopped" if ended else "running"

    def said(self) -> str:
        """The end of what was printed."""
        size = os.fstat(self.printed.fileno()).st_size
        data = os.pread(self.printed.fileno(), LAST_CHARS, max(0, size - LAST_CHARS))
        return data.decode("utf-8", errors="ignore")


def start(kind: str, title: str, commands: Sequence[Sequence[str]], work: Workspace) -> Child:
    """Begins `aurore` commands on a work folder.

    Raises:
        WebError: work of this kind is going on, or only the trainer may begin any.
    """
    only_trainer()
    children: dict[str, Child] = current_app.extensions.setdefault(CHILDREN, {})
    if kind in children and children[kind].state == "running":
        raise WebError(409, "work_goes_on", title=children[kind].title)
    source = str(Path(__file__).parents[3])  # the same Aurore, also where it is not installed
    paths = [source, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "AURORE_LANG": language(),
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "PYTHONIOENCODING": "utf-8",
    }
    whole = [
        [sys.executable, "-m", "aurore", *command, "--work", str(work.root)] for command in commands
    ]
    child = Child(title, whole, environment)
    children[kind] = child
    threading.Thread(target=child.run, name=kind, daemon=True).start()
    return child


def stop_all(app: Flask) -> None:
    """As the server ends: each work saves its state and ends too, for nobody could stop it then."""
    children: dict[str, Child] = app.extensions.get(CHILDREN, {})
    for child in children.values():
        child.stop()


def child_of(kind: str) -> Child | None:
    """The last work of a kind."""
    children: dict[str, Child] = current_app.extensions.get(CHILDREN, {})
    return children.get(kind)


def told(kind: str) -> dict[str, str]:
    """The last work of a kind, for a page."""
    child = child_of(kind)
    if child is None:
        return {"state": "none", "title": "", "said": ""}
    return {"state": child.state, "title": child.title, "said": child.said()}
