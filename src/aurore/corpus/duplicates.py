"""Paragraphs that stand twice on a shelf: a preface printed in two volumes, two editions of a book.

The test and validation books are read first, so what they share with training is taken out of
training and the measure stays honest.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from aurore.base.records import SPLITS
from aurore.corpus.cleaning.book import CleanBook

SHORTEST_CHARS = 80  # guess: below, « Oui, monsieur, dit-elle. » repeats by itself
NOT_A_LETTER = re.compile(r"[\W\d_]+")


def without_repeats(books: Iterable[CleanBook]) -> list[CleanBook]:
    """The books without the long paragraphs read before, in another book or in the same one.

    Order of reading: test, validation, train; within a split the order given, which is kept in
    the answer.
    """
    books = list(books)
    seen: set[int] = set()
    cleaned: dict[int, CleanBook] = {}
    for split in reversed(SPLITS):
        for index, book in enumerate(books):
            if book.book.split == split:
                cleaned[index] = _without_seen(book, seen)
    return [cleaned[index] for index in range(len(books))]


def _without_seen(book: CleanBook, seen: set[int]) -> CleanBook:
    kept = []
    for paragraph in book.paragraphs:
        key = hash(NOT_A_LETTER.sub("", paragraph.text).lower())
        if len(paragraph.text) >= SHORTEST_CHARS:
            if key in seen:
                continue
            seen.add(key)
        kept.append(paragraph)
    repeats = len(book.paragraphs) - len(kept)
    return replace(book, paragraphs=kept, repeated_paragraphs=repeats) if repeats else book
