"""The two ends of a book and of its volumes: title pages, tables of contents, publisher's lists.

Each function writes a reason beside the blocks that go.
"""

import re

from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.kinds import (
    MONTH,
    SHOP,
    Layout,
    is_capitals,
    is_dedication,
    is_heading,
    is_named_heading,
    is_prose,
    is_signature,
)

SHORT_CHARS = 120  # guess: longer blocks are no line of a title page or a list
MOST_TITLES = 3  # guess: part, number, title; more in a row is a table of contents
TABLE = re.compile(
    r"_?(?:TABLE|Table)(?: (?:du|DU|des?|DES?) [^.!?]{0,60})?[.:]?_?"
    r"|CONTENTS\.?|Contents\.?|SOMMAIRE\.?|INDEX\.?"
)
DIALOGUE = re.compile(r"(?:(?:--|—) ?«?|« ?)_?[A-ZÀ-Ý].*[a-zà-ÿ].*[.!?…»]_?$")
PRINTER = re.compile(r"\b(?:in-8|in-18|\d+ vol\.|imprimerie|impr\.|typographie)", re.IGNORECASE)
DATED = re.compile(rf"(?:\d|er) {MONTH} 1[6-9]\d\d\.?$", re.IGNORECASE)
YEAR = re.compile(r"\b1[6-9]\d\d\b")
ROMAN = re.compile(r"[IVXLCDM]+\.?")
LONGEST_FRONT = 600  # guess: blocks, of a table of contents with its sub-titles
Reasons = list[str | None]


def mark_contents(blocks: list[Block], reasons: Reasons, layout: Layout) -> None:
    """A table of contents: its heading and what follows that is no prose."""
    for i, block in enumerate(blocks):
        if (
            reasons[i]
            or len(block.text) > SHORT_CHARS
            or not TABLE.fullmatch(block.lines[0].strip())
        ):
            continue
        after_fin = "closing_word" in reasons[max(0, i - 3) : i]
        if after_fin or _mark_front(blocks, reasons, layout, i, "contents") is None:
            reasons[i:] = [reason or "contents" for reason in reasons[i:]]


def mark_title_pages(blocks: list[Block], reasons: Reasons, layout: Layout) -> None:
    """All before the headings that lead to the first paragraph of prose, or the first spoken.

    What closes a volume inside the book is followed by another title page.
    """
    titles = _mark_title_page(blocks, reasons, layout, 0)
    for i, reason in enumerate(reasons):
        if reason == "closing_word" and not layout.play:
            _mark_title_page(blocks, reasons, layout, i + 1)
    for i, block in enumerate(blocks):
        if reasons[i] or len(block.text) > SHORT_CHARS or is_signature(block.text, layout):
            continue
        if is_capitals(block.text) and letters(block.text) in titles:
            reasons[i] = "title_page"


def _mark_title_page(blocks: list[Block], reasons: Reasons, layout: Layout, start: int) -> set[str]:
    """Marks from `start` to the next headings; returns the lines in capitals that went."""
    first = _mark_front(blocks, reasons, layout, start, "title_page")
    return {
        letters(block.text)
        for block in blocks[start : first or start]
        if is_capitals(block.text) and len(block.text) > 8 and not is_named_heading(block)
    }


def letters(text: str) -> str:
    """The letters alone, to tell a title whatever its signs."""
    return "".join(filter(str.isalpha, text))


def _mark_front(
    blocks: list[Block], reasons: Reasons, layout: Layout, start: int, reason: str
) -> int | None:
    """Marks what stands between `start` and the headings of the next text; returns where that is.

    Returns None, and marks nothing, when no text follows.
    """
    open_blocks = [i for i in range(start, len(blocks)) if not reasons[i]]
    kept = [blocks[i] for i in open_blocks[:LONGEST_FRONT]]
    prose = next((k for k, b in enumerate(kept) if is_prose(b) or DIALOGUE.match(b.text)), None)
    if prose is None:
        return None
    first = _first_heading(kept, _first_line_of_chapter(kept, prose, layout), layout)
    first = _dedication_before(kept, first)
    for i in open_blocks[:first]:
        reasons[i] = reason
    return open_blocks[first]


def _dedication_before(blocks: list[Block], first: int) -> int:
    """The dedication that stands between the title page and `first`, if there is one."""
    for i in range(first - 1, max(first - 8, -1), -1):
        if SHOP.search(blocks[i].text):
            break
        if is_dedication(blocks[i]):
            numbered = i > 0 and ROMAN.fullmatch(blocks[i - 1].text)  # of a letter: « CXXIII »
            return i - 1 if numbered else i
    return first


def _first_line_of_chapter(blocks: list[Block], prose: int, layout: Layout) -> int:
    """`prose`, or the first of the few short lines that stand between it and a heading."""
    for i in range(prose - 1, max(prose - 9, -1), -1):
        headings = blocks[_first_heading(blocks, i + 1, layout) : i + 1]
        if any(map(is_named_heading, headings)):
            return i + 1
        text = blocks[i].text
        if DATED.search(text) and not SHOP.search(text):  # « Nohant, 15 septembre 1870. »
            return i
        printed = YEAR.search(text) and len(text) < 20  # « (1857) », « Paris, 1855. »
        if headings or is_capitals(text) or printed or text[-1] not in ".,!?…:»":
            break
    return prose


def _first_heading(blocks: list[Block], first: int, layout: Layout) -> int:
    """Where the headings above `first` begin: « PREMIÈRE PARTIE », « CHAPITRE I », « L'auberge ».

    Capitals above a named heading belong to the title page.
    """
    named, prose = False, first
    while first > 0 and prose - first < MOST_TITLES:
        under = first > 1 and is_named_heading(blocks[first - 2])
        if not is_heading(blocks[first - 1], layout, under):
            break
        if named and not is_named_heading(blocks[first - 1]):
            break
        named = named or is_named_heading(blocks[first - 1])
        first -= 1
    return first


def mark_after_the_end(blocks: list[Block], reasons: Reasons, layout: Layout) -> None:
    """Publisher's lists: what follows « FIN », or the last paragraph, and is no prose."""
    open_blocks = [i for i, reason in enumerate(reasons) if not reason]
    last, explicit = len(open_blocks), False
    for i in range(len(reasons) - 1, -1, -1):
        if reasons[i] not in ("closing_word", "contents"):
            continue
        after = [k for k in range(last) if open_blocks[k] > i]
        if _goes_on([blocks[open_blocks[k]] for k in after]):
            break
        last, explicit = (after[0] if after else last), True
    while last > 0 and not explicit and _is_no_sentence(blocks[open_blocks[last - 1]], layout):
        last -= 1
    for i in open_blocks[last:]:
        reasons[i] = "after_the_end"


def _goes_on(blocks: list[Block]) -> bool:
    """Whether the text goes on: prose at once (« Nota… »), or a chapter's heading, then prose."""
    if blocks and is_prose(blocks[0]) and not is_capitals(blocks[0].text[:30]):
        return True
    heading = next((i for i, b in enumerate(blocks) if is_named_heading(b)), len(blocks))
    return any(map(is_prose, blocks[heading:]))


def _is_no_sentence(block: Block, layout: Layout) -> bool:
    """A line of a list, a title, an address of a printer: nothing that ends as a sentence does."""
    text = block.text.rstrip("_ ")
    if is_heading(block, layout):
        return True
    if not is_prose(block) and PRINTER.search(text):
        return True
    return not re.search(r"[.!?…»\"”)]$", text)
