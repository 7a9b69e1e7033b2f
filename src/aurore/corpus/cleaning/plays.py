"""What is told of the stage: the titles of plays in a volume, their persons, their scenes."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.kinds import (
    HEADING_CHARS,
    NUMBER,
    SPACED,
    Layout,
    is_capitals,
    is_dedication,
    is_named_heading,
    is_signature,
)

LONGEST_CAST = 40  # guess: blocks
YEAR = re.compile(r"1[5-9]\d\d\.?")
PERSONS = re.compile(r"(?:ACTEURS )?(?:LES )?PERSONNAGES\b[^a-z]*")
BRACES = re.compile(r"[{}]|\((?!\w)|(?<![\w.])\)")  # of the printer, over several lines
# « SCÈNE IV. MARIE, sur le sentier; TIREFEUILLE, sortant des buissons. »
SCENE = re.compile(
    rf"((?i:(?:sc[èe]ne|acte|tableau) {NUMBER})|(?:PROLOGUE|[ÉE]PILOGUE)(?=\.))"
    r"[.,]?\s*(?:--|—)?\s*(?=\S)"
)
# What a play is divided into, the larger first.
LEVELS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:acte|partie|journ[ée]e) {NUMBER}|{NUMBER} partie|prologue|[ée]pilogue",
        rf"tableau {NUMBER}|{NUMBER} tableau",
        r"sc[èe]ne\b",
    )
)
Piece = tuple[str, str]
"""A text and its kind."""


class Above:
    """What a heading of a play stands under: « FANTASIO », « ACTE PREMIER »."""

    def __init__(self) -> None:
        self._play = ""
        self._names = [""] * len(LEVELS)

    def read(self, title: str, of_play: str = "") -> list[str]:
        """The names that belong before a heading; `of_play` is the play's when it names one."""
        if of_play and "PERSONNAGES" not in title:
            self._play, self._names = of_play, [""] * len(LEVELS)
        for level, pattern in enumerate(LEVELS):
            if pattern.match(title):
                above = [self._play, *self._names[:level]]
                self._names[level:] = [title] + [""] * (len(LEVELS) - level - 1)
                return [name for name in above if name]
        return []


def casts(blocks: list[Block], layout: Layout) -> Iterator[Block]:
    """What stands between « PERSONNAGES » and the first heading of the play."""
    for start, block in enumerate(blocks if layout.play else ()):
        if _is_over_persons(block):
            for below in blocks[start + 1 : start + LONGEST_CAST]:
                if is_named_heading(below) or below.text.startswith("[") or scene_parts(below):
                    break
                yield below


def _is_over_persons(block: Block) -> bool:
    if "PERSONNAGES" not in block.text or len(block.text) > HEADING_CHARS:
        return False
    return bool(PERSONS.fullmatch(" ".join(block.text.split())))


def play_titles(blocks: list[Block], layout: Layout) -> Iterator[Block]:
    """In a play: what stands over the persons, and capitals apart that are no character's name."""
    if not layout.play:
        return
    for i, block in enumerate(blocks):
        if _is_over_persons(block):
            yield block
            yield from takewhile(partial(_is_title_line, layout), reversed(blocks[:i]))
        elif (
            block.gap > SPACED
            and _is_title_line(layout, block)
            and block.text not in layout.speakers
        ):
            yield block
            below = takewhile(partial(_is_title_line, layout), blocks[i + 1 :])
            yield from takewhile(lambda one: one.text not in layout.speakers, below)


def _is_title_line(layout: Layout, block: Block) -> bool:
    """A line of the titles of a play: « FANTASIO », « COMÉDIE EN DEUX ACTES », « 1833 »."""
    text = block.text
    if len(text) > HEADING_CHARS or is_named_heading(block) or _is_over_persons(block):
        return False
    if is_signature(text, layout) or is_dedication(block) or text.startswith("FIN "):
        return False
    return bool(YEAR.fullmatch(text)) or (text[0].isalpha() and is_capitals(text))


def scene_parts(block: Block) -> list[Piece]:
    """A scene's heading, and what goes on behind it in the same block; empty if it is none."""
    found = SCENE.match(block.text)
    if not found or is_named_heading(block):
        return []
    return [(found[1], "heading"), (block.text[found.end() :], "stage")]


def one_a_line(block: Block) -> list[Piece]:
    """The persons of a play: each line for itself, without the braces of the printer."""
    lines = (BRACES.sub("", line).strip() for line in block.lines)
    return [(line, "stage") for line in lines if any(map(str.isalpha, line))]


def mark_present(places: list[tuple[Block, str]]) -> None:
    """« ROSEMBERG, L'HÔTELIER. » at the head of a scene: who is there, before anybody speaks."""
    kinds = [kind for _, kind in places]
    for i in range(1, len(kinds) - 1):
        if kinds[i] == kinds[i + 1] == "speaker" and kinds[i - 1] in ("heading", "stage"):
            kinds[i] = "stage"
            places[i] = (places[i][0], "stage")
