"""The maths exam of the slides: a network of one neuron learns to add, as a person would.

A hundred exercises « a + b = ? »: eighty with their answers, ten to see how it goes, ten kept for
the exam. The neuron has two weights and a bias, and knows nothing at first.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["varied", "always_six"]
HIGHEST = 6  # of a term, as in « always six »
SIX = 6


@dataclass(frozen=True)
class Moment:
    """What happened with one batch."""

    epoch: int
    batch: int
    exercises: list[tuple[int, int]]
    answered: list[float]
    right: list[int]


@dataclass(frozen=True)
class Exam:
    """How one learnt, and the mark."""

    moments: list[Moment]
    validation: list[float]
    """Mean error after each epoch, on the ten exercises of the way."""
    test: float
    """Mean error on the ten of the exam; it was computed once, at the end."""
    weights: tuple[float, float, float]
    """Of the first term, of the second, and the bias; adding is (1, 1, 6)."""


def take_exam(
    kind: Kind = "varied", batch: int = 3, epochs: int = 1, rate: float = 0.05, seed: int = 0
) -> Exam:
    """Learns and is examined.

    Args:
        kind: `always_six` gives only exercises whose answer is 6: the neuron then learns
            « it is always six », and the exam, which is varied, shows it.
    """
    random = np.random.default_rng(seed)
    train = _exercises(random, 80, kind)
    on_the_way, kept = _exercises(random, 10, kind), _exercises(random, 10, "varied")
    weights, moments, validation = np.zeros(3), [], []
    for epoch in range(1, epochs + 1):
        order = random.permutation(len(train))
        for place in range(0, len(order), batch):
            chosen = train[order[place : place + batch]]
            answered = _inputs(chosen) @ weights
            right = chosen.sum(axis=1)
            moments.append(_moment(epoch, place // batch + 1, chosen, answered, right))
            weights = weights + rate * _inputs(chosen).T @ (right - answered) / len(chosen)
        validation.append(_error(weights, on_the_way))
    first, second, bias = (float(weight) for weight in weights)
    return Exam(moments, validation, _error(weights, kept), (first, second, bias))


def _moment(epoch: int, batch: int, chosen: Floats, answered: Floats, right: Floats) -> Moment:
    pairs = [(int(a), int(b)) for a, b in chosen]
    told = [round(float(answer), 2) for answer in answered]
    return Moment(epoch, batch, pairs, told, [int(answer) for answer in right])


def _exercises(random: np.random.Generator, count: int, kind: Kind) -> Floats:
    """Pairs of terms; shape (count, 2)."""
    if kind == "always_six":
        first = random.integers(0, SIX + 1, count)
        return np.stack([first, SIX - first], axis=1).astype(float)
    return random.integers(0, HIGHEST + 1, (count, 2)).astype(float)


def _inputs(exercises: Floats) -> Floats:
    """The terms, counted from 3, and a 1 for the bias; shape (count, 3).

    Counted from 3 the terms of « always six » are each other's opposites: only the bias can learn.
    """
    return np.hstack([exercises - SIX / 2, np.ones((len(exercises), 1))])


def _error(weights: Floats, exercises: Floats) -> float:
    return float(np.abs(_inputs(exercises) @ weights - exercises.sum(axis=1)).mean())
