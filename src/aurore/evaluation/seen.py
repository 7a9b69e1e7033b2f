"""Which books a model has read, its base included: what is measured on them proves nothing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aurore.base.workspace import write_atomically
from aurore.evaluation.texts import Text

BOOKS = "books.json"
"""In a model's folder: the books it learned from, and those of the model it started from."""


@dataclass(frozen=True)
class Read:
    """A book that a model has read."""

    id: str
    title: str
    author: str


def read_books_of(model: Path) -> list[Read] | None:
    """The books a model says it has read; `None` when it says nothing."""
    path = model / BOOKS
    if not path.exists():
        return None
    return [Read(**row) for row in json.loads(path.read_text(encoding="utf-8"))["books"]]


def write_books_of(model: Path, books: Iterable[Read]) -> None:
    """Writes down what a model has read, a book a line."""
    rows = [
        json.dumps({"id": book.id, "title": book.title, "author": book.author}, ensure_ascii=False)
        for book in books
    ]
    with write_atomically(model / BOOKS) as path:
        path.write_text('{"books": [\n' + ",\n".join(rows) + "\n]}\n", encoding="utf-8")


def already_read(texts: Sequence[Text], books: Iterable[Read]) -> list[Text]:
    """Those of the texts that are among the books, by number or by author and title."""
    books = list(books)
    numbers = {book.id for book in books}
    titles = {_key(book.author, book.title) for book in books}
    return [
        text
        for text in texts
        if text.book in numbers or (text.author and _key(text.author, text.name) in titles)
    ]


def _key(author: str, title: str) -> tuple[str, str]:
    """The last word of the author's name and the first title, without case nor punctuation."""
    family = author.split(",")[0].split()[-1:] or [""]
    plain = "".join(c for c in title.split(",")[0].lower() if c.isalnum() or c == " ")
    return family[0].lower(), " ".join(plain.split())
