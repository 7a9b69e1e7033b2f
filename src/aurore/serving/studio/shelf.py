"""The books at hand: those of the work folder, or those that come with Aurore."""

from importlib.resources import files
from pathlib import Path

from aurore.base.records import Book, Split
from aurore.corpus.dataset import CARD
from aurore.corpus.sources import catalogue
from aurore.evaluation.texts import Text, book_text, corpus_texts
from aurore.serving.studio.frame import workspace


def has_corpus() -> bool:
    """Whether the work folder has prepared books."""
    work = workspace()
    return work is not None and (work.corpus / CARD).exists()


def texts_at_hand(split: Split) -> list[Text]:
    """The prepared books of a split, or else of the embedded ones those that belong there."""
    work = workspace()
    if work is not None and has_corpus():
        return corpus_texts(work, split)
    books = catalogue.shelf(catalogue.DEMO).books
    return [book_text(book, _embedded(book)) for book in books if book.split == split]


def _embedded(book: Book) -> Path:
    """The file of a book that comes with Aurore, where a mirror of Gutenberg would have it."""
    [path] = (Path(str(files("aurore.corpus.sources"))) / "demo/files" / book.id).glob("*.txt")
    return path
