"""Words that stand in no training book and in no list of French: those that a model makes up."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from aurore.evaluation.copies.french import french_words
from aurore.evaluation.copies.index import Index
from aurore.evaluation.copies.words import words_of

SHOWN = 12


@dataclass(frozen=True)
class Invented:
    """How many words of a text nobody is known to have written."""

    share: float
    """Of all its words, those that neither the training books nor the French list have: 0 to 1."""
    unread: float | None
    """Those that no training book has, whatever the list says; `None` without books."""
    examples: list[str]
    """The most frequent of the invented."""


def invented(text: str, index: Index | None = None) -> Invented:
    """The words of a text that nobody has, in any case or accents.

    Real books have such words too, most of them names: the share means something beside that of a
    real book that neither the model nor the list has read.

    Args:
        index: of the training books; without it the list alone is asked.
    """
    words = words_of(text)
    read = np.isin(words.hashes, index.vocabulary) if index else np.zeros(len(words.hashes), bool)
    unknown = ~read & ~french_words().has(words.hashes)
    places = np.flatnonzero(unknown).tolist()
    counts = Counter(text[words.starts[i] : words.ends[i]].lower() for i in places)
    total = max(len(unknown), 1)
    return Invented(
        share=len(places) / total,
        unread=float((~read).sum()) / total if index else None,
        examples=[word for word, _ in counts.most_common(SHOWN)],
    )
