"""The real books, cleaned once a session, and the tables that were made by reading them."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.blocks import Block, split_blocks
from aurore.corpus.cleaning.book import CleanBook, Paragraph, clean_book
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.cleaning.markers import marker_bounds
from aurore.corpus.sources import catalogue

TABLES = Path(__file__).parent
SHARED = TABLES.parents[1].parent / "shared" / "corpus"
GUTENBERG = SHARED / "gutenberg"
OLD_HEADERS = {"niday10.txt": "1245", "voout10.txt": "144"}
WHOLE = PrepareSettings(largest_cut=0.9)  # without markers the licence counts as cut


class Row(NamedTuple):
    """A line of `inside_*.tsv`: what must become of a line of a raw file."""

    id: str
    file: str
    line: int
    verdict: str
    kind: str
    words: str


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def tables(kind: str) -> Iterator[dict[str, str]]:
    """The rows of the two tables of a kind: `first_and_last` or `inside`."""
    for shelf in ("sand", "others"):
        yield from table(f"{kind}_{shelf}.tsv")


@cache
def inside() -> dict[str, list[Row]]:
    """The rows of the tables `inside_*.tsv`, by file."""
    rows: dict[str, list[Row]] = {}
    for row in tables("inside"):
        values = {**row, "line": int(row["line"])}
        rows.setdefault(row["file"], []).append(Row(**values))
    return rows


def path_of(file: str) -> Path:
    """Where a file of the tables is."""
    return (SHARED if file.startswith("oddities/") else GUTENBERG) / file


def id_of(file: str) -> str:
    """The number of the book a file holds."""
    name = file.rsplit("/", 1)[-1]
    return OLD_HEADERS.get(name) or re.split(r"\D", name, maxsplit=1)[0]


@cache
def clean_file(file: str) -> CleanBook:
    """A file of the tables, cleaned as the book it is; each is cleaned once."""
    settings = WHOLE if file.startswith("oddities/") else PrepareSettings()
    return clean_book(catalogue.book(id_of(file)), path_of(file).read_bytes(), settings)


@cache
def file_of(book_id: str) -> str:
    """The file of a book that `aurore prepare` takes: the one whose hash the catalogue knows."""
    names = catalogue.book(book_id).sha256 or {}
    found = [f"files/{book_id}/{name}" for name in names]
    return next(file for file in found if path_of(file).exists())


def raw_lines(file: str) -> list[str]:
    """The lines of a file as it came."""
    return decode(path_of(file).read_bytes())[0].split("\n")


@cache
def cut_lines(file: str) -> dict[int, str]:
    """The reason of every line that was cut."""
    return {
        cut.block.number + i: cut.reason
        for cut in clean_file(file).cuts
        for i in range(cut.block.line_count)
    }


@cache
def heading_lines(file: str) -> dict[int, str]:
    """The text of the heading each line of a heading belongs to."""
    return {
        block.number + i: block.text
        for block in clean_file(file).headings
        for i in range(block.line_count)
    }


@cache
def _starts(file: str) -> dict[int, list[Paragraph]]:
    starts: dict[int, list[Paragraph]] = {}
    for paragraph in clean_file(file).paragraphs:
        starts.setdefault(paragraph.line, []).append(paragraph)
    return starts


def text_at(file: str, line: int) -> str:
    """The clean text of the block that holds a line; empty when the line was cut or is a title."""
    if line in cut_lines(file) or line in heading_lines(file):
        return ""
    starts = _starts(file)
    first = max((start for start in starts if start <= line), default=0)
    return "\n".join(paragraph.text for paragraph in starts.get(first, []))


def where_lines_are(book: CleanBook) -> dict[int, list[str]]:
    """The written lines of a clean book's file that are not in exactly one place: in a paragraph,
    in a title, or cut. Empty, if all is well.
    """
    places: dict[int, list[str]] = {
        number: [] for number, line in enumerate(book.text.split("\n"), start=1) if line.strip()
    }
    for cut in book.cuts:
        _place(places, cut.block, f"cut as {cut.reason}")
    for block in book.headings:
        _place(places, block, "heading")
    starts = {paragraph.line: paragraph.text for paragraph in book.paragraphs}
    last = ""
    for block in blocks_of(book):
        last = starts.get(block.number, last)
        # The rest of a sentence that an illustration had cut stands in the paragraph before.
        rest = block.text[0].islower() and letters(block.text)[-30:] in letters(last)
        if block.number in starts or (rest and not places[block.number]):
            _place(places, block, "kept")
    return {number: found for number, found in places.items() if len(found) != 1}


def blocks_of(book: CleanBook) -> list[Block]:
    """The blocks of a clean book's file, inside the markers."""
    start, end = marker_bounds(book.text)
    return split_blocks(book.text[start:end], book.text.count("\n", 0, start) + 1)


def _place(places: dict[int, list[str]], block: Block, place: str) -> None:
    """Notes where the written lines of a block are."""
    for number, line in enumerate(block.lines, start=block.number):
        if line.strip():
            places.setdefault(number, []).append(place)


MARK_UP = re.compile(
    r"\[\d+\]|</?\w+[^<>]*>|(?<=n)\^o\b|\^\{(\w+)\}|\[?/[*#$f](?!\w)|(?<!\w)[*#$f]/\]?"
)


def letters(text: str) -> str:
    """Letters and digits alone, `œ` as two, without mark-up and marks of notes."""
    text = MARK_UP.sub(r"\1", text).replace("œ", "oe").replace("Œ", "OE")
    return "".join(filter(str.isalnum, text))
