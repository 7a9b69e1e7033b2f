"""The surprise of each token of a passage, for eyes."""

from dataclasses import dataclass
from itertools import groupby

from tokenizers import Tokenizer

from aurore.base.settings import EvaluateSettings
from aurore.evaluation.bits_per_byte import Scorer, token_bits

LEVELS = (1.0, 3.0, 6.0, 9.0, 12.0)
"""Bits: below the first a token was all but known; above the last one in 4,096 would guess it."""


@dataclass(frozen=True)
class Piece:
    """A token as it reads, and its surprise. Tokens that share a letter are one piece."""

    text: str
    bits: float

    @property
    def level(self) -> int:
        """From 0, expected, to `len(LEVELS)`, out of the blue."""
        return sum(self.bits >= edge for edge in LEVELS)


def heatmap(
    scorer: Scorer, tokenizer: Tokenizer, text: str, settings: EvaluateSettings
) -> list[Piece]:
    """The text, token by token; its pieces joined are the text."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    bits = token_bits(scorer, encoding.ids, settings)
    pieces = []
    tokens = zip(encoding.offsets, bits.tolist(), strict=True)
    for start, together in groupby(tokens, key=lambda token: token[0][0]):
        shared = list(together)
        end = max(offset[1] for offset, _ in shared)
        pieces.append(Piece(text[start:end], sum(value for _, value in shared)))
    return pieces
