"""The curves of a run, drawn with letters for a terminal."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aurore.base.messages import message, number
from aurore.training.journal import Journal

FRESH_SECONDS = 2.0  # guess: a drawing takes some 50 ms, and the bar is drawn ten times a second
HEIGHT = 14  # lines: leaves room for the live line on a small terminal
SMOOTHING = 0.9  # guess: share of the past in the curve of training, whose steps differ a lot
TICKS = 4


class Curves:
    """The drawing of a run that goes on, made anew now and then."""

    def __init__(self, run: Path, width: int) -> None:
        self._journal = Journal(run)
        self._width = width
        self._drawn, self._at = "", 0.0

    def text(self) -> str:
        """The drawing, a few seconds old at most."""
        if time.monotonic() - self._at > FRESH_SECONDS:
            self._drawn = draw_curves(self._journal.read(), self._width)
            self._at = time.monotonic()
        return self._drawn


def draw_curves(events: Iterable[dict[str, Any]], width: int) -> str:
    """Training and validation in bits per byte over the steps; empty before the second step.

    Args:
        events: of a run's journal.
        width: of the terminal, in columns.
    """
    training, validation = _series(events)
    if len(training) < 2:
        return ""
    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(width, HEIGHT)
    plotext.title(message("train.curve_title"))
    plotext.plot(*_columns(training), label=message("train.curve_train"), marker="braille")
    if validation:
        plotext.scatter(*_columns(validation), label=message("train.curve_validation"), marker="o")
    _ticks(plotext, [*training, *validation])
    return str(plotext.uncolorize(plotext.build()))


def _series(events: Iterable[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """(step, bits per byte) of training, smoothed, and of validation."""
    training: list[tuple[int, float]] = []
    validation: list[tuple[int, float]] = []
    total = weight = 0.0
    for event in events:
        if event.get("event") == "step":
            total = SMOOTHING * total + event["bits_per_byte"]
            weight = SMOOTHING * weight + 1
            training.append((event["step"], total / weight))
        elif event.get("event") == "validation":
            validation.append((event["step"], event["bits_per_byte"]))
    return training, validation


def _columns(points: list[tuple[int, float]]) -> tuple[list[int], list[float]]:
    steps, values = zip(*points, strict=True)
    return list(steps), list(values)


def _ticks(plotext: Any, points: list[tuple[int, float]]) -> None:
    """Figures at the axes as the reader's language writes them."""
    steps, values = _columns(points)
    for place, ends, form in (
        (plotext.xticks, (0, max(steps)), ",.0f"),
        (plotext.yticks, (min(values), max(values)), ".2f"),
    ):
        low, high = ends
        at = [low + (high - low) * i / TICKS for i in range(TICKS + 1)]
        place(at, [number(value, form) for value in at])
