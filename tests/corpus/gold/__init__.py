"""Passages annotated by hand with their sentence ends, read out of the real books.

The books' text is not in the project: a passage says where it stands (`file`, `line`, `lines`), its
first words, and for each end of a sentence inside it the few words around: « dit-il. ‖ Et alors ».
Only letters and digits count when the words are looked for, so that typography may change.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.cleaning.typography import unify

FOLDER = Path(__file__).parent
MARK = "‖"


@dataclass(frozen=True)
class Passage:
    """A paragraph in the unified typography and the letters before each end of a sentence."""

    file: str
    line: int
    text: str
    ends: frozenset[int]


def letters(text: str) -> str:
    """The letters and digits alone; « œ » counts as its two letters, because cleaning adds it."""
    text = text.replace("œ", "oe").replace("Œ", "OE")
    return "".join(filter(str.isalnum, text))


def read(half: str, books: Path) -> list[Passage]:
    """The passages of `development` or `held_out`; `books` is the mirror's folder.

    Raises:
        ValueError: a passage does not start with its words, or the words around an end are not
            there exactly once.
    """
    rows = tomllib.loads((FOLDER / f"{half}.toml").read_text(encoding="utf-8"))["passage"]
    return [_passage(row, books) for row in rows]


@cache
def _lines(path: Path) -> list[str]:
    return decode(path.read_bytes())[0].split("\n")


def _passage(row: dict, books: Path) -> Passage:
    lines = _lines(books / row["file"])[row["line"] - 1 : row["line"] - 1 + row["lines"]]
    joined = " ".join(line.strip() for line in lines)
    text = unify(re.sub(r"(?<=\w)- (?=\w)", "-", joined))
    where = f"{row['file']}:{row['line']}"
    all_letters = letters(text)
    if not all_letters.startswith(letters(row["starts"])):
        raise ValueError(f"{where} starts with « {text[:60]} »")
    ends = set()
    for words in row["ends"]:
        before, after = map(letters, words.split(MARK))
        if all_letters.count(before + after) != 1:
            raise ValueError(f"{where} has « {words} » {all_letters.count(before + after)} times")
        ends.add(all_letters.index(before + after) + len(before))
    return Passage(row["file"], row["line"], text, frozenset(ends))
