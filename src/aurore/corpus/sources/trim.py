"""What stands before the first chapter and after the last, and that no mark-up names.

Gutenberg's older e-books have its header and licence as plain paragraphs, and title pages are
seldom marked. Only whole marker lines cut (« *** START OF… »), then the headings above the first
prose.
"""

import re

from aurore.corpus.sources.document import Dropped, LabelledBlock

MARKER = re.compile(r"\*{3}\s*(START|END) OF (?:THE|THIS) PROJECT GUTENBERG", re.IGNORECASE)
CLOSING = re.compile(r"(?:This is the )?End of (?:the |this )?Project Gutenberg", re.IGNORECASE)
CREDITS = re.compile(
    r"(?:E-?(?:text|book) )?(?:Produced|Prepared|Produit|Transcribed) (?:by|par)\b"
    r"|.*(?:Distributed\s+Proofread|pgdp\.net|Project Gutenberg)",
    re.IGNORECASE,
)
CLOSING_WORD = re.compile(r"(?:FIN|THE END)\b[^a-z]{0,60}")
CREDITS_BLOCKS = 10  # guess: credits are among the first
PROSE_CHARS = 60  # guess: lines of a title page are shorter, or say whose the rights are
RIGHTS = re.compile(r"(?:tous )?droits |copyright|©", re.IGNORECASE)
MOST_CAPITALS = 0.2  # guess: of the signs of a sentence
TITLE_LINE = re.compile(
    r"(?:[Pp]ar|[Bb]y)\s+[A-ZÀ-Ý]|[^a-zà-ÿ]+$|.*(?:[ÉEée]diteur|[Ll]ibrair(?:e|ie)\b|[Ii]mprimerie)"
)
SPOKEN = re.compile(r"(?:--|—|–|«|“) ?\w.*[.!?…»”]")
SENTENCE = re.compile(r".*[.!?…»”\"):;,]", re.DOTALL)


def trim(blocks: list[LabelledBlock]) -> tuple[list[LabelledBlock], list[Dropped]]:
    """The blocks of the work, and those around it, each with its reason."""
    reasons = _outside_markers(blocks)
    kept = [i for i, reason in enumerate(reasons) if reason is None]
    for i in [i for i in kept if CLOSING_WORD.fullmatch(blocks[i].text)]:
        reasons[i] = "closing_word"
    for i in [i for i in kept[:CREDITS_BLOCKS] if CREDITS.match(blocks[i].text)]:
        reasons[i] = "credits"
    kept = [i for i in kept if reasons[i] is None]
    for i in _title_page([blocks[i] for i in kept]):
        reasons[kept[i]] = "title_page"
    pairs = list(zip(blocks, reasons, strict=True))
    cuts = [Dropped(block.text, reason, block.place) for block, reason in pairs if reason]
    return [block for block, reason in pairs if not reason], cuts


def _outside_markers(blocks: list[LabelledBlock]) -> list[str | None]:
    start, end = -1, len(blocks)
    for i, block in enumerate(blocks):
        marker = MARKER.match(block.text)
        if marker and marker[1].upper() == "START":
            start = i
        elif (marker or CLOSING.match(block.text)) and i > start:
            end = min(end, i)
    inside = range(start + 1, end)
    return [None if i in inside else "gutenberg" for i in range(len(blocks))]


def _title_page(blocks: list[LabelledBlock]) -> list[int]:
    """What stands before the headings that lead to the first prose.

    When these headings are the first of all, « PAR GEORGE SAND » may stand below them.
    """
    prose = next((i for i, block in enumerate(blocks) if _is_prose(block)), 0)
    headings = [i for i in range(prose) if blocks[i].kind == "heading"]
    if not headings:
        return []
    first = headings[-1]
    while first > 0 and blocks[first - 1].kind == "heading":
        first -= 1
    below = range(headings[-1] + 1, prose) if first == 0 else ()
    return [*range(first), *(i for i in below if TITLE_LINE.match(blocks[i].text))]


def _is_prose(block: LabelledBlock) -> bool:
    """A paragraph long enough, and punctuated enough, to belong to the work; or words spoken."""
    text = block.text
    if block.kind != "prose":
        return block.kind == "speaker"  # verse may be the epigraph of a title page
    if len(text) < PROSE_CHARS or RIGHTS.match(text):
        return bool(SPOKEN.fullmatch(text))
    few_capitals = sum(map(str.isupper, text)) < MOST_CAPITALS * len(text)
    return few_capitals and bool(SENTENCE.fullmatch(text))
