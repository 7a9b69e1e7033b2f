"""The two ends of a book and of its volumes: title pages, tables of contents, publisher's lists.

Each function writes a reason beside the blocks that go.
"""

import re
from itertools import islice

from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.kinds import (
    ALONE_HEADING,
    MONTH,
    SHOP,
    SPACED,
    SPEAKER_ALONE,
    Layout,
    is_capitals,
    is_dedication,
    is_heading,
    is_named_heading,
    is_prose,
    is_signature,
    names_itself,
)
from aurore.corpus.cleaning.places import LETTER

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
VOLUME = re.compile(r"\b(?:tome|volume)\b", re.IGNORECASE)
MONTH_NAME = re.compile(rf"\b{MONTH}\b", re.IGNORECASE)
ROMAN = re.compile(r"[IVXLCDM]+\.?")
MOST_PROSE = 12  # guess: paragraphs after the end of a book; none has one in the 109 files
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

    What closes a volume inside the book is followed by another title page; what closes a tale, by
    the title of the next, which is a heading.
    """
    titles = _mark_title_page(blocks, reasons, layout, 0)
    for i, reason in enumerate(reasons):
        if reason == "closing_word" and not layout.play and _is_volume(blocks, reasons, i, titles):
            _mark_title_page(blocks, reasons, layout, i + 1)
    for i, block in enumerate(blocks):
        if reasons[i] or len(block.text) > SHORT_CHARS or is_signature(block.text, layout):
            continue
        if letters(block.text) in titles:
            reasons[i] = _reason_of_repeat(blocks, i, layout)


def _is_volume(blocks: list[Block], reasons: Reasons, i: int, titles: set[str]) -> bool:
    """Whether a volume begins after `i`: the book's title again, « TOME II », a publisher."""
    for k in range(i + 1, min(i + LONGEST_FRONT, len(blocks))):
        text = blocks[k].text
        if reasons[k]:
            continue
        if is_prose(blocks[k]) or DIALOGUE.match(text):
            return False
        if letters(text) in titles or VOLUME.search(text):
            return True
        if not MONTH_NAME.search(text) and (SHOP.search(text) or PRINTER.search(text)):
            return True
    return False


def _reason_of_repeat(blocks: list[Block], i: int, layout: Layout) -> str | None:
    """Why a title that was on the title page goes: it is a half-title, or heads a page.

    It stays over a text, whose heading it is, and close under one, which it signs: « DELPHINE. »
    """
    block, above, below = blocks[i], blocks[max(0, i - 1)], blocks[min(i + 1, len(blocks) - 1)]
    signs = block.gap < SPACED <= below.gap and above.text[-1] in ".!?…»"
    if is_heading(below, layout) and not signs:
        return "title_page"
    if signs or block.gap >= SPACED or is_named_heading(above):
        return None
    return "running_head" if is_prose(below) else "title_page"


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
    first = _persons_before(kept, _dedication_before(kept, first), layout)
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


def _persons_before(blocks: list[Block], first: int, layout: Layout) -> int:
    """« PERSONNAGES », if a play begins there and not at `first`."""
    persons = (i for i, block in enumerate(blocks[:first]) if block.number in layout.cast)
    return max(0, next(persons, first + 1) - 1)


def _first_line_of_chapter(blocks: list[Block], prose: int, layout: Layout) -> int:
    """`prose`, or the first of the few short lines that stand between it and a heading."""
    for i in range(prose - 1, max(prose - 9, -1), -1):
        headings = blocks[_first_heading(blocks, i + 1, layout) : i + 1]
        if any(map(is_named_heading, headings)):
            return i + 1
        text = blocks[i].text
        if blocks[i].number in layout.texts:
            if LETTER.fullmatch(text):
                return i
            continue  # an epigraph, set in
        if layout.play and SPEAKER_ALONE.fullmatch(text) and not is_named_heading(blocks[i]):
            continue
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
        if not is_heading(blocks[first - 1], layout, _is_under_heading(blocks, first - 1)):
            break
        if named and not names_itself(blocks[first - 1], layout):
            break
        named = named or names_itself(blocks[first - 1], layout)
        first -= 1
    return first


def _is_under_heading(blocks: list[Block], i: int) -> bool:
    """Whether a block stands under a named heading, or two lines under « AVERTISSEMENT »."""
    if i == 0 or is_named_heading(blocks[i - 1]):
        return i > 0
    of_preface = i > 1 and bool(ALONE_HEADING.fullmatch(blocks[i - 2].text))
    return of_preface and is_capitals(blocks[i - 1].text)


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
    """Whether the text goes on: prose at once (« Nota… »), or a chapter's heading, then prose, or
    more prose than a publisher's list has.
    """
    if blocks and is_prose(blocks[0]) and not is_capitals(blocks[0].text[:30]):
        return True
    if len(list(islice(filter(is_prose, blocks), MOST_PROSE))) == MOST_PROSE:
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
