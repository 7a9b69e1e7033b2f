"""The file `credentials.ini` of the first workshop: read if it is there, never needed, never shown.

[hugging_face]
TOKEN=hf_…
HUGGING_FACE_PSEUDO=…
"""

import configparser
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from aurore.base.errors import UserError

FILE, SECTION = "credentials.ini", "hugging_face"
PLACEHOLDER = "XXXX"  # what the slides had people replace
OPEN_TO_OTHERS = stat.S_IRGRP | stat.S_IROTH


@dataclass(frozen=True)
class Credentials:
    """What the file says. The token is not in its `repr`."""

    token: str = field(repr=False)
    user: str
    path: Path
    open_to_others: bool
    """Whether other users of this machine can read the file; Windows is not asked."""


def read_credentials(folder: Path) -> Credentials | None:
    """The credentials of `folder`, or of its folder `aurore`; `None` without a file or a token.

    Raises:
        UserError: there is a file that is not of this form.
    """
    for path in (folder / FILE, folder / "aurore" / FILE):
        if path.is_file():
            return _read(path)
    return None


def _read(path: Path) -> Credentials | None:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
        token = parser.get(SECTION, "TOKEN", fallback="").strip()
        user = parser.get(SECTION, "HUGGING_FACE_PSEUDO", fallback="").strip()
    except (configparser.Error, UnicodeDecodeError, OSError) as error:
        raise UserError("bad_credentials", path=path) from error
    if not token or token == PLACEHOLDER:
        return None
    readable = os.name != "nt" and bool(path.stat().st_mode & OPEN_TO_OTHERS)
    return Credentials(token, user, path, readable)
