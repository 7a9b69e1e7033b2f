"""What in a book is not the author's work, block by block, each with its reason.

Nothing is cut by the word END: only by whole marker lines (`markers.py`), then by fall-backs, in
this order: credits, transcriber's notes, illustrations, ornaments, notes, lists of corrections,
tables of contents, title pages (`ends.py`), publisher's lists, summaries at the head of chapters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from aurore.corpus.cleaning import ends
from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.kinds import (
    Layout,
    is_heading,
    is_named_heading,
    is_ornament,
    layout_of,
)
from aurore.corpus.cleaning.markers import CLOSING
from aurore.corpus.cleaning.notes import bracket_group, note_flags
from aurore.corpus.cleaning.places import with_places

CREDITS = re.compile(
    r"^(?:E-?(?:text|book) )?(?:Produced|Prepared|Produit|Transcribed|Scanned|Num[ée]ris[ée]) "
    r"(?:by|par)\b"
    r"|Distributed\s+Proofread|pgdp\.net|dp\.rastko|\bGallica\b|This (?:file|book) was\s+produced"
    r"|Images? generously|Project Gutenberg|Internet Archive|Google Print|https?://|www\."
    r"|Last updated|First posted|character set encoding",
    re.IGNORECASE,
)
TRANSCRIBER = re.compile(
    r"^_?\[?(?:Notes? (?:de|sur la|du|au) (?:la )?(?:transcri|lecteur)|Note to the reader"
    r"|Note de l['’][ée]diteur|Editorial note"
    r"|Transcriber'?s?'? note|Au lecteur$)"
    r"|version [ée]lectronique|erreurs clairement introduites|corrections? mineures?\.?$"
    r"|(?:orthographe|ponctuation)[^.]{0,60}(?:conserv[ée]|modifi[ée]|respect[ée])"
    r"|n'existe pas dans cette [ée]dition|erreurs? (?:typographiques?|d'impression)",
    re.IGNORECASE,
)
# One of these words is in whatever the two patterns above, and that of the closing line, match: to
# look for them first is ten times as fast.
HINTS = (
    "produced", "prepared", "produit", "transcri", "scanned", "numéris", "numeris", "proofread",
    "pgdp", "rastko", "gallica", "generously", "gutenberg", "archive", "google", "http", "www.",
    "updated", "posted", "character set", "lecteur", "reader", "éditeur", "editeur", "editorial",
    "lectronique", "introduites", "correction", "orthographe", "ponctuation", "dition", "erreur",
)  # fmt: skip
CORRECTIONS = re.compile(
    r"^(?:Liste des (?:modifications|corrections|erreurs)|_?Errat(?:a|um)\b"
    r"|Corrections? (?:apport[ée]es|faites))",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"\b(?:page|p\.|pages|ligne|lig\.) ?\d|\blis(?:ez|ons)\b|au lieu d|remplac[ée]|corrig[ée]"
    r"|\bread\b",
    re.IGNORECASE,
)
CLOSING_WORD = re.compile(
    r"_?(?:FIN|THE END)\b[^a-z]{0,60}"
    r"|_?Fin d(?:u|e la) (?:[\wéèÉ]+ )?(?:[Vv]olume|[Tt]ome|[Ll]ivre|[Pp]artie)\b.{0,30}"
)
ILLUSTRATION = re.compile(r"\[\s*Illustrations?\b(?:[^\[\]]|\[[^\]]*\])*\]", re.IGNORECASE)
LAYOUT_WORDS = frozenset(["RIGHT", "CENTER", "LEFT"])
PAGE = re.compile(r"^[\[{(]?(?:p(?:age|g|\.)? ?)?\d{1,4}[\]})]?$", re.IGNORECASE)
TO_A_PAGE = re.compile(r"\d{1,3}\.--PAGE \d{1,4}\.?")  # « 2.--PAGE 55. »: where a variant belongs
SUMMARY_PARTS = re.compile(r"[.!?_]\s?(?:--|—)\s?(?=\S)")
SUMMARY_DASHES = 2  # guess: a summary has at least three parts, « Mon nom.--Mon âge.--Eloge »
LONGEST_CLOSING = 400  # guess: notes may be packed under the word
CREDIT_CHARS = 300  # guess: further a paragraph speaks of something else
HEAD_BLOCKS = 40  # guess: credits and notes stand among the first blocks


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
    layout: Layout


def separate(
    blocks: list[Block], author: str = "", by_hand: Iterable[tuple[int, int, str]] = ()
) -> Separated:
    """Parts what the author wrote from what others put around it, inside the markers.

    Args:
        author: his name, which alone on a line is a signature.
        by_hand: what reading has found and no rule can: first line, last line, and the reason
            they go, or an empty one if they stay.
    """
    layout = with_places(blocks, layout_of(blocks, author))
    reasons = _reasons_anywhere(blocks)
    _mark_corrections(blocks, reasons)
    ends.mark_contents(blocks, reasons, layout)
    ends.mark_title_pages(blocks, reasons, layout)
    ends.mark_after_the_end(blocks, reasons, layout)
    _mark_summaries(blocks, reasons, layout)
    for first, last, reason in by_hand:
        for i, block in enumerate(blocks):
            if first <= block.number <= last:
                reasons[i] = reason or None
    return _parted(blocks, reasons, layout)


def separate_labelled(blocks: list[Block]) -> Separated:
    """The same for blocks of which the file says what they are: whoever made it of a flat text has
    left credits, transcriber's notes and lists of corrections among the paragraphs. What is
    labelled a heading stays one: an author's preface may be called « Au lecteur ».
    """
    reasons = _reasons_at_the_ends(blocks)
    for i, block in enumerate(blocks):
        if block.kind == "heading":
            reasons[i] = None
    _mark_corrections(blocks, reasons)
    return _parted(blocks, reasons, Layout())


def _parted(blocks: list[Block], reasons: list[str | None], layout: Layout) -> Separated:
    pairs = list(zip(blocks, reasons, strict=True))
    cuts = [Cut(block, reason) for block, reason in pairs if reason]
    return Separated([block for block, reason in pairs if not reason], cuts, layout)


def _reasons_anywhere(blocks: list[Block]) -> list[str | None]:
    notes = note_flags(blocks)
    reasons: list[str | None] = []
    for block, reason, is_note in zip(blocks, _reasons_at_the_ends(blocks), notes, strict=True):
        reasons.append(reason or ("note" if is_note else _reason(block)))
    _mark_illustrations(blocks, reasons)
    _mark_closing_words(blocks, reasons)
    return reasons


def _reasons_at_the_ends(blocks: list[Block]) -> list[str | None]:
    last = len(blocks) - HEAD_BLOCKS
    return [
        _reason_at_an_end(block) if i < HEAD_BLOCKS or i >= last else None
        for i, block in enumerate(blocks)
    ]


def _reason_at_an_end(block: Block) -> str | None:
    start = block.text[:CREDIT_CHARS]
    small = start.lower()
    if not any(word in small for word in HINTS):
        return None
    if CREDITS.search(start) or CLOSING.match(start):
        return "credits"
    return "transcriber_note" if TRANSCRIBER.search(start) else None


def _reason(block: Block) -> str | None:
    """Why a block goes wherever it stands."""
    text = block.text
    if len(text) > ends.SHORT_CHARS:
        return None
    if not text[0].isalpha() and is_ornament(block):
        return "ornament"
    if text in LAYOUT_WORDS or (PAGE.match(text) and text[0] in "[{("):
        return "running_head"
    if text[0].isdigit() and TO_A_PAGE.fullmatch(text):
        return "running_head"
    return None


def _mark_illustrations(blocks: list[Block], reasons: list[str | None]) -> None:
    """`[Illustration: …]`, whose legend may run over several blocks."""
    for i, block in enumerate(blocks):
        if not reasons[i] and block.text[0] == "[":
            group = bracket_group(blocks, i)
            if not ILLUSTRATION.sub("", " ".join(one.text for one in group)).strip():
                reasons[i : i + len(group)] = ["illustration"] * len(group)


def _mark_closing_words(blocks: list[Block], reasons: list[str | None]) -> None:
    """« FIN », « FIN DU TOME PREMIER »; under « Chapitre IX » it is a title."""
    last = len(blocks) - HEAD_BLOCKS
    for i, block in enumerate(blocks):
        if reasons[i] or block.text[0] not in "_FT" or len(block.text) > LONGEST_CLOSING:
            continue
        words = block.lines[0].strip() if i >= last else block.text
        under_a_heading = i > 0 and is_named_heading(blocks[i - 1])
        if CLOSING_WORD.fullmatch(words) and not under_a_heading:
            reasons[i] = "closing_word"


def _mark_corrections(blocks: list[Block], reasons: list[str | None]) -> None:
    """A list of corrections: its heading and the lines that follow and look like corrections."""
    for i, block in enumerate(blocks):
        if len(block.text) < ends.SHORT_CHARS and CORRECTIONS.match(block.text):
            last = i
            while last + 1 < len(blocks) and _is_correction(blocks, last + 1):
                last += 1
            reasons[i : last + 1] = ["corrections"] * (last + 1 - i)


def _is_correction(blocks: list[Block], i: int) -> bool:
    return bool(CORRECTION.search(blocks[i].text)) or (
        i + 1 < len(blocks)
        and len(blocks[i].text) < ends.SHORT_CHARS
        and bool(CORRECTION.search(blocks[i + 1].text))
    )


def _mark_summaries(blocks: list[Block], reasons: list[str | None], layout: Layout) -> None:
    """« Pourquoi ce livre?--Mon nom et mon âge.--Reproches » under a chapter's heading."""
    if layout.play:
        return
    after_heading = False
    for i, block in enumerate(blocks):
        if reasons[i]:
            continue
        if after_heading and _is_summary(block):
            reasons[i] = "summary"
        after_heading = is_heading(block, layout, after_heading)


def _is_summary(block: Block) -> bool:
    return len(SUMMARY_PARTS.findall(block.text)) >= SUMMARY_DASHES
