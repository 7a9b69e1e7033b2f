"""Words as the network knows them: which lie near each other, and a map of them."""

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from aurore.model.forward import Reals

SHORTEST = 3  # letters of a word of the lexicon (guess: shorter tokens are pieces of words)


@dataclass(frozen=True)
class Lexicon:
    """The tokens that look like whole words, most frequent first, and their directions."""

    words: list[str]
    rows_ND: Reals
    """Of length 1, measured from the middle of all tokens."""
    middle_D: Reals

    def vector(self, tokenizer: Tokenizer, embeddings_VD: Reals, word: str) -> Reals:
        """The direction of any word: the mean of its tokens."""
        ids = tokenizer.encode(" " + word.strip(), add_special_tokens=False).ids
        row: Reals = _unit(embeddings_VD[ids].mean(axis=0, keepdims=True) - self.middle_D)[0]
        return row

    def nearest(self, vector_D: Reals, count: int, but: str = "") -> list[tuple[str, float]]:
        """Words and their cosine with a direction, nearest first."""
        cosines = self.rows_ND @ vector_D
        found = ((self.words[i], float(cosines[i])) for i in np.argsort(-cosines))
        return [pair for pair in found if pair[0] != but][:count]


def lexicon_of(tokenizer: Tokenizer, embeddings_VD: Reals, known: Container[str]) -> Lexicon:
    """The tokens that are words of `known`: others are pieces of words. The order of a vocabulary
    is about that of their frequency.
    """
    texts = [str(tokenizer.decode([i])) for i in range(len(embeddings_VD))]
    kept = [
        i
        for i, text in enumerate(texts)
        if text.startswith(" ") and len(text) > SHORTEST and text[1:] in known
    ]
    middle = embeddings_VD.mean(axis=0)
    rows = _unit(embeddings_VD[kept] - middle)
    return Lexicon([texts[i].strip() for i in kept], rows, middle)


def plane(rows_ND: Reals) -> tuple[NDArray[np.float64], float]:
    """Rows on the two directions in which they differ most: (places of shape (N, 2), share)."""
    centred = (rows_ND - rows_ND.mean(axis=0)).astype(np.float64)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    places: NDArray[np.float64] = left[:, :2] * sizes[:2]
    return places, float((sizes[:2] ** 2).sum() / (sizes**2).sum())


def _unit(rows: Reals) -> Reals:
    sizes = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / np.where(sizes > 0, sizes, 1)).astype(np.float32)
