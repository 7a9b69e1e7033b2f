"""Brings books from Project Gutenberg, or from a folder or server laid out like it.

`files/<id>/<id>-0.txt` is UTF-8, `<id>-8.txt` Latin-1, `<id>.txt` often has lost its accents:
they are tried in that order. What is kept are the bytes as they came, with a sidecar that says
where from, when, and their hash.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from aurore import __version__
from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.workspace import Workspace, write_atomically
from aurore.corpus.sources.catalogue import DEMO, shelf

GUTENBERG = "https://www.gutenberg.org"
USER_AGENT = f"aurore/{__version__} (atelier; one book at a time)"
PAUSE_SECONDS = 2.0  # cited: Gutenberg's robot policy asks for two seconds between requests
TIMEOUT_SECONDS = 30.0  # guess
LARGEST_BOOK_BYTES = 20_000_000  # guess: five times the longest novel at hand
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def fetch(
    books: Iterable[Book],
    workspace: Workspace,
    mirror: str | None = None,
    on_book: Callable[[Book, str], None] = lambda book, source: None,
) -> list[Path]:
    """Brings each book into `workspace.books` unless it is there; returns their paths.

    Args:
        mirror: folder or http(s) URL laid out as Gutenberg's `files/` tree.
        on_book: called after each book with where it came from, `cache` if it was there.

    Raises:
        UserError: a book is nowhere, or what came is not a text.
    """
    workspace.open_for_writing()
    return [_fetch_one(book, workspace, mirror, on_book) for book in books]


def _fetch_one(
    book: Book, workspace: Workspace, mirror: str | None, on_book: Callable[[Book, str], None]
) -> Path:
    target = workspace.books / f"{book.id}.txt"
    if is_whole(target):
        on_book(book, "cache")
        return target
    name, source, data = find(book, mirror)
    refuse_non_text(book, data)
    digest = hashlib.sha256(data).hexdigest()
    with write_atomically(target) as path:
        path.write_bytes(data)
    with write_atomically(sidecar(target)) as path:
        about = {
            "id": book.id,
            "file": name,
            "source": source,
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": digest,
            "as_in_catalogue": _as_expected(book, name, digest),
        }
        path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    on_book(book, source)
    return target


def sidecar(book_file: Path) -> Path:
    """Where the origin of a book's file is written."""
    return book_file.with_suffix(".json")


def is_whole(book_file: Path) -> bool:
    """Whether the file is there and has the hash its sidecar says."""
    if not (book_file.exists() and sidecar(book_file).exists()):
        return False
    try:
        expected = json.loads(sidecar(book_file).read_text(encoding="utf-8"))["sha256"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(hashlib.sha256(book_file.read_bytes()).hexdigest() == expected)


def _as_expected(book: Book, name: str, digest: str) -> bool | None:
    """Whether the hash is the catalogue's; None when the catalogue has none for that file."""
    expected = (book.sha256 or {}).get(name)
    return None if expected is None else expected == digest


def find(book: Book, mirror: str | None) -> tuple[str, str, bytes]:
    """The first form of the book that exists: its file name, where it is, its bytes."""
    if book.id in {shipped.id for shipped in shelf(DEMO).books}:
        mirror = str(files("aurore.corpus.sources") / "demo")
    source = mirror or GUTENBERG
    if not source.startswith(("http://", "https://")):
        return _find_in_folder(book, Path(source))
    return _find_on_server(book, source.rstrip("/"))


def _find_in_folder(book: Book, folder: Path) -> tuple[str, str, bytes]:
    if not folder.is_dir():
        raise UserError("no_mirror_folder", folder=folder)
    for name in file_names(book.id):
        for path in (folder / "files" / book.id / name, folder / book.id / name):
            if path.is_file():
                return name, str(path), path.read_bytes()
    raise UserError("book_not_found", id=book.id, title=book.title, source=folder)


def _find_on_server(book: Book, server: str) -> tuple[str, str, bytes]:
    with httpx2.Client(
        headers={"User-Agent": USER_AGENT}, timeout=TIMEOUT_SECONDS, follow_redirects=True
    ) as client:
        for name, url in _urls(book.id, server):
            data = _download(client, url)
            if urlsplit(url).hostname not in LOOPBACK:
                time.sleep(PAUSE_SECONDS)
            if data is not None:
                return name, url, data
    raise UserError("book_not_found", id=book.id, title=book.title, source=server)


def file_names(book_id: str) -> tuple[str, str, str]:
    """The names a book can have, best first."""
    return (f"{book_id}-0.txt", f"{book_id}-8.txt", f"{book_id}.txt")


def _urls(book_id: str, server: str) -> Iterator[tuple[str, str]]:
    for name in file_names(book_id):
        yield name, f"{server}/files/{book_id}/{name}"
    yield f"pg{book_id}.txt", f"{server}/cache/epub/{book_id}/pg{book_id}.txt"


def _download(client: httpx2.Client, url: str) -> bytes | None:
    """The bytes behind `url`, or None when the server says it has no such file."""
    try:
        with client.stream("GET", url) as response:
            if response.status_code in (403, 404, 410):
                return None
            response.raise_for_status()
            return _read_limited(response, url)
    except httpx2.HTTPStatusError as error:
        raise UserError("server_error", url=url, status=str(error.response.status_code)) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise UserError("no_connection", url=url, reason=type(error).__name__) from error


def _read_limited(response: httpx2.Response, url: str) -> bytes:
    data = bytearray()
    for piece in response.iter_bytes():
        data += piece
        if len(data) > LARGEST_BOOK_BYTES:
            raise UserError("book_too_large", url=url)
    return bytes(data)


def refuse_non_text(book: Book, data: bytes) -> None:
    """Raises `UserError` for an empty file, an HTML page or binary data."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip():
        raise UserError("empty_book", id=book.id, title=book.title)
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        raise UserError("html_not_text", id=book.id, title=book.title)
    if b"\0" in data:
        raise UserError("not_a_text", id=book.id, title=book.title)
