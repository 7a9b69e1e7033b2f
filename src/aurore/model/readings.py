"""Which books a model has read: a file beside its weights, `books.json`.

Written by every training of ours, so that whoever specialises the model, or measures it, can be
told when a book is not new to it. Models of others have no such file: then only their card speaks.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FILE = "books.json"
CARD = "README.md"
Answer = Literal["yes", "partly", "no", "mentioned", "unknown"]


@dataclass(frozen=True)
class Readings:
    """The books that a model and the bases before it have learned from."""

    books: frozenset[str]
    """Project Gutenberg's numbers, or names of files without their folders."""
    complete: bool
    """Whether these are all; not so where a base of others came first."""
    language: str = "fr"
    """ISO 639-1 code of what it read last: how its texts are to be printed."""

    def and_then(self, books: set[str], language: str = "fr") -> "Readings":
        """After reading more."""
        return Readings(self.books | {_short(book) for book in books}, self.complete, language)

    def write(self, folder: Path) -> None:
        """Puts the list beside the model."""
        told = {"complete": self.complete, "language": self.language}
        data = told | {"books": sorted(self.books)}
        text = json.dumps(data, ensure_ascii=False, indent=0)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _short(book: str) -> str:
    return book.rsplit("/", 1)[-1]


NOTHING = Readings(frozenset(), complete=True)


def readings_of(folder: Path) -> Readings:
    """What is known of a model folder; of a model of others nothing is."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        books = frozenset(map(str, data["books"]))
        return Readings(books, bool(data["complete"]), str(data.get("language", "fr")))
    except (OSError, ValueError, KeyError, TypeError):
        return Readings(frozenset(), complete=False)


def has_read(folder: Path, book: str, title: str) -> Answer:
    """Whether the model of a folder has learned from a book, by its list.

    Without a list its card is searched: one that names the book may mean reading or measuring.
    """
    known = readings_of(folder)
    if _short(book) in known.books:
        return "yes"
    if known.complete:
        return "no"
    card = folder / CARD
    said = card.read_text(encoding="utf-8", errors="replace") if card.is_file() else ""
    return "mentioned" if title and title.casefold() in said.casefold() else "unknown"
