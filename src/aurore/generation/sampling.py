"""Logits → the next token, by the settings, with dice of the text's own.

The order is that of transformers: repetition penalty, forbidden n-grams, temperature, top-k, top-p,
min-p, then the draw. Nothing here depends on the other texts of a batch.
"""

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aurore.base.settings import GenerateSettings

Row = NDArray[np.float32]
STRETCH = 16  # of a row, one maximum (measured: 12 times as fast as sorting 4,096 logits)


@dataclass(frozen=True)
class Token:
    """A token the network wrote."""

    id: int
    log_probability: float | None = None
    """ln p by the network itself, before the settings; `None` unless asked for."""
    alternatives: tuple[tuple[int, float], ...] = ()
    """The likeliest tokens at this place and their ln p, likeliest first."""


class Sampler:
    """Draws the tokens of one text, one after the other."""

    def __init__(self, settings: GenerateSettings, seed: int) -> None:
        self._settings = settings
        self._dice = random.Random(seed)
        self._followers: dict[tuple[int, ...], set[int]] = {}
        self._known = 0

    def draw(self, logits_V: Row, ids: list[int]) -> int:
        """The token that comes after `ids`, which grow by one between two calls."""
        settings = self._settings
        if settings.repetition_penalty != 1:
            logits_V = _discouraged(logits_V, ids, settings.repetition_penalty)
        if settings.no_repeat_ngram:
            logits_V = self._without_repeats(logits_V, ids, settings.no_repeat_ngram)
        if settings.temperature == 0:
            return int(logits_V.argmax())
        choices, chances = shortlist(logits_V, settings)
        cumulated = np.cumsum(chances)
        point = self._dice.random() * cumulated[-1]
        chosen = int(np.searchsorted(cumulated, point, side="right"))
        return int(choices[min(chosen, len(choices) - 1)])

    def _without_repeats(self, logits_V: Row, ids: list[int], length: int) -> Row:
        """Forbids what would make `length` tokens that have come before in this order."""
        before = length - 1
        for end in range(max(self._known, before), len(ids)):
            self._followers.setdefault(tuple(ids[end - before : end]), set()).add(ids[end])
        self._known = len(ids)
        forbidden = self._followers.get(tuple(ids[len(ids) - before :]))
        if forbidden and len(ids) >= before:
            logits_V = logits_V.copy()
            logits_V[list(forbidden)] = -np.inf
        return logits_V


def _discouraged(logits_V: Row, ids: list[int], penalty: float) -> Row:
    """Tokens that have come before grow less likely (cited: CTRL, arXiv 1909.05858)."""
    logits_V = logits_V.copy()
    seen = np.unique(ids)
    values = logits_V[seen]
    logits_V[seen] = np.where(values < 0, values * penalty, values / penalty)
    return logits_V


def shortlist(
    logits_V: NDArray[Any], settings: GenerateSettings
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The tokens one may choose among, likeliest first, and how likely each is."""
    choices = likeliest(logits_V, settings.top_k or len(logits_V))
    below = logits_V[choices].astype(np.float64) - float(logits_V[choices[0]])
    with np.errstate(
        over="ignore"
    ):  # next to no temperature: the others are infinitely less likely
        chances = np.exp(below / settings.temperature)
    chances /= chances.sum()
    if settings.top_p < 1:
        enough = int(np.searchsorted(np.cumsum(chances), settings.top_p)) + 1
        choices, chances = choices[:enough], chances[:enough]
    if settings.min_p:
        likely = int(np.count_nonzero(chances >= settings.min_p * chances[0]))
        choices, chances = choices[:likely], chances[:likely]
    return choices, chances


def likeliest(logits_V: NDArray[Any], count: int) -> NDArray[np.intp]:
    """The `count` greatest, greatest first; equals in the order of the vocabulary.

    If `count` stretches of the row each have something as great as a bound, whatever is smaller
    than the bound is not among them: so only a few have to be sorted.
    """
    stretches = len(logits_V) // STRETCH
    if count < stretches:
        highest = logits_V[: stretches * STRETCH].reshape(stretches, STRETCH).max(axis=1)
        bound = np.partition(highest, stretches - count)[stretches - count]
        among = np.flatnonzero(logits_V >= bound)
    else:
        among = np.arange(len(logits_V))
    return among[np.argsort(-logits_V[among], kind="stable")][:count]


def explained(logits_V: Row, token: int, alternatives: int) -> Token:
    """The token with what the network thought of it and of the likeliest others."""
    logs = log_probabilities(logits_V)
    best = likeliest(logits_V, alternatives)
    return Token(token, float(logs[token]), tuple((int(i), float(logs[i])) for i in best))


def log_probabilities(logits_V: Row) -> NDArray[np.float64]:
    """ln p of every token."""
    shifted = logits_V.astype(np.float64) - float(logits_V.max())
    logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum())
    return logs
