"""The bytes of a book → its paragraphs, and an account of everything that was cut."""

from collections import Counter
from dataclasses import dataclass, field

from aurore.base.errors import UserError
from aurore.base.records import Book, Sentence
from aurore.corpus.cleaning.blocks import (
    Block,
    has_line_paragraphs,
    is_heading,
    is_ornament,
    is_play,
    split_blocks,
)
from aurore.corpus.cleaning.boilerplate import (
    ILLUSTRATION,
    NOTE_MARK,
    TAG,
    Cut,
    marker_bounds,
    separate,
)
from aurore.corpus.cleaning.encoding import decode, refuse_other_language, refuse_without_accents
from aurore.corpus.cleaning.typography import unify
from aurore.corpus.sentences.split import split_sentences

MOST_TITLES = 3  # guess: part, number, title; more in a row is a table of contents
SMALLEST_BOOK_LINES = 200  # guess: in shorter files the share that goes means nothing


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in the unified typography."""

    text: str
    chapter: str
    number: int


@dataclass(frozen=True)
class CleanBook:
    """A book's own text, and the account of the rest."""

    book: Book
    encoding: str
    paragraphs: list[Paragraph]
    notes: list[str]
    lines: int
    kept_lines: int
    first_line: int
    last_line: int
    cut_lines: dict[str, int] = field(default_factory=dict)
    """Lines cut, by reason; blank lines are not counted anywhere."""
    words_in_file: int = 0
    repeated_paragraphs: int = 0
    """Long paragraphs left out because they were read before (`duplicates.py`)."""

    @property
    def words(self) -> int:
        """Words kept."""
        return sum(len(paragraph.text.split()) for paragraph in self.paragraphs)

    def sentences(self) -> list[Sentence]:
        """The sentences in reading order."""
        return [
            Sentence(
                text, self.book.id, self.book.author, paragraph.chapter, paragraph.number, position
            )
            for paragraph in self.paragraphs
            for position, text in enumerate(split_sentences(paragraph.text))
        ]


def clean_book(book: Book, data: bytes, largest_cut: float) -> CleanBook:
    """Cleans the raw file of a book.

    Raises:
        UserError: its accents are lost, it is in another language, no text is left, or more
            than `largest_cut` of its lines inside the markers would go.
    """
    text, encoding = decode(data)
    if book.language == "fr":
        refuse_without_accents(text, book.id, book.title)
        refuse_other_language(text, book.id, book.title)
    lines = text.split("\n")
    first, end = marker_bounds(lines)
    blocks = split_blocks(lines[first:end], first + 1)
    kept, cuts = _separate(blocks, has_line_paragraphs(lines[first:end]))
    cleaned = _account(book, encoding, lines, kept, cuts, (first, end))
    _refuse_large_cut(cleaned, largest_cut)
    return cleaned


def _separate(blocks: list[Block], line_paragraphs: bool) -> tuple[list[Block], list[Cut]]:
    """A text with one paragraph a line has no title page: only its ornaments go."""
    if line_paragraphs:
        cuts = [Cut(block, "ornament") for block in blocks if is_ornament(block)]
        return [block for block in blocks if not is_ornament(block)], cuts
    separated = separate(blocks)
    return separated.kept, separated.cuts


def _account(
    book: Book,
    encoding: str,
    lines: list[str],
    kept: list[Block],
    cuts: list[Cut],
    bounds: tuple[int, int],
) -> CleanBook:
    paragraphs, headings = _paragraphs(kept)
    counts = Counter({"gutenberg": _written(lines[: bounds[0]]) + _written(lines[bounds[1] :])})
    for cut in cuts:
        counts[cut.reason] += len(cut.block.lines)
    counts["heading"] += sum(len(block.lines) for block in headings)
    return CleanBook(
        book=book,
        encoding=encoding,
        paragraphs=paragraphs,
        notes=[unify(cut.block.text) for cut in cuts if cut.reason == "note"],
        lines=_written(lines),
        kept_lines=sum(len(block.lines) for block in kept) - counts["heading"],
        first_line=kept[0].number if kept else 0,
        last_line=kept[-1].number + len(kept[-1].lines) - 1 if kept else 0,
        cut_lines={reason: count for reason, count in sorted(counts.items()) if count},
        words_in_file=sum(len(line.split()) for line in lines),
    )


def _written(lines: list[str]) -> int:
    return sum(1 for line in lines if line.strip())


def _paragraphs(blocks: list[Block]) -> tuple[list[Paragraph], list[Block]]:
    """Paragraphs with their chapter's heading; consecutive headings make one name."""
    play = is_play(blocks)
    paragraphs: list[Paragraph] = []
    headings: list[Block] = []
    titles: list[str] = []
    open_heading = False
    for block in blocks:
        if is_heading(block, play):
            title = unify(NOTE_MARK.sub("", block.text)).rstrip(".")
            titles = [*titles, title][-MOST_TITLES:] if open_heading else [title]
            open_heading = True
            headings.append(block)
            continue
        open_heading = False
        text = unify(TAG.sub("", NOTE_MARK.sub("", ILLUSTRATION.sub("", block.text))))
        if text:
            paragraphs.append(Paragraph(text, ", ".join(titles), len(paragraphs)))
    return paragraphs, headings


def _refuse_large_cut(cleaned: CleanBook, largest_cut: float) -> None:
    """Raises `UserError` when too much of the book itself would go, or nothing is left."""
    if not cleaned.paragraphs:
        raise UserError("no_text_left", id=cleaned.book.id, title=cleaned.book.title)
    gone = sum(
        count
        for reason, count in cleaned.cut_lines.items()
        if reason not in ("gutenberg", "note", "heading", "credits")
    )
    body = cleaned.lines - cleaned.cut_lines.get("gutenberg", 0)
    if body >= SMALLEST_BOOK_LINES and gone > largest_cut * body:
        raise UserError(
            "too_much_cut", id=cleaned.book.id, title=cleaned.book.title, share=gone / body
        )
