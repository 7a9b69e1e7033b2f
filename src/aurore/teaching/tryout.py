"""Running a person's file as `python exercice.py` does: what it prints, and how it ended."""

import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from aurore.teaching.check import OFFLINE

MOST_SHOWN = 40_000  # bytes of what is printed (guess: ten screens); more is a loop that prints
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
REWRITTEN = re.compile(r"[^\n]*\r(?!\n)")  # a progress bar writes the same line again and again


@dataclass(frozen=True)
class Tryout:
    """What a run printed."""

    output: str
    ended: str
    """`well`, `error`, `too_long` or `too_much`."""


def try_out(file: Path, seconds: float) -> Tryout:
    """Runs a person's file in its own folder.

    Args:
        seconds: on the wall, after which it is stopped.
    """
    stopped = threading.Event()
    with subprocess.Popen(
        [sys.executable, file.name],
        cwd=file.parent,
        env=os.environ | OFFLINE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as program:

        def stop() -> None:
            stopped.set()
            program.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        assert program.stdout
        printed = program.stdout.read(MOST_SHOWN)
        if len(printed) == MOST_SHOWN:
            program.kill()
        code = program.wait()
        timer.cancel()
    if len(printed) == MOST_SHOWN:
        ended = "too_much"
    else:
        ended = "too_long" if stopped.is_set() else "error" if code else "well"
    return Tryout(_plain(printed), ended)


def _plain(printed: bytes) -> str:
    """As a page shows it: no colours, and of a line written over itself the last state."""
    text = COLOURS.sub("", printed.decode("utf-8", errors="replace"))
    return REWRITTEN.sub("", text.replace("\r\n", "\n"))
