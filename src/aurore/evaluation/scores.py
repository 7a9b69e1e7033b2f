"""A figure, its uncertainty, and what it can be divided by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aurore.evaluation.texts import Text

DRAWS = 2000  # of the bootstrap (cited: Efron & Tibshirani 1993, ch. 13, for 95 % intervals)
DRAWS_AT_ONCE = 200  # so that a long book fits in memory
TAILS = (2.5, 97.5)  # per cent
FEWEST_PARAGRAPHS = 5  # guess: below, drawing again says nothing
SEED = 0


@dataclass(frozen=True)
class Score:
    """The surprise of a text under a predictor, and the sizes it can be divided by."""

    bits: float
    bytes: int
    chars: int
    words: int
    tokens: int | None = None
    interval: tuple[float, float] | None = None
    """Of the bits per byte, at 95 %; `None` where the surprise of a paragraph is not known."""

    @property
    def bits_per_byte(self) -> float:
        """The headline: lower is better, and it compares across tokenizers and predictors."""
        return self.bits / self.bytes

    @property
    def bits_per_char(self) -> float:
        """By letter, sign or space."""
        return self.bits / self.chars

    @property
    def perplexity_per_token(self) -> float | None:
        """Depends on the tokenizer: compare only models that share it."""
        return float(2 ** (self.bits / self.tokens)) if self.tokens else None

    @property
    def perplexity_per_word(self) -> float:
        """As if the choice had been among that many equally likely words each time."""
        return float(2 ** min(self.bits / max(self.words, 1), 1000.0))

    def as_data(self) -> dict[str, Any]:
        """What `evaluation.json` holds."""
        return {
            "bits_per_byte": self.bits_per_byte,
            "interval": self.interval,
            "bits_per_char": self.bits_per_char,
            "perplexity_per_token": self.perplexity_per_token,
            "perplexity_per_word": self.perplexity_per_word,
        }


@dataclass(frozen=True)
class Surprise:
    """The surprise of each paragraph of a text under a predictor."""

    text: Text
    bits: NDArray[np.float64]
    """Shape (paragraphs,)."""
    tokens: int | None = None

    def score(self) -> Score:
        """Of the whole text."""
        return together([self])

    def by_chapter(self) -> list[tuple[str, Score]]:
        """Of each chapter in reading order; nothing for a text without chapters."""
        chapters = np.array(self.text.chapters)
        names = list(dict.fromkeys(self.text.chapters))
        if len(names) < 2:
            return []
        return [(name, _score(self, np.flatnonzero(chapters == name))) for name in names]


def together(surprises: Sequence[Surprise]) -> Score:
    """One score for several texts under one predictor."""
    bits = np.concatenate([one.bits for one in surprises])
    sizes = np.concatenate([one.text.bytes for one in surprises])
    tokens = [one.tokens for one in surprises if one.tokens is not None]
    return Score(
        bits=float(bits.sum()),
        bytes=int(sizes.sum()),
        chars=int(sum(one.text.chars.sum() for one in surprises)),
        words=int(sum(one.text.words.sum() for one in surprises)),
        tokens=sum(tokens) if len(tokens) == len(surprises) else None,
        interval=interval(bits, sizes),
    )


def _score(one: Surprise, rows: NDArray[np.int64]) -> Score:
    """Of some paragraphs."""
    bits, sizes = one.bits[rows], one.text.bytes[rows]
    chars, words = int(one.text.chars[rows].sum()), int(one.text.words[rows].sum())
    found = interval(bits, sizes)
    return Score(float(bits.sum()), int(sizes.sum()), chars, words, interval=found)


def interval(bits: NDArray[np.float64], sizes: NDArray[np.int64]) -> tuple[float, float] | None:
    """The 95 % interval of bits / bytes by drawing paragraphs again, with replacement.

    It tells how the figure would move with other paragraphs of this kind. It does not tell how it
    would move with other books, nor with another training.
    """
    count = len(bits)
    if count < FEWEST_PARAGRAPHS:
        return None
    generator = np.random.default_rng(SEED)
    ratios = []
    for _ in range(0, DRAWS, DRAWS_AT_ONCE):
        times = generator.multinomial(count, np.full(count, 1 / count), size=DRAWS_AT_ONCE)
        ratios.append((times @ bits) / (times @ sizes))
    low, high = np.percentile(np.concatenate(ratios), TAILS)
    return float(low), float(high)
