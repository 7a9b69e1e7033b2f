"""What stands twice on a shelf: a preface printed in two volumes, two editions of a book.

Paragraphs are compared whole, by a hash of their letters. Books are compared by sketches: hashes of
all runs of 40 letters, of which one in 64 is kept by its value, so that two books keep the same
ones (FracMinHash; Broder 1997 for the principle).
"""

from collections.abc import Iterator
from functools import cache
from heapq import nlargest

import numpy as np
import numpy.typing as npt
import xxhash

Keys = npt.NDArray[np.uint64]

NEW, ELSEWHERE, INSIDE = range(3)
"""What is known of a paragraph: it was not read before, or in another book, or in the same."""
SHORTEST_LETTERS = 60  # guess: below, « Oui, monsieur, dit-elle. » repeats by itself
WINDOW_LETTERS = 40  # guess: eight words; few sentences share that by chance
ONE_IN = 64  # of the windows is kept
CHUNK = 16_384  # letters at a time (guess: 128 kB of hashes stay in the cache)
MOST_PAIRS = 1000  # guess: more is a list that nobody reads
BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so it has an inverse modulo 2**64
INVERSE = np.uint64(pow(int(BASE), -1, 2**64))
MIX = np.uint64(0xD6E8FEB86659FD93)  # cited: a multiplier of the « rrmxmx » mixers
# Bytes of UTF-8 that belong to signs and spaces. A few letters lose a byte with them (ë, û), which
# does not matter to a comparison.
NOT_LETTERS = (
    bytes(set(range(0x41)) - {0x0A})
    + b"[\\]^_`{|}~\x7f\xc2\xe2\x80\x93\x94\x99\xa6\xab\xbb\xa0\xaf"
)


def letters(small: bytes) -> bytes:
    """The letters of a text in small letters and UTF-8, one paragraph a line."""
    return small.translate(None, NOT_LETTERS)


def paragraph_keys(folded: bytes) -> Keys:
    """A hash of each paragraph's letters; 0 for those too short to say anything.

    Args:
        folded: what `letters` gives.
    Returns:
        Shape (paragraphs,).
    """
    keys = [
        xxhash.xxh3_64_intdigest(line) if len(line) >= SHORTEST_LETTERS else 0
        for line in folded.split(b"\n")
    ]
    return np.array(keys, dtype=np.uint64)


class Seen:
    """The long paragraphs read so far."""

    def __init__(self) -> None:
        self._keys: set[int] = set()

    def read(self, keys: Keys) -> npt.NDArray[np.int8]:
        """For each paragraph of a book whether it is `NEW`, or was read `ELSEWHERE`, in another
        book, or `INSIDE` this one, higher up; shape as `keys`.
        """
        here: set[int] = set()
        answers = []
        for key in keys.tolist():
            if not key:
                answers.append(NEW)
            elif key in self._keys:
                answers.append(ELSEWHERE)
            else:
                answers.append(INSIDE if key in here else NEW)
                here.add(key)
        self._keys |= here
        return np.array(answers, dtype=np.int8)


def sketch(folded: bytes) -> Keys:
    """The sketch of a book: sorted hashes of some of its runs of letters, each once.

    Args:
        folded: what `letters` gives.
    """
    kept = [hashes[hashes < np.uint64(2**64 // ONE_IN)] for hashes in _window_hashes(folded)]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.uint64), *kept]))


def window_hashes(folded: bytes) -> Keys:
    """A hash of each run of `WINDOW_LETTERS` letters, in their order; the breaks do not count.

    Args:
        folded: what `letters` gives.
    Returns:
        Shape (letters - `WINDOW_LETTERS` + 1,), or empty.
    """
    return np.concatenate([np.zeros(0, dtype=np.uint64), *_window_hashes(folded)])


def _window_hashes(folded: bytes) -> Iterator[Keys]:
    """The hashes of all windows, by pieces that fit in the processor's cache."""
    signs = np.frombuffer(folded.replace(b"\n", b""), dtype=np.uint8)
    for start in range(0, len(signs) - WINDOW_LETTERS + 1, CHUNK):
        yield _piece_hashes(signs[start : start + CHUNK + WINDOW_LETTERS - 1])


def _piece_hashes(signs: npt.NDArray[np.uint8]) -> Keys:
    """The hashes of the windows of a piece.

    A polynomial of the letters modulo 2**64: the sums of prefixes give that of every window.
    """
    powers, inverses = _powers()
    sums = (signs * powers[: len(signs)]).cumsum(dtype=np.uint64)
    windows = sums[WINDOW_LETTERS - 1 :].copy()
    windows[1:] -= sums[:-WINDOW_LETTERS]
    windows *= inverses[: len(windows)]
    windows ^= windows >> np.uint64(32)
    windows *= MIX
    return windows


@cache
def _powers() -> tuple[Keys, Keys]:
    """The powers of `BASE`, and of its inverse, for one piece."""
    size = CHUNK + WINDOW_LETTERS
    return (
        np.full(size, BASE, dtype=np.uint64).cumprod(dtype=np.uint64),
        np.full(size, INVERSE, dtype=np.uint64).cumprod(dtype=np.uint64),
    )


def by_hash(sketches: dict[str, Keys]) -> tuple[Keys, npt.NDArray[np.int64]]:
    """The hashes of all sketches, sorted, and the index of the book of each."""
    hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *sketches.values()])
    books = np.repeat(np.arange(len(sketches)), [len(one) for one in sketches.values()])
    order = np.argsort(hashes, kind="stable")
    return hashes[order], books[order]


def shares(sketches: dict[str, Keys], smallest: float) -> list[tuple[str, str, float]]:
    """(book, other, share of the first in the second), from `smallest` up, the largest first.

    No more than `MOST_PAIRS`, because of forty copies of a shelf every book has forty doubles.
    """
    hashes, books = by_hash(sketches)
    if not len(hashes):  # texts too short for a sketch
        return []
    same = hashes[1:] == hashes[:-1]
    several = np.r_[same, False] | np.r_[False, same]  # hashes that stand in several books
    found = _pairs(sketches, hashes[several], books[several], smallest)
    return nlargest(MOST_PAIRS, found, key=lambda pair: pair[2])


def _pairs(
    sketches: dict[str, Keys], hashes: Keys, books: npt.NDArray[np.int64], smallest: float
) -> Iterator[tuple[str, str, float]]:
    """The pairs that share enough, one book after the other, so that few are held at a time.

    Args:
        hashes: those that stand in several books, sorted.
        books: the index of the book of each.
    """
    names = list(sketches)
    by_book = np.split(np.argsort(books, kind="stable"), np.bincount(books).cumsum()[:-1])
    for index, places in enumerate(by_book):
        own = hashes[places]
        starts = np.searchsorted(hashes, own)
        counts = np.searchsorted(hashes, own, side="right") - starts
        before = np.cumsum(counts) - counts
        same = np.repeat(starts - before, counts) + np.arange(counts.sum())
        common = np.bincount(books[same], minlength=len(names))
        common[index] = 0
        for other in np.flatnonzero(common):
            share = round(int(common[other]) / len(sketches[names[index]]), 4)
            if share >= smallest:
                yield names[index], names[other], share
