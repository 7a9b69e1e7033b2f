"""How long a check may last: the person's time is counted, not the machine's."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from aurore.teaching.check import run_watched
from aurore.teaching.child import TOO_LONG

WRITER = """
import sys, time
for line in (1, 2):
    time.sleep({before})
    print(line, file=open(sys.argv[1], "a"), flush=True)
time.sleep({after})
"""
CLOCK = """
import time
from aurore.teaching.child import Clock
Clock({limits})
{body}
"""


def watched(tmp_path: Path, before: float, after: float, **limits: float) -> int | None:
    """What becomes of a program that writes two lines and then takes its time."""
    report = tmp_path / "report"
    program = WRITER.format(before=before, after=after)
    return run_watched([sys.executable, "-c", program, str(report)], report, **limits)


def test_loading_and_earlier_questions_are_not_counted(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert watched(tmp_path, before=1.5, after=0, seconds=2.5, loading=60) == 0
    assert time.monotonic() - begun > 2.5


def test_what_no_longer_writes_is_stopped(tmp_path: Path) -> None:
    assert watched(tmp_path, before=0, after=600, seconds=0.5, loading=60) is None
    assert (tmp_path / "report").read_text().split() == ["1", "2"]


def test_what_never_begins_is_stopped(tmp_path: Path) -> None:
    assert watched(tmp_path, before=600, after=0, seconds=600, loading=0.5) is None
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize(
    ("limits", "body", "code"),
    [
        ("seconds=0.3", "while True: pass", TOO_LONG),
        ("idle=0.5", "time.sleep(600)", TOO_LONG),
        # Three turns of the processor's, far apart: slow, and yet at work.
        ("seconds=60, idle=2", "for _ in range(3): time.sleep(1); sum(range(10**7))", 0),
    ],
    ids=["loops", "sleeps", "waits for its turn"],
)
def test_the_clock_stops_what_loops_or_sleeps(limits: str, body: str, code: int) -> None:
    program = CLOCK.format(limits=limits, body=body)
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == code
