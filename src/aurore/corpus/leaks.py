"""The text that the splits have in common, once the repeated paragraphs are out."""

import numpy as np

from aurore.base.records import SPLITS, Split
from aurore.corpus.duplicates import Keys, by_hash
from aurore.corpus.report.contents import SplitLeak

LEAKS: tuple[tuple[Split, Split], ...] = (
    ("test", "train"),
    ("validation", "train"),
    ("test", "validation"),
)
MOST_NAMED = 5  # guess: books that a leak is named after


def split_leaks(sketches: dict[str, Keys], splits: dict[str, Split]) -> list[SplitLeak]:
    """What each split that measures shares with another; a split without text is not compared.

    Args:
        sketches: by book.
        splits: by book.
    """
    hashes, books = by_hash(sketches)
    if not len(hashes):
        return []
    owners = np.array([1 << SPLITS.index(splits[name]) for name in sketches])
    first = np.r_[True, hashes[1:] != hashes[:-1]]
    held_by = np.bitwise_or.reduceat(owners[books], np.flatnonzero(first))
    has = {split: held_by >> index & 1 == 1 for index, split in enumerate(SPLITS)}
    leaks = []
    for one, other in LEAKS:
        if has[one].any() and has[other].any():
            common = np.bincount(books[has[one][np.cumsum(first) - 1]], minlength=len(sketches))
            share = float((has[one] & has[other]).sum() / has[one].sum())
            named = _named(dict(zip(sketches, common.tolist(), strict=True)), splits, other)
            leaks.append(SplitLeak(one, other, round(share, 5), named))
    return leaks


def _named(common: dict[str, int], splits: dict[str, Split], split: Split) -> list[str]:
    """The books of a split that have most in common, first.

    Args:
        common: hashes, by book.
    """
    found = [book for book, count in common.items() if count and splits[book] == split]
    return sorted(found, key=lambda book: -common[book])[:MOST_NAMED]
