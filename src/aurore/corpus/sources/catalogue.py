"""The books and shelves that Aurore knows by name (`catalogue.toml`)."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from aurore.base.errors import UserError
from aurore.base.records import SPLITS, Book

DEMO = "demo"


@dataclass(frozen=True)
class Shelf:
    """The books of an author, each with the split it belongs to."""

    name: str
    title: str
    language: str
    books: tuple[Book, ...]
    left_out: tuple[Book, ...]


@cache
def _read(name: str = "catalogue.toml") -> dict[str, Any]:
    return tomllib.loads((files("aurore.corpus.sources") / name).read_text("utf-8"))


@cache
def known_books() -> dict[str, Book]:
    """Every book of the catalogue by id."""
    by_hand = _by_hand()
    return {
        row["id"]: Book(
            **row,
            by_hand={name: by_hand[name] for name in row.get("sha256", {}) if name in by_hand},
        )
        for row in _read()["books"]
    }


def _by_hand() -> dict[str, tuple[tuple[int, int, str], ...]]:
    """`by_hand.toml`: by file, ranges of lines with the reason they go, empty if they stay."""
    return {
        row["file"]: (
            *((first, last, reason) for first, last, reason in row.get("cut", [])),
            *((first, last, "") for first, last in row.get("keep", [])),
        )
        for row in _read("by_hand.toml")["books"]
    }


def shelf_names() -> list[str]:
    """The names `--author` takes."""
    return list(_read()["shelves"])


def shelf(name: str) -> Shelf:
    """The shelf called `name`.

    Raises:
        UserError: there is none; the error lists those there are.
    """
    rows = _read()["shelves"]
    if name not in rows:
        raise UserError("unknown_author", name=name, known=", ".join(rows))
    row, books = rows[name], known_books()
    placed = [replace(books[i], split=split) for split in SPLITS for i in row.get(split, [])]
    left_out = tuple(books[i] for i in row.get("left_out", []))
    return Shelf(name, row["title"], row["language"], tuple(placed), left_out)


def book(book_id: str) -> Book:
    """The book of that id, as the catalogue knows it or with what little an id tells.

    Raises:
        UserError: the id is not a number.
    """
    if not (book_id.isascii() and book_id.isdigit()):
        raise UserError("bad_book_id", id=book_id)
    return known_books().get(book_id) or Book(book_id, f"n° {book_id}", "", "fr")


def is_set_aside(book_id: str) -> bool:
    """Whether shelves leave a book out and none takes it: a translation, a school edition."""
    shelves = _read()["shelves"].values()
    taken = {i for row in shelves for split in SPLITS for i in row.get(split, [])}
    return book_id not in taken and any(book_id in row.get("left_out", []) for row in shelves)


def died(author: str) -> int | None:
    """The year an author of the catalogue died; None for others."""
    year: int | None = _read()["died"].get(author)
    return year


def licence(book_id: str) -> str:
    """`gutenberg`, or the licence of the demonstration books."""
    return "apache-2.0" if book_id in {book.id for book in shelf(DEMO).books} else "gutenberg"
