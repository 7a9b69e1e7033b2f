"""Bringing books: every form they can have, every way it can fail. Real servers."""

import gzip
import hashlib
import json
import socket
from typing import Any

import pytest
from faulty import HURRIED, cut, endless, send

from aurore import __version__
from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.workspace import MARKER, Workspace
from aurore.corpus.sources.checks import is_whole, refuse_non_text, sidecar
from aurore.corpus.sources.gutenberg import fetch, file_names

BOOK = Book("34204", "La petite Fadette", "George Sand", "fr")
TEXT = "C'était l'été.\r\n".encode("latin-1")
NAMES = ["34204-0.txt", "34204-8.txt", "34204.txt"]
PLACES = [
    *(f"/files/34204/{name}" for name in NAMES),
    "/cache/epub/34204/pg34204.txt",
    *(f"/3/4/2/0/34204/{name}" for name in NAMES),
]


def bring(books: list[Book], workspace: Workspace, mirror: str, **told: Any) -> list[Any]:
    return fetch(books, workspace, mirror, settings=HURRIED, **told)


def in_books(workspace: Workspace) -> set[str]:
    return {path.name for path in workspace.books.glob("*")} if workspace.books.exists() else set()


def about(workspace: Workspace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((workspace.books / "34204.json").read_text("utf-8"))
    return found


def test_the_names_of_a_book_best_first() -> None:
    assert list(file_names("34204")) == NAMES


# ── What comes ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("place", range(7))
def test_each_form_is_found_after_those_before_it(
    place: int, server: Any, workspace: Workspace
) -> None:
    server.answers[PLACES[place]] = send(TEXT)
    (path,) = bring([BOOK], workspace, server.address)
    assert path == workspace.books / "34204.txt"
    assert path.read_bytes() == TEXT
    assert server.asked == PLACES[: place + 1]
    assert about(workspace)["file"] == [*NAMES, "pg34204.txt", *NAMES][place]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_form_that_is_not_given_sends_to_the_next(
    status: int, server: Any, workspace: Workspace
) -> None:
    server.answers |= {PLACES[0]: send(b"no", status), PLACES[1]: send(TEXT)}
    (path,) = bring([BOOK], workspace, server.address + "/")
    assert path.read_bytes() == TEXT


def test_a_redirection_is_followed(server: Any, workspace: Workspace) -> None:
    server.answers |= {PLACES[0]: send(b"", 302, Location="/elsewhere"), "/elsewhere": send(TEXT)}
    (path,) = bring([BOOK], workspace, server.address)
    assert path.read_bytes() == TEXT


def test_a_compressed_answer_is_kept_as_text(server: Any, workspace: Workspace) -> None:
    server.answers[PLACES[0]] = send(gzip.compress(TEXT), Content_Encoding="gzip")
    (path,) = bring([BOOK], workspace, server.address)
    assert path.read_bytes() == TEXT


def test_the_sidecar_says_where_from_when_and_what(server: Any, workspace: Workspace) -> None:
    server.answers[PLACES[1]] = send(TEXT)
    (path,) = bring([BOOK], workspace, server.address)
    found = about(workspace)
    assert found.pop("date").endswith("+00:00")
    assert found == {
        "id": "34204",
        "file": "34204-8.txt",
        "source": server.address + PLACES[1],
        "sha256": hashlib.sha256(TEXT).hexdigest(),
        "as_in_catalogue": None,
    }
    assert sidecar(path) == workspace.books / "34204.json"
    assert in_books(workspace) == {"34204.txt", "34204.json"}
    assert (workspace.root / MARKER).exists()


def test_the_server_is_told_who_asks(server: Any, workspace: Workspace) -> None:
    server.answers[PLACES[0]] = send(TEXT)
    bring([BOOK], workspace, server.address)
    (headers,) = server.headers
    assert headers["User-Agent"].startswith(f"aurore/{__version__}")


def test_each_book_is_announced_with_its_source(server: Any, workspace: Workspace) -> None:
    other = Book("17251", "Valentine", "George Sand", "fr")
    server.answers |= {PLACES[0]: send(TEXT), "/files/17251/17251-0.txt": send(TEXT)}
    told: list[tuple[str, str]] = []

    def on_book(book: Book, source: str) -> None:
        told.append((book.id, source))

    bring([BOOK], workspace, server.address, on_book=on_book)
    paths = bring([BOOK, other], workspace, server.address, on_book=on_book)
    assert [path.name for path in paths] == ["34204.txt", "17251.txt"]
    assert told == [
        ("34204", server.address + PLACES[0]),
        ("34204", "cache"),
        ("17251", f"{server.address}/files/17251/17251-0.txt"),
    ]


# ── What is already there ────────────────────────────────────────────────────────────────────────


def test_a_book_that_is_there_is_not_fetched_again(server: Any, workspace: Workspace) -> None:
    server.answers[PLACES[0]] = send(TEXT)
    for _ in range(3):
        bring([BOOK], workspace, server.address)
    assert server.asked == PLACES[:1]


SPOILT = {
    "truncated": lambda book, card: book.write_bytes(TEXT[:5]),
    "changed": lambda book, card: book.write_bytes(TEXT + b"x"),
    "gone": lambda book, card: book.unlink(),
    "no sidecar": lambda book, card: card.unlink(),
    "empty sidecar": lambda book, card: card.write_text(""),
    "sidecar cut short": lambda book, card: card.write_text('{"id": "342'),
    "sidecar without hash": lambda book, card: card.write_text("{}"),
    "sidecar of another kind": lambda book, card: card.write_text("[]"),
    "sidecar not a text": lambda book, card: card.write_bytes(b"\xff\xfe"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_book_that_is_not_whole_is_fetched_again(
    how: str, server: Any, workspace: Workspace
) -> None:
    server.answers[PLACES[0]] = send(TEXT)
    (path,) = bring([BOOK], workspace, server.address)
    assert is_whole(path)
    SPOILT[how](path, sidecar(path))
    assert not is_whole(path)
    bring([BOOK], workspace, server.address)
    assert path.read_bytes() == TEXT and is_whole(path)
    assert len(server.asked) == 2


# ── What fails ───────────────────────────────────────────────────────────────────────────────────


cut_off = cut(TEXT * 60, after=len(TEXT))


FAILURES = [
    # answer, error
    (send(b""), "empty_book"),
    (send(b" \r\n\t\n"), "empty_book"),
    (send(b"<!DOCTYPE html><html><body>Robot?</body></html>"), "html_not_text"),
    (send(b"\xef\xbb\xbf\r\n <HTML>"), "html_not_text"),
    (send(b"<?xml version='1.0'?>"), "html_not_text"),
    (send(b"PK\x03\x04\x00\x00"), "not_a_text"),
    (send("C'était l'été.".encode("utf-16")), "not_a_text"),
    (endless(), "book_too_large"),
    (cut_off, "no_connection"),
    (send(b"not gzip", Content_Encoding="gzip"), "no_connection"),
    (send(b"", 302, Location="/files/34204/34204-0.txt"), "too_many_redirects"),
    (send(b"Internal Server Error", 500), "server_error"),
    (send(b"Service Unavailable", 503), "server_error"),
    (send(b"Too Many Requests", 429), "server_error"),
]
IDS = [
    "empty", "blank", "html", "html after a mark", "xml", "zip", "utf-16", "too large", "cut off",
    "broken gzip", "endless redirection", "500", "503", "429",
]  # fmt: skip


@pytest.mark.parametrize(("answer", "error"), FAILURES, ids=IDS)
def test_a_failure_is_said_and_nothing_is_written(
    answer: Any, error: str, server: Any, workspace: Workspace
) -> None:
    server.answers[PLACES[0]] = answer
    with pytest.raises(UserError) as caught:
        bring([BOOK], workspace, server.address)
    assert caught.value.name == error
    assert caught.value.problem and caught.value.remedy
    assert in_books(workspace) == set()


@pytest.mark.parametrize("answer", [send(b""), endless(), cut_off, send(b"", 500)])
def test_after_a_failure_the_books_before_it_are_there(
    answer: Any, server: Any, workspace: Workspace
) -> None:
    other = Book("17251", "Valentine", "George Sand", "fr")
    server.answers |= {"/files/17251/17251-0.txt": send(TEXT), PLACES[0]: answer}
    with pytest.raises(UserError):
        bring([other, BOOK], workspace, server.address)
    assert in_books(workspace) == {"17251.txt", "17251.json"}
    assert is_whole(workspace.books / "17251.txt")


def test_a_book_that_is_nowhere_is_said_with_its_title(server: Any, workspace: Workspace) -> None:
    with pytest.raises(UserError) as caught:
        bring([BOOK], workspace, server.address)
    assert caught.value.name == "book_not_found"
    assert "La petite Fadette" in caught.value.problem and server.address in caught.value.problem
    assert server.asked == PLACES
    assert in_books(workspace) == set()


def test_the_status_of_the_server_is_said(server: Any, workspace: Workspace) -> None:
    server.answers[PLACES[0]] = send(b"", 503)
    with pytest.raises(UserError) as caught:
        bring([BOOK], workspace, server.address)
    assert "503" in caught.value.problem and PLACES[0] in caught.value.problem


def test_a_refused_connection_is_said(workspace: Workspace) -> None:
    with socket.socket() as free:  # bound and not listening: the connection is refused
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(UserError) as caught:
            bring([BOOK], workspace, address)
    assert caught.value.name == "no_connection"
    assert address in caught.value.problem
    assert in_books(workspace) == set()


@pytest.mark.parametrize("address", ["http://", "http://[", "http://127.0.0.1:99999", "http://a b"])
def test_an_address_that_is_none_is_said(address: str, workspace: Workspace) -> None:
    with pytest.raises(UserError) as caught:
        bring([BOOK], workspace, address)
    assert caught.value.name == "bad_address_of_books"


def test_a_failed_second_fetch_leaves_the_first_file(server: Any, workspace: Workspace) -> None:
    server.answers[PLACES[0]] = send(TEXT)
    (path,) = bring([BOOK], workspace, server.address)
    path.write_bytes(TEXT[:5])
    server.answers[PLACES[0]] = cut_off
    with pytest.raises(UserError):
        bring([BOOK], workspace, server.address)
    assert in_books(workspace) == {"34204.txt", "34204.json"}
    assert path.read_bytes() == TEXT[:5] and not is_whole(path)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "empty_book"),
        (b"\n", "empty_book"),
        (b"<html>", "html_not_text"),
        (b"  <!doctype html>", "html_not_text"),
        (b"a\0b", "not_a_text"),
    ],
)
def test_refuse_non_text(data: bytes, error: str) -> None:
    with pytest.raises(UserError) as caught:
        refuse_non_text(BOOK, data)
    assert caught.value.name == error


@pytest.mark.parametrize("data", [b"x", TEXT, b"\xef\xbb\xbfLe texte", b"Il dit: <html>"])
def test_a_text_is_not_refused(data: bytes) -> None:
    refuse_non_text(BOOK, data)
