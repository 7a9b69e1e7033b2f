"""Figures → places on a drawing; `templates/plots.html` draws them as inline SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from aurore.base.messages import message
from aurore.corpus.report.plots import nice_step

STATIC = files("aurore.evaluation.report") / "static"
MOST_POINTS = 300  # guess: a curve of more points looks the same
TICKS = 5  # guess


@dataclass(frozen=True)
class Tick:
    """A label on an axis, its place in per cent."""

    at: float
    text: str


@dataclass(frozen=True)
class Bar:
    """A figure with its interval; places in per cent of the width."""

    label: str
    value: float
    width: float
    low: float | None
    high: float | None
    strong: bool


@dataclass(frozen=True)
class Bars:
    """Figures side by side, on one scale that begins at zero."""

    rows: list[Bar]
    ticks: list[Tick]
    digits: int
    """Decimals of the figures."""


Interval = tuple[float, float] | None


def bars(rows: Sequence[tuple[str, float, Interval]], strong: str = "", digits: int = 3) -> Bars:
    """Bars of (label, value, interval); `strong` is the label of the one that matters."""
    largest = max((max(value, (found or (0, value))[1]) for _, value, found in rows), default=1.0)
    step = nice_step(largest, TICKS)
    top = max(largest, step)
    drawn = [
        Bar(
            label,
            value,
            100 * value / top,
            100 * found[0] / top if found else None,
            100 * found[1] / top if found else None,
            label == strong,
        )
        for label, value, found in rows
    ]
    count = int(top / step) + 1
    return Bars(drawn, [Tick(100 * i * step / top, number(i * step)) for i in range(count)], digits)


@dataclass(frozen=True)
class Line:
    """A curve, in a box of 100 by 100."""

    label: str
    points: str
    style: int
    """Its place among the curves: the style sheet gives each its own colour and dashes."""


@dataclass(frozen=True)
class Lines:
    """Curves on the same axes."""

    lines: list[Line]
    across: list[Tick]
    up: list[Tick]
    """From the top."""


Points = Sequence[tuple[float, float]]


def lines(curves: Sequence[tuple[str, Points]], from_zero: bool = False) -> Lines:
    """Curves of (label, points)."""
    curves = [(label, _thinned(points)) for label, points in curves if points]
    xs = [x for _, points in curves for x, _ in points]
    ys = [y for _, points in curves for _, y in points]
    left, right = min(xs, default=0.0), max(xs, default=1.0)
    low, high = (0.0 if from_zero else min(ys, default=0.0)), max(ys, default=1.0)
    across, up = _axis(left, right), _axis(low, high)
    drawn = [
        Line(
            label, " ".join(f"{across.place(x):.2f},{100 - up.place(y):.2f}" for x, y in points), i
        )
        for i, (label, points) in enumerate(curves)
    ]
    tops = [Tick(100 - tick.at, tick.text) for tick in up.ticks()]
    return Lines(drawn, across.ticks(), tops)


@dataclass(frozen=True)
class Dot:
    """A labelled point; places in per cent, from the left and from the top."""

    x: float
    y: float
    label: str
    strong: bool


def dots(
    points: Sequence[tuple[float, float, str]], strong: frozenset[str] = frozenset()
) -> list[Dot]:
    """Points of (x, y, label) on a square map, both ways on one scale."""
    xs, ys = [p[0] for p in points] or [0.0], [p[1] for p in points] or [0.0]
    size = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [
        Dot(
            50 + 90 * (x - middle[0]) / size,
            50 - 90 * (y - middle[1]) / size,
            label,
            label in strong,
        )
        for x, y, label in points
    ]


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    step: float

    def place(self, value: float) -> float:
        return 100 * (value - self.low) / ((self.high - self.low) or 1.0)

    def ticks(self) -> list[Tick]:
        count = round((self.high - self.low) / self.step)
        values = [self.low + i * self.step for i in range(count + 1)]
        return [Tick(self.place(value), number(value)) for value in values]


def _axis(low: float, high: float) -> _Axis:
    """Round numbers around the values."""
    step = nice_step((high - low) or abs(high) or 1.0, TICKS)
    first, last = step * (low // step), step * -(-high // step)
    return _Axis(first, last if last > first else first + step, step)


def _thinned(points: Points) -> Points:
    step = -(-len(points) // MOST_POINTS)
    return [*points[: len(points) - 1 : step], points[-1]]


def number(value: float) -> str:
    """A number as short as it can be in the current language."""
    return message("report_of_measures.axis", value=round(value, 10))
