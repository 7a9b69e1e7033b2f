"""Brings books from Project Gutenberg, or from a folder or server laid out like it.

A book has several forms: `<id>-0.txt` is UTF-8, `<id>-8.txt` Latin-1, `<id>.txt` often has lost
its accents. The form the catalogue knows comes first, then that order, in each of the layouts of
`LAYOUTS`; the oldest mirrors' `etext04/` cannot be asked, for its names do not follow from the id.
What is kept are the bytes as they came, with a sidecar that says where from, when, and their hash.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.settings import ClientSettings
from aurore.base.workspace import Workspace, write_atomically
from aurore.corpus.sources.catalogue import DEMO, shelf
from aurore.corpus.sources.checks import (
    Unfit,
    as_in_catalogue,
    check,
    is_whole,
    origin,
    sidecar,
    worst,
)
from aurore.corpus.sources.client import USER_AGENT as USER_AGENT
from aurore.corpus.sources.client import Answer, Client, Wait
from aurore.corpus.sources.hosts import as_source, is_gutenberg, is_server
from aurore.corpus.sources.part import Part, alone

GUTENBERG = "https://www.gutenberg.org"
LAYOUTS = {  # cited: gutenberg.org/help/mirroring.html; "book" and "flat" are people's own folders
    "files": "files/{id}/{name}",
    "cache": "cache/epub/{id}/{name}",
    "tree": "{digits}/{id}/{name}",
    "book": "{id}/{name}",
    "flat": "{name}",
}
OF_GUTENBERG = ("files", "cache")
OF_MIRRORS = ("files", "cache", "tree")
OF_FOLDERS = ("files", "book", "tree", "cache", "flat")


def _in_silence(*_: object) -> None:
    """For whoever does not want to be told."""


def fetch(
    books: Iterable[Book],
    workspace: Workspace,
    mirror: str | None = None,
    on_book: Callable[[Book, str], None] = _in_silence,
    on_bytes: Callable[[int, int | None], None] = _in_silence,
    on_wait: Callable[[Wait], None] = _in_silence,
    settings: ClientSettings | None = None,
) -> list[Path]:
    """Brings each book into `workspace.books` unless it is there; returns their paths.

    A download that was cut, whatever cut it, goes on where it stopped when this is called again.

    Args:
        mirror: folder or http(s) URL laid out as Gutenberg's `files/` tree or its mirrors.
        on_book: called after each book with where it came from, `cache` if it was there.
        on_bytes: called as a book comes, with the bytes that have come and, if known, their total.
        on_wait: called before a wait.

    Raises:
        UserError: a book is nowhere, what came is not a text or, from a mirror, not the text that
            the catalogue knows.
    """
    workspace.open_for_writing()
    with Client(settings, on_bytes, on_wait) as client:
        source = _Source(mirror, client)
        return [_fetch_one(book, workspace, source, on_book) for book in books]


def _fetch_one(
    book: Book, workspace: Workspace, source: "_Source", on_book: Callable[[Book, str], None]
) -> Path:
    target = workspace.books / f"{book.id}.txt"
    if is_whole(target):
        on_book(book, "cache")
        return target
    about = source.bring(book, target)
    with write_atomically(sidecar(target)) as path:
        path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    on_book(book, str(about["source"]))
    return target


class _Source:
    """Where the books of one call come from."""

    def __init__(self, mirror: str | None, client: Client) -> None:
        self.place = as_source(mirror or GUTENBERG)
        self.is_server = is_server(self.place)
        # Gutenberg corrects its books: what comes from there is taken, with a warning. A mirror
        # has no such reason to differ.
        self.is_gutenberg = self.is_server and is_gutenberg(_host(self.place))
        self.layouts: tuple[str, ...] = OF_MIRRORS if mirror else OF_GUTENBERG
        self.client = client

    def bring(self, book: Book, target: Path) -> dict[str, object]:
        """Writes the book to `target`; returns what its sidecar says."""
        if self.is_server and book.id not in _embedded():
            with alone(target.parent):
                return self._download(book, target)
        name, place, data = find(book, self.place)
        with write_atomically(target) as path:
            path.write_bytes(data)
        return origin(book, name, place, data)

    def _download(self, book: Book, target: Path) -> dict[str, object]:
        """The first form that the server has and that will do."""
        refusals = []
        # The address of the list of shared books will do as well as the server's.
        server = self.place.rstrip("/").removesuffix("/files")
        for layout, name, place in forms(book, self.layouts):
            try:
                about = self._try(book, name, f"{server}/{place}", target)
            except Unfit as unfit:
                refusals.append(unfit.error)
                continue
            if about is not None:
                # The next book is most likely in the same layout: fewer questions.
                self.layouts = (layout, *(one for one in self.layouts if one != layout))
                return about
        Part(target).discard()  # of a form that the server no longer has
        raise worst(refusals) or _not_found(book, server)

    def _try(self, book: Book, name: str, url: str, target: Path) -> dict[str, object] | None:
        """What the sidecar says of this form; None when the server has none."""
        part = Part(target)
        answer = self.client.download(url, part)
        if answer is Answer.NOTHING:
            return None
        if answer is Answer.REFUSED and self.is_gutenberg:
            raise UserError("refused_by_server", url=url)  # it means us: to insist makes it worse
        if answer is Answer.REFUSED:
            raise Unfit(UserError("refused_by_server", url=url))
        if answer is Answer.PAGE:
            raise Unfit(UserError("html_not_text", id=book.id, title=book.title))
        try:
            return self._keep(book, name, url, part, target)
        finally:
            part.discard()

    def _keep(self, book: Book, name: str, url: str, part: Part, target: Path) -> dict[str, object]:
        with part.whole() as file:
            data = file.read()
        check(book, name, url, data, must_match=not self.is_gutenberg)
        if not part.sure and not as_in_catalogue(book, name, data):
            raise Unfit(UserError("no_length", url=url))
        with write_atomically(target) as path:
            path.write_bytes(data)
        return origin(book, name, url, data)


def find(book: Book, mirror: str | None) -> tuple[str, str, bytes]:
    """The first form in a folder that will do: its file name, where it is, its bytes.

    Args:
        mirror: the folder; the books that come with Aurore are always taken from Aurore.

    Raises:
        UserError: there is none, or none that is a text and the one the catalogue knows.
    """
    folder = Path(mirror or GUTENBERG)
    if book.id in _embedded():
        folder = Path(str(files("aurore.corpus.sources") / "demo"))
    if not folder.is_dir():
        raise UserError("no_mirror_folder", folder=folder)
    refusals = []
    for _, name, place in forms(book, OF_FOLDERS):
        path = folder / place
        try:
            if path.is_file():
                return name, str(path), _read(book, name, path)
        except Unfit as unfit:
            refusals.append(unfit.error)
    raise worst(refusals) or _not_found(book, str(folder))


def _read(book: Book, name: str, path: Path) -> bytes:
    limit = ClientSettings().largest_bytes
    if path.stat().st_size > limit:
        raise Unfit(UserError("book_too_large", url=path, limit=limit))
    data = path.read_bytes()
    check(book, name, str(path), data, must_match=True)
    return data


def _embedded() -> set[str]:
    return {book.id for book in shelf(DEMO).books}


def _host(server: str) -> str:
    try:
        parts = urlsplit(server)
        if parts.hostname and parts.port != 0 and not re.search(r"\s", server):
            return parts.hostname
    except ValueError:  # of the port, too
        pass
    raise UserError("bad_address_of_books", url=server)


def _not_found(book: Book, source: str) -> UserError:
    return UserError("book_not_found", id=book.id, title=book.title, source=source)


def forms(book: Book, layouts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Every form of the book in its order: layout, file name, path under the mirror."""
    digits = "/".join(book.id[:-1]) or "0"
    known = [name for name in book.sha256 or {} if name.startswith(book.id)]
    for layout in layouts:
        names = dict.fromkeys([*known, *file_names(book.id)])
        for name in [f"pg{book.id}.txt"] if layout == "cache" else names:
            yield layout, name, LAYOUTS[layout].format(id=book.id, digits=digits, name=name)


def file_names(book_id: str) -> tuple[str, str, str]:
    """The names a book can have, best first."""
    return (f"{book_id}-0.txt", f"{book_id}-8.txt", f"{book_id}.txt")
