"""Words as the network knows them: which lie near each other, and a map of them."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from aurore.base.errors import UserError

SHORTEST = 3  # letters of a word of the lexicon (guess: shorter tokens are pieces of words)
Rows = NDArray[np.floating]


@dataclass(frozen=True)
class Neighbour:
    """A word and its cosine with the one that was asked for."""

    word: str
    cosine: float


@dataclass(frozen=True)
class Map:
    """Words on a plane: the two directions in which they differ most."""

    words: list[str]
    places: NDArray[np.float64]
    """Shape (words, 2)."""
    explained: float
    """Share of the differences that the plane shows."""


class Lexicon:
    """The tokens that are whole words, most frequent first, and the directions of all words.

    The order of a vocabulary is about that of the frequency of its tokens.
    """

    def __init__(self, tokenizer: Tokenizer, embeddings_VD: Rows, known: Container[str]) -> None:
        """Args: known: the words of the language; other tokens are taken for pieces of words."""
        self._tokenizer = tokenizer
        self._centred_VD = embeddings_VD - embeddings_VD.mean(axis=0)
        texts = [str(tokenizer.decode([i])) for i in range(tokenizer.get_vocab_size())]
        whole = [i for i, text in enumerate(texts) if _looks_whole(text) and text[1:] in known]
        self.words = [texts[i].strip() for i in whole]
        self.rows_ND: Rows = _unit(self._centred_VD[whole])

    def tokens(self, word: str) -> int:
        """How many tokens a word has: of several, the vector is only their mean."""
        return len(self._ids(word))

    def vector(self, word: str) -> Rows:
        """The direction of any word, the mean of its tokens; shape (width,).

        Raises:
            UserError: it is not a word.
        """
        if len(word.split()) != 1:
            raise UserError("not_a_word", text=word)
        return _unit(self._centred_VD[self._ids(word)].mean(axis=0))

    def neighbours(self, word: str, count: int) -> list[Neighbour]:
        """The nearest words, the nearest first, the word itself left out."""
        cosines = self.rows_ND @ self.vector(word)
        named = (Neighbour(self.words[i], float(cosines[i])) for i in np.argsort(-cosines))
        return [one for one in named if one.word != word.strip()][:count]

    def map(self, words: Sequence[str]) -> Map:
        """The words on their plane (principal components)."""
        places, explained = plane(np.array([self.vector(word) for word in words]))
        return Map(list(words), places, explained)

    def _ids(self, word: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(" " + word.strip(), add_special_tokens=False).ids
        return ids


def _looks_whole(text: str) -> bool:
    return text.startswith(" ") and len(text) > SHORTEST and text[1:].isalpha()


def plane(rows: Rows) -> tuple[NDArray[np.float64], float]:
    """Rows on the two directions in which they differ most: (places of shape (rows, 2), share)."""
    centred = (rows - rows.mean(axis=0)).astype(np.float64)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(rows), 2))
    count = min(2, len(sizes))
    places[:, :count] = left[:, :count] * sizes[:count]
    total = float((sizes**2).sum())
    return places, float((sizes[:2] ** 2).sum()) / total if total else 1.0


def _unit(rows: Rows) -> Rows:
    sizes = np.linalg.norm(rows, axis=-1, keepdims=True)
    found: Rows = rows / np.where(sizes > 0, sizes, 1)
    return found
