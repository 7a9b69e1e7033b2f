"""Finds books of the catalogue by what one remembers of them."""

import difflib
import re
import unicodedata
from dataclasses import dataclass

from aurore.base.records import Book
from aurore.corpus.sources.catalogue import known_books, shelf, shelf_names

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
LANGUAGE_NAMES = {"fr": "français french", "en": "anglais english"}
NEAR = 0.6  # likeness of two words above which one is offered for the other (difflib's own)
AS_NEAR = 0.85  # of the likest: what is offered beside it (guess: two words of which one is right)
MOST_OFFERED = 3  # guess


@dataclass(frozen=True)
class Found:
    """A book and the shelves it is on."""

    book: Book
    shelves: tuple[str, ...]


def search(words: str, author: str = "", language: str = "") -> list[Found]:
    """The books that have every word, or a word that begins with it, whatever accents and case.

    Args:
        words: of the title, the author, the language, the number.
        author: words of the author's name, or the name of a shelf.
        language: code or name: `fr`, « français ».
    """
    found = []
    for one in _all():
        shelf_asked = author.casefold() in one.shelves
        fits = (
            _has(words_of(_text(one.book)), words)
            and (shelf_asked or _has(words_of(one.book.author), author))
            and _has(words_of(_language(one.book)), language)
        )
        if fits:
            found.append(one)
    return found


def nearest(asked: str) -> list[Book]:
    """The books of which the author or the title has a word like one asked for, likest first."""
    rated = [(_likenesses(asked, one.book), one.book) for one in _all()]
    near = [(sum(found), book) for found, book in rated if max(found, default=0.0) >= NEAR]
    near.sort(key=lambda pair: -pair[0])
    return [book for total, book in near[:MOST_OFFERED] if total >= AS_NEAR * near[0][0]]


def _all() -> list[Found]:
    shelves: dict[str, list[str]] = {}
    for name in shelf_names():
        for book in (*shelf(name).books, *shelf(name).left_out):
            shelves.setdefault(book.id, []).append(name)
    return [Found(book, tuple(shelves.get(i, ()))) for i, book in known_books().items()]


def _text(book: Book) -> str:
    return f"{book.id} {book.author} {book.title} {_language(book)}"


def _language(book: Book) -> str:
    return f"{book.language} {LANGUAGE_NAMES.get(book.language, '')}"


def fold(text: str) -> str:
    """« L’Étang » and « etang », « cœur » and « COEUR » become the same."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return re.findall(r"\w+", fold(text))


def _has(words: list[str], asked: str) -> bool:
    return all(any(word.startswith(one) for word in words) for one in words_of(asked))


def _likenesses(asked: str, book: Book) -> list[float]:
    """For each word asked for, from 0 to 1, how like it is the likest word of the book."""
    words = words_of(f"{book.author} {book.title}")
    return [
        max(difflib.SequenceMatcher(None, one, word).ratio() for word in words)
        for one in words_of(asked)
    ]
