"""Checking a person's file: in a process of its own, for a limited time.

The file runs with all the rights of whoever starts the check. A page may offer it on the person's
own machine; a server for a room must not run what others send.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from aurore.base.errors import InternalError, UserError
from aurore.base.messages import language, message
from aurore.teaching.checking import Verdict
from aurore.teaching.child import QUESTION_SECONDS, TOO_LONG
from aurore.teaching.lessons import Lesson

OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "PYTHONUTF8": "1"}
LARGEST_FILE = 1_000_000  # bytes of a person's file (guess: a thousand times an exercise)
# On the wall, until the checks have loaded their libraries: 6 s of processor for the slowest, more
# than 300 s on the wall where thirty programs shared two cores (measured, docs/LOG.md).
LOADING_SECONDS = 1200.0
LOOK = 0.05  # seconds between two looks at the child


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


def check(
    asked: Lesson,
    file: Path,
    seconds: float | None = None,
    processor_seconds: float = QUESTION_SECONDS,
) -> Report:
    """Runs the lesson's checks on a person's file.

    Args:
        seconds: on the wall, for one question; by default the lesson's own.
        processor_seconds: of the processor, for one question.

    Raises:
        UserError: there is no such file, it is no text of Python, or the machine is far too busy.
    """
    _check_file(file)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.jsonl"
        command = [sys.executable, "-m", "aurore.teaching.child"]
        command += [str(asked.number), str(file.resolve()), str(report), language()]
        command.append(str(processor_seconds))
        with (Path(folder) / "errors").open("w+b") as errors:
            code = run_watched(command, report, seconds or asked.seconds, errors)
            if not report.exists():
                if code is None:
                    raise UserError("check_never_began")
                errors.seek(0)
                reason = errors.read().decode(errors="replace").strip().rpartition("\n")[2]
                raise InternalError("check_did_not_start", reason=reason)
        if code in (None, TOO_LONG):
            return _read(asked, report, "trop_long", message("check.too_long"))
        return _read(asked, report, "arret", message("check.died", code=code))


def run_watched(
    command: list[str],
    report: Path,
    seconds: float,
    errors: IO[bytes] | int = subprocess.DEVNULL,
    loading: float = LOADING_SECONDS,
) -> int | None:
    """Runs a command that writes a report, and stops it when the report no longer grows.

    Args:
        seconds: that may pass between two lines of the report.
        loading: that may pass before the first.

    Returns:
        Its exit code, or nothing if it was stopped.
    """
    size, changed = 0, time.monotonic()
    with subprocess.Popen(
        command,
        env=os.environ | OFFLINE,
        cwd=report.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
    ) as child:
        while child.poll() is None:
            time.sleep(LOOK)
            written = report.stat().st_size if report.exists() else 0
            if written > size:
                size, changed = written, time.monotonic()
            elif time.monotonic() - changed > (seconds if size else loading):
                child.kill()
                return None
        return child.returncode


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
