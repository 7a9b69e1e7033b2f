"""What makes a file a book: it is a text, it is whole, and it is the one the catalogue knows."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aurore.base.errors import UserError
from aurore.base.records import Book

SHOWN_HASH = 12  # characters that tell two hashes apart (guess)
ORIGIN = frozenset(["source", "file", "sha256"])  # what a sidecar cannot lack
PAGE = (b"<!doctype", b"<html", b"<?xml", b"<head")


class Unfit(Exception):
    """This form of the book will not do, and why; another may."""

    def __init__(self, error: UserError) -> None:
        super().__init__(error.name)
        self.error = error


def worst(refusals: list[UserError]) -> UserError | None:
    """A wrong hash says more than a web page in the place of the next form."""
    return next((e for e in refusals if e.name == "wrong_hash"), refusals[0] if refusals else None)


def sidecar(book_file: Path) -> Path:
    """Where the origin of a book's file is written."""
    return book_file.with_suffix(".json")


def read_origin(book_file: Path) -> dict[str, Any] | None:
    """What the sidecar says; None for a file of the user, whatever `.json` lies beside it."""
    try:
        about = json.loads(sidecar(book_file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) and about.keys() >= ORIGIN else None


def is_whole(book_file: Path) -> bool:
    """Whether the file is there and has the hash its sidecar says."""
    if not (book_file.exists() and sidecar(book_file).exists()):
        return False
    try:
        expected = json.loads(sidecar(book_file).read_text(encoding="utf-8"))["sha256"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(hashlib.sha256(book_file.read_bytes()).hexdigest() == expected)


def origin(book: Book, name: str, source: str, data: bytes) -> dict[str, object]:
    """What the sidecar says."""
    return {
        "id": book.id,
        "file": name,
        "source": source,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": hashlib.sha256(data).hexdigest(),
        "as_in_catalogue": as_in_catalogue(book, name, data),
    }


def as_in_catalogue(book: Book, name: str, data: bytes) -> bool | None:
    """Whether the hash is the catalogue's; None when the catalogue has none for that file."""
    expected = (book.sha256 or {}).get(name)
    return None if expected is None else hashlib.sha256(data).hexdigest() == expected


def check(book: Book, name: str, source: str, data: bytes, must_match: bool) -> None:
    """Raises `Unfit` for what is not a text or, with `must_match`, not the catalogue's."""
    try:
        refuse_non_text(book, data)
    except UserError as error:
        raise Unfit(error) from error
    if must_match and as_in_catalogue(book, name, data) is False:
        expected = (book.sha256 or {})[name][:SHOWN_HASH]
        found = hashlib.sha256(data).hexdigest()[:SHOWN_HASH]
        about = {"id": book.id, "title": book.title, "source": source}
        raise Unfit(UserError("wrong_hash", expected=expected, found=found, **about))


def refuse_non_text(book: Book, data: bytes) -> None:
    """Raises `UserError` for an empty file, an HTML page or binary data."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip():
        raise UserError("empty_book", id=book.id, title=book.title)
    if start.startswith(PAGE):
        raise UserError("html_not_text", id=book.id, title=book.title)
    if b"\0" in data:
        raise UserError("not_a_text", id=book.id, title=book.title)
