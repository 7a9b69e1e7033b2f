"""Who quotes a book that measures: those paragraphs are no training, or the measure is flattered.

A village of Sand tells the wedding that ends *La Mare au Diable*, word for word. Whole paragraphs
that stand twice are found by `Seen`; here are those that hold a passage of such a book.
"""

import numpy as np
import numpy.typing as npt

from aurore.corpus.duplicates import SHORTEST_LETTERS, WINDOW_LETTERS, Keys, window_hashes

LONG_QUOTATION = SHORTEST_LETTERS - WINDOW_LETTERS + 1  # windows of a passage that is no chance
TABLE_BITS = 22  # guess: 4 MB; a book has about 2**19 windows, so it fills an eighth
SHIFT = np.uint64(64 - TABLE_BITS)
Flags = npt.NDArray[np.bool_]


class HeldOut:
    """The books that measure: their letters (a byte each, in memory), and their sketches."""

    def __init__(self) -> None:
        self._letters: dict[str, bytes] = {}
        self._names: list[str] = []
        self._hashes = np.zeros(0, dtype=np.uint64)
        self._owners = np.zeros(0, dtype=np.intp)

    def add(self, book: str, folded: bytes, sketch: Keys) -> None:
        """Takes a book that measures; `folded` is what `letters` gives."""
        hashes = np.concatenate([self._hashes, sketch])
        owners = np.concatenate([self._owners, np.full(len(sketch), len(self._names))])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._owners = hashes[order], owners[order]
        self._names.append(book)
        self._letters[book] = folded

    def shared(self, sketch: Keys) -> list[str]:
        """The books of which something stands in the book of this sketch."""
        first = np.searchsorted(self._hashes, sketch, side="left")
        last = np.searchsorted(self._hashes, sketch, side="right")
        there = last > first
        found = [self._owners[a:b] for a, b in zip(first[there], last[there], strict=True)]
        return [self._names[i] for i in np.unique(np.concatenate(found))] if found else []

    def quoted(self, book: str, folded: bytes) -> Flags:
        """For each paragraph whether it quotes a book that measures; shape (paragraphs,).

        A run of 60 letters is a quotation. Where there is one, shorter runs of 40 are its
        neighbours: a song line by line, a sentence that was changed.
        """
        lengths = np.array([len(line) for line in folded.split(b"\n")])
        theirs = np.sort(window_hashes(self._letters[book]))
        starts = _places(window_hashes(folded), theirs)
        paragraphs = np.searchsorted(lengths.cumsum(), starts, side="right")
        windows = np.bincount(paragraphs, minlength=len(lengths))
        quotes = bool((windows >= LONG_QUOTATION).any())
        return (windows > 0) & quotes


def _places(hashes: Keys, wanted: Keys) -> npt.NDArray[np.intp]:
    """Where one of the wanted hashes, which are sorted, stands.

    Nearly none does. A table of their first bits says so of most, ten times as fast as a search.
    """
    begins = np.zeros(1 << TABLE_BITS, dtype=np.bool_)
    begins[wanted >> SHIFT] = True
    maybe: npt.NDArray[np.intp] = np.flatnonzero(begins[hashes >> SHIFT])
    found = np.searchsorted(wanted, hashes[maybe]).clip(max=len(wanted) - 1)
    there: Flags = wanted[found] == hashes[maybe]
    return maybe[there]
