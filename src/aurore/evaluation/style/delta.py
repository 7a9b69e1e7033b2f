"""Burrows’ Delta and its two best heirs: how far the word habits of two texts are apart.

Each word's share is measured in standard deviations of that word over the reference texts
(z-scores). Burrows (2002) takes the mean difference, Cosine Delta the angle (Smith & Aldridge 2011;
Evert et al. 2017 found it best), Eder's Delta the difference weighed by the rank of the word.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
Kind = Literal["burrows", "cosine", "eder"]
SMALLEST_DEVIATION = 1e-12


def z_scores(shares: Rows, mean: Rows, deviation: Rows) -> Rows:
    """Shares of words → standard deviations from the mean. Any leading shape, words last."""
    found: Rows = (shares - mean) / np.maximum(deviation, SMALLEST_DEVIATION)
    return found


def burrows(a: Rows, b: Rows) -> Rows:
    """The mean absolute difference; z-scores of shape (…, words), broadcast."""
    return np.asarray(np.abs(a - b).mean(axis=-1))


def cosine(a: Rows, b: Rows) -> Rows:
    """1 - the cosine of the angle."""
    sizes = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    return np.asarray(1 - (a * b).sum(axis=-1) / np.maximum(sizes, SMALLEST_DEVIATION))


def eder(a: Rows, b: Rows) -> Rows:
    """As Burrows', but the n-th most frequent of N words weighs (N - n + 1) / N (Eder 2015)."""
    count = a.shape[-1]
    weights = np.arange(count, 0, -1) / count
    return np.asarray((np.abs(a - b) * weights).mean(axis=-1))


DELTAS: dict[Kind, Callable[[Rows, Rows], Rows]] = {
    "burrows": burrows,
    "cosine": cosine,
    "eder": eder,
}
