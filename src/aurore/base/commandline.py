"""Commands that a person can copy: quoted as this system wants, in the work folder they need."""

import os
import re
import shlex
import sys
from pathlib import Path

DEFAULT_WORK = Path("aurore-work")
MARKER = "aurore.toml"  # a file that says that its folder is a work folder
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


def meant_work(work: Path) -> Path:
    """The work folder that is meant: without one here, that which the person stands in.

    Who has gone into `aurore-work/atelier/03_jetons` to run a file means that `aurore-work`.
    """
    if work != DEFAULT_WORK or work.exists():
        return work
    here = Path.cwd()
    around = (folder for folder in (here, *here.parents) if (folder / MARKER).is_file())
    return next(around, work)


def in_work(command: str, work: Path) -> str:
    """The command with its `--work`, unless it finds that folder by itself."""
    if work == meant_work(DEFAULT_WORK) or os.environ.get("AURORE_WORK"):
        return command
    return f"{command} --work {quoted(str(work))}"
