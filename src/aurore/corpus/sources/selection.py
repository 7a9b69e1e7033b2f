"""The books a user asks for, wherever they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aurore.base.records import Book, Split

NAME = re.compile(r"[\w-][\w.-]*")
"""Of a shelf: a word, since runs are named after it."""


@dataclass(frozen=True)
class Source:
    """A book, and where it is."""

    book: Book
    path: Path | None = None
    """The user's file; None when the book is to be fetched from Project Gutenberg."""
    died: int | None = None
    """Year of the author's death, when the user says it."""


@dataclass(frozen=True)
class Selection:
    """The books that were asked for."""

    name: str
    """For the card and for the name of a run: shelves or numbers joined by commas."""
    title: str
    """What people call it."""
    language: str
    """ISO 639-1 code of the first book."""
    sources: tuple[Source, ...]
    """In the order they were asked for, none twice."""
    skipped: tuple[str, ...] = ()
    """Files of the user's folders in formats that are not read, by their place under the folder."""
    left_out: tuple[Book, ...] = ()
    """Books of these shelves that are never prepared; their `note` says why."""

    def split_as(self, splits: Mapping[str, Split]) -> "Selection":
        """The same books, each in the part named for its number."""
        sources = (
            replace(
                source,
                book=replace(source.book, split=splits.get(source.book.id, source.book.split)),
            )
            for source in self.sources
        )
        return replace(self, sources=tuple(sources))

    @property
    def to_fetch(self) -> list[Book]:
        """The books that are not files of the user."""
        return [source.book for source in self.sources if source.path is None]
