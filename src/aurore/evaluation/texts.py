"""The texts that are measured: paragraphs in the typography of the corpus, with their chapters.

Read with Arrow alone: loading `datasets` would take longer than the measure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aurore.base.errors import MissingLibrary, UserError
from aurore.base.records import Book, Split
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.cleaning.blocks import split_blocks
from aurore.corpus.cleaning.encoding import (
    COMMON_SHARE,
    ENOUGH_WORDS,
    common_share,
    decode,
    sample,
)
from aurore.corpus.cleaning.markers import marker_bounds
from aurore.corpus.cleaning.typography import unified
from aurore.corpus.dataset import read_card
from aurore.corpus.documents import clean_file
from aurore.corpus.saved_format import ARROW
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import fetch

COLUMNS = ["text", "book", "chapter", "paragraph"]
Sizes = NDArray[np.int64]


@dataclass(frozen=True)
class Text:
    """A text to measure."""

    name: str
    """Its title, or the name of its file."""
    paragraphs: tuple[str, ...]
    chapters: tuple[str, ...]
    """Of each paragraph, the heading it stands under."""
    book: str = ""
    """Its number, if it is a book of the corpus or of the catalogue."""
    author: str = ""

    @cached_property
    def whole(self) -> str:
        """Its paragraphs, one a line."""
        return "\n".join(self.paragraphs)

    @cached_property
    def bytes(self) -> Sizes:
        """Of each paragraph in UTF-8 with the new line after it; shape (paragraphs,)."""
        return self._ended(np.array([len(text.encode()) for text in self.paragraphs]))

    @cached_property
    def chars(self) -> Sizes:
        """Characters of each paragraph with the new line after it; shape (paragraphs,)."""
        return self._ended(np.array([len(text) for text in self.paragraphs]))

    @cached_property
    def words(self) -> Sizes:
        """Words of each paragraph; shape (paragraphs,)."""
        return np.array([len(text.split()) for text in self.paragraphs])

    def _ended(self, sizes: Sizes) -> Sizes:
        sizes[:-1] += 1  # no new line after the last paragraph
        return sizes


def corpus_texts(workspace: Workspace, split: Split) -> list[Text]:
    """The books of a split of the corpus; raises what `stream_texts` does."""
    return list(stream_texts(workspace, split))


def stream_texts(workspace: Workspace, split: Split) -> Iterator[Text]:
    """The books of a split of the corpus, one in memory at a time.

    Raises:
        MissingArtefact: there is no corpus yet.
        MissingLibrary: Arrow is not installed.
    """
    books = {book["id"]: book for book in read_card(workspace)["books"]}
    for name, rows in _books(workspace.corpus / split / ARROW):
        yield Text(books[name]["title"], *rows, book=name, author=books[name]["author"])


def _books(path: Path) -> Iterator[tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
    """(book, (paragraphs, their chapters)) of an Arrow stream of sentences."""
    for book, of_book in groupby(_rows(path), key=lambda row: row[1]):
        paragraphs, chapters = [], []
        for _, of_paragraph in groupby(of_book, key=lambda row: row[3]):
            rows = list(of_paragraph)
            paragraphs.append(" ".join(row[0] for row in rows))
            chapters.append(rows[0][2])
        yield book, (tuple(paragraphs), tuple(chapters))


def _rows(path: Path) -> Iterator[tuple[Any, ...]]:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise MissingLibrary("pyarrow") from error
    with pa.memory_map(str(path)) as source:
        for batch in pa.ipc.open_stream(source):
            yield from zip(*(batch[column].to_pylist() for column in COLUMNS), strict=True)


def file_text(path: Path) -> Text:
    """A file in the typography of the corpus.

    A file of Project Gutenberg loses its licence as it would in the corpus. Of any other nothing
    is cut: whoever measures a text means all of it.

    Raises:
        UserError: no such file, or nothing in it.
    """
    if not path.is_file():
        raise UserError("no_such_file", path=path)
    raw, _ = decode(path.read_bytes())
    start, end = marker_bounds(raw)
    if start:
        return book_text(Book(path.stem, path.name, "", _language(raw[start:end])), path)
    language = _language(raw)
    texts = (unified(block.text, language) for block in split_blocks(raw))
    paragraphs = tuple(filter(None, texts))
    if not paragraphs:
        raise UserError("empty_file", path=path)
    return Text(path.name, paragraphs, ("",) * len(paragraphs))


def book_text(book: Book, path: Path) -> Text:
    """A book cleaned as `prepare` would."""
    cleaned = clean_file(book, path, PrepareSettings()).paragraphs
    return Text(
        book.title,
        tuple(paragraph.text for paragraph in cleaned),
        tuple(paragraph.chapter for paragraph in cleaned),
        book.id,
        book.author,
    )


def shelf_text(name: str, workspace: Workspace, mirror: str | None = None) -> Text:
    """The book that the catalogue keeps apart for an author: its test book, or else its last.

    Raises:
        UserError: no such shelf, or the book is nowhere.
    """
    books = catalogue.shelf(name).books
    book = next((book for book in books if book.split == "test"), books[-1])
    (path,) = fetch([book], workspace, mirror)
    return book_text(book, path)


def is_foreign(text: Text, language: str) -> bool:
    """Whether a text is long enough to tell, and not in the language of the model."""
    return _language(text.whole, language) != language


def _language(text: str, unless_told: str = "fr") -> str:
    """What its words tell; a short text tells nothing."""
    if len(text.split()) < ENOUGH_WORDS:
        return unless_told
    return "fr" if common_share(sample(text), "fr") >= COMMON_SHARE else "en"
