"""A text as the copy detector sees it: words without case, accents, ligatures or punctuation."""

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]
WORD = re.compile(r"[^\W_]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


@dataclass(frozen=True)
class Words:
    """The words of a text and where they stand."""

    hashes: Hashes
    """Shape (words,); never 0."""
    starts: NDArray[np.int64]
    """Characters before each word; shape (words,)."""
    ends: NDArray[np.int64]
    """Characters before the end of each word; shape (words,)."""


def words_of(text: str) -> Words:
    """The words of a text: « L’eau, dit-il » has four."""
    found = [(match.start(), match.end()) for match in WORD.finditer(text)]
    hashes = np.fromiter((_hash(text[a:b]) for a, b in found), np.uint32, len(found))
    places = np.array(found, dtype=np.int64).reshape(-1, 2)
    return Words(hashes, places[:, 0], places[:, 1])


@lru_cache(maxsize=1 << 17)
def _hash(word: str) -> int:
    # 32 bits: two words in a million pairs collide; eight in a row do not.
    return zlib.crc32(folded(word).encode()) or 1


def folded(word: str) -> str:
    """« Œuvré » → « oeuvre »."""
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
