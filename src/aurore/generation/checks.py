"""What there is to say of a text somebody gives, before the network continues it.

Nothing here refuses: each remark has its reason, and the text is continued all the same. The
trainer of a room may have insults refused (`serving/classroom`), and can switch every check off.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from aurore.base.messages import message
from aurore.corpus.cleaning.encoding import NAMES
from aurore.corpus.cleaning.language import detect

CHECKS = ("language", "insults", "length", "signs")
LEAST_LETTERS = 40  # a shorter text is not guessed (measured: PACKAGES, « Oui. » is missed by all)
SEEN_CHARACTERS = 1500  # about what a context of 512 tokens holds (measured: 3.2 signs a token)


@dataclass(frozen=True)
class Remark:
    """Something the person should know."""

    name: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def reason(self) -> str:
        """One or two sentences in the current language."""
        return message(f"checks.{self.name}", **dict(self.values))


def remarks_on(text: str, checks: Iterable[str] = CHECKS, language: str = "fr") -> list[Remark]:
    """The remarks of the checks that are on, in the order of `CHECKS`.

    Args:
        language: of the network.
    """
    asked = set(checks)
    found = [_language(text, language) if "language" in asked else None]
    found += [check(text) for name, check in _CHECKS.items() if name in asked]
    return [remark for remark in found if remark is not None]


def _language(text: str, language: str) -> Remark | None:
    """Not in the language of the network, when that can be told."""
    if sum(sign.isalpha() for sign in text) < LEAST_LETTERS or language not in NAMES:
        return None
    return None if detect(text) in (language, "") else Remark(f"not_{NAMES[language]}")


def _insults(text: str) -> Remark | None:
    found = insults_in(text)
    return Remark("insults", (("words", ", ".join(found)),)) if found else None


def _length(text: str) -> Remark | None:
    """More than the network sees."""
    return Remark("long", (("seen", SEEN_CHARACTERS),)) if len(text) > SEEN_CHARACTERS else None


def _signs(text: str) -> Remark | None:
    """Signs that nobody sees, which are taken out."""
    unseen = {sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cn")}
    return Remark("signs") if unseen - set("\n\r\t\u00ad\u200d") else None


_CHECKS = {"insults": _insults, "length": _length, "signs": _signs}


def insults_in(text: str) -> list[str]:
    """The insults of the list that a text holds, as they are written there, each once."""
    bare = folded(text)
    innocent = [found.span() for found in _pattern("innocent").finditer(bare)]
    words: dict[str, None] = {}
    for found in _pattern("insults").finditer(bare):
        start, end = found.span()
        if not any(first <= start and end <= last for first, last in innocent):
            words[text[start:end]] = None
    return list(words)


def folded(text: str) -> str:
    """Small letters without accents, sign for sign, so that places are the same."""
    signs = (unicodedata.normalize("NFD", sign.lower())[:1] or sign for sign in text)
    return "".join(signs).replace("’", "'").replace("œ", "o")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Any entry of a list as whole words; the longest first."""
    lines = (files("aurore.generation") / "words" / f"{name}.txt").read_text("utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    entries.sort(key=len, reverse=True)
    escaped = [re.escape(entry).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for entry in entries]
    return re.compile(r"(?<![\w-])(?:" + "|".join(escaped) + r")(?![\w-])")
