"""Texts without mark-up: one paragraph a line, or paragraphs parted by blank lines."""

from collections.abc import Sequence
from pathlib import Path

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.corpus.cleaning.blocks import Block, split_blocks
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.cleaning.kinds import is_heading, is_verse, layout_of
from aurore.corpus.sources.document import FORMATS, TEXT, Document, Kind, LabelledBlock
from aurore.corpus.sources.metadata import title_and_author
from aurore.corpus.sources.selection import Source
from aurore.corpus.sources.writer import LINE_BREAK, ORNAMENT, tidy

LARGEST_TEXT_BYTES = 64_000_000  # guess: thirty novels in one file
MOST_NAMES = 10  # guess: a longer list is not read
_NO_TEXTS = (
    ".bmp .css .csv .db .gif .ico .ini .jpeg .jpg .js .json .m4a .mp3 .mp4 .ogg .png .svg .tif"
    " .tiff .toml .wav .webp .xsl .xslt .yaml .yml"
)
NO_TEXTS = frozenset(_NO_TEXTS.split())
"""Pictures, sounds and what goes with pages: nobody wonders why they are no books."""


def text_files(folder: Path) -> list[Source]:
    """Every `.txt`, `.epub` and TEI `.xml` under a folder, as training books in French, by path.

    The id of each is its place under the folder, so that two texts of one name in two folders stay
    two. Title and author of a text are those of `title_and_author`; the others say their own.
    Hidden files are passed over: other systems leave some that are no texts (`._zola.txt`).

    Raises:
        UserError: no such folder, or no text in it.
    """
    if folder.is_file():
        raise UserError("texts_is_file", path=folder)
    if not folder.is_dir():
        raise UserError("no_such_folder", folder=folder)
    paths = [path for path in _visible(folder) if path.suffix.lower() in FORMATS]
    if not paths:
        others = other_files(folder)
        name = "other_texts" if others else "no_texts"
        raise UserError(name, folder=folder, names=listed(others))
    return [Source(_book(path, folder), path) for path in paths]


def other_files(folder: Path) -> list[str]:
    """The places under the folder of the files that may be texts, in formats that are not read."""
    return [
        path.relative_to(folder).as_posix()
        for path in _visible(folder)
        if path.suffix.lower() not in (*FORMATS, *NO_TEXTS)
    ]


def listed(names: Sequence[str]) -> str:
    """The first names, and « … » when there are more."""
    return ", ".join(names[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else "")


def _visible(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def _book(path: Path, folder: Path) -> Book:
    place = path.relative_to(folder)
    if path.suffix.lower() != TEXT:
        return Book(place.as_posix(), "", "", "fr")
    title, author = title_and_author(path)
    return Book(place.with_suffix("").as_posix(), title, author, "fr")


def read_plain(path: Path) -> Document:
    """The paragraphs of a text, in any encoding that `decode` knows.

    Project Gutenberg's envelope stays on: `cleaning.book.clean_book` takes it off. Language, year
    and licence stay empty: nothing in a text says them.

    Raises:
        UserError: too large, or empty.
    """
    text, _ = read_text(path)
    blocks = split_blocks(text)
    layout = layout_of(blocks)
    title, author = title_and_author(path)
    labelled = (_labelled(block, is_heading(block, layout), path.name) for block in blocks)
    return Document(title, author, "", None, [block for block in labelled if block.text])


def read_text(path: Path) -> tuple[str, str]:
    """A text file decoded, and the name of its encoding.

    Raises:
        UserError: too large, or empty.
    """
    if path.stat().st_size > LARGEST_TEXT_BYTES:
        raise UserError("file_too_large", path=path, most=LARGEST_TEXT_BYTES // 1_000_000)
    text, encoding = decode(path.read_bytes())
    if not text.strip():
        raise UserError("empty_file", path=path)
    return text, encoding


def _labelled(block: Block, heading: bool, file: str) -> LabelledBlock:
    kind: Kind = "heading" if heading else "verse" if is_verse(block) else "prose"
    verse = kind == "verse"
    text = tidy(block.raw.replace("\n", LINE_BREAK) if verse else block.text, verse)
    if ORNAMENT.fullmatch(text):
        kind, text = "ornament", text.replace("\n", " ")
    return LabelledBlock(text, kind, f"{file}:{block.number}")
