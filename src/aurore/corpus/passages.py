"""What a person will want to look at: passages cut, in their place; odd lines that were kept."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from aurore.corpus.cleaning.boilerplate import Cut
from aurore.corpus.cleaning.book import CleanBook, Paragraph
from aurore.corpus.report.contents import CutPassage, Suspicion

CONTEXT_LINES = 3
MOST_SUSPICIONS = 60  # guess: of one book; more is a list nobody reads
AROUND_CHARS = 60
LONGEST_NUMBER = 12  # characters of a paragraph that may be a stray number
# What should not be left in a clean book, in small letters.
TELL_TALES = (
    "gutenberg", "copyright", "transcriber", "transcripteur", "proofread", "gallica",
    "http", "www", "etext", "ebook", "trademark", "pgdp", "isbn", "électronique",
)  # fmt: skip
LEFTOVERS = ("[", "|", "{", "}", "<", ">", "~", "^", "`", "\ufffd", "/*", "*/", "*****")
NUMBER = re.compile(r"[\W\d]*\d[\W\d]*")  # no line of stars or points
MOST_OF_A_SIGN, SHOWN_OF_A_SIGN = 10, 3  # guess: above, it is a habit of the book


def cut_passages(cleaned: CleanBook) -> list[CutPassage]:
    """The passages cut, in the order of the file; neighbours with one reason make one passage."""
    lines = cleaned.text.split("\n")
    found: list[tuple[str, int, int]] = []  # reason, first line, last line
    headings = [Cut(block, "heading") for block in cleaned.headings]
    for cut in sorted([*cleaned.cuts, *headings], key=lambda cut: cut.block.number):
        first, last = cut.block.number, cut.block.number + cut.block.line_count - 1
        if found and found[-1][0] == cut.reason and _only_blank(lines, found[-1][2], first):
            first = found.pop()[1]
        found.append((cut.reason, first, last))
    return [_passage(*one, lines) for one in found]


def _only_blank(lines: list[str], last: int, first: int) -> bool:
    """Whether nothing is written between the lines `last` and `first` (from 1)."""
    return not any(line.strip() for line in lines[last : first - 1])


def _passage(reason: str, first: int, last: int, lines: list[str]) -> CutPassage:
    return CutPassage(
        reason,
        first,
        last,
        text="\n".join(lines[first - 1 : last]),
        before=lines[max(0, first - 1 - CONTEXT_LINES) : first - 1],
        after=lines[last : last + CONTEXT_LINES],
    )


def suspicions(paragraphs: list[Paragraph], text: str, small: bytes) -> list[Suspicion]:
    """Lines kept that look as if they should not have been, each once for each kind of reason.

    Of a sign that comes back often the first lines are enough to see what it is.

    Args:
        text: the paragraphs, one a line.
        small: the same in small letters and UTF-8.
    """
    signs = [list(_numbers(paragraphs))]
    lower = text.lower() if any(word.encode() in small for word in TELL_TALES) else ""
    for word in TELL_TALES if lower else ():
        places = (place for place in _places(lower, word) if _is_word(lower, place, word))
        signs.append(_suspected(paragraphs, text, places, "tell_tale"))
    for sign in LEFTOVERS:
        signs.append(_suspected(paragraphs, text, _places(text, sign), "leftover"))
    stars = (place for place in _places(text, "*") if _is_odd_star(text, place))
    signs.append(_suspected(paragraphs, text, stars, "leftover"))
    found = {(one.line, one.why): one for of_sign in signs for one in _first(of_sign)}
    return sorted(found.values(), key=lambda one: one.line)[:MOST_SUSPICIONS]


def _numbers(paragraphs: list[Paragraph]) -> Iterator[Suspicion]:
    for one in paragraphs:
        if len(one.text) <= LONGEST_NUMBER and NUMBER.fullmatch(one.text):
            yield Suspicion(one.line, one.text, "number_alone")


def _suspected(
    paragraphs: list[Paragraph], text: str, places: Iterable[int], why: str
) -> list[Suspicion]:
    """What stands at these places of the text: one for a line, and for the same words."""
    lines: dict[str, int] = {}
    for place in islice(places, MOST_SUSPICIONS):
        line, words = paragraphs[text.count("\n", 0, place)].line, _around(text, place)
        if line not in lines.values() and any(map(str.isalnum, words)):  # no ornament
            lines.setdefault(words, line)
    return [Suspicion(line, words, why) for words, line in lines.items()]


def _first(found: list[Suspicion]) -> list[Suspicion]:
    """All, or the first few of a sign that is a habit of the book."""
    if len(found) <= MOST_OF_A_SIGN:
        return found
    return [replace(one, why="often") for one in found[:SHOWN_OF_A_SIGN]]


def _places(text: str, sign: str) -> Iterator[int]:
    """Where a sign stands."""
    place = text.find(sign) if sign[0] in text else -1  # « / » is rare: « */ »
    while place >= 0:
        yield place
        place = text.find(sign, place + len(sign))


def _is_word(text: str, place: int, word: str) -> bool:
    """Whether it begins one: « notebook » is no ebook, and an « Église gallicane » no library."""
    return not text[place - 1 : place].isalpha() and not text.startswith("n", place + len(word))


def _is_odd_star(text: str, place: int) -> bool:
    """One alone; not the three of a name left out, « M*** », nor the one of a year, « 183* »."""
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    return not (before.isdigit() or before in ("*", "/") or after in ("*", "/"))


def _around(text: str, place: int) -> str:
    """The words around a place, in its own paragraph."""
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    return text[max(start, place - AROUND_CHARS) : min(end, place + 2 * AROUND_CHARS)]
