"""Figures → places on a drawing; `templates/plots.html` draws them as inline SVG.

Across, places are in per cent, so that a drawing is as wide as its column and its letters stay
as large as the text's. Downwards they are in pixels.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from aurore.base.messages import message
from aurore.base.records import SPLITS, Split
from aurore.corpus.report.contents import ReportBook, ReportCorpus

BIN_WORDS = 5  # guess: finer bars are noise, coarser ones hide the short replies
LAST_BIN = 12  # guess: the 1 % of sentences above 60 words share one bar
LEFT, WIDTH = 13.0, 87.0  # per cent: the margin holds « 100 000 » on a telephone
HEIGHT = 220.0  # pixels
TICKS = 4  # guess: more crowd a telephone
FARTHEST_HALF = 0.6  # guess: of what was read, what may still be called its half
MOST_POINTS = 120  # guess: a curve of more points looks the same


@dataclass(frozen=True)
class Tick:
    """A label on an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Bin:
    """Sentences of about one length."""

    label: str
    left: float
    width: float
    middle: float
    shares: dict[Split, float]
    """Of the sentences of a split, those in this bin: 0 to 1."""
    tops: dict[Split, float]


@dataclass(frozen=True)
class Histogram:
    """How long sentences are, split by split."""

    bins: list[Bin]
    ticks: list[Tick]
    across: list[Tick]
    splits: list[Split]
    reading: str


@dataclass(frozen=True)
class Curve:
    """Distinct words met as reading goes on, in one split."""

    split: Split
    points: str
    """For `polyline`, in a box of 100 by 100."""
    rows: list[tuple[int, int]]
    """Some of its points, for the table."""


@dataclass(frozen=True)
class Growth:
    """The curves of all splits on the same axes."""

    curves: list[Curve]
    ticks: list[Tick]
    across: list[Tick]
    reading: str


@dataclass(frozen=True)
class Bar:
    """A book and a figure of it."""

    book: ReportBook
    text: str
    width: float
    """Per cent of the longest."""


@dataclass(frozen=True)
class Bars:
    """Books side by side."""

    rows: list[Bar]
    reading: str


def sentence_lengths(contents: ReportCorpus) -> Histogram | None:
    """The histogram; `None` when nothing was counted."""
    splits = [split for split in SPLITS if sum(contents.sentence_lengths.get(split, {}).values())]
    if not splits:
        return None
    shares = {split: _shares(contents.sentence_lengths[split]) for split in splits}
    step = nice_step(max(max(row) for row in shares.values()), TICKS)
    top = _top(max(max(row) for row in shares.values()), step)
    wide = WIDTH / (LAST_BIN + 1)
    bins = [_bin(index, wide, shares, top) for index in range(LAST_BIN + 1)]
    ticks = [
        Tick(_down(i * step / top), _round_percent(i * step)) for i in range(round(top / step) + 1)
    ]
    across = [Tick(LEFT + i * wide, str(i * BIN_WORDS)) for i in range(0, LAST_BIN + 1, 2)]
    counts = contents.sentence_lengths[splits[0]]
    half, tenth = quantile(counts, 0.5), quantile(counts, 0.9)
    reading = message("report.plots.lengths_reading", half=half, tenth=tenth)
    return Histogram(bins, ticks, across, splits, reading)


def _bin(index: int, wide: float, shares: dict[Split, list[float]], top: float) -> Bin:
    first, last = index * BIN_WORDS + 1, (index + 1) * BIN_WORDS
    key = "report.plots.words_above" if index == LAST_BIN else "report.plots.words_from_to"
    label = message(key, first=first, last=last, most=first - 1)
    row = {split: found[index] for split, found in shares.items()}
    left = LEFT + index * wide
    tops = {split: _down(share / top) for split, share in row.items()}
    return Bin(label, left + 0.1 * wide, 0.8 * wide, left + 0.5 * wide, row, tops)


def _shares(counts: dict[int, int]) -> list[float]:
    """The part of the sentences in each bin; sentences without a word are left out."""
    bins = [0] * (LAST_BIN + 1)
    for words, count in counts.items():
        if words > 0:
            bins[min((words - 1) // BIN_WORDS, LAST_BIN)] += count
    return [count / max(sum(bins), 1) for count in bins]


def quantile(counts: dict[int, int], share: float) -> int:
    """The length, in words, that `share` of the sentences do not exceed."""
    left = share * sum(counts.values())
    for words in sorted(counts):
        left -= counts[words]
        if left <= 0:
            return words
    return 0


def vocabulary_growth(contents: ReportCorpus) -> Growth | None:
    """The curves; `None` when nothing was counted."""
    given = contents.vocabulary_growth
    rows = {split: _thinned(given[split]) for split in SPLITS if given.get(split)}
    if not rows:
        return None
    most_read = max(1, *(points[-1][0] for points in rows.values()))
    most_distinct = max(points[-1][1] for points in rows.values())
    step = nice_step(most_distinct, TICKS)
    top = _top(most_distinct, step)
    curves = [Curve(s, _polyline(p, most_read, top), _table(p)) for s, p in rows.items()]
    ticks = [Tick(_down(i * step / top), _count(i * step)) for i in range(round(top / step) + 1)]
    wide = nice_step(most_read, TICKS - 1)
    across = [
        Tick(LEFT + WIDTH * i * wide / most_read, _count(i * wide))
        for i in range(int(most_read / wide) + 1)
    ]
    return Growth(curves, ticks, across, _growth_reading(next(iter(rows.values()))))


def _growth_reading(points: list[tuple[int, int]]) -> str:
    read, distinct = points[-1]
    half = min(points, key=lambda point: abs(point[0] - read / 2))
    if half[0] > FARTHEST_HALF * read:  # too short a shelf for two readings
        return message("report.plots.growth_short", read=read, distinct=distinct)
    times = distinct / max(half[1], 1)
    return message("report.plots.growth_reading", read=read, distinct=distinct, times=times)


def _thinned(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """At most `MOST_POINTS` of them, the last included."""
    step = math.ceil(len(points) / MOST_POINTS)
    return [*points[: len(points) - 1 : step], points[-1]]


def _table(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """About ten points, the last included."""
    step = math.ceil(len(points) / 10)
    return points[::-1][::step][::-1]


def _polyline(points: list[tuple[int, int]], most_read: float, top: float) -> str:
    placed = [(100 * read / most_read, 100 - 100 * seen / top) for read, seen in [(0, 0), *points]]
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in placed)


def words_by_book(books: list[ReportBook]) -> Bars:
    """Split by split, the longest first."""
    ordered = sorted(books, key=lambda book: (SPLITS.index(book.split), -book.words))
    longest = max((book.words for book in books), default=0)
    rows = [Bar(book, _count(book.words), 100 * book.words / max(longest, 1)) for book in ordered]
    total = max(sum(book.words for book in books), 1)
    reading = message("report.plots.words_reading", share=longest / total)
    return Bars(rows, reading)


def dialogue_by_book(books: list[ReportBook]) -> Bars:
    """The most talkative first."""
    ordered = sorted(books, key=lambda book: -book.dialogue_share)
    rows = [Bar(book, _percent(book.dialogue_share), 100 * book.dialogue_share) for book in ordered]
    words = max(sum(book.words for book in books), 1)
    spoken = sum(book.dialogue_share * book.words for book in books)
    return Bars(rows, message("report.plots.dialogue_reading", share=spoken / words))


def nice_step(largest: float, count: int) -> float:
    """1, 2 or 5 times a power of ten, so that about `count` steps reach `largest`."""
    if largest <= 0:
        return 1.0
    rough = largest / count
    power = 10.0 ** math.floor(math.log10(rough))
    return float(power * next(n for n in (1, 2, 5, 10) if n * power >= rough * (1 - 1e-9)))


def _top(largest: float, step: float) -> float:
    """The highest gridline: the first that nothing stands above."""
    return step * max(1, math.ceil(largest / step - 1e-9))


def legend(splits: Iterable[Split]) -> list[tuple[Split, str]]:
    """The splits and their names."""
    return [(split, message(f"splits.{split}")) for split in splits]


def _down(share: float) -> float:
    """Pixels from the top; a share of 1 is the highest gridline."""
    return round(HEIGHT * (1 - share), 1)


def _percent(share: float) -> str:
    return message("report.percent", share=share)


def _round_percent(share: float) -> str:
    return message("report.round_percent", share=share)


def _count(value: float) -> str:
    return message("cli.count", count=round(value))
