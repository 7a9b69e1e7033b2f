"""A file of the user, whatever its format → a clean book.

A text is cleaned as Gutenberg's are. An EPUB or a TEI file says itself what its parts are: its
reader (`sources/`) has taken away what is not the author's, and only typography is left to do.
"""

from dataclasses import replace
from pathlib import Path

from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.boilerplate import Cut, Separated
from aurore.corpus.cleaning.book import CleanBook, clean_blocks, clean_book
from aurore.corpus.cleaning.encoding import refuse_other_language
from aurore.corpus.cleaning.kinds import Layout
from aurore.corpus.sources.document import Document
from aurore.corpus.sources.plain import read_plain
from aurore.corpus.sources.reading import read_document, reader_of
from aurore.corpus.sources.shelf_file import completed


def clean_file(book: Book, path: Path, settings: PrepareSettings) -> CleanBook:
    """Cleans one file, by what its bytes are and not by its name.

    Raises:
        UserError: it cannot be read, is refused, or nothing of it is left.
    """
    is_text = reader_of(path) is read_plain
    if is_text and book.title:
        return clean_book(book, path.read_bytes(), settings)
    document = read_document(path)
    if is_text:  # under the name of an EPUB: it says no title but its file's
        return clean_book(completed(book, document), path.read_bytes(), settings)
    return clean_document(completed(book, document), document, settings)


def clean_document(book: Book, document: Document, settings: PrepareSettings) -> CleanBook:
    """The clean book of a document whose parts are labelled.

    Raises:
        UserError: it is in another language, or nothing of it is left.
    """
    blocks, cuts = _as_blocks(document)
    text = "\n".join(block.raw for block in [*blocks, *(cut.block for cut in cuts)])
    if book.language == "fr":
        refuse_other_language("\n".join(block.text for block in blocks), book.id, book.title)
    cleaned = clean_blocks(book, "utf-8", text, Separated(blocks, cuts, Layout()), [], settings)
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
