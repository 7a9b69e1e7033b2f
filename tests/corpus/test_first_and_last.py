"""The real books against what reading found: the first line, the last line, and lines inside.

`first_and_last_*.tsv` say where the author begins and ends in each of the files at hand;
`inside_*.tsv` say of two thousand lines, the hard ones, what must become of them: kept, a heading,
or cut. They were made by reading the raw files, not by running the program.
"""

import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from real import (
    Row,
    blocks_of,
    clean_file,
    cut_lines,
    heading_lines,
    inside,
    letters,
    path_of,
    tables,
    text_at,
)

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.sources import catalogue

pytestmark = pytest.mark.books

# The catalogue leaves these out: a school edition half in English, and two English translations.
LEFT_OUT = ("14115", "2465", "63445")
# The same texts in Latin-1: `test_real_books.py` compares them with these.
OTHER_FORMS = {f"files/{book}/{book}-8.txt" for book in ("17225", "23582", "39738")}
ENDS = {row["file"]: row for row in tables("first_and_last") if row["id"] not in LEFT_OUT}

# Where the hand-checked first line is not the first of our text, and nothing of the author is lost:
# the first words we keep, and the line they are on.
TITLE_KEPT = {  # a title or a date that no rule knows for a heading stays, as text, above that line
    "files/11131/11131-8.txt": (40, "«LE ROMAN»"),  # kept by hand; in guillemets
    "files/13016/13016-8.txt": (41, "BILLET."),  # over a letter, in guillemets
    "files/13231/13231-0.txt": (74, "1837"),  # under « I. EMMELINE »
    "files/14288/14288-8.txt": (63, "Préface Une des choses les plus burlesques…"),  # by hand
    "files/17989/17989-8.txt": (84, "Marseille. — L’arrivée."),  # the title of chapter I
}
IN_THE_HEADING = {  # the line stands with the headings, so it is in the chapter's name
    "files/11770/11770-8.txt": (51, "Par devant maître Honorat Grapazi"),  # « A MA FEMME »
    "files/12338/12338-8.txt": (64, "Il y avait autrefois en la forêt"),  # « A MADEMOISELLE… »
    "files/13198/13198-8.txt": (56, "Rome, 25 mars 185…"),  # « A*** », to whom the letter is
    "files/45753/45753-0.txt": (55, "Mon ami, ce n’est pas vous"),  # « AU DOCTEUR H. VERGNE »
}
# Where something is lost, or left. `oddities/` are known to nobody's hand (`by_hand.toml` goes by
# hashes) and lack the markers that tell what belongs to the book.
LOST_FIRST = {"oddities/old-header/niday10.txt": (294, "It was a Sunday evening in October")}
EXCEPTIONS: dict[str, dict[int, str]] = {
    "files/60810/60810-8.txt": {
        4951: "« (16) », the one mark of the file, whose note is not there",
    },
    "files/7812/7812-8.txt": {
        7604: "a note inside a paragraph, in brackets and without a word that says so",
    },
    "oddities/old-header/niday10.txt": {
        279: "the dedication, in the capitals of a title page",
        282: "the dedication",
    },
    "oddities/no-markers/23582-0.txt": {
        146: "a chapter's title under a table of contents and a half-title",
        149: "its quatrain, which is no prose",
        155: "its quatrain",
    },
    "oddities/no-markers/42765-0.txt": {
        3718: "« (SUITE.) » under the heading below a title page inside the book",
        3720: "the summary under it",
    },
}


@pytest.fixture(autouse=True)
def _need(real_books: Path) -> None:
    """Skips where the books are not."""


@pytest.mark.parametrize("file", ENDS)
def test_the_book_begins_with_its_author(file: str) -> None:
    first = clean_file(file).paragraphs[0]
    checked, line = letters(ENDS[file]["first_words"]), int(ENDS[file]["first_line"])
    expected = (TITLE_KEPT | IN_THE_HEADING | LOST_FIRST).get(file)
    if expected:
        assert first.line == expected[0] != line and first.text.startswith(expected[1])
    else:
        assert first.line == line and letters(first.text).startswith(checked), first
    if file in TITLE_KEPT:
        assert first.line < line and letters(text_at(file, line)).startswith(checked)
    if file in IN_THE_HEADING:
        assert checked in letters(first.chapter)


@pytest.mark.parametrize("file", ENDS)
def test_the_book_ends_with_its_author(file: str) -> None:
    book, row = clean_file(file), ENDS[file]
    assert letters(book.paragraphs[-1].text).endswith(letters(row["last_words"]))
    assert book.last_line == int(row["last_line"])


@pytest.mark.parametrize("file", ENDS)
def test_lines_inside_are_kept_or_cut_as_read(file: str) -> None:
    found = {row.line: f"{row.words} | {wrong(row)}" for row in inside()[file] if wrong(row)}
    assert found.keys() == EXCEPTIONS.get(file, {}).keys(), found


def wrong(row: Row) -> str:
    """What is wrong with a line; empty when it is as the table says."""
    cut, heading = cut_lines(row.file).get(row.line), heading_lines(row.file).get(row.line)
    text = text_at(row.file, row.line)
    if row.kind == "markup":
        return f"mark-up: {text}" if row.words in text or not holds(text, bare(row)) else ""
    if row.kind == "language":
        return "" if cut == "language" else f"cut as {cut}"
    if row.verdict == "cut":
        return f"kept: {text}" if not cut and holds(text, row.words) else ""
    if row.verdict == "heading":
        half_title = row.kind == "half_title" and cut in ("title_page", "contents")
        return f"cut as {cut}" if cut and not half_title else ""
    return "" if holds(heading or text, row.words) else f"cut as {cut}, or not in: {text}"


def bare(row: Row) -> str:
    """The words that stand in the mark-up."""
    return "" if row.words in ("RIGHT", "CENTER") else letters(row.words)


def holds(text: str, words: str) -> bool:
    """Whether words stand in a clean text, whatever the signs; signs alone are compared as such."""
    if letters(words):
        return letters(words) in letters(text)
    return bool(text) and "".join(words.split()) in "".join(text.split())


def test_the_tables_speak_of_every_file_at_hand() -> None:
    found = {
        path.relative_to(path_of("oddities/x").parents[1]).as_posix().removeprefix("gutenberg/")
        for folder in (
            path_of("files"),
            path_of("oddities/no-markers"),
            path_of("oddities/old-header"),
        )
        for path in folder.rglob("*.txt")
    }
    left_out = {file for file in found if file.split("/")[1] in LEFT_OUT}
    assert len(left_out) == 3
    assert found - left_out - OTHER_FORMS == ENDS.keys()
    assert ENDS.keys() <= inside().keys()
    assert sum(map(len, inside().values())) > 1950


def test_every_exception_is_about_a_line_of_the_tables() -> None:
    named = {*TITLE_KEPT, *IN_THE_HEADING, *LOST_FIRST, *EXCEPTIONS}
    assert named <= ENDS.keys()
    for file, lines in EXCEPTIONS.items():
        assert lines.keys() <= {row.line for row in inside()[file]} and all(lines.values())


@pytest.mark.parametrize("book_id", LEFT_OUT)
def test_a_book_left_out_is_on_no_shelf(book_id: str) -> None:
    shelves = [catalogue.shelf(name) for name in catalogue.shelf_names()]
    assert not [shelf.name for shelf in shelves if book_id in {b.id for b in shelf.books}]
    assert book_id in {book.id for shelf in shelves for book in shelf.left_out}


@pytest.mark.parametrize("book_id", ["2465", "63445"])
def test_an_english_book_is_refused_on_a_french_shelf(book_id: str) -> None:
    data = path_of(f"files/{book_id}/{book_id}-0.txt").read_bytes()
    with pytest.raises(UserError) as caught:
        clean_book(Book(book_id, "Carmen", "Prosper Mérimée", "fr"), data)
    assert caught.value.name == "not_french"


BY_HAND = [
    f"files/{book.id}/{name}"
    for book in catalogue.known_books().values()
    for name in (book.by_hand or {})
]


@pytest.mark.parametrize("file", BY_HAND)
def test_what_was_found_by_hand_is_found_and_no_rule_finds_it(file: str) -> None:
    """`by_hand.toml`: every range begins and ends with a block of the file, and is needed."""
    book, data = clean_file(file).book, path_of(file).read_bytes()
    by_rules = clean_book(replace(book, by_hand=None), data, PrepareSettings(largest_cut=1.0))
    without = {cut.block.number: cut.reason for cut in by_rules.cuts}
    blocks = [block.number for block in blocks_of(by_rules)]
    ranges = (book.by_hand or {})[file.rsplit("/", 1)[-1]]
    for i, (first, last, reason) in enumerate(ranges):
        inside = [number for number in blocks if first <= number <= last]
        assert inside and inside[0] - first < 4 and last >= inside[-1]
        ruled = [  # by this range: a later one is stronger
            n for n in inside if not any(one <= n <= other for one, other, _ in ranges[i + 1 :])
        ]
        found = [cut_lines(file).get(number, "") for number in ruled]
        assert set(found) <= {reason, "language"}
        assert found != [without.get(number, "") for number in ruled], (first, last)


def test_every_range_by_hand_is_about_a_file_that_the_catalogue_knows() -> None:
    text = (files("aurore.corpus.sources") / "by_hand.toml").read_text("utf-8")
    named = [row["file"] for row in tomllib.loads(text)["books"]]
    assert sorted(named) == sorted(file.rsplit("/", 1)[-1] for file in BY_HAND)
