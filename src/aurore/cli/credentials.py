"""`credentials.ini` beside the person: its token is used for the Hub, with a word on its rights."""

import os
from pathlib import Path

from aurore.base.credentials import read_credentials
from aurore.base.messages import message
from aurore.cli.shell import Shell

VARIABLE = "HF_TOKEN"  # where the library of the Hub looks first


def use_credentials(shell: Shell, base: str) -> None:
    """For a base that is on the Hub; a token that is set already is left alone."""
    if "/" not in base or Path(base).expanduser().exists() or VARIABLE in os.environ:
        return
    found = read_credentials(Path.cwd())
    if found is None:
        return
    if found.open_to_others:
        shell.say("cli.warning", text=message("credentials.open", path=str(found.path)))
    os.environ[VARIABLE] = found.token
