"""Who may use the books, as far as years can tell: information, not legal advice."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from aurore.base.messages import message
from aurore.corpus.report.contents import GUTENBERG, ReportBook, ReportCorpus

YEARS_AFTER_DEATH = 70  # cited: directive 2006/116/EC, article 1; code de la propriété, L123-1
YEARS_AFTER_PUBLICATION = 95  # cited: 17 U.S.C. § 304, for works published before 1978


@dataclass(frozen=True)
class Rights:
    """What is known of the books of one author under one licence."""

    author: str
    licence: str
    """In words."""
    has_licence: bool
    """One of its own, which says all: years do not matter."""
    books: list[ReportBook]
    europe: str
    """A sentence."""
    america: str
    """A sentence."""


def rights(contents: ReportCorpus) -> list[Rights]:
    """One entry per author and licence, in alphabetical order."""
    ordered = sorted(contents.books, key=_by_author)
    found = []
    for (author, licence, died), group in groupby(ordered, key=_by_author):
        books = list(group)
        found.append(
            Rights(
                author,
                licence_name(licence),
                has_own_licence(licence),
                books,
                europe(None if died < 0 else died, contents.date.year, licence),
                america(books, contents.date.year, licence),
            )
        )
    return found


def _by_author(book: ReportBook) -> tuple[str, str, int]:
    return book.author, book.licence, -1 if book.died is None else book.died


def licence_name(licence: str) -> str:
    """The licence in words."""
    if not licence:
        return message("report.rights.licence_unknown")
    if licence == GUTENBERG:
        return message("report.rights.licence_gutenberg")
    return message("report.rights.licence_named", name=licence)


def has_own_licence(licence: str) -> bool:
    """Whether somebody gave the text under a licence, other than Project Gutenberg's envelope."""
    return licence not in ("", GUTENBERG)


def came_from_gutenberg(contents: ReportCorpus) -> bool:
    """Whether any book came in Project Gutenberg's envelope."""
    return any(book.licence == GUTENBERG for book in contents.books)


def is_free_in_europe(died: int | None, year: int) -> bool:
    """Whether the author has been dead for 70 whole calendar years in `year`."""
    return died is not None and year > died + YEARS_AFTER_DEATH


def is_free_in_america(published: int | None, year: int) -> bool:
    """Whether 95 whole calendar years have passed in `year` since the work came out."""
    return published is not None and year > published + YEARS_AFTER_PUBLICATION


def europe(died: int | None, year: int, licence: str = GUTENBERG) -> str:
    """What the author's death means in the European Union in `year`, as a sentence."""
    if has_own_licence(licence):
        return message("report.rights.by_licence")
    if died is None:
        return message("report.rights.died_unknown")
    end = died + YEARS_AFTER_DEATH
    if is_free_in_europe(died, year):
        return message("report.rights.europe_free", died=died, end=end)
    return message("report.rights.europe_kept", died=died, end=end)


def america(books: Iterable[ReportBook], year: int, licence: str = GUTENBERG) -> str:
    """What the years of publication mean in the United States in `year`, as sentences."""
    if has_own_licence(licence):
        return message("report.rights.by_licence")
    books = list(books)
    limit = year - YEARS_AFTER_PUBLICATION
    unknown = [book.title for book in books if book.year is None]
    late = [book for book in books if book.year is not None and book.year >= limit]
    said = []
    if len(unknown) + len(late) < len(books):
        said.append(message("report.rights.america_free", year=limit))
    for book in late:
        end = (book.year or 0) + YEARS_AFTER_PUBLICATION
        said.append(
            message("report.rights.america_kept", title=book.title, year=book.year, end=end)
        )
    if unknown:
        said.append(message("report.rights.america_unknown", titles=", ".join(unknown)))
    return " ".join(said)


def corpus_licence(contents: ReportCorpus) -> str:
    """For the card: `public-domain` when years say so of every book, one SPDX identifier when
    all books have it, else `unknown`."""
    year = contents.date.year
    licences = {book.licence for book in contents.books}
    if len(licences) == 1 and not licences & {"", GUTENBERG}:
        return licences.pop()
    free = all(
        book.licence == GUTENBERG
        and is_free_in_europe(book.died, year)
        and is_free_in_america(book.year, year)
        for book in contents.books
    )
    return "public-domain" if free and contents.books else "unknown"
