"""Bits per byte of a network that is still in PyTorch, by the protocol of `aurore evaluate`."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy

from aurore.base.settings import EvaluateSettings
from aurore.evaluation.bits_per_byte import token_bits

ROWS = 16  # windows scored together


class TorchScorer:
    """As much of a `Scorer` as bits per byte need."""

    def __init__(self, model: Any, tokenizer: Tokenizer, context: int) -> None:
        self.model, self.context = model, context
        self.vocabulary = tokenizer.get_vocab_size()
        self.end = tokenizer.token_to_id("<|endoftext|>")

    @torch.inference_mode()
    def log_probabilities(
        self, rows: Sequence[Sequence[int]], skip: Sequence[int] | None = None
    ) -> list[Any]:
        """ln p of each token of each row after the first `skip`."""
        found: list[Any] = []
        for first in range(0, len(rows), ROWS):
            some = [torch.tensor(row) for row in rows[first : first + ROWS]]
            ids = torch.nn.utils.rnn.pad_sequence(some, batch_first=True)
            logits = self.model(ids[:, :-1]).logits
            losses = cross_entropy(logits.transpose(1, 2), ids[:, 1:], reduction="none").double()
            found += [-loss[: len(row) - 1].numpy() for loss, row in zip(losses, some, strict=True)]
        left = skip or [0] * len(rows)
        return [bits[start:] for bits, start in zip(found, left, strict=True)]


def bits_per_byte(model: Any, tokenizer: Tokenizer, text: str, context: int) -> float:
    """Of a whole text, each token with half a window before it at least."""
    model.eval()
    settings = EvaluateSettings(window=context, stride=context // 2)
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    bits = token_bits(TorchScorer(model, tokenizer, context), ids, settings)  # type: ignore[arg-type]
    model.train()
    return round(float(np.sum(bits)) / len(text.encode()), 4)
