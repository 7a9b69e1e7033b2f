"""A person's own copy of a lesson, in the work folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from aurore.base.workspace import Workspace, write_atomically
from aurore.teaching.lessons import EXERCISE, NOTEBOOK, TEXT, Lesson

FOLDER = "atelier"


@dataclass(frozen=True)
class Started:
    """Where the person's files lie."""

    folder: Path
    kept: bool
    """Whether an exercise was there already and was left as it is."""

    @property
    def exercise(self) -> Path:
        """The file to fill in."""
        return self.folder / EXERCISE


def own_folder(workspace: Workspace) -> Path:
    """The folder of a person's exercises and progress."""
    return workspace.root / FOLDER


def own_exercise(workspace: Workspace, lesson: Lesson) -> Path:
    """The person's file of a lesson."""
    return own_folder(workspace) / lesson.name / EXERCISE


def start(workspace: Workspace, lesson: Lesson, again: bool = False) -> Started:
    """Copies a lesson to the person's folder. What they wrote is never lost.

    Args:
        again: put a fresh exercise in place; the old one stays beside it as `exercice-1.py`…
    """
    workspace.open_for_writing()
    folder = own_folder(workspace) / lesson.name
    kept = (folder / EXERCISE).exists() and not again
    for name in (TEXT, EXERCISE, NOTEBOOK):
        if name != TEXT and (folder / name).exists():
            if kept:
                continue
            _put_aside(folder / name)
        with write_atomically(folder / name) as path:
            shutil.copyfile(lesson.folder / name, path)
    return Started(folder, kept)


def _put_aside(path: Path) -> None:
    number = 1
    while (old := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    path.rename(old)
