"""Footnotes: the blocks that hold them, the marks that call them, those that sit in a paragraph.

Five forms are seen: `[1] …`, `(1) …`, `[Note 1: …]`, `[Footnote 1: …]`, `* …` (and `[A]`). They are
taken out of the text and kept apart.
"""

import re
from collections import Counter

from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.kinds import is_ornament

NAME = r"(?:\d{1,3}|[A-Z]|\*{1,3})"
LABEL = rf"(?:Notes?|Footnotes?|Nota)(?: ?(?:n[o°] ?)?{NAME})?"
BRACKET_NOTE = re.compile(rf"\[{LABEL} ?[:.\]]", re.IGNORECASE)
NUMBERED_NOTE = re.compile(rf"\[{NAME}\.?\](?: +\S|$)|\[{NAME}[:.] |\[\d{{1,3}} \S")
PARENTHESIS_NOTE = re.compile(r"\(\d{1,3}\)\.? \S")
LABELLED_NOTE = re.compile(rf"(?:Note|Footnote) {NAME} ?[:.]", re.IGNORECASE)
STAR_NOTE = re.compile(r"\*{1,3} ?[^\s*]|\(\*{1,3}\) ?\S")
STARRED_WORDS = re.compile(r"\*+[^*]{1,80}\*")  # bold, not a note
EDITOR = re.compile(r"Note de l['’][ÉEée]diteur|\(N\. ?d\. ?[EÉ]", re.IGNORECASE)
STARTS = "[(*nNfF"
MOST_BLOCKS = 60  # guess: of one note in brackets; further the bracket was never closed
MARK = re.compile(r" ?\[(?:\d{1,3}|[A-Z]|\*{1,3}|Notes? ?\w{1,3})\]")
PARENTHESIS_MARK = re.compile(r" ?\(\d{1,3}\)(?=[\s.,;:!?»]|$)")
STAR_MARK = re.compile(r"(?<=[\w.,;:!?»])\*{1,3}(?=[\s.,;:!?»]|$)|\(\*{1,3}\)")
# A note set inside a paragraph: « affronteux1 [1. Le chemin qui détourne…] », « [Cette nouvelle ne
# s'est point trouvée… (Note de l'Éditeur.)] »
INNER_NOTE = re.compile(
    rf" ?\[(?:{LABEL}|\d{{1,3}}) ?[:.] ?[^\[\]]*\]| ?\[[^\[\]]*Note de l['’]Éditeur\.?\)?\.?\]",
    re.IGNORECASE,
)
TAKEN = "\x01"  # where an inner note stood
CALL = re.compile(r"(?<=[^\W\d])\d{1,2}(?=\x01)")


def is_note(block: Block) -> bool:
    """Whether a block is a footnote, or begins one."""
    text = block.text
    return text[:1] in STARTS and bool(
        BRACKET_NOTE.match(text)
        or NUMBERED_NOTE.match(text)
        or PARENTHESIS_NOTE.match(text)
        or LABELLED_NOTE.match(text)
        or (STAR_NOTE.match(text) and not STARRED_WORDS.match(text))
    )


def note_flags(blocks: list[Block]) -> list[bool]:
    """For each block whether it belongs to a note: its first block, and those that continue it.

    A note in brackets goes on until its bracket closes; one that is set in further than the text
    goes on over the blocks set in as far.
    """
    flags = [False] * len(blocks)
    usual = _usual_indent(blocks)
    for i, block in enumerate(blocks):
        if flags[i] or block.text[:1] not in STARTS:
            continue
        last = _bracket_end(blocks, i)
        if is_note(block) or _is_editors(blocks[i : last + 1]):
            if last == i and _indent(block) > usual:
                last = _indented_end(blocks, i)
            flags[i : last + 1] = [True] * (last + 1 - i)
    return flags


def _is_editors(blocks: list[Block]) -> bool:
    """« [Cette lettre, ainsi que quelques autres… (Note de l'éditeur.)] »."""
    return blocks[0].text[0] == "[" and any(EDITOR.search(block.text) for block in blocks)


def _bracket_end(blocks: list[Block], start: int) -> int:
    """The block where the bracket that opens `start` closes; `start` itself if nothing is open."""
    if not blocks[start].text.startswith("["):
        return start
    depth = 0
    for i in range(start, min(start + MOST_BLOCKS, len(blocks))):
        depth += blocks[i].text.count("[") - blocks[i].text.count("]")
        if depth <= 0:
            return i
    return start


def bracket_group(blocks: list[Block], start: int) -> list[Block]:
    """The blocks from one that opens a bracket to the one that closes it."""
    return blocks[start : _bracket_end(blocks, start) + 1]


def _indented_end(blocks: list[Block], start: int) -> int:
    """The last of the blocks set in as far as `start`, up to another note or an ornament."""
    indent, last = _indent(blocks[start]), start
    while (
        last + 1 < len(blocks)
        and _indent(blocks[last + 1]) >= indent
        and blocks[last + 1].gap == 1
        and not is_note(blocks[last + 1])
        and not is_ornament(blocks[last + 1])
    ):
        last += 1
    return last


def _indent(block: Block) -> int:
    return len(block.raw) - len(block.raw.lstrip(" "))


def _usual_indent(blocks: list[Block]) -> int:
    """How far most blocks are set in."""
    return Counter(map(_indent, blocks)).most_common(1)[0][0] if blocks else 0


def without_marks(text: str, parentheses: bool, stars: bool) -> str:
    """A paragraph without the marks that call notes, and without notes set inside it.

    Args:
        parentheses: the book has notes in the form `(1)`, so `(1)` in the text calls one.
        stars: it has notes that begin with a star.
    """
    if "[" in text:
        text = MARK.sub("", CALL.sub("", INNER_NOTE.sub(TAKEN, text)).replace(TAKEN, ""))
    if parentheses and "(" in text:
        text = PARENTHESIS_MARK.sub("", text)
    return STAR_MARK.sub("", text) if stars and "*" in text else text


def inner_notes(texts: list[str]) -> list[str]:
    """The notes set inside paragraphs."""
    return [note.strip(" []") for text in texts if "[" in text for note in INNER_NOTE.findall(text)]


def mark_forms(notes: list[Block]) -> tuple[bool, bool]:
    """Whether some notes are called `(1)`, and whether some are called by stars."""
    texts = [note.text for note in notes]
    return (
        any(PARENTHESIS_NOTE.match(text) for text in texts),
        any(STAR_NOTE.match(text) for text in texts),
    )
