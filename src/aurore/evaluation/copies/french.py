"""A list of French words, so that a word the training books lack is not called invented too fast.

`french_words.npz` holds no words but a 32-bit hash of each, sorted, as differences: a quarter of a
megabyte for the words that stand in two books or more of three hundred of 1800 to 1914
(`tools/word_list.py`). Of a million words that nobody ever wrote it would know some twenty.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aurore.evaluation.copies.words import Hashes, words_of

FILE = "french_words.npz"
COMMON_BOOKS = 50  # of three hundred (guess: above, « exc. », « mar » and their like are gone)


@dataclass(frozen=True)
class FrenchWords:
    """Words in any case and accents."""

    hashes: Hashes
    """Sorted; shape (words,)."""
    is_common: NDArray[np.bool_]
    """Which of them stand in `COMMON_BOOKS` or more: no abbreviations, names or pieces."""

    @property
    def common(self) -> "FrenchWords":
        """Those alone."""
        kept = self.hashes[self.is_common]
        return FrenchWords(kept, np.ones(len(kept), dtype=bool))

    def has(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Which of some hashes of words are known; the shape stays."""
        places = np.searchsorted(self.hashes, hashes).clip(max=len(self.hashes) - 1)
        return np.asarray(self.hashes[places] == hashes)

    def __contains__(self, word: object) -> bool:
        """Whether all the words of a text are known; not so of a text without words."""
        hashes = words_of(str(word)).hashes
        return bool(len(hashes)) and bool(self.has(hashes).all())


@cache
def french_words() -> FrenchWords:
    """The list that comes with Aurore. Nothing pickled is read."""
    with as_file(files("aurore.evaluation.copies") / FILE) as path:
        return load_words(path)


def load_words(path: Path) -> FrenchWords:
    """The list in a file."""
    with np.load(path, allow_pickle=False) as held:
        hashes = np.cumsum(held["steps"], dtype=np.uint64).astype(np.uint32)
        return FrenchWords(hashes, np.unpackbits(held["common"], count=len(hashes)).astype(bool))


def save_words(words: FrenchWords, path: Path) -> None:
    """Writes a list."""
    steps = np.diff(words.hashes, prepend=np.uint32(0))
    np.savez_compressed(path, steps=steps, common=np.packbits(words.is_common))
