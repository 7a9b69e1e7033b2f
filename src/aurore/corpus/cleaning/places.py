"""What a block is by where it stands, when its words alone do not tell.

A title in small letters that stands apart, the name that closes a letter, the day of a diary, an
epigraph's author, the end of a preface; `plays.py` has what is of the stage.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.kinds import (
    ARABIC,
    HEADING_CHARS,
    LONG_TITLE_CHARS,
    LONGEST_NAME,
    ROMAN_HEADING,
    SPACED,
    Layout,
    is_capitals,
    is_dedication,
    is_heading,
    is_named_heading,
    is_ornament,
    is_signature,
    is_title,
)
from aurore.corpus.cleaning.plays import casts, play_titles

APART = 3  # guess: blank lines above a title; fewer part two passages
FEWEST_TITLES = 3  # guess: in small letters; two are chance
MOST_NUMBERS = 0.8  # guess: of the numbers of chapters, so many follow the one before
SET_IN = 4  # guess: spaces; letters' addresses are set in by two in 43851
# Over a letter that is quoted: « BILLET. » in Lavinia
LETTER = re.compile(
    r"(?:billet|r[ée]ponse|lettre|d[ée]p[êe]che|t[ée]l[ée]gramme)[.:]?", re.IGNORECASE
)
Numbers = frozenset[int]
"""Lines where blocks begin."""
PREFACE = re.compile(r"notice|pr[ée]face|avant-propos|avertissement|introduction", re.IGNORECASE)


def with_places(blocks: list[Block], layout: Layout) -> Layout:
    """The layout, completed with what stands where."""
    named = _numbers(filter(is_named_heading, blocks)) if layout.named is None else layout.named
    named |= _numbers(_listed(blocks))
    titles = [
        *_small_titles(blocks, layout),
        *_long_numbered(blocks),
        *_long_titles(blocks, layout),
        *play_titles(blocks, layout),
    ]
    texts = [
        *_signatures(blocks, named),
        *_inscriptions(blocks, named),
        *_days(blocks),
        *_set_in(blocks, named),
        *_quoted_letters(blocks),
    ]
    return replace(
        layout,
        named=named,
        titles=_numbers(titles),
        texts=_numbers(texts),
        cast=_numbers(casts(blocks, layout)),
        breaks=_numbers(_after_prefaces(blocks, layout)),
    )


def _numbers(blocks: Iterable[Block]) -> Numbers:
    return frozenset(block.number for block in blocks)


def _small_titles(blocks: list[Block], layout: Layout) -> list[Block]:
    """« Les Laveuses de nuit », far from what is above, three times or more in the book."""
    found = [
        block
        for block in blocks
        if block.gap >= APART
        and block.line_count == 1
        and is_title(block.text)
        and not is_capitals(block.text)
        and not is_dedication(block)
        and not is_signature(block.text, layout)
    ]
    return found if len(found) >= FEWEST_TITLES else []


def _long_numbered(blocks: list[Block]) -> list[Block]:
    """« XCV. Comme quoi avec une plume et une menace on fait plus vite… », apart, in a book whose
    other chapters are so numbered.
    """
    numbered = [
        block
        for block in blocks
        if len(block.text) <= LONG_TITLE_CHARS and ROMAN_HEADING.fullmatch(block.text.strip("_= "))
    ]
    short = [block for block in numbered if len(block.text) <= HEADING_CHARS]
    if 2 * len(short) < len(numbered):
        return []
    return [block for block in numbered if block.gap >= SPACED and len(block.text) > HEADING_CHARS]


def _long_titles(blocks: list[Block], layout: Layout) -> list[Block]:
    """Capitals close to the text above, too long for a signature, and farther from that below."""
    return [
        block
        for block, below in pairwise(blocks)
        if layout.spaced
        and not layout.play
        and block.gap < SPACED <= below.gap
        and LONGEST_NAME < len(block.text) <= HEADING_CHARS
        and is_capitals(block.text)
    ]


def _listed(blocks: list[Block]) -> list[Block]:
    """« A HAUNTED HOUSE »: what the table of contents names, with its page, is for nobody."""
    found = [
        block
        for block in blocks
        if block.gap >= APART and is_capitals(block.text) and is_dedication(block)
    ]
    if not found:
        return []
    listed = {
        _words(line) for block in blocks for line in block.lines if line.rstrip()[-1:].isdigit()
    }
    return [block for block in found if _words(block.text) in listed]


def _words(line: str) -> str:
    """A title without the dots and the page after it."""
    return line.strip(" .\t_0123456789")


def _signatures(blocks: list[Block], named: Numbers) -> list[Block]:
    """« DELPHINE D'ALBÉMAR. » close under a letter, and far above the heading of the next."""
    return [
        block
        for before, block, below in zip(blocks, blocks[1:], blocks[2:], strict=False)
        if block.gap < SPACED
        and below.gap >= APART
        and is_capitals(block.text)
        and not is_capitals(before.text)
        and block.number not in named
        and before.number not in named
        and below.number in named
    ]


def _inscriptions(blocks: list[Block], named: Numbers) -> list[Block]:
    """Capitals inside a sentence: after a colon, or before the rest of it."""
    return [
        block
        for before, block, below in zip(blocks, blocks[1:], blocks[2:], strict=False)
        if block.gap < SPACED
        and (before.text[-1] == ":" or below.text[0].islower())
        and is_capitals(block.text)
        and block.number not in named
        and before.number not in named
    ]


def _days(blocks: list[Block]) -> list[Block]:
    """« 28. », « 12. » alone: the chapters of a book follow each other, the days of a diary don't.

    All are one or the other.
    """
    found = [block for block in blocks if block.gap >= SPACED and ARABIC.fullmatch(block.text)]
    numbers = [int(block.text.rstrip(".")) for block in found]
    follow = sum(number in (1, before + 1) for before, number in pairwise([0, *numbers]))
    return [] if follow >= MOST_NUMBERS * len(numbers) else found


def _set_in(blocks: list[Block], named: Numbers) -> list[Block]:
    """Short lines set in, in a book whose titles are at the margin: whom an epigraph is by."""
    titles = [
        below
        for block, below in pairwise(blocks)
        if block.number in named and is_capitals(below.text) and below.number not in named
    ]
    if 2 * sum(map(_is_set_in, titles)) >= len(titles):
        return []
    return [
        block
        for above, block in pairwise(blocks)
        if _is_set_in(block)
        and len(block.text) <= HEADING_CHARS
        and block.number not in named
        and not (above.number in named and is_capitals(block.text))  # a title, centred
    ]


def _is_set_in(block: Block) -> bool:
    return block.raw.startswith(" " * SET_IN)


def _quoted_letters(blocks: list[Block]) -> list[Block]:
    """« BILLET. » over a letter in guillemets: the chapter goes on around it."""
    return [
        block
        for block, below in pairwise(blocks)
        if block.gap < SPACED
        and below.gap < SPACED
        and LETTER.fullmatch(block.text)
        and below.text.startswith("«")
    ]


def _after_prefaces(blocks: list[Block], layout: Layout) -> Iterator[Block]:
    """Where the text begins that has no heading: after a preface, signed, and a space or stars."""
    in_preface = signed = apart = False
    for block in blocks:
        if (in_preface or PREFACE.match(block.text)) and is_heading(block, layout):
            in_preface, signed = bool(PREFACE.match(block.text)), False
        elif in_preface and is_signature(block.text, layout):
            signed, apart = True, False
        elif signed and is_ornament(block):
            apart = True
        elif signed and (apart or block.gap >= APART) and block.text[0] != "[":
            yield block
            in_preface = signed = False
