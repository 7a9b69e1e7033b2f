"""How well a network predicts a text: bits per byte, by a sliding window.

Every token of the text is scored once. The first window starts with the end-of-text token, as a
book does in training; each further one moves by `stride` and scores its last `stride` tokens, so
each has at least `window - stride` tokens before it.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy

from aurore.base.settings import EvaluateSettings
from aurore.tokenizer.bpe import END_OF_TEXT_ID

BATCH = 16  # windows at once (guess: fits any laptop)


@dataclass(frozen=True)
class Score:
    """The surprise of a text under a predictor, and the sizes it can be divided by."""

    bits: float
    bytes: int
    words: int
    tokens: int | None = None

    @property
    def bits_per_byte(self) -> float:
        """The headline: lower is better, and it compares across tokenizers and predictors."""
        return self.bits / self.bytes

    @property
    def perplexity_per_token(self) -> float | None:
        """Depends on the tokenizer: compare only models that share it."""
        return 2 ** (self.bits / self.tokens) if self.tokens else None

    @property
    def perplexity_per_word(self) -> float:
        """As if the choice had been among that many equally likely words each time."""
        return 2 ** min(self.bits / self.words, 1000.0)


def sizes(text: str) -> tuple[int, int]:
    """Bytes of the text in UTF-8, and words."""
    return len(text.encode()), len(text.split())


def score_text(
    model: Any,
    tokenizer: Tokenizer,
    text: str,
    settings: EvaluateSettings,
    end: int = END_OF_TEXT_ID,
) -> Score:
    """The score of one text. `end` is the token that ends a book for this model."""
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    count, words = sizes(text)
    return Score(sum_bits(model, ids, settings, end), count, words, len(ids))


@torch.no_grad()
def sum_bits(
    model: Any, ids: list[int], settings: EvaluateSettings, end: int = END_OF_TEXT_ID
) -> float:
    """Bits of surprise over all ids."""
    inputs_NT, targets_NT = windows(ids, settings.window, settings.stride, end)
    total = 0.0
    for first in range(0, len(inputs_NT), BATCH):
        inputs_BT = torch.from_numpy(inputs_NT[first : first + BATCH])
        targets_BT = torch.from_numpy(targets_NT[first : first + BATCH])
        logits_BTV = model(input_ids=inputs_BT, use_cache=False).logits
        total += float(
            cross_entropy(
                logits_BTV.flatten(0, 1), targets_BT.flatten(), ignore_index=-1, reduction="sum"
            )
        )
    return total / math.log(2)


def windows(
    ids: list[int], window: int, stride: int, end: int = END_OF_TEXT_ID
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Inputs and targets of each window, both of shape (windows, window); -1 is not scored."""
    text = np.array([end, *ids], dtype=np.int64)
    starts = [0, *range(stride, max(len(ids) - window, 0) + stride, stride)]
    inputs = np.full((len(starts), window), end, dtype=np.int64)
    targets = np.full((len(starts), window), -1, dtype=np.int64)
    for row, start in enumerate(starts):
        seen = text[start : start + window + 1]
        inputs[row, : len(seen) - 1] = seen[:-1]
        first_new = 0 if row == 0 else window - stride
        targets[row, first_new : len(seen) - 1] = seen[1:][first_new:]
    return inputs, targets
