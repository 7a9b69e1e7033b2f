"""A text as stylometry sees it: its words in lower case, elided ones cut at the apostrophe."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# « l’ », « qu’ » are words; « aujourd’hui » is two, in every text alike. Hyphens part words.
WORD = re.compile(r"[^\W\d_]+’?", re.UNICODE)
Frequencies = NDArray[np.float64]


def style_words(text: str) -> list[str]:
    """« L’eau, dit-il » → l’, eau, dit, il."""
    return WORD.findall(text.lower())


def frequencies(counts: Counter[str], chosen: Sequence[str]) -> Frequencies:
    """The share of each chosen word among all words; shape (chosen,)."""
    return np.array([counts[word] for word in chosen]) / max(counts.total(), 1)


def most_frequent(texts: Sequence[Counter[str]], count: int) -> list[str]:
    """The words with the highest mean share over the texts, each text counting alike."""
    shares: dict[str, float] = {}
    for counts in texts:
        total = max(counts.total(), 1)
        for word, times in counts.items():
            shares[word] = shares.get(word, 0.0) + times / total
    return sorted(shares, key=lambda word: (-shares[word], word))[:count]
