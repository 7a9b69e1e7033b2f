"""What in a Gutenberg file is not the author's work, block by block, each with its reason.

Nothing is cut by the word END: only by whole marker lines, then by fall-backs, in this order:
outside the markers, credits, transcriber's notes, title pages, publisher's lists, illustrations,
ornaments, notes, summaries at the head of chapters.
"""

import re
from dataclasses import dataclass

from aurore.corpus.cleaning.blocks import (
    Block,
    is_heading,
    is_named_heading,
    is_ornament,
    is_play,
    is_prose,
)

START = re.compile(r"^\s*\*{3}\s*START OF (?:THE|THIS) PROJECT GUTENBERG", re.IGNORECASE)
END = re.compile(r"^\s*\*{3}\s*END OF (?:THE|THIS) PROJECT GUTENBERG", re.IGNORECASE)
OLD_START = re.compile(r"^\s*\*+\s*END\s*\*?\s*THE SMALL PRINT", re.IGNORECASE)
CLOSING = re.compile(
    r"^\s*(?:This is the )?(?:End|Fin) (?:of|de) (?:the |this )?(?:Project )?Gutenberg",
    re.IGNORECASE,
)
CREDITS = re.compile(
    r"^(?:E-?(?:text|book) )?(?:Produced|Prepared|Produit|Transcribed) (?:by|par)\b"
    r"|Distributed\s+Proofread|pgdp\.net|dp\.rastko|\bGallica\b|This (?:file|book) was\s+produced"
    r"|Images? generously|Project Gutenberg|Internet Archive|Google Print|https?://",
    re.IGNORECASE,
)
TRANSCRIBER = re.compile(
    r"^_?\[?(?:Notes? (?:de|sur la|du|au) (?:la )?(?:transcri|lecteur)|Note to the reader"
    r"|Transcriber'?s?'? note|Au lecteur$)"
    r"|version [ée]lectronique|erreurs clairement introduites|corrections? mineures?\.?$"
    r"|(?:orthographe|ponctuation)[^.]{0,60}(?:conserv[ée]|modifi[ée]|respect[ée])"
    r"|n'existe pas dans cette [ée]dition|erreurs? (?:typographiques?|d'impression)",
    re.IGNORECASE,
)
CORRECTIONS = re.compile(
    r"^(?:Liste des (?:modifications|corrections)|Errata?\b|Corrections? (?:apport[ée]es|faites))",
    re.IGNORECASE,
)
CLOSING_WORD = re.compile(r"^_?(?:FIN|THE END)\b[^a-z]{0,60}$")
ILLUSTRATION = re.compile(r"\[\s*Illustrations?\b[^\]]*\]", re.IGNORECASE)
NOTE = re.compile(
    r"^(?:\[(?:\d{1,3}|[A-Z])\]|\[(?:Note|Footnote)\s+\w{1,4}\s*[:.]"
    r"|(?:Note|Footnote)\s+(?:\d{1,3}|[A-Z])\s*:|\(\d{1,3}\)\s)",
    re.IGNORECASE,
)
NOTE_MARK = re.compile(r"\s?\[(?:\d{1,3}|[A-Z]|Note\s+\d+)\]")
PRINTER = re.compile(r"\b(?:in-8|in-18|\d+ vol\.|imprimerie|impr\.)", re.IGNORECASE)
DIALOGUE = re.compile(r"(?:--|—) ?«?_?[A-ZÀ-Ý].*[.!?…»]_?$")
TAG = re.compile(r"</?(?:b|i|em|sc|u|small|sup)>", re.IGNORECASE)  # seen in 13025, 15239, 796
SUMMARY_DASHES = 2  # guess: a summary has at least three parts, « Mon nom.--Mon âge.--Eloge »
HEAD_BLOCKS = 40  # guess: credits and notes stand among the first blocks
LAST_SHARE = 0.05  # guess: a list after the end is shorter than a twentieth of the book


@dataclass(frozen=True)
class Cut:
    """A block that is not the author's running text, and why."""

    block: Block
    reason: str


@dataclass(frozen=True)
class Separated:
    """A book taken apart: what stays, what goes."""

    kept: list[Block]
    cuts: list[Cut]


def marker_bounds(lines: list[str]) -> tuple[int, int]:
    """First line after START and the line of END (indices), wherever they can be found."""
    start = next((i for i, line in enumerate(lines) if START.match(line)), None)
    if start is None:
        start = next((i for i, line in enumerate(lines) if OLD_START.match(line)), None)
    first = 0 if start is None else _marker_end(lines, start) + 1
    end = next((i for i in range(first, len(lines)) if END.match(lines[i])), None)
    if end is None:
        end = next((i for i in range(first, len(lines)) if CLOSING.match(lines[i])), len(lines))
    return first, end


def _marker_end(lines: list[str], start: int) -> int:
    """The last line of a marker: a long title wraps it over two or three lines."""
    for i in range(start, min(start + 3, len(lines))):
        if lines[i].rstrip().endswith("***"):
            return i
    return start


def separate(blocks: list[Block]) -> Separated:
    """Parts what the author wrote from what others put around it, inside the markers."""
    cuts: list[Cut] = []
    rest = _take(blocks, cuts, _reason_anywhere(blocks))
    rest = _cut_corrections(rest, cuts)
    rest = _cut_title_page(rest, cuts)
    rest = _cut_after_the_end(rest, cuts)
    rest = _cut_summaries(rest, cuts)
    return Separated(rest, sorted(cuts, key=lambda cut: cut.block.number))


def _take(blocks: list[Block], cuts: list[Cut], reasons: list[str | None]) -> list[Block]:
    """Moves the blocks that have a reason into `cuts`; returns the others."""
    pairs = list(zip(blocks, reasons, strict=True))
    cuts.extend(Cut(block, reason) for block, reason in pairs if reason)
    return [block for block, reason in pairs if not reason]


def _reason_anywhere(blocks: list[Block]) -> list[str | None]:
    last = len(blocks) - HEAD_BLOCKS
    return [_reason(block, i < HEAD_BLOCKS or i >= last) for i, block in enumerate(blocks)]


def _reason(block: Block, at_an_end: bool) -> str | None:
    """Why a block goes wherever it stands; credits and notes only near the book's two ends."""
    text = block.text
    if at_an_end and (CREDITS.search(text) or CLOSING.match(text)):
        return "credits"
    if at_an_end and TRANSCRIBER.search(text):
        return "transcriber_note"
    if not ILLUSTRATION.sub("", text).strip():
        return "illustration"
    if is_ornament(block):
        return "ornament"
    if NOTE.match(text):
        return "note"
    if CLOSING_WORD.match(text):
        return "closing_word"
    return None


def _cut_corrections(blocks: list[Block], cuts: list[Cut]) -> list[Block]:
    """Lists of corrections stand last: what follows their heading goes with it."""
    for i in range(len(blocks) // 2, len(blocks)):
        if CORRECTIONS.match(blocks[i].text):
            cuts.extend(Cut(block, "corrections") for block in blocks[i:])
            return blocks[:i]
    return blocks


def _cut_title_page(blocks: list[Block], cuts: list[Cut]) -> list[Block]:
    """All before the headings that lead to the first paragraph of prose, or the first spoken."""
    prose = next((i for i, b in enumerate(blocks) if is_prose(b) or DIALOGUE.match(b.text)), 0)
    first = _first_heading(blocks, _first_line_of_chapter(blocks, prose))
    cuts.extend(Cut(block, "title_page") for block in blocks[:first])
    return blocks[first:]


def _first_line_of_chapter(blocks: list[Block], prose: int) -> int:
    """`prose`, or the first of the few short lines that stand between it and a heading."""
    for i in range(prose - 1, max(prose - 6, -1), -1):
        headings = blocks[_first_heading(blocks, i + 1) : i + 1]
        if any(map(is_named_heading, headings)):
            return i + 1
        if headings or not blocks[i].text.endswith((".", ",", "!", "?", "…", ":", "»")):
            break
    return prose


def _first_heading(blocks: list[Block], first: int) -> int:
    """Where the headings above `first` begin: « PREMIÈRE PARTIE », « CHAPITRE I », « L'auberge ».

    Capitals above a named heading belong to the title page.
    """
    named = False
    while first > 0 and is_heading(blocks[first - 1]):
        if named and not is_named_heading(blocks[first - 1]):
            break
        named = named or is_named_heading(blocks[first - 1])
        first -= 1
    return first


def _cut_after_the_end(blocks: list[Block], cuts: list[Cut]) -> list[Block]:
    """Publisher's lists: what follows « FIN », or the last paragraph, and is no prose."""
    closings = [cut.block.number for cut in cuts if cut.reason == "closing_word"]
    last = len(blocks)
    if closings:
        after = [i for i, block in enumerate(blocks) if block.number > closings[-1]]
        short = len(after) <= max(3, len(blocks) * LAST_SHARE)
        if after and short and not _goes_on(blocks[after[0] :]):
            last = after[0]
    while last > 0 and _is_no_sentence(blocks[last - 1]):
        last -= 1
    cuts.extend(Cut(block, "after_the_end") for block in blocks[last:])
    return blocks[:last]


def _goes_on(blocks: list[Block]) -> bool:
    """Whether « FIN » closed a volume only: a chapter's heading, then prose."""
    heading = next((i for i, b in enumerate(blocks) if is_named_heading(b)), len(blocks))
    return any(map(is_prose, blocks[heading:]))


def _is_no_sentence(block: Block) -> bool:
    """A line of a list, a title, an address of a printer: nothing that ends as a sentence does."""
    text = block.text.rstrip("_ ")
    if is_heading(block):
        return True
    if not is_prose(block) and PRINTER.search(text):
        return True
    return not re.search(r"[.!?…»\"”)]$", text)


def _cut_summaries(blocks: list[Block], cuts: list[Cut]) -> list[Block]:
    """« Pourquoi ce livre?--Mon nom et mon âge.--Reproches » under a chapter's heading."""
    if is_play(blocks):
        return blocks
    reasons = [
        "summary" if i and is_heading(blocks[i - 1]) and _is_summary(block) else None
        for i, block in enumerate(blocks)
    ]
    return _take(blocks, cuts, reasons)


def _is_summary(block: Block) -> bool:
    return len(re.findall(r"[.!?_]\s?(?:--|—)\s?(?=\S)", block.text)) >= SUMMARY_DASHES
