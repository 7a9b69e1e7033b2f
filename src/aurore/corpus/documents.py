"""A file, of Project Gutenberg or of the user, whatever its format → a clean book.

A text is cleaned as Gutenberg's are, once mended. An EPUB, a TEI or a Markdown file says itself
what its parts are: its reader (`sources/`) has taken away what is not the author's; credits and
notes that were left among the paragraphs go, and typography is done.
"""

from dataclasses import replace
from pathlib import Path

from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.boilerplate import Cut, separate_labelled
from aurore.corpus.cleaning.book import CleanBook, clean_blocks, clean_book, clean_text
from aurore.corpus.cleaning.encoding import refuse_other_language
from aurore.corpus.cleaning.mending import mend
from aurore.corpus.cleaning.page_numbers import without_page_numbers
from aurore.corpus.sources.checks import read_origin
from aurore.corpus.sources.document import Document
from aurore.corpus.sources.markdown import parse_markdown, read_markdown
from aurore.corpus.sources.plain import read_plain, read_text
from aurore.corpus.sources.reading import read_document, reader_of
from aurore.corpus.sources.shelf_file import completed


def clean_file(book: Book, path: Path, settings: PrepareSettings) -> CleanBook:
    """Cleans one file, by what its bytes are and not by its name.

    Raises:
        UserError: it cannot be read, is refused, or nothing of it is left.
    """
    if read_origin(path) or book.sha256:  # of Project Gutenberg
        return clean_book(book, path.read_bytes(), settings)
    reader = reader_of(path)
    if reader in (read_plain, read_markdown):
        return _clean_own_text(book, path, reader is read_markdown, settings)
    document = read_document(path)
    return clean_document(completed(book, document), document, settings)


def _clean_own_text(
    book: Book, path: Path, is_markdown: bool, settings: PrepareSettings
) -> CleanBook:
    """A text that may come from anywhere: first what copying has damaged is mended."""
    if not book.title:  # a text under the name of an EPUB: it says no title but its file's
        book = completed(book, read_document(path))
    text, encoding = read_text(path)
    text, mended = mend(text, book.id, book.title)
    if is_markdown:
        cleaned = clean_document(book, parse_markdown(text, path), settings)
    else:
        cleaned = clean_text(book, encoding, text, settings, sift=without_page_numbers)
    return replace(cleaned, mended=mended)


def clean_document(book: Book, document: Document, settings: PrepareSettings) -> CleanBook:
    """The clean book of a document whose parts are labelled.

    Raises:
        UserError: it is in another language, or nothing of it is left.
    """
    blocks, cuts = _as_blocks(document)
    text = "\n".join(block.raw for block in [*blocks, *(cut.block for cut in cuts)])
    body = "\n".join(block.text for block in blocks)
    refuse_other_language(body, book.id, book.title, book.language)
    separated = separate_labelled(blocks)
    separated.cuts.extend(cuts)
    cleaned = clean_blocks(book, "utf-8", text, separated, [], settings)
    return replace(cleaned, licence=document.licence, died=document.died)


def _as_blocks(document: Document) -> tuple[list[Block], list[Cut]]:
    """What is kept, then what went, numbered as lines of one text."""
    kept = [(block.text, block.kind) for block in document.blocks if block.text]
    gone = [(one.text, one.reason) for one in document.dropped if one.text.strip()]
    gone += [(note.text, "note") for note in document.notes if note.text.strip()]
    number, blocks, cuts = 1, [], []
    for text, kind in kept:
        block = Block(number, text, text.replace("\n", " "), kind=kind)
        number += block.line_count
        if kind == "ornament":
            cuts.append(Cut(block, "ornament"))
        else:
            blocks.append(block)
    for text, reason in gone:
        block = Block(number, text, " ".join(text.split()))
        number += block.line_count
        cuts.append(Cut(block, reason))
    return blocks, cuts
