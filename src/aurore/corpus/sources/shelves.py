"""The books a user asks for: a shelf of the catalogue, numbers of Project Gutenberg, files at home.

`--author` takes the names of one or more shelves (`sand`, `sand balzac`), or a name and numbers
(`sand=13380,34204`: all these books go into training). A file `books.toml` describes a shelf of
one's own: `shelf_file.py`.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import DEFAULT_SHELF
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.selection import NAME, Selection, Source
from aurore.corpus.sources.shelf_file import completed, read_shelf_file

__all__ = ["Selection", "Source", "completed", "read_shelf_file", "resolve"]

AROUND_SIGN = re.compile(r"\s*([=,])\s*")  # « sand = 13380, 34204 »


def resolve(
    author: str | None = None, ids: Iterable[str] = (), books_file: Path | None = None
) -> Selection:
    """Everything that was asked for, together; the default shelf when nothing was.

    Args:
        author: what `--author` was given, repetitions joined by spaces.
        ids: numbers of Project Gutenberg; they all go into training.
        books_file: a `books.toml`.

    Raises:
        UserError: an unknown shelf, a bad number, a mistake in the file, or a book asked for
            twice for two different splits.
    """
    chosen = [read_shelf_file(books_file)] if books_file else []
    ids = tuple(ids)
    if ids:
        chosen.append(_numbers(",".join(dict.fromkeys(ids)), ids))
    if author and author.strip():
        chosen += [_one(asked) for asked in AROUND_SIGN.sub(r"\1", author).split()]
    return _together(chosen or [_one(DEFAULT_SHELF)])


def _one(asked: str) -> Selection:
    """A shelf of the catalogue, or `name=ID,ID`."""
    name, equals, numbers = asked.partition("=")
    if not equals:
        shelf = catalogue.shelf(name)
        sources = tuple(map(Source, shelf.books))
        return Selection(name, shelf.title, shelf.language, sources, left_out=shelf.left_out)
    ids = [number for number in numbers.split(",") if number]
    if not NAME.fullmatch(name) or not ids:
        raise UserError("author_form", text=asked)
    return _numbers(name, ids, author=name)


def _numbers(name: str, ids: Iterable[str], author: str = "") -> Selection:
    """Books by number, all for training; `author` is whose they are when nobody knows better."""
    books = [replace(catalogue.book(number), split="train") for number in dict.fromkeys(ids)]
    for book in filter(lambda book: catalogue.is_set_aside(book.id), books):
        raise UserError("set_aside", id=book.id, title=book.title, why=book.note)
    books = [book if book.author else replace(book, author=author) for book in books]
    return Selection(name, name, books[0].language, tuple(map(Source, books)))


def _together(chosen: list[Selection]) -> Selection:
    """One selection of several; a book that stands in two is taken once."""
    sources: dict[str, Source] = {}
    for source in (source for one in chosen for source in one.sources):
        known = sources.setdefault(source.book.id, source)
        if known.book.split != source.book.split:
            raise UserError(
                "book_in_two_splits",
                id=source.book.id,
                title=source.book.title,
                first=message(f"splits.{known.book.split}"),
                second=message(f"splits.{source.book.split}"),
            )
    return Selection(
        ",".join(dict.fromkeys(one.name for one in chosen)),
        ", ".join(dict.fromkeys(one.title for one in chosen)),
        chosen[0].language,
        tuple(sources.values()),
        left_out=tuple({book.id: book for one in chosen for book in one.left_out}.values()),
    )
