"""How well a network predicts a text: the bits of surprise of each token, by a sliding window.

Every token of the text is scored once. The first window starts with the end-of-text token, as a
book does in training; each further one moves by `stride` and scores its last `stride` tokens, so
each has at least `window - stride` tokens before it.
"""

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from aurore.base.settings import EvaluateSettings
from aurore.evaluation.texts import Text

Bits = NDArray[np.float64]


class Scorer(Protocol):
    """A network as the measures see it: ids in, probabilities out (`generation/scorer.py`)."""

    context: int
    """Tokens it can see at once."""
    vocabulary: int
    """Tokens it knows."""

    end: int
    """The token that ends a text, and so begins the next one."""

    def log_probabilities(
        self, rows: Sequence[Sequence[int]], skip: Sequence[int] | None = None
    ) -> list[Bits]:
        """For each row of ids, ln p(ids[i] | ids[:i]) for i > skip; shape (len(row) - 1 - skip,).

        Without `skip` of every id but the first.
        """
        ...

    def next_log_probabilities(self, rows: Sequence[Sequence[int]]) -> Bits:
        """ln p of every token after each row; shape (rows, vocabulary)."""
        ...

    def embeddings(self) -> Bits:
        """The vector of each token at the network's entrance; shape (vocabulary, width)."""
        ...

    def states(self, ids: Sequence[int]) -> Bits:
        """The vector the network makes of the text up to each token; shape (tokens, width)."""
        ...


def protocol(settings: EvaluateSettings, context: int) -> EvaluateSettings:
    """The settings, for a network that sees `context` tokens."""
    window = min(settings.window, context)
    return EvaluateSettings(window, min(settings.stride, window))


def token_bits(scorer: Scorer, ids: Sequence[int], settings: EvaluateSettings) -> Bits:
    """The surprise of each token in bits, shape (tokens,).

    `settings.window` must not exceed the context of the network.
    """
    spans = windows(len(ids), settings.window, settings.stride)
    text = [scorer.end, *ids]
    rows = [text[start : stop + 1] for start, _, stop in spans]
    found = scorer.log_probabilities(rows, [new - start for start, new, _ in spans])
    return -np.concatenate(found or [np.empty(0)]) / math.log(2)


def windows(count: int, window: int, stride: int) -> list[tuple[int, int, int]]:
    """(first token seen, first token scored, one past the last) of each window over `count` tokens.

    The token before the first one seen is read too, as the context of that first one.
    """
    spans = [(0, 0, min(window, count))] if count else []
    while spans and spans[-1][2] < count:
        done = spans[-1][2]
        spans.append((done + stride - window, done, min(done + stride, count)))
    return spans


def paragraph_bits(
    scorer: Scorer, tokenizer: Tokenizer, text: Text, settings: EvaluateSettings
) -> tuple[Bits, int]:
    """The bits of each paragraph, shape (paragraphs,), and how many tokens the text has."""
    encoding = tokenizer.encode(text.whole, add_special_tokens=False)
    bits = token_bits(scorer, encoding.ids, settings)
    return by_paragraph(text, encoding, bits), len(encoding.ids)


def by_paragraph(text: Text, encoding: Any, bits: Bits) -> Bits:
    """Sums the bits of tokens over the paragraphs in which they begin; shape (paragraphs,)."""
    starts = np.fromiter((start for start, _ in encoding.offsets), np.int64, len(encoding.ids))
    ends = np.cumsum([len(paragraph) + 1 for paragraph in text.paragraphs])
    places = np.searchsorted(ends, starts, side="right")
    found: Bits = np.bincount(places, bits, len(text.paragraphs)).astype(np.float64)
    return found
