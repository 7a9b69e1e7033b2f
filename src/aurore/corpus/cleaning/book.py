"""The bytes of a book → its paragraphs, and an account of everything that was cut."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.blocks import Block, has_line_paragraphs, join_lines, split_blocks
from aurore.corpus.cleaning.boilerplate import ILLUSTRATION, Cut, Separated, separate
from aurore.corpus.cleaning.clean import CleanBook as CleanBook
from aurore.corpus.cleaning.clean import Paragraph as Paragraph
from aurore.corpus.cleaning.encoding import decode, refuse_other_language, refuse_without_accents
from aurore.corpus.cleaning.kinds import Layout, is_heading, is_ornament, kind_of
from aurore.corpus.cleaning.language import foreign
from aurore.corpus.cleaning.markers import marker_bounds
from aurore.corpus.cleaning.markup import without_tags
from aurore.corpus.cleaning.notes import inner_notes, mark_forms, without_marks
from aurore.corpus.cleaning.plays import Above, mark_present, one_a_line, scene_parts
from aurore.corpus.cleaning.typography import typeset

DEFAULTS = PrepareSettings()
MOST_TITLES = 6  # guess: part, its title, its epigraph, number, title
SMALLEST_BOOK_LINES = 200  # guess: in shorter files the share that goes means nothing
# What goes from a book without its being suspicious: the licence, and what is kept elsewhere.
EXPECTED = frozenset(["gutenberg", "note", "heading", "credits"])
LAYOUT_LINES = ("RIGHT\n", "CENTER\n")  # mark-up above a block: seen in 796
SENTENCE_ENDS = frozenset('.!?…»:;)"”’')
# Alone on a line of a title: « CORINNE⏎OU⏎L'ITALIE »
LINK = re.compile(r"L[EA]S?|D(?:[EU]|ES)|D['’]UNE?|OU|ET", re.IGNORECASE)
LINE_END = re.compile(r"\s*\n\s*")


def clean_book(book: Book, data: bytes, settings: PrepareSettings = DEFAULTS) -> CleanBook:
    """Cleans the raw file of a book.

    Raises:
        UserError: its accents are lost, it is in another language, no text is left, or more
            than `settings.largest_cut` of its lines inside the markers would go.
    """
    text, encoding = decode(data)
    return clean_text(book, encoding, text, settings, _by_hand(book, data))


def clean_text(
    book: Book,
    encoding: str,
    text: str,
    settings: PrepareSettings,
    by_hand: tuple[tuple[int, int, str], ...] = (),
    sift: Callable[[list[Block]], tuple[list[Block], list[Cut]]] = lambda blocks: (blocks, []),
) -> CleanBook:
    """As `clean_book`; `sift` may take blocks away before anything else looks at them."""
    if book.language == "fr":
        refuse_without_accents(text, book.id, book.title)
    refuse_other_language(text, book.id, book.title, book.language)
    start, end = marker_bounds(text)
    blocks, cuts = sift(split_blocks(text[start:end], text.count("\n", 0, start) + 1))
    separated = _separate(blocks, has_line_paragraphs(text[start:end]), book.author, by_hand)
    separated.cuts.extend(cuts)
    return clean_blocks(book, encoding, text, separated, _outside(text, start, end), settings)


def clean_blocks(
    book: Book,
    encoding: str,
    text: str,
    separated: Separated,
    outside: list[Cut],
    settings: PrepareSettings,
) -> CleanBook:
    """The clean book of blocks already parted from the rest.

    Args:
        text: the whole file.
        outside: what stood before and after the book.

    Raises:
        UserError: no text is left, or too much would go.
    """
    separated = _without_foreign(separated, book.language)
    cleaned = _account(book, encoding, text, separated, outside, settings)
    _refuse_large_cut(cleaned, settings.largest_cut)
    return cleaned


def _separate(
    blocks: list[Block],
    line_paragraphs: bool,
    author: str,
    by_hand: tuple[tuple[int, int, str], ...],
) -> Separated:
    """A text with one paragraph a line has no title page: only its ornaments go."""
    if not line_paragraphs:
        return separate(blocks, author, by_hand)
    cuts = [Cut(block, "ornament") for block in blocks if is_ornament(block)]
    return Separated([block for block in blocks if not is_ornament(block)], cuts, Layout())


def _by_hand(book: Book, data: bytes) -> tuple[tuple[int, int, str], ...]:
    """What was found by reading this very file."""
    if not book.by_hand:
        return ()
    digest = hashlib.sha256(data).hexdigest()
    names = [name for name, known in (book.sha256 or {}).items() if known == digest]
    return book.by_hand.get(names[0], ()) if names else ()


def _without_foreign(separated: Separated, language: str) -> Separated:
    found = dict(foreign([block.text for block in separated.kept], language))
    if not found:
        return separated
    cuts = separated.cuts + [Cut(separated.kept[index], "language") for index in found]
    kept = [block for index, block in enumerate(separated.kept) if index not in found]
    return Separated(kept, sorted(cuts, key=lambda cut: cut.block.number), separated.layout)


def _outside(text: str, start: int, end: int) -> list[Cut]:
    """What stands outside the markers, as two cuts."""
    parts = ((text[:start], 1), (text[end:], text.count("\n", 0, end) + 1))
    written = [(part.rstrip("\n"), number) for part, number in parts if part.strip()]
    return [Cut(Block(number, part, part), "gutenberg") for part, number in written]


def _account(
    book: Book,
    encoding: str,
    text: str,
    separated: Separated,
    outside: list[Cut],
    settings: PrepareSettings,
) -> CleanBook:
    kept, layout = separated.kept, separated.layout
    notes = [cut.block for cut in separated.cuts if cut.reason == "note"]
    as_set = partial(typeset, typography=settings.typography, language=book.language)
    paragraphs, headings = _paragraphs(kept, layout, mark_forms(notes), as_set)
    noted = [note.text for note in notes] + inner_notes([block.text for block in kept])
    counts = Counter(heading=sum(block.line_count for block in headings))
    for cut in outside:
        counts[cut.reason] += _written(cut.block.raw)
    for cut in separated.cuts:
        counts[cut.reason] += cut.block.line_count
    return CleanBook(
        book=book,
        encoding=encoding,
        paragraphs=paragraphs,
        notes=as_set("\n".join(noted)).split("\n") if noted else [],
        lines=_written(text),
        kept_lines=sum(block.line_count for block in kept) - counts["heading"],
        first_line=kept[0].number if kept else 0,
        last_line=kept[-1].number + kept[-1].line_count - 1 if kept else 0,
        cuts=sorted([*outside, *separated.cuts], key=lambda cut: cut.block.number),
        cut_lines={reason: count for reason, count in sorted(counts.items()) if count},
        cut_words=sum(len(cut.block.text.split()) for cut in [*outside, *separated.cuts]),
        headings=headings,
        text=text,
    )


def _written(text: str) -> int:
    """Lines that are not blank."""
    lines = text.split("\n")
    return len(lines) - lines.count("") - sum(map(str.isspace, lines))


def _paragraphs(
    blocks: list[Block], layout: Layout, marks: tuple[bool, bool], as_set: Callable[[str], str]
) -> tuple[list[Paragraph], list[Block]]:
    """Paragraphs with their chapter's heading, and the headings; every line of verse is one.

    The typography is set for the whole book at once, one paragraph a line, because that is ten
    times as fast as one after the other.
    """
    texts, places, headings = _lines_of_text(blocks, layout)
    written = "\n".join(without_marks(text, *marks) for text in texts)
    texts = as_set(written).split("\n") if texts else []
    paragraphs: list[Paragraph] = []
    titles: list[str] = []
    above, over = Above(), list[str]()
    open_heading = False
    for text, (block, kind) in zip(texts, places, strict=True):
        if kind == "heading":
            title = text.rstrip(".,")
            titles = [*titles, title][-MOST_TITLES:] if open_heading else [title]
            chapter = _joined(titles)
            if layout.play:
                of_play = chapter.partition(", ")[0] if block.number in layout.titles else ""
                names = above.read(title, of_play)
                over = over if open_heading else names
                chapter = ", ".join([*over, chapter])
        elif text:
            titles = [] if block.number in layout.breaks else titles
            chapter = chapter if titles else ""
            paragraphs.append(Paragraph(text, chapter, len(paragraphs), kind, block.number))
        open_heading = kind == "heading"
    return paragraphs, headings


def _joined(titles: list[str]) -> str:
    """« CHAPITRE IV, LE BAL », « CORINNE OU L'ITALIE »."""
    name = titles[0]
    for before, title in pairwise(titles):
        glued = LINK.fullmatch(before) or LINK.fullmatch(title)
        name += (" " if glued else ", ") + title
    return name


def _lines_of_text(
    blocks: list[Block], layout: Layout
) -> tuple[list[str], list[tuple[Block, str]], list[Block]]:
    """What will be set, one paragraph or heading each; its block and kind; the headings."""
    texts: list[str] = []
    places: list[tuple[Block, str]] = []
    headings: list[Block] = []
    after_heading = False
    for block in blocks:
        after_heading = is_heading(block, layout, after_heading)
        spoken = bool(places) and places[-1][1] == "speaker"
        kind = "heading" if after_heading else kind_of(block, layout)
        if spoken and kind == "prose":
            kind = "speech"
        if after_heading:
            headings.append(block)
        if kind == "prose" and places and places[-1][1] == "prose" and _goes_on(texts[-1], block):
            texts[-1] = join_lines("\n".join([texts[-1], *_without_markup(block, kind)]), set())
            continue
        for text, of_text in _pieces(block, kind, layout):
            texts.append(text)
            places.append((block, of_text))
    if layout.play:
        mark_present(places)
    return texts, places, headings


def _pieces(block: Block, kind: str, layout: Layout) -> list[tuple[str, str]]:
    """The texts of a block with their kinds."""
    if block.number in layout.cast:
        return one_a_line(block)
    scene = scene_parts(block) if layout.play and kind != "heading" else []
    return scene or [(text, kind) for text in _without_markup(block, kind)]


def _goes_on(before: str, block: Block) -> bool:
    """Whether a block is the rest of a sentence that an illustration or a note cut in two.

    After a bracket that is still open it is not: joined, both would pass for a note.
    """
    if not block.text[0].islower() or before.rstrip("_ ")[-1:] in SENTENCE_ENDS:
        return False
    return before.count("[") <= before.count("]")


def _without_markup(block: Block, kind: str) -> list[str]:
    text = block.raw if kind == "verse" else block.text
    if "[" in text:
        text = ILLUSTRATION.sub("", text)
    if block.raw.startswith(LAYOUT_LINES):
        text = text.split(None, 1)[1]
    text = without_tags(text)
    if kind != "verse":
        return [text]
    return [line for line in LINE_END.split(text) if line.strip("* ")]  # stars part the stanzas


def _refuse_large_cut(cleaned: CleanBook, largest_cut: float) -> None:
    """Raises `UserError` when too much of the book itself would go, or nothing is left."""
    if not cleaned.paragraphs:
        raise UserError("no_text_left", id=cleaned.book.id, title=cleaned.book.title)
    gone = sum(count for reason, count in cleaned.cut_lines.items() if reason not in EXPECTED)
    body = cleaned.lines - cleaned.cut_lines.get("gutenberg", 0)
    if body >= SMALLEST_BOOK_LINES and gone > largest_cut * body:
        raise UserError(
            "too_much_cut", id=cleaned.book.id, title=cleaned.book.title, share=gone / body
        )
