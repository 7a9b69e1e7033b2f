"""The stage `prepare`: a shelf of books → the corpus."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from aurore import __version__
from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.cleaning.book import CleanBook, clean_book
from aurore.corpus.dataset import CARD, read_card, write_corpus
from aurore.corpus.duplicates import without_repeats
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import fetch

PARALLEL_BYTES = 2_000_000  # guess: below, starting a second process costs more than it saves


@dataclass(frozen=True)
class Source:
    """A book and the file it is in."""

    book: Book
    path: Path


@dataclass(frozen=True)
class PrepareReport:
    """What the stage made."""

    card: dict[str, Any]
    up_to_date: bool
    """Nothing had to be done: same books, same settings, same version."""


def prepare(
    settings: PrepareSettings,
    workspace: Workspace,
    mirror: str | None = None,
    again: bool = False,
    on_fetched: Callable[[Book, str], None] = lambda book, source: None,
    on_cleaned: Callable[[CleanBook], None] = lambda book: None,
) -> PrepareReport:
    """Fetches what is missing, cleans every book, writes the corpus.

    Raises:
        UserError: an unknown shelf, a book that is not there or is refused.
    """
    books = shelf_books(settings)
    paths = fetch(books, workspace, mirror, on_fetched)
    sources = [Source(book, path) for book, path in zip(books, paths, strict=True)]
    sources += [source for folder in settings.texts for source in text_files(Path(folder))]
    inputs = _fingerprint(settings, sources)
    if not again and (workspace.corpus / CARD).exists():
        card = read_card(workspace)
        if card.get("inputs") == inputs:
            return PrepareReport(card, up_to_date=True)
    cleaned = []
    for book in _clean_all(sources, settings.largest_cut):
        on_cleaned(book)
        cleaned.append(book)
    card = write_corpus(without_repeats(cleaned), workspace, shelf_name(settings), inputs)
    return PrepareReport(card, up_to_date=False)


def _fingerprint(settings: PrepareSettings, sources: list[Source]) -> str:
    """A hash of everything the corpus follows from."""
    digest = hashlib.sha256(f"{__version__} {settings}".encode())
    for source in sources:
        digest.update(f"{source.book.id} {source.book.split}".encode())
        digest.update(hashlib.sha256(source.path.read_bytes()).digest())
    return digest.hexdigest()


def shelf_books(settings: PrepareSettings) -> list[Book]:
    """The books that the settings name."""
    if settings.ids:
        return [catalogue.book(book_id) for book_id in dict.fromkeys(settings.ids)]
    return list(catalogue.shelf(settings.author).books)


def shelf_name(settings: PrepareSettings) -> str:
    """What the card calls the shelf."""
    return ",".join(settings.ids) or settings.author


def text_files(folder: Path) -> list[Source]:
    """Every `.txt` under a folder, as training books.

    Raises:
        UserError: no such folder, or no text in it.
    """
    paths = sorted(folder.rglob("*.txt")) if folder.is_dir() else []
    if not paths:
        raise UserError("no_texts", folder=folder)
    return [
        Source(
            Book(_text_id(path, folder), path.stem.replace("_", " "), path.parent.name, "fr"), path
        )
        for path in paths
    ]


def _text_id(path: Path, folder: Path) -> str:
    """Its place under the folder: two texts of one name in two folders stay two."""
    return path.relative_to(folder).with_suffix("").as_posix()


def _clean_all(sources: list[Source], largest_cut: float) -> Iterable[CleanBook]:
    """Cleans in order, on all cores when there is enough to do."""
    shares = [largest_cut] * len(sources)
    if sum(source.path.stat().st_size for source in sources) < PARALLEL_BYTES:
        yield from map(_clean, sources, shares)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(_clean, sources, shares)


def _clean(source: Source, largest_cut: float) -> CleanBook:
    return clean_book(source.book, source.path.read_bytes(), largest_cut)
