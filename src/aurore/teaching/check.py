"""Checking a person's file: in a process of its own, for a limited time.

The file runs with all the rights of whoever starts the check. A page may offer it on the person's
own machine; a server for a room must not run what others send.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aurore.base.errors import InternalError, UserError
from aurore.base.messages import language, message
from aurore.teaching.checking import Verdict
from aurore.teaching.lessons import Lesson

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "PYTHONUTF8": "1"}
LARGEST_FILE = 1_000_000  # bytes of a person's file (guess: a thousand times an exercise)


@dataclass(frozen=True)
class Report:
    """What a check found, question by question."""

    lesson: int
    verdicts: tuple[Verdict, ...]

    @property
    def right(self) -> int:
        """Questions answered."""
        return sum(verdict.state == "right" for verdict in self.verdicts)

    @property
    def done(self) -> bool:
        """Whether all questions are."""
        return self.right == len(self.verdicts)


def check(asked: Lesson, file: Path, seconds: float | None = None) -> Report:
    """Runs the lesson's checks on a person's file.

    Args:
        seconds: time after which it is stopped; by default the lesson's own.

    Raises:
        UserError: there is no such file, or it is no text of Python.
    """
    _check_file(file)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.jsonl"
        command = [sys.executable, "-m", "aurore.teaching.child"]
        command += [str(asked.number), str(file.resolve()), str(report), language()]
        try:
            done = subprocess.run(
                command,
                timeout=seconds or asked.seconds,
                env=os.environ | OFFLINE,
                cwd=folder,
                capture_output=True,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            return _read(asked, report, "trop_long", message("check.too_long"))
        if not report.exists():
            reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise InternalError("check_did_not_start", reason=reason)
        return _read(asked, report, "arret", message("check.died", code=done.returncode))


def _check_file(file: Path) -> None:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise UserError("exercise_too_large", path=file)
        file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("no_exercise_file", path=file) from error


def _read(asked: Lesson, report: Path, name: str, text: str) -> Report:
    """The verdicts written; the question that was under way gets `text`, the others wait."""
    lines: list[dict[str, Any]] = []
    if report.exists():
        lines = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    told = [Verdict(**line["verdict"]) for line in lines if "verdict" in line]
    for place, question in enumerate(asked.questions[len(told) :]):
        if place == 0:
            told.append(Verdict(question.number, question.title, "not_yet", name, text))
        else:
            waits = message("check.not_reached")
            told.append(Verdict(question.number, question.title, "to_do", "pas_atteinte", waits))
    return Report(asked.number, tuple(told))
