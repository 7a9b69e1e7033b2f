"""The runs of a text that stand word for word in the training books."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aurore.evaluation.copies.index import SEED_WORDS, Index, Place, run_hashes
from aurore.evaluation.copies.words import Words, words_of

SHORTEST = 8  # words (guess: seven in a row are common in real books that copied nothing)
MOST_PLACES = 200  # of one run of five words that are looked at (guess: « il y avait dans la »)
CONTEXT_WORDS = 8
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Copy:
    """A longest run of words that the text and a book share."""

    start: int
    """Characters of the text before it."""
    end: int
    words: int
    text: str
    """As the text has it."""
    source: str
    """As the book has it, with a few words around."""
    place: Place


@dataclass(frozen=True)
class CopyRate:
    """How much of some texts is copied."""

    words: int
    copied_words: int
    """In runs of `SHORTEST` words or more."""
    longest: int
    eight_grams: float
    """Share of the runs of eight words that stand in the books."""

    @property
    def per_thousand(self) -> float:
        """Copied words in a thousand."""
        return 1000 * self.copied_words / max(self.words, 1)

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self) | {"per_thousand": self.per_thousand}


def find_copies(index: Index, text: str, shortest: int = SHORTEST) -> list[Copy]:
    """Every longest run of at least `shortest` words, in the order of the text.

    Of runs over the same words only the longest is told, in the first place it stands.
    """
    words = words_of(text)
    return [
        _copy(index, text, words, first, length, at)
        for first, length, at in _runs(index, words, shortest)
    ]


def copy_rate(index: Index, texts: Sequence[str], shortest: int = SHORTEST) -> CopyRate:
    """Over all the texts together."""
    total = copied = longest = seen = runs = 0
    for text in texts:
        words = words_of(text)
        is_copied = np.zeros(len(words.hashes), dtype=bool)
        eights = np.zeros(max(len(words.hashes) - 7, 0), dtype=bool)
        for first, length, _ in _runs(index, words, min(shortest, 8)):
            eights[first : max(first + length - 7, first)] = True
            if length >= shortest:
                is_copied[first : first + length] = True
            longest = max(longest, length)
        total += len(is_copied)
        copied += int(is_copied.sum())
        seen, runs = seen + int(eights.sum()), runs + len(eights)
    return CopyRate(total, copied, longest, seen / max(runs, 1))


def _runs(index: Index, words: Words, shortest: int) -> list[tuple[int, int, int]]:
    """(first word of the text, words, first word in the books); none lies within another."""
    queries, at = _seeds(index, words)
    if not len(queries):
        return []
    # A run of n words shows as n - 4 seeds in a row at one distance between text and book.
    distance = at - queries
    order = np.lexsort((queries, distance))
    queries, distance = queries[order], distance[order]
    breaks = np.flatnonzero((np.diff(distance) != 0) | (np.diff(queries) != 1)) + 1
    firsts = np.concatenate([[0], breaks])
    lengths = np.diff([*firsts, len(queries)]) + SEED_WORDS - 1
    runs = zip(queries[firsts], lengths, (queries + distance)[firsts], strict=True)
    found = sorted((int(q), -int(n), int(p)) for q, n, p in runs if n >= shortest)
    kept: list[tuple[int, int, int]] = []
    for first, minus, place in found:
        if not kept or first - minus > kept[-1][0] + kept[-1][1]:
            kept.append((first, -minus, place))
    return kept


def _seeds(index: Index, words: Words) -> tuple[Numbers, Numbers]:
    """Every (run of five words of the text, place in the books) that are the same."""
    hashes = run_hashes(words.hashes)
    low, high = _search(index, hashes, left=True), _search(index, hashes, left=False)
    counts = np.minimum(high - low, MOST_PLACES)
    queries = np.repeat(np.arange(len(hashes)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return queries, index.order[np.repeat(low, counts) + within].astype(np.int64)


def _search(index: Index, hashes: NDArray[np.uint64], left: bool) -> Numbers:
    """Where each hash belongs in the sorted order, all at once; the books' hashes as needed."""
    low = np.zeros(len(hashes), dtype=np.int64)
    high = np.full(len(hashes), len(index.order), dtype=np.int64)
    for _ in range(len(index.order).bit_length()):
        middle = np.minimum((low + high) // 2, max(len(index.order) - 1, 0))
        rows = index.order[middle].astype(np.int64)[:, None] + np.arange(SEED_WORDS)
        theirs = run_hashes(index.words[rows].T).reshape(-1)
        below = theirs < hashes if left else theirs <= hashes
        open_ = low < high
        low = np.where(open_ & below, middle + 1, low)
        high = np.where(open_ & ~below, middle, high)
    return low


def _copy(index: Index, text: str, words: Words, first: int, length: int, at: int) -> Copy:
    start, end = int(words.starts[first]), int(words.ends[first + length - 1])
    source = index.text(at - CONTEXT_WORDS, at + length + CONTEXT_WORDS)
    return Copy(start, end, length, text[start:end], source, index.place(at))
