"""Commands that a person can copy: quoted as this system wants, in the work folder they need."""

import os
import re
import shlex
import sys
from pathlib import Path

DEFAULT_WORK = Path("aurore-work")
PLAIN_ON_WINDOWS = re.compile(r"[\w@%+=:,./\\~-]+")


def quoted(text: str, platform: str = sys.platform) -> str:
    """One word of a command line: between quotes if it has a space, or a sign that shells read.

    On Windows between double quotes, which cmd and PowerShell both know; no file name holds one.
    """
    if platform != "win32":
        return shlex.quote(text)
    if PLAIN_ON_WINDOWS.fullmatch(text):
        return text
    last = text[len(text.rstrip("\\")) :]
    return f'"{text}{last}"'  # doubled: a backslash alone would take the quote for a letter


def in_work(command: str, work: Path) -> str:
    """The command with its `--work`, unless it finds that folder by itself."""
    if work == DEFAULT_WORK or os.environ.get("AURORE_WORK"):
        return command
    return f"{command} --work {quoted(str(work))}"
