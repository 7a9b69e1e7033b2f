"""A shelf of one's own, in a file `books.toml`:

    name = "verne"                  # of the shelf and of the run; default: the file's own name
    title = "Jules Verne"           # what people call it; default: the name
    author = "Jules Verne"          # of the books that do not say
    language = "fr"                 # ISO 639-1 code; default: fr
    died = 1905                     # year of the author's death, for the statement of rights

    [[books]]
    id = 4791                       # a number of Project Gutenberg…

    [[books]]
    file = "livres/ile.epub"        # … or a file (.txt, .epub, TEI .xml), from this file's folder
    title = "L'Île mystérieuse"     # default: what the catalogue or the file says
    year = 1875                     # of first publication
    split = "test"                  # train (default), validation or test

Each book may have `title`, `author`, `language`, `year`, `died` and `split` of its own. Every
mistake is an error that names the book.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.records import SPLITS, Book
from aurore.base.settings import LANGUAGE_CODE
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.document import FORMATS, Document
from aurore.corpus.sources.metadata import title_and_author
from aurore.corpus.sources.selection import NAME, Selection, Source

SHELF_KEYS = ("name", "title", "author", "language", "died", "books")
BOOK_KEYS = ("id", "file", "title", "author", "language", "year", "died", "split")
ROW = re.compile(r"^[ \t]*\[\[[ \t]*[\"']?books[\"']?[ \t]*\]\]", re.MULTILINE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_END = re.compile(r"\s*[\t\r\n]\s*")
LINE = re.compile(r"at line (\d+)")
LARGEST_BYTES = 1_000_000  # guess: ten thousand books
YEARS = range(1, 2101)


@dataclass(frozen=True)
class _File:
    """The file being read, for its errors."""

    path: Path
    rows: tuple[int, ...]
    """Line of each `[[books]]`, as far as they can be told."""

    def row(self, number: int | None) -> str:
        """« livre n° 2 (ligne 14) », or the head of the file."""
        if number is None:
            return message("shelf.head")
        if number < len(self.rows):
            return message("shelf.row", number=number + 1, line=self.rows[number])
        return message("shelf.row_without_line", number=number + 1)

    def error(self, name: str, number: int | None, **values: object) -> UserError:
        """The error `shelf_<name>` for a row."""
        return UserError(f"shelf_{name}", path=self.path, row=self.row(number), **values)


def read_shelf_file(path: Path) -> Selection:
    """The shelf that a `books.toml` describes.

    A title or an author that nothing tells yet is empty: `completed` takes them from the
    document, once it is read.

    Raises:
        UserError: no such file, a mistake of syntax (with its line), an unknown key or a bad value
            (with its book), a file that is not there, a book twice, or none for training.
    """
    file, table = _load(path)
    _check_keys(file, None, table, SHELF_KEYS)
    rows = table.get("books", [])
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise UserError("shelf_no_books", path=path)
    head = _Head(
        name=_name(file, table),
        author=_text(file, None, table, "author") or "",
        language=_language(file, None, table),
        died=_year(file, None, table, "died"),
    )
    sources = [_source(file, number, row, head) for number, row in enumerate(rows)]
    sources = _distinct(file, sources)
    if not any(source.book.split == "train" for source in sources):
        raise UserError("shelf_no_train", path=path)
    title = _text(file, None, table, "title") or head.name
    return Selection(head.name, title, sources[0].book.language, tuple(sources))


@dataclass(frozen=True)
class _Head:
    """What holds for all books of the file."""

    name: str
    author: str
    language: str | None
    died: int | None


def completed(book: Book, document: Document) -> Book:
    """The book with what its document says where the user said nothing."""
    return replace(
        book,
        title=book.title or document.title or PurePosixPath(book.id).name,
        author=book.author or document.author,
        year=book.year or document.year,
    )


def _load(path: Path) -> tuple[_File, dict[str, Any]]:
    if not path.is_file():
        raise UserError("no_such_file", path=path)
    if path.stat().st_size > LARGEST_BYTES:
        raise UserError("file_too_large", path=path, most=LARGEST_BYTES // 1_000_000)
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UserError("shelf_not_utf8", path=path) from error
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of an integer of a thousand digits
        raise _syntax_error(path, text, str(error)) from error
    rows = tuple(text.count("\n", 0, found.start()) + 1 for found in ROW.finditer(text))
    return _File(path, rows), table


def _syntax_error(path: Path, text: str, reason: str) -> UserError:
    """With the line, and what stands there."""
    lines = text.rstrip("\n").split("\n")
    found = LINE.search(reason)
    line = min(int(found[1]), len(lines)) if found else len(lines)
    return UserError("shelf_syntax", path=path, line=line, text=lines[line - 1].strip()[:80])


def _check_keys(
    file: _File, number: int | None, row: dict[str, Any], keys: tuple[str, ...]
) -> None:
    for key in row:
        if key not in keys:
            raise file.error("unknown_key", number, key=key, known=", ".join(keys))


def _bad_value(file: _File, number: int | None, key: str, value: object) -> UserError:
    expected = message(f"shelf.expected_{key}")
    return file.error("bad_value", number, key=key, value=str(value)[:80], expected=expected)


def _text(file: _File, number: int | None, row: dict[str, Any], key: str) -> str | None:
    """A text that is not empty, on one line; None when the key is not there."""
    if key not in row:
        return None
    value = row[key]
    if not isinstance(value, str) or not value.strip() or CONTROL.search(value):
        raise _bad_value(file, number, key, value)
    return LINE_END.sub(" ", value).strip()


def _name(file: _File, table: dict[str, Any]) -> str:
    name = _text(file, None, table, "name")
    if name is None:
        return re.sub(r"[^\w.-]+", "-", file.path.stem).strip("-.") or "books"
    if not NAME.fullmatch(name):
        raise _bad_value(file, None, "name", name)
    return name


def _language(file: _File, number: int | None, row: dict[str, Any]) -> str | None:
    language = _text(file, number, row, "language")
    if language is not None and not LANGUAGE_CODE.fullmatch(language):
        raise _bad_value(file, number, "language", language)
    return language


def _year(file: _File, number: int | None, row: dict[str, Any], key: str) -> int | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value not in YEARS:
        raise _bad_value(file, number, key, value)
    return value


def _source(file: _File, number: int, row: dict[str, Any], head: _Head) -> Source:
    _check_keys(file, number, row, BOOK_KEYS)
    if ("id" in row) == ("file" in row):
        raise file.error("id_or_file", number)
    path = _path(file, number, row) if "file" in row else None
    known = _known(file, number, row) if path is None else _of_file(row, path)
    split = row.get("split", "train")
    if split not in SPLITS:
        raise _bad_value(file, number, "split", split)
    book = replace(
        known,
        title=_text(file, number, row, "title") or known.title,
        author=_text(file, number, row, "author") or _author(known, path, head),
        language=_language(file, number, row) or head.language or known.language,
        split=split,
        year=_year(file, number, row, "year") or known.year,
    )
    return Source(book, path, _year(file, number, row, "died") or head.died)


def _author(known: Book, path: Path | None, head: _Head) -> str:
    """The catalogue knows best, the name of a file least."""
    return (head.author or known.author) if path else (known.author or head.author)


def _known(file: _File, number: int, row: dict[str, Any]) -> Book:
    """What the catalogue says of a number."""
    value = row["id"]
    digits = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not (digits.isascii() and digits.isdigit()):
        raise _bad_value(file, number, "id", value)
    return catalogue.book(digits.lstrip("0") or "0")


def _path(file: _File, number: int, row: dict[str, Any]) -> Path:
    """The file of a row, from the folder of the TOML file."""
    written = _text(file, number, row, "file") or ""
    try:
        path = file.path.parent / Path(written).expanduser()
        there = path.is_file()
    except (OSError, RuntimeError) as error:  # a name too long; nobody's home
        raise file.error("no_such_file", number, file=written) from error
    if path.suffix.lower() not in FORMATS:
        raise file.error("bad_format", number, file=written)
    if not there:
        raise file.error("no_such_file", number, file=written)
    return path


def _of_file(row: dict[str, Any], path: Path) -> Book:
    """What a file's name says: a text has nothing else, the other formats say it inside."""
    parts = Path(row["file"].strip()).parts
    named = [part for part in parts if part not in ("..", "~", Path(row["file"]).anchor)]
    id_ = PurePosixPath(*named).with_suffix("").as_posix()
    title, author = title_and_author(path) if path.suffix.lower() == ".txt" else ("", "")
    return Book(id_, title, author, "fr")


def _distinct(file: _File, sources: list[Source]) -> list[Source]:
    """Refuses a book that stands twice; two files that differ by the ending get two ids."""
    seen: dict[object, int] = {}
    distinct: list[Source] = []
    for number, source in enumerate(sources):
        identity = source.path.resolve() if source.path else source.book.id
        if identity in seen:
            raise file.error("duplicate", number, other=seen[identity] + 1)
        seen[identity] = number
        ids = {other.book.id for other in distinct}
        if source.path and source.book.id in ids:
            book = replace(source.book, id=source.book.id + source.path.suffix)
            source = replace(source, book=book)
        distinct.append(source)
    return distinct
