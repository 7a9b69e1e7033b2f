"""Lines → blocks: what stands between two blank lines, and what kind of thing it is.

Everything here is pure. A block knows its line numbers, so that every cut can be shown in place.
"""

import re
from dataclasses import dataclass

LONG_LINE_CHARS = 100  # guess: Gutenberg wraps at about 72; above, a line is a paragraph
HEADING_CHARS = 90  # guess
PROSE_CHARS = 120  # guess: title pages and lists have shorter blocks
CAPITALS_IN_PROSE = 0.2  # guess: publisher's lists are mostly in capitals

ROMAN = r"[IVXL]{1,7}"  # no C, D or M: « M. Lecoq avait terminé. » is no chapter
ROMAN_HEADING = re.compile(rf"{ROMAN}[.,]?(?:\s*(?:--|—|-|:|\.)+\s*\S.*)?")
# « IV Germain le fin laboureur », as tables of contents have it: no sign at the end
ROMAN_TITLE = re.compile(rf"{ROMAN} [A-ZÀ-ÖØ-Ý][^.!?…:;]*[^.!?…:;,»]")
NAMED_HEADING = re.compile(
    r"(?:chapitre|livre|partie|tome|volume|lettre|acte|sc[èe]ne|prologue|[ée]pilogue|notice"
    r"|pr[ée]face|avant-propos|introduction|d[ée]dicace|appendice|conclusion|post-?scriptum"
    r"|chapter|part|book)\b.*"
    r"|(?:premi[èe]re?|deuxi[èe]me|seconde?|troisi[èe]me|quatri[èe]me|cinqui[èe]me|derni[èe]re?)"
    r" (?:partie|livre|[ée]poque|s[ée]rie|veill[ée]e)\b.*",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?…;:,»\"”’_)\]-]$")
ORNAMENT = re.compile(r"[\s*·.•~_=—–-]*")


@dataclass(frozen=True)
class Block:
    """Consecutive lines without a blank one between them."""

    number: int
    """Of its first line in the file, from 1."""
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines joined as running text: a hyphen at a line's end keeps its word together."""
        joined = " ".join(line.strip() for line in self.lines)
        return re.sub(r"(?<=\w)- (?=\w)", "-", joined) if len(self.lines) > 1 else joined


def split_blocks(lines: list[str], first_number: int = 1) -> list[Block]:
    """The blocks of a text; with one paragraph a line, every line is a block."""
    if has_line_paragraphs(lines):
        return [
            Block(first_number + i, (line.strip(),)) for i, line in enumerate(lines) if line.strip()
        ]
    blocks, start = [], None
    for i, line in enumerate([*lines, ""]):
        if line.strip() and start is None:
            start = i
        elif not line.strip() and start is not None:
            blocks.append(Block(first_number + start, tuple(lines[start:i])))
            start = None
    return blocks


def has_line_paragraphs(lines: list[str]) -> bool:
    """Whether the text is written one paragraph a line, not wrapped."""
    lengths = sorted(len(line) for line in lines if line.strip())
    return bool(lengths) and lengths[len(lengths) * 9 // 10] > LONG_LINE_CHARS


def is_capitals(text: str) -> bool:
    """Whether the text has letters and none of them is small."""
    return text.upper() == text and text.lower() != text


def is_named_heading(block: Block) -> bool:
    """« IV », « CHAPITRE II », « Notice », « I.--Une rencontre »."""
    text = block.text.strip("_ ")
    if len(text) > HEADING_CHARS or len(block.lines) > 3:
        return False
    if ROMAN_HEADING.fullmatch(text) or ROMAN_TITLE.fullmatch(text):
        return True
    return bool(NAMED_HEADING.fullmatch(text)) and (
        is_capitals(text.split()[0]) or not text.endswith((",", ";", "!", "?"))
    )


def is_heading(block: Block, play: bool = False) -> bool:
    """A named heading, or in prose a short block in capitals (a title).

    In a play a short block in capitals is the name of who speaks.
    """
    if is_named_heading(block):
        return True
    text = block.text
    cry = text.startswith(("--", "—")) or text.endswith(("!", "?"))  # « --OUI! »
    return not play and not cry and len(text) <= HEADING_CHARS and is_capitals(text)


def is_prose(block: Block) -> bool:
    """A paragraph long enough, and punctuated enough, to belong to the work itself."""
    text = block.text
    return (
        len(text) >= PROSE_CHARS
        and sum(map(str.isupper, text)) / len(text) < CAPITALS_IN_PROSE
        and bool(SENTENCE_END.search(text))
        and len(text) / len(block.lines) > 40  # guess: lists and verse have short lines
    )


def is_ornament(block: Block) -> bool:
    """A line of stars or dashes."""
    return bool(ORNAMENT.fullmatch(block.text))


def is_play(blocks: list[Block]) -> bool:
    """Whether every fifth block or more is a name in capitals (guess): a work in dialogue."""
    cues = sum(is_capitals(block.text.split(",")[0]) and len(block.text) < 60 for block in blocks)
    return len(blocks) > 50 and cues / len(blocks) > 0.2
