"""What a person will want to look at: passages cut, in their place; odd lines that were kept."""

import re
from collections.abc import Iterator

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
LEFTOVERS = ("[", "|", "{", "}", "<", ">", "~", "^", "**", "\ufffd", "/*", "*/")
NUMBER = re.compile(r"[\W\d]+")


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
    """Lines kept that look as if they should not have been.

    Args:
        text: the paragraphs, one a line.
        small: the same in small letters and UTF-8.
    """
    found = [
        Suspicion(one.line, one.text, "number_alone")
        for one in paragraphs
        if len(one.text) <= LONGEST_NUMBER and NUMBER.fullmatch(one.text)
    ]
    lower = text.lower() if any(word.encode() in small for word in TELL_TALES) else ""
    for why, words, where in (("tell_tale", TELL_TALES, lower), ("leftover", LEFTOVERS, text)):
        for word in words:
            for place in _places(where, word):
                line = paragraphs[text.count("\n", 0, place)].line
                found.append(Suspicion(line, _around(text, place), why))
    return sorted(found, key=lambda one: one.line)[:MOST_SUSPICIONS]


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word stands, as often as anybody will want to look."""
    place, count = (text.find(word), 0) if word[0] in text else (-1, 0)  # « / » is rare: « */ »
    while place >= 0 and count < MOST_SUSPICIONS:
        yield place
        place, count = text.find(word, place + len(word)), count + 1


def _around(text: str, place: int) -> str:
    """The words around a place, in its own paragraph."""
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    return text[max(start, place - AROUND_CHARS) : min(end, place + 2 * AROUND_CHARS)]
