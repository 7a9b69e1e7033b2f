"""What simpler predictors make of the same bytes, so that a figure means something."""

import lzma
import math
from collections.abc import Iterable

import numpy as np
from tokenizers import Tokenizer

from aurore.evaluation.bits_per_byte import Score, sizes
from aurore.tokenizer.blocks import pack
from aurore.tokenizer.bpe import END_OF_TEXT_ID

# The dictionary must hold the whole training text, or xz forgets its beginning.
XZ_DICTIONARY_BYTES = 1 << 27


def unigram(
    tokenizer: Tokenizer, training: Iterable[str], text: str, end: int = END_OF_TEXT_ID
) -> Score:
    """Tokens drawn by their frequency in the training text, add-one smoothed."""
    size = tokenizer.get_vocab_size()
    counts = np.bincount(pack(tokenizer, training, end), minlength=size) + 1.0
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    log_probabilities = np.log2(counts / counts.sum())
    count, words = sizes(text)
    return Score(-float(log_probabilities[ids].sum()), count, words, len(ids))


def xz_primed(training: Iterable[str], text: str) -> Score:
    """What `xz` adds to the compressed training text when the text is appended to it."""
    before = "\n".join(training).encode()
    added = _xz_bytes(before + text.encode()) - _xz_bytes(before)
    count, words = sizes(text)
    return Score(added * 8.0, count, words)


def _xz_bytes(data: bytes) -> int:
    size = max(1 << math.ceil(math.log2(len(data) + 1)), 1 << 12)
    filters = [
        {
            "id": lzma.FILTER_LZMA2,
            "preset": 9 | lzma.PRESET_EXTREME,
            "dict_size": min(size, XZ_DICTIONARY_BYTES),
        }
    ]
    return len(lzma.compress(data, format=lzma.FORMAT_RAW, filters=filters))
