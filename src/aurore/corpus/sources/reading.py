"""Reads a file of any format that Aurore knows, or says what to do with it."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from aurore.base.errors import UserError
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.sources.document import Document
from aurore.corpus.sources.epub import read_epub
from aurore.corpus.sources.markdown import is_markdown, read_markdown
from aurore.corpus.sources.plain import read_plain
from aurore.corpus.sources.tei import read_tei

HEAD_BYTES = 4096  # guess: a TEI file's instructions and comments before its root are shorter
# First bytes of formats that are not read, and the error that says what to do.
SIGNATURES = (
    (b"%PDF", "file_is_pdf"),
    (b"{\\rtf", "file_is_rtf"),
    (b"\xd0\xcf\x11\xe0", "file_is_word"),
    (b"\x1f\x8b", "file_is_archive"),
    (b"\xfd7zXZ", "file_is_archive"),
    (b"BZh", "file_is_archive"),
    (b"Rar!", "file_is_archive"),
    (b"7z\xbc\xaf\x27\x1c", "file_is_archive"),
)
ZIP = b"PK\x03\x04"
UTF_8_MARK = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
GUTENBERG = b"Project Gutenberg"
SAMPLE_BYTES = 65_536  # guess: two chapters, in which mark-up shows
TAGS = re.compile(
    r"</?(?:p|br|div|h[1-6]|ul|ol|li|table|tr|td|span|center|font|blockquote|hr|a)\b[^<>\n]{0,200}>",
    re.IGNORECASE,
)
ENTITIES = re.compile(r"&(?:[a-z]{2,6}|#\d{2,4}|#x[\da-f]{2,4});", re.IGNORECASE)
FEWEST_TAGS = 3  # guess: fewer are a slip, which the report shows
KINDLE = re.compile(rb".{60}(?:BOOKMOBI|TEXtREAd)", re.DOTALL)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
XML_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
BEFORE_ROOT = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)


def read_document(path: Path) -> Document:
    """The book that a text, EPUB, TEI or Markdown file holds; its bytes decide, not its name.

    Raises:
        UserError: no such file, another format, a damaged or hostile one, or no text in it.
    """
    document = reader_of(path)(path)
    if not document.blocks:
        raise UserError("empty_file", path=path)
    return document


def reader_of(path: Path) -> Callable[[Path], Document]:
    """The function that reads the file: `read_plain`, `read_markdown`, `read_epub`, `read_tei`.

    Raises:
        UserError: no such file, or another format.
    """
    if path.is_dir():
        raise UserError("file_is_folder", path=path)
    if not path.is_file():
        raise UserError("no_such_file", path=path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise UserError("cannot_read", path=path) from error
    if head.startswith(ZIP):
        return _reader_of_zip(path)
    _refuse_by_signature(path, head)
    return _reader_of_text(path, head)


def _reader_of_zip(path: Path) -> Callable[[Path], Document]:
    """An EPUB is a zip archive; so are the files of word processors."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UserError("epub_broken", path=path, what=path.name) from error
    if any(name.startswith(("word/", "content.xml")) for name in names):
        if "META-INF/container.xml" not in names:
            raise UserError("file_is_word", path=path)
    elif "META-INF/container.xml" not in names and "mimetype" not in names:
        raise UserError("file_is_archive", path=path)
    return read_epub


def _refuse_by_signature(path: Path, head: bytes) -> None:
    start = head.removeprefix(UTF_8_MARK).lstrip()  # an editor may have put something before
    for signature, name in SIGNATURES:
        if start.startswith(signature):
            raise UserError(name, path=path)
    if KINDLE.match(head):
        raise UserError("file_is_kindle", path=path)


def _reader_of_text(path: Path, head: bytes) -> Callable[[Path], Document]:
    """XML, a web page, Markdown, or plain text."""
    if head.startswith(UTF_16):
        head = head.decode("utf-16", errors="replace").encode()
    elif b"\0" in head:
        raise UserError("file_unknown", path=path)
    start = head.removeprefix(UTF_8_MARK).lstrip()
    root = BEFORE_ROOT.sub(b"", start).lstrip()
    if HTML.match(root):
        raise UserError("file_is_html", path=path)
    if path.suffix.lower() in (".xml", ".tei") or start.startswith(b"<?xml") or _is_tei(root):
        return read_tei
    if GUTENBERG in head:
        return read_plain  # with the mark-up of its volunteers, which the cleaning knows
    with path.open("rb") as file:
        text, _ = decode(file.read(SAMPLE_BYTES))
    tags = [*TAGS.finditer(text), *ENTITIES.finditer(text)]
    if len(tags) >= FEWEST_TAGS:
        line = text.count("\n", 0, tags[0].start()) + 1
        raise UserError("file_has_tags", path=path, tag=tags[0][0], line=line)
    return read_markdown if is_markdown(text) else read_plain


def _is_tei(root: bytes) -> bool:
    found = XML_ROOT.match(root)
    return found is not None and found[1].rpartition(b":")[2] in (b"TEI", b"teiCorpus", b"TEI.2")
