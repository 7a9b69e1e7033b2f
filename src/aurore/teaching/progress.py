"""How far a person is: questions answered, hints seen. One JSON file in the folder of exercises."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from aurore.base.workspace import write_atomically
from aurore.teaching.check import Report
from aurore.teaching.checking import State
from aurore.teaching.lessons import HINTS, Lesson, Question

FILE = "progres.json"


@dataclass(frozen=True)
class Step:
    """How one question stands."""

    state: State = "to_do"
    hints: int = 0
    """Hints seen, of three."""
    checks: int = 0
    """Times it was checked and not untouched."""
    solved: bool = False
    """Answered once: a later mistake does not take that away."""


class Progress:
    """The steps of one person, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._steps = _read(self.path)

    def step(self, question: Question) -> Step:
        """How a question stands."""
        return self._steps.get(question.number, Step())

    def solved(self, lesson: Lesson) -> int:
        """Questions of a lesson that were answered."""
        return sum(self.step(question).solved for question in lesson.questions)

    def note(self, report: Report) -> None:
        """Keeps what a check found."""
        for verdict in report.verdicts:
            step = self._steps.get(verdict.number, Step())
            self._steps[verdict.number] = replace(
                step,
                state=verdict.state,
                checks=step.checks + (verdict.state != "to_do"),
                solved=step.solved or verdict.state == "right",
            )
        self._write()

    def next_hint(self, question: Question) -> tuple[int, str]:
        """The next hint of a question and its level from 1; after the last, the last again."""
        step = self.step(question)
        level = min(step.hints + 1, HINTS)
        self._steps[question.number] = replace(step, hints=level)
        self._write()
        return level, question.hints[level - 1]

    def as_data(self) -> dict[str, Any]:
        """For pages and programs."""
        return {number: asdict(step) for number, step in sorted(self._steps.items())}

    def _write(self) -> None:
        with write_atomically(self.path) as path:
            text = json.dumps(self.as_data(), ensure_ascii=False, indent=1)
            path.write_text(text + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, Step]:
    """A file that was broken by hand counts as none: progress is a comfort, not a proof."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(number): Step(**fields) for number, fields in data.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
