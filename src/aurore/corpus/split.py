"""Which part of the corpus each sentence goes to.

By book, as the shelf says: the only honest way. By chapter, for who has one book. By sentence, at
random: the wrong way, kept so that a lesson can show why its score is too good.
"""

import random
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from aurore.base.records import SPLITS, Split
from aurore.corpus.rows import BookRows

ONE_IN_TEN = 10
FEWEST_CHAPTERS = 3  # one for each part
SEED = 42  # of the split by sentence: the same at every run

Parts = npt.NDArray[np.int8]
"""For each sentence of a book, the index of its split in `SPLITS`."""


def parts_of(rows: BookRows, way: str) -> Parts:
    """The split of each sentence of a book; shape (sentences,).

    Args:
        way: `book`, `chapter` or `sentence`.
    """
    if way == "chapter":
        return np.repeat(_by_chapter(rows.chapters), rows.counts)
    count = int(rows.counts.sum())
    if way == "sentence":
        return _by_sentence(count, rows.book.id)
    return np.full(count, SPLITS.index(rows.book.split), dtype=np.int8)


def _by_chapter(chapters: list[str]) -> Parts:
    """Of every ten chapters the ninth is for validation and the last for the test.

    A book of three to nine chapters gives its last two; a shorter one is for training.
    """
    numbers, last = [], -1
    for index, chapter in enumerate(chapters):
        if index == 0 or chapter != chapters[index - 1]:
            last += 1
        numbers.append(last)
    count = last + 1
    cycle = min(count, ONE_IN_TEN)
    if count < FEWEST_CHAPTERS:
        return np.zeros(len(chapters), dtype=np.int8)
    places = np.array(numbers) % cycle
    return np.select([places == cycle - 1, places == cycle - 2], [2, 1], 0).astype(np.int8)


def spare(books: list[str]) -> dict[str, Split]:
    """Of books of which none is set aside, those to set aside: as of chapters, two in ten.

    Fewer than three books can spare none.
    """
    parts = _by_chapter(books)
    return {book: SPLITS[part] for book, part in zip(books, parts, strict=True) if part}


def _by_sentence(count: int, book: str) -> Parts:
    """80 % for training, 10 % for validation, 10 % for the test, drawn."""
    draw = random.Random(f"{SEED} {book}")
    return np.array(draw.choices((0, 1, 2), weights=(8, 1, 1), k=count), dtype=np.int8)


def folds(words: dict[str, int], count: int) -> list[list[str]]:
    """`count` groups of books of about the same number of words, for cross-validation by book.

    Args:
        words: by book id.
    """
    groups: list[list[str]] = [[] for _ in range(count)]
    sizes = [0] * count
    for book in sorted(words, key=lambda book: (-words[book], book)):
        smallest = sizes.index(min(sizes))
        groups[smallest].append(book)
        sizes[smallest] += words[book]
    return groups


def as_plan(groups: list[list[str]]) -> list[dict[Split, list[str]]]:
    """For each fold which books are in which split: one group tests, the next validates."""
    plan: list[dict[Split, list[str]]] = []
    for index, group in enumerate(groups):
        validation = groups[(index + 1) % len(groups)]
        train = _books(g for g in groups if g is not group and g is not validation)
        plan.append({"train": train, "validation": sorted(validation), "test": sorted(group)})
    return plan


def _books(groups: Iterable[list[str]]) -> list[str]:
    return sorted(book for group in groups for book in group)
