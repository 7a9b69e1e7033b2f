"""Numbers of pages alone on their lines, as copying a PDF leaves them between halves of sentences.

They are told from numbers of chapters by what they interrupt: no chapter begins in mid-sentence.
"""

import re

from aurore.corpus.cleaning.blocks import Block, join_lines
from aurore.corpus.cleaning.boilerplate import Cut

NUMBER = re.compile(
    r"[-–—~*\[( ]*(?:p(?:age|\.)? ?)?(\d{1,4})(?: ?(?:/|sur|of) ?\d{1,4})?[-–—~*\]). ]*",
    re.IGNORECASE,
)
FEWEST = 4  # guess: fewer may be anything
FARTHEST = 5  # guess: pages without a number, between two that have one
MID_SENTENCE = 0.25  # guess: of the numbers; measured 0.61 to 0.87 on pages of five novels
Place = tuple[int, int]
"""Of a line: index of its block, index in the block."""


def without_page_numbers(blocks: list[Block]) -> tuple[list[Block], list[Cut]]:
    """The blocks without their pages' numbers, and these; halves of sentences come together."""
    places = _page_numbers(blocks)
    if not places:
        return blocks, []
    words = {word for block in blocks for word in block.text.split()}
    kept: list[Block] = []
    cuts: list[Cut] = []
    joins = False
    for index, block in enumerate(blocks):
        gone = [line for line in range(block.line_count) if (index, line) in places]
        cuts += [_cut(block, line) for line in gone]
        rest = _without_lines(block, gone, words)
        if rest is None:
            joins = True
            continue
        if (joins or 0 in gone) and kept and _goes_on(kept[-1], rest):
            raw = f"{kept[-1].raw}\n{rest.raw}"
            kept[-1] = kept[-1]._replace(raw=raw, text=join_lines(raw, words))
        else:
            kept.append(rest)
        joins = block.line_count - 1 in gone
    return kept, cuts


def _cut(block: Block, line: int) -> Cut:
    raw = block.lines[line]
    return Cut(Block(block.number + line, raw, raw.strip()), "page_number")


def _without_lines(block: Block, gone: list[int], words: set[str]) -> Block | None:
    if not gone:
        return block
    kept = [line for line in range(block.line_count) if line not in gone]
    if not kept:
        return None
    raw = "\n".join(block.lines[line] for line in kept)
    return block._replace(number=block.number + kept[0], raw=raw, text=join_lines(raw, words))


def _goes_on(before: Block, after: Block) -> bool:
    """Whether a page ended in mid-sentence."""
    return before.text[-1] not in '.!?…»"”' and after.text[0].islower()


def _page_numbers(blocks: list[Block]) -> set[Place]:
    """The places of a rising row of numbers that interrupt sentences; none if there is none."""
    lines = [
        ((index, number), line.strip())
        for index, block in enumerate(blocks)
        for number, line in enumerate(block.lines)
    ]
    found = []
    for i, (place, line) in enumerate(lines):
        number = NUMBER.fullmatch(line) if line[-1:] else None
        if number:
            after = next(
                (text for _, text in lines[i + 1 : i + 3] if not NUMBER.fullmatch(text)), ""
            )
            found.append((place, int(number[1]), after.lstrip('—–- «"“')[:1].islower()))
    row = _longest_row([number for _, number, _ in found])
    interrupting = sum(found[i][2] for i in row)
    if len(row) < FEWEST or interrupting < MID_SENTENCE * len(row):
        return set()
    return {found[i][0] for i in row}


def _longest_row(numbers: list[int]) -> list[int]:
    """Indices of the longest row of numbers that rise by `FARTHEST` at most."""
    best: dict[int, tuple[int, int]] = {}  # last number → length of its row, index
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        rows = [best[n] for n in range(number - FARTHEST, number) if n in best]
        length, last = max(rows, default=(0, -1))
        before.append(last if rows else None)
        if length + 1 >= best.get(number, (0, 0))[0]:
            best[number] = (length + 1, index)
    at: int | None = max(best.values(), default=(0, None))[1]
    row: list[int] = []
    while at is not None:
        row.append(at)
        at = before[at]
    return row[::-1]
