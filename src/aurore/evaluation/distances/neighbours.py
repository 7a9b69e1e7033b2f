"""Which words lie near each other in a network's embedding, as a list and as a map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from aurore.base.errors import UserError
from aurore.evaluation.bits_per_byte import Scorer
from aurore.evaluation.distances.blanks import Kinds, word_vector
from aurore.evaluation.distances.vectors import Vector

SHORTEST = 3  # letters of a neighbour: shorter tokens are pieces of words


@dataclass(frozen=True)
class Neighbour:
    """A word and its cosine with the one that was asked for."""

    word: str
    cosine: float


@dataclass(frozen=True)
class Map:
    """Words on a plane: the two directions in which they differ most."""

    words: list[str]
    places: Vector
    """Shape (words, 2)."""
    explained: float
    """Share of the differences that the plane shows."""


class Lexicon:
    """The words that are one token, and those asked for, with their vectors."""

    def __init__(self, scorer: Scorer, tokenizer: Tokenizer) -> None:
        self._tokenizer, self._embeddings = tokenizer, scorer.embeddings()
        whole = _whole_words(scorer, tokenizer)
        self.words = [str(tokenizer.decode([i])).strip() for i in whole]
        self._rows: Vector = _unit(self._embeddings[whole] - self._embeddings.mean(axis=0))

    def tokens(self, word: str) -> int:
        """How many tokens a word has: of several, the vector is only their mean."""
        return len(self._tokenizer.encode(" " + word.strip(), add_special_tokens=False).ids)

    def vector(self, word: str) -> Vector:
        """The direction of any word; shape (width,).

        Raises:
            UserError: it is not a word.
        """
        if not word.strip() or len(word.split()) > 1:
            raise UserError("not_a_word", text=word)
        vector: Vector = _unit(word_vector(self._tokenizer, self._embeddings, word.strip())[None])[
            0
        ]
        return vector

    def neighbours(self, word: str, count: int) -> list[Neighbour]:
        """The nearest words, the nearest first, the word itself left out."""
        cosines = self._rows @ self.vector(word)
        best = np.argsort(-cosines)
        named = ((self.words[i], float(cosines[i])) for i in best)
        found = [Neighbour(name, cosine) for name, cosine in named if name != word.strip()]
        return found[:count]

    def map(self, words: Sequence[str]) -> Map:
        """The words on their plane (principal components)."""
        rows = np.array([self.vector(word) for word in words])
        places, explained = plane(rows)
        return Map(list(words), places, explained)


def _whole_words(scorer: Scorer, tokenizer: Tokenizer) -> list[int]:
    """The tokens after which the network expects a word to be over, rather than to go on."""
    kinds = Kinds(tokenizer)
    texts = [str(tokenizer.decode([i])) for i in range(tokenizer.get_vocab_size())]
    long = [i for i in np.flatnonzero(kinds.begins).tolist() if len(texts[i]) > SHORTEST]
    rows = scorer.next_log_probabilities([[scorer.end, i] for i in long])
    goes_on = np.exp(rows[:, kinds.goes_on]).sum(axis=1)
    return [i for i, share in zip(long, goes_on, strict=True) if share < 0.5]


def plane(rows: Vector) -> tuple[Vector, float]:
    """Rows on the two directions in which they differ most: (places of shape (rows, 2), share)."""
    centred = rows - rows.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(rows), 2))
    count = min(2, len(sizes))
    places[:, :count] = left[:, :count] * sizes[:count]
    total = float((sizes**2).sum())
    return places, float((sizes[:2] ** 2).sum()) / total if total else 1.0


def _unit(rows: Vector) -> Vector:
    sizes = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Vector = rows / np.where(sizes > 0, sizes, 1)
    return found
