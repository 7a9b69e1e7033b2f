"""Words that stand in no training book: names, rare words, and those that a model makes up."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from aurore.evaluation.copies.index import Index
from aurore.evaluation.copies.words import words_of

SHOWN = 12


@dataclass(frozen=True)
class Invented:
    """How many words of a text no training book has."""

    share: float
    """Of all its words: 0 to 1."""
    examples: list[str]
    """The most frequent."""


def invented(index: Index, text: str) -> Invented:
    """The words of a text that the books of the index have not, in any case or accents.

    Real books have such words too: the share means something beside that of a real book that the
    model has not read.
    """
    words = words_of(text)
    unknown = ~np.isin(words.hashes, index.vocabulary)
    places = np.flatnonzero(unknown).tolist()
    counts = Counter(text[words.starts[i] : words.ends[i]].lower() for i in places)
    share = len(places) / max(len(unknown), 1)
    return Invented(share, [word for word, _ in counts.most_common(SHOWN)])
