"""Cut passages → excerpts to read: neighbours joined, long ones folded, a licence shown once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from aurore.corpus.report.contents import CutPassage, ReportBook

LONG_LINES = 30  # guess: about a screen; longer cuts are folded
HEAD_LINES = 10  # guess: enough to see what a long cut is…
TAIL_LINES = 5  # guess: …and that it stops where it should
SAME_LINES = 8  # guess: shorter repetitions are quicker read again than looked up
LONGEST_NEAR = 240  # guess: characters of a line of context, in files of one paragraph a line


@dataclass(frozen=True)
class Place:
    """Lines that were shown already."""

    anchor: str
    """Of the excerpt that shows them."""
    title: str
    """Of its book."""
    first: int
    last: int


@dataclass(frozen=True)
class Strip:
    """Consecutive lines of a file that are shown alike."""

    kind: Literal["near", "cut", "folded", "same"]
    """Context; cut; cut and closed until opened; cut and shown elsewhere already."""
    first: int
    """Number of its first line."""
    lines: tuple[str, ...]
    place: Place | None = None
    """Of `same`: where it is shown."""

    @property
    def last(self) -> int:
        """Number of its last line."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True)
class Excerpt:
    """What was cut in one place, and the lines around it."""

    anchor: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True)
class ReasonCuts:
    """What a book lost for one reason."""

    reason: str
    lines: int
    """Written lines, as counted in the book."""
    excerpts: list[Excerpt]
    more: int = 0
    """Excerpts that are left for the whole report."""

    def shortened(self, signs: int) -> "ReasonCuts":
        """The first excerpts: those that begin within so many signs."""
        kept, had = 0, 0
        for one in self.excerpts:
            if had > signs:
                break
            kept += 1
            had += sum(len(line) for strip in one.strips for line in strip.lines)
        return replace(self, excerpts=self.excerpts[:kept], more=len(self.excerpts) - kept)


class Shown:
    """Remembers the long cuts that are on the page, so that each is there once."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}

    def part(self, strip: Strip, anchor: str, title: str) -> list[Strip]:
        """A long strip as what is new in it and what the page shows already."""
        found: list[Strip] = []
        for block in _blocks(strip):
            place = self._place_of(block, anchor, title)
            if place.anchor == anchor:
                found.append(block)
            else:
                found.append(replace(block, kind="same", place=place))
        parts = [
            replace(part, kind="cut", place=None) if len(part.lines) < SAME_LINES else part
            for part in _joined(found)
        ]
        return _joined(parts)

    def _place_of(self, block: Strip, anchor: str, title: str) -> Place:
        key = " ".join(" ".join(block.lines).split())
        here = Place(anchor, title, block.first, block.last)
        return self._places.setdefault(key, here)


def book_cuts(book: ReportBook, anchor: str, shown: Shown) -> list[ReasonCuts]:
    """The cuts of a book by reason, in the order of its first cut for each."""
    by_reason: dict[str, list[CutPassage]] = {reason: [] for reason in _by_place(book)}
    for passage in sorted(book.passages, key=lambda passage: passage.first_line):
        by_reason[passage.reason].append(passage)
    return [
        ReasonCuts(reason, book.cut.get(reason, 0), list(_excerpts(passages, book, anchor, shown)))
        for reason, passages in by_reason.items()
    ]


def _by_place(book: ReportBook) -> list[str]:
    """The reasons, each at the place of its first cut; those without a passage come last."""
    ordered = sorted(book.passages, key=lambda passage: passage.first_line)
    return list(dict.fromkeys([*(passage.reason for passage in ordered), *book.cut]))


def _excerpts(
    passages: list[CutPassage], book: ReportBook, anchor: str, shown: Shown
) -> Iterator[Excerpt]:
    for group in _neighbours(passages):
        name = f"{anchor}-{group[0].first_line}-{group[0].reason}"
        strips: list[Strip] = []
        for strip in _strips(group):
            if strip.kind == "cut" and len(strip.lines) >= LONG_LINES:
                for part in shown.part(strip, name, book.title):
                    strips.extend(_folded(part))
            else:
                strips.append(strip)
        yield Excerpt(name, tuple(strips))


def _neighbours(passages: list[CutPassage]) -> Iterator[list[CutPassage]]:
    """Passages so close that their contexts would show the same lines twice."""
    group: list[CutPassage] = []
    for passage in passages:
        if group and _gap(group[-1], passage) > len(passage.before):
            yield group
            group = []
        group.append(passage)
    if group:
        yield group


def _gap(one: CutPassage, other: CutPassage) -> int:
    """Lines between two passages."""
    return other.first_line - one.last_line - 1


def _strips(group: list[CutPassage]) -> list[Strip]:
    """A group as context and cuts in turn; blank lines alone between two cuts go with them."""
    first, last = group[0], group[-1]
    strips = [_near(first.first_line - len(first.before), first.before, "start"), _cut(first)]
    for one, other in pairwise(group):
        gap = max(_gap(one, other), 0)
        between = other.before[len(other.before) - gap :]
        if any(line.strip() for line in between):
            strips.append(_near(one.last_line + 1, between))
            strips.append(_cut(other))
        else:
            lines = (*strips[-1].lines, *between, *_cut(other).lines)
            strips[-1] = replace(strips[-1], lines=lines)
    strips.append(_near(last.last_line + 1, last.after, "end"))
    return [strip for strip in strips if strip.lines]


def _cut(passage: CutPassage) -> Strip:
    lines = passage.text.replace("\r\n", "\n").split("\n")
    count = passage.last_line - passage.first_line + 1
    return Strip("cut", passage.first_line, tuple(lines[:count]))


def _near(first: int, lines: Iterable[str], edge: str = "") -> Strip:
    """Context; at an edge of the excerpt its outer blank lines say nothing."""
    kept = [_clipped(line) for line in lines]
    while edge == "start" and kept and not kept[0]:
        kept.pop(0)
        first += 1
    while edge == "end" and kept and not kept[-1]:
        kept.pop()
    return Strip("near", first, tuple(kept))


def _clipped(line: str) -> str:
    line = line.rstrip()
    return line if len(line) <= LONGEST_NEAR else line[:LONGEST_NEAR].rstrip() + "…"


def _folded(strip: Strip) -> Iterator[Strip]:
    """A long cut as its head, what is closed, and its tail."""
    if strip.kind != "cut" or len(strip.lines) < LONG_LINES:
        yield strip
        return
    end = len(strip.lines) - TAIL_LINES
    yield replace(strip, lines=strip.lines[:HEAD_LINES])
    yield Strip("folded", strip.first + HEAD_LINES, strip.lines[HEAD_LINES:end])
    yield Strip("cut", strip.first + end, strip.lines[end:])


def _blocks(strip: Strip) -> Iterator[Strip]:
    """The paragraphs of a strip, each with the blank lines after it."""
    start = 0
    for i in range(1, len(strip.lines) + 1):
        ends = i == len(strip.lines)
        if ends or (strip.lines[i].strip() and not strip.lines[i - 1].strip()):
            yield replace(strip, first=strip.first + start, lines=strip.lines[start:i])
            start = i


def _joined(blocks: list[Strip]) -> list[Strip]:
    """Consecutive blocks that are shown alike, as one."""
    joined: list[Strip] = []
    for block in blocks:
        if joined and _goes_with(joined[-1], block):
            before = joined[-1]
            place = before.place
            if place and block.place:
                place = replace(place, last=block.place.last)
            joined[-1] = replace(before, lines=(*before.lines, *block.lines), place=place)
        else:
            joined.append(block)
    return joined


def _goes_with(before: Strip, block: Strip) -> bool:
    if before.place is None or block.place is None:
        return before.place is block.place
    same = before.place.anchor == block.place.anchor
    return same and block.place.first == before.place.last + 1
