"""Text → blocks: what stands between two blank lines.

Everything here is pure. A block knows its line numbers, so that every cut can be shown in place.
Patterns begin with the sign that is rare and look behind it: a search for one known sign runs over
the others ten times as fast as one for a class of signs.
"""

import re
from itertools import pairwise
from typing import NamedTuple

LONG_LINE_CHARS = 100  # guess: Gutenberg wraps at about 72; above, a line is a paragraph
CUT_WORD = re.compile(r"-\n(?<=\w-\n)\s*\w")  # not « dit-il--⏎Oui »
TRAILING_SPACE = re.compile(r"\n(?<=[^\S\n]\n)")
ENOUGH_CHARS = 200_000  # guess: to say whether lines are paragraphs
ENOUGH_LINES = 20  # guess: to say that lines are wrapped, by their lengths
WIDEST_LINE_CHARS = (
    250  # guess: of a window; measured, texts of a paragraph a line have longer ones
)
FEWEST_STARTS = 2  # guess: fewer lines may be set in by chance
INDENTS = " \t\u00a0\u2003"
FULL_LINE = 0.8  # guess: of the width; and of the lines that are full
INDENT = re.compile(r" *\n +| +\n")
FIRST_WORD = re.compile(r"\w+")


class Block(NamedTuple):
    """Consecutive lines without a blank one between them."""

    number: int
    """Of its first line in the file, from 1."""
    raw: str
    """The lines as printed, joined by line ends."""
    text: str
    """The lines joined as running text."""
    gap: int = 1
    """Blank lines before it: a heading stands apart."""
    kind: str = "prose"
    """What the text is: a name of `kinds.KINDS`."""

    @property
    def lines(self) -> list[str]:
        """The lines as printed."""
        return self.raw.split("\n")

    @property
    def line_count(self) -> int:
        """How many lines it has."""
        return self.raw.count("\n") + 1


def split_blocks(text: str, first_number: int = 1) -> list[Block]:
    """The blocks of a text; with one paragraph a line, every line is a block."""
    text = without_trailing_spaces(text)
    if _has_indented_paragraphs(text):
        return _split_at_indents(text, first_number)
    if has_line_paragraphs(text):
        return [
            Block(first_number + i, line, line.strip())
            for i, line in enumerate(text.split("\n"))
            if line
        ]
    return _split_at_blank_lines(text, first_number)


def _split_at_blank_lines(text: str, first_number: int) -> list[Block]:
    # Splitting at spaces is three times as fast as finding words, and near enough.
    words = set(text.split()) if CUT_WORD.search(text) else set()
    blocks = []
    breaks, end = 0, -1  # line ends before this piece; the line where the last block ended
    for piece in text.split("\n\n"):
        raw = piece.lstrip("\n")
        breaks += len(piece) - len(raw)
        raw = raw.rstrip("\n")
        if raw:
            blocks.append(
                Block(first_number + breaks, raw, join_lines(raw, words), breaks - end - 1)
            )
            breaks += raw.count("\n")
            end = breaks
            breaks += len(piece) - len(piece.rstrip("\n"))
        breaks += 2
    return blocks


def without_trailing_spaces(text: str) -> str:
    """The lines without the spaces at their ends: a line of spaces is blank."""
    if not TRAILING_SPACE.search(text + "\n"):
        return text  # most books
    return "\n".join(map(str.rstrip, text.split("\n")))


def join_lines(raw: str, words: set[str]) -> str:
    """Lines → running text. A word cut at a line's end comes together.

    « peut-⏎être » keeps its hyphen; « recon-⏎naissance » loses it when `words`, those of the book,
    have « reconnaissance » and not « recon-naissance ».
    """
    if "-\n" in raw:
        start, *rests = raw.split("-\n")
        for rest in rests:
            start = _together(start, rest.lstrip(), words)
        raw = start
    if "\n" not in raw:
        return raw.strip()
    if "\n " in raw or " \n" in raw:  # a gap inside a line stays: it tells a table from prose
        raw = INDENT.sub("\n", raw)
    return raw.replace("\n", " ").strip()


def _together(start: str, rest: str, words: set[str]) -> str:
    before, after = _last_word(start), FIRST_WORD.match(rest)
    if not before or not after:
        return f"{start}- {rest}"  # « dit-il--⏎Oui »: a dash
    if before + after[0] in words and f"{before}-{after[0]}" not in words:
        return start + rest
    return f"{start}-{rest}"


def _last_word(text: str) -> str:
    place = len(text)
    while place and text[place - 1].isalnum():
        place -= 1
    return text[place:]


def has_line_paragraphs(text: str) -> bool:
    """Whether the text is written one paragraph a line, not wrapped."""
    lengths = sorted(map(len, filter(None, text[:ENOUGH_CHARS].split("\n"))))
    return (
        bool(lengths)
        and lengths[len(lengths) * 9 // 10] > LONG_LINE_CHARS
        and not _is_wrapped_wide(lengths)
    )


def _is_wrapped_wide(lengths: list[int]) -> bool:
    """Whether a quarter of the lines are about as long as the longest, as in a wide window."""
    longest, long = lengths[-1], lengths[len(lengths) * 3 // 4]
    return len(lengths) >= ENOUGH_LINES and longest <= WIDEST_LINE_CHARS and long > 0.9 * longest


def _has_indented_paragraphs(text: str) -> bool:
    """Whether a paragraph begins with spaces and no blank line comes before it.

    The lines that others follow are then full, which those of a stanza are not.
    """
    text = text[:ENOUGH_CHARS]
    if sum(text.count(f"\n{space}") for space in INDENTS) <= text.count("\n\n"):
        return False
    starts = going_on = full = blanks = 0
    lines = text.split("\n")
    width = sorted(map(len, lines))[len(lines) * 19 // 20]
    for line, below in pairwise(lines):
        blanks += bool(line) and not below
        if line and below and below[0].isspace():
            starts += not line[0].isspace()
        elif line and below:
            going_on += 1
            full += len(line) > FULL_LINE * width
    return starts > max(blanks, FEWEST_STARTS) and full > FULL_LINE * going_on


def _split_at_indents(text: str, first_number: int) -> list[Block]:
    """A block for each line that is set in, with those below that are not; capitals stand alone."""
    words = set(text.split())
    pieces: list[tuple[int, int, list[str]]] = []
    gap, before = 0, ""
    for number, line in enumerate(text.split("\n"), first_number):
        if not line:
            gap += 1
        elif not before or line[0].isspace() or line.isupper() or before.isupper():
            pieces.append((number, max(gap, 1), [line.strip()]))
            gap = 0
        else:
            pieces[-1][2].append(line)
        before = line
    joined = ((number, "\n".join(lines), gap) for number, gap, lines in pieces)
    return [Block(number, raw, join_lines(raw, words), gap) for number, raw, gap in joined]
