"""The books of a work folder at Project Gutenberg's own paths, for the other machines of a room.

One machine brings the books from the Internet; the others take this one as `--mirror`.
"""

import base64
import json
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, send_file
from werkzeug.exceptions import NotFound

from aurore.base.errors import UserError
from aurore.base.settings import ServeSettings
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.checks import is_whole, sidecar
from aurore.serving.address import own_address

share = Blueprint("share", __name__)
EVERYWHERE = ("0.0.0.0", "::", "")
CHARSETS = {"-0.txt": "utf-8", "-8.txt": "iso-8859-1"}  # by the end of the name
MOST_CHECKED = 1024  # files remembered as whole (guess: more than anybody shares)


@dataclass(frozen=True)
class Shared:
    """A book that is offered."""

    id: str
    title: str
    author: str
    file: str
    """Its name at Project Gutenberg."""
    bytes: int
    sha256: str
    as_in_catalogue: bool | None
    """False: the other machines will refuse it."""


def shared_books(folder: Path) -> list[Shared]:
    """The whole books of the folder, by number.

    Raises:
        UserError: there is none.
    """
    found = list(_books(folder))
    if not found:
        raise UserError("nothing_to_share", folder=folder)
    return sorted(found, key=lambda book: int(book.id))


def _books(folder: Path) -> Iterator[Shared]:
    for path in folder.glob("*.txt"):
        if book := _book(folder, path.stem):
            yield book


def _book(folder: Path, book_id: str) -> Shared | None:
    """The book of that number, if it is there and whole."""
    path = folder / f"{book_id}.txt"
    if not (book_id.isascii() and book_id.isdigit() and path.is_file()):
        return None
    if path.resolve().parent != folder.resolve():  # a link to somewhere else
        return None
    card = sidecar(path)
    if not card.is_file():
        return None
    stamps = (path.stat().st_mtime_ns, path.stat().st_size, card.stat().st_mtime_ns)
    return _checked(path, stamps)


@lru_cache(MOST_CHECKED)
def _checked(path: Path, stamps: tuple[int, ...]) -> Shared | None:
    """Read through once, and again when `stamps` say that it has changed."""
    if not is_whole(path):
        return None
    about = json.loads(sidecar(path).read_text(encoding="utf-8"))
    book = catalogue.book(path.stem)
    return Shared(
        id=path.stem,
        title=book.title,
        author=book.author,
        file=str(about.get("file", path.name)),
        bytes=path.stat().st_size,
        sha256=about["sha256"],
        as_in_catalogue=about.get("as_in_catalogue"),
    )


@share.get("/files/")
def listing() -> Response:
    """What is shared."""
    books = sorted(_books(_folder()), key=lambda book: int(book.id))
    return jsonify(books=[asdict(book) | {"path": _path(book)} for book in books])


@share.get("/files/<book_id>/<name>")
@share.get("/cache/epub/<book_id>/<name>")
def book_file(book_id: str, name: str) -> Response:
    """One book: whole, or the part asked for by `Range`."""
    book = _book(_folder(), book_id)
    if book is None or name != book.file:
        raise NotFound
    answer = send_file(
        _folder() / f"{book.id}.txt",
        mimetype="text/plain",
        conditional=True,
        etag=book.sha256,
    )
    charset = next((c for end, c in CHARSETS.items() if name.endswith(end)), None)
    answer.headers["Content-Type"] = f"text/plain; charset={charset}" if charset else "text/plain"
    digest = base64.b64encode(bytes.fromhex(book.sha256)).decode()
    answer.headers["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530
    return answer


def _path(book: Shared) -> str:
    """Where another Aurore looks for it: Gutenberg's place for a file of that name."""
    place = "cache/epub" if book.file.startswith("pg") else "files"
    return f"/{place}/{book.id}/{book.file}"


def _folder() -> Path:
    settings: ServeSettings = current_app.extensions["aurore.share"]
    assert settings.share_books is not None
    return settings.share_books.absolute()


def what_to_type(settings: ServeSettings, books: list[Shared]) -> str:
    """What to type on the other machines."""
    return f"aurore prepare {_asked(books)} --mirror {room_address(settings)}"


def _asked(books: list[Shared]) -> str:
    """The largest shelf that is here whole, else the numbers."""
    here = {book.id for book in books}
    whole = [
        shelf
        for shelf in map(catalogue.shelf, catalogue.shelf_names())
        if shelf.name != catalogue.DEMO and {book.id for book in shelf.books} <= here
    ]
    if whole:
        return f"--author {max(whole, key=lambda shelf: len(shelf.books)).name}"
    return " ".join(f"--id {book.id}" for book in books)


def room_address(settings: ServeSettings) -> str:
    """The address of this server, as another machine writes it; its name when it has no network."""
    host = settings.host
    if host in EVERYWHERE:
        family = socket.AF_INET6 if host == "::" else socket.AF_INET
        host = own_address(family) or socket.gethostname()
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
