"""What Aurore says to people, in French and in English.

`fr.toml` and `en.toml` hold the same keys; a test compares keys and placeholders. Numbers are
written the way of the language: « 1 234,5 » in French, "1,234.5" in English. What is counted agrees
with its number: `{count:,d|livre|livres}` is « 1 livre », « 1 234 livres »; without a format,
`{count:|est|sont}`, the word stands alone. `{minutes:.1~f}` has a decimal only where there is one:
« 1,5 », « 5 ».
"""

import locale
import os
import string
import tomllib
from collections.abc import Sequence
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("fr", "en")
THIN_SPACE = "\u202f"  # no-break, between thousands
_current = ContextVar("language", default="fr")


class _LocalNumbers(string.Formatter):
    """Formats numbers given with a format specification in the current language."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            number, one, many = format_spec.split("|")
            word = one if _is_one(value, number) else many
            return f"{self.format_field(value, number)} {word}" if number else word
        written = _plain(value, format_spec)
        if language() == "fr" and isinstance(value, int | float) and format_spec:
            return written.replace(",", THIN_SPACE).replace(".", ",").replace("%", f"{THIN_SPACE}%")
        return written


def _plain(value: Any, format_spec: str) -> str:
    written = str(format(value, format_spec.replace("~", "")))
    return written.rstrip("0").rstrip(".") if "~" in format_spec and "." in written else written


def _is_one(value: float, number: str) -> bool:
    """Whether what is counted is singular, by the number as it is shown.

    Below 2 in French, 1 alone in English: « 0 livre », « 1,5 minute », "0 books", "1.5 minutes".
    """
    shown = _plain(value, number.replace(",", ""))
    return abs(float(shown)) < 2 if language() == "fr" else shown == "1"


def language() -> str:
    """The language in use: `fr` or `en`."""
    return _current.get()


def use_language(code: str) -> None:
    """Speaks `code` from now on, in this thread."""
    if code not in LANGUAGES:
        raise ValueError(f"{code!r} is not one of {LANGUAGES}")
    _current.set(code)


def language_asked(arguments: Sequence[str]) -> str:
    """French, unless `--lang`, `AURORE_LANG` or the locale asks for English.

    Read before the command line is parsed, because the help itself must speak that language.
    """
    asked = os.environ.get("AURORE_LANG", "")
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            asked = arguments[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    if asked not in LANGUAGES:
        # Not getlocale(): it calls the C locale of a machine without settings "en_US".
        asked = (
            os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.setlocale(locale.LC_CTYPE)
        )
    return "en" if asked.lower().startswith("en") else "fr"


@cache
def catalogue(code: str) -> dict[str, str]:
    """All messages of a language by dotted key."""
    found: dict[str, str] = {}
    for resource in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if resource.name.endswith(f"{code}.toml"):
            found |= _flat(tomllib.loads(resource.read_text("utf-8")))
    return found


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def message(key: str, /, **values: object) -> str:
    """The text of `key` in the current language, its placeholders filled.

    Raises:
        KeyError: no such key (a mistake of ours; a test looks every used key up).
    """
    return _LocalNumbers().vformat(catalogue(language())[key], (), values)


def number(value: float, form: str) -> str:
    """A figure by a format such as `.2f`, as the current language writes it."""
    return _LocalNumbers().format_field(value, form)
