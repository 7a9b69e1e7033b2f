"""Where books come from, in which order it is asked, and what is trusted."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from faulty import ETAG, HURRIED, cut, in_turn, ranged, send

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.workspace import Workspace
from aurore.corpus.sources.checks import is_whole
from aurore.corpus.sources.gutenberg import (
    OF_FOLDERS,
    OF_GUTENBERG,
    OF_MIRRORS,
    fetch,
    forms,
)
from aurore.corpus.sources.hosts import as_source

TEXT = "C'était l'été.\r\n".encode("latin-1") * 100
HASH = hashlib.sha256(TEXT).hexdigest()
NAMES = ["34204-0.txt", "34204-8.txt", "34204.txt"]
SITE = "http://www.gutenberg.org"


def book(**hashes: str) -> Book:
    """`book(_8=…)`: the catalogue knows the hash of `34204-8.txt`."""
    known = {f"34204{name.replace('_', '-')}.txt": digest for name, digest in hashes.items()}
    return Book("34204", "La petite Fadette", "George Sand", "fr", sha256=known or None)


def bring(one: Book, workspace: Workspace, mirror: str | None) -> Path:
    (path,) = fetch([one], workspace, mirror, settings=HURRIED)
    return path


def about(workspace: Workspace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((workspace.books / "34204.json").read_text("utf-8"))
    return found


def left(workspace: Workspace) -> set[str]:
    return {path.name for path in workspace.books.iterdir()} if workspace.books.exists() else set()


# ── Which forms, in which order ──────────────────────────────────────────────────────────────────


def test_the_forms_of_each_kind_of_source() -> None:
    of_files = [f"files/34204/{name}" for name in NAMES]
    of_cache = ["cache/epub/34204/pg34204.txt"]
    of_tree = [f"3/4/2/0/34204/{name}" for name in NAMES]
    places = [
        [place for _, _, place in forms(book(), layouts)]
        for layouts in (OF_GUTENBERG, OF_MIRRORS, OF_FOLDERS)
    ]
    assert places[0] == of_files + of_cache
    assert places[1] == of_files + of_cache + of_tree
    of_book = [f"34204/{name}" for name in NAMES]
    assert places[2] == of_files + of_book + of_tree + of_cache + NAMES


@pytest.mark.parametrize(
    ("book_id", "expected"), [("7", "0/7"), ("19", "1/19"), ("13380", "1/3/3/8/13380")]
)
def test_the_old_tree_of_digits(book_id: str, expected: str) -> None:
    found = forms(Book(book_id, "T", "A", "fr"), ["tree"])
    assert next(found)[2] == f"{expected}/{book_id}-0.txt"


def test_the_form_that_the_catalogue_knows_is_asked_for_first(
    server: Any, workspace: Workspace
) -> None:
    server.answers["/files/34204/34204-8.txt"] = send(TEXT)
    bring(book(_8=HASH), workspace, server.address)
    assert server.asked == ["/files/34204/34204-8.txt"]
    assert about(workspace)["as_in_catalogue"] is True


def test_the_layout_of_the_first_book_is_tried_first_for_the_next(
    server: Any, workspace: Workspace
) -> None:
    books = [replace(book(), id=i) for i in ("34204", "17251", "13380")]
    for place in ("3/4/2/0/34204/34204-0", "1/7/2/5/17251/17251-0", "1/3/3/8/13380/13380-0"):
        server.answers[f"/{place}.txt"] = send(TEXT)
    fetch(books, workspace, server.address, settings=HURRIED)
    assert len(server.asked) == 5 + 1 + 1


@pytest.mark.parametrize("ending", ["", "/", "/files", "/files/"])
def test_the_address_may_be_that_of_the_list_of_books(
    ending: str, server: Any, workspace: Workspace
) -> None:
    server.answers["/files/34204/34204-0.txt"] = send(TEXT)
    assert is_whole(bring(book(), workspace, server.address + ending))


def test_a_web_page_sends_to_the_next_form(server: Any, workspace: Workspace) -> None:
    """Many servers answer 200 with a page to what they do not have."""
    page = send(b"<html>Not here", Content_Type="text/html; charset=utf-8")
    disguised = send(b"<!DOCTYPE html>", Content_Type="text/plain")
    server.answers |= {
        "/files/34204/34204-0.txt": page,
        "/files/34204/34204-8.txt": disguised,
        "/files/34204/34204.txt": send(TEXT),
    }
    assert bring(book(), workspace, server.address).read_bytes() == TEXT
    assert left(workspace) == {"34204.txt", "34204.json"}


# ── The hash ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["server", "folder"])
def mirror(request: pytest.FixtureRequest, server: Any, tmp_path: Path) -> Iterator[str]:
    """A mirror with the forms -0 and -8 of different bytes."""
    forms_there = {"34204-0.txt": b"bon " * 9, "34204-8.txt": TEXT}
    folder = tmp_path / "mirror" / "files" / "34204"
    folder.mkdir(parents=True)
    for name, data in forms_there.items():
        server.answers[f"/files/34204/{name}"] = send(data)
        (folder / name).write_bytes(data)
    yield server.address if request.param == "server" else str(tmp_path / "mirror")


@pytest.mark.parametrize(
    ("hashes", "file", "as_in_catalogue"),
    [
        ({}, "34204-0.txt", None),
        ({"_8": HASH}, "34204-8.txt", True),
        ({"_8": "0" * 64}, "34204-0.txt", None),  # a form that the catalogue does not know
        ({"_0": "0" * 64, "_8": HASH}, "34204-8.txt", True),
    ],
)
def test_from_a_mirror_a_wrong_form_sends_to_the_next(
    hashes: dict[str, str], file: str, as_in_catalogue: bool | None, mirror: str,
    workspace: Workspace,
) -> None:  # fmt: skip
    assert is_whole(bring(book(**hashes), workspace, mirror))
    assert (about(workspace)["file"], about(workspace)["as_in_catalogue"]) == (
        file,
        as_in_catalogue,
    )
    assert left(workspace) == {"34204.txt", "34204.json"}


def test_from_a_mirror_wrong_forms_alone_are_refused_with_both_hashes(
    mirror: str, workspace: Workspace
) -> None:
    with pytest.raises(UserError) as caught:
        bring(book(_0="0" * 64, _8="1" * 64), workspace, mirror)
    assert caught.value.name == "wrong_hash"
    problem = caught.value.problem
    assert "000000000000…" in problem and hashlib.sha256(b"bon " * 9).hexdigest()[:12] in problem
    assert "--texts" in caught.value.remedy
    assert left(workspace) == set()


def test_a_wrong_hash_is_said_rather_than_the_page_after_it(
    server: Any, workspace: Workspace
) -> None:
    page = send(b"<html>", Content_Type="text/html")
    for _, _, place in forms(book(), OF_MIRRORS):
        server.answers[f"/{place}"] = page
    server.answers["/files/34204/34204-8.txt"] = send(TEXT)
    with pytest.raises(UserError) as caught:
        bring(book(_0="1" * 64, _8="0" * 64), workspace, server.address)
    assert caught.value.name == "wrong_hash"


@pytest.fixture
def gutenberg(server: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The server stands in as the proxy through which www.gutenberg.org is reached."""
    monkeypatch.setenv("HTTP_PROXY", server.address)
    return server


def test_gutenberg_may_have_corrected_its_book(gutenberg: Any, workspace: Workspace) -> None:
    gutenberg.answers[f"{SITE}/files/34204/34204-0.txt"] = send(TEXT)
    bring(book(_0="0" * 64), workspace, SITE)
    assert about(workspace)["as_in_catalogue"] is False
    assert about(workspace)["source"] == f"{SITE}/files/34204/34204-0.txt"


def test_when_gutenberg_refuses_it_is_not_asked_again(gutenberg: Any, workspace: Workspace) -> None:
    gutenberg.answers[f"{SITE}/files/34204/34204-0.txt"] = send(b"", 403)
    with pytest.raises(UserError) as caught:
        bring(book(), workspace, SITE)
    assert caught.value.name == "refused_by_server" and "--mirror" in caught.value.remedy
    assert len(gutenberg.asked) == 1


def test_a_mirror_that_refuses_every_form_is_not_said_to_lack_the_book(
    server: Any, workspace: Workspace
) -> None:
    for _, _, place in forms(book(), OF_MIRRORS):
        server.answers[f"/{place}"] = send(b"", 403)
    with pytest.raises(UserError) as caught:
        bring(book(), workspace, server.address)
    assert caught.value.name == "refused_by_server"


def test_a_file_without_a_length_is_taken_only_if_its_hash_is_known(
    server: Any, workspace: Workspace
) -> None:
    def unannounced(request: Any) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(TEXT)

    server.answers["/files/34204/34204-0.txt"] = unannounced
    with pytest.raises(UserError) as caught:
        bring(book(), workspace, server.address)
    assert caught.value.name == "no_length" and left(workspace) == set()
    assert is_whole(bring(book(_0=HASH), workspace, server.address))


# ── Resumed, told, and never half ────────────────────────────────────────────────────────────────


def test_a_second_call_resumes_the_book_and_tells_its_bytes(
    server: Any, workspace: Workspace
) -> None:
    place = "/files/34204/34204-0.txt"
    server.answers[place] = cut(TEXT, 700, ETag=ETAG)
    with pytest.raises(UserError) as caught:
        bring(book(), workspace, server.address)
    assert caught.value.name == "no_connection" and "reprendra" in caught.value.remedy
    assert left(workspace) == {"34204.part", "34204.part.json"}
    server.answers[place] = in_turn(send(b"", 503, Retry_After=0), ranged(TEXT, ETag=ETAG))
    told: list[Any] = []
    (path,) = fetch(
        [book()], workspace, server.address,
        on_bytes=lambda *pair: told.append(pair), on_wait=told.append, settings=HURRIED,
    )  # fmt: skip
    assert path.read_bytes() == TEXT and is_whole(path)
    assert told[0].asked and told[-1] == (len(TEXT), len(TEXT))
    assert left(workspace) == {"34204.txt", "34204.json"}


def test_a_part_of_a_form_that_is_gone_is_forgotten(server: Any, workspace: Workspace) -> None:
    server.answers["/files/34204/34204-0.txt"] = cut(TEXT, 700, ETag=ETAG)
    with pytest.raises(UserError):
        bring(book(), workspace, server.address)
    server.answers.clear()
    with pytest.raises(UserError) as caught:
        bring(book(), workspace, server.address)
    assert caught.value.name == "book_not_found" and left(workspace) == set()


def test_a_compressed_book_is_kept_as_a_text_with_the_hash_of_the_text(
    server: Any, workspace: Workspace
) -> None:
    server.answers["/files/34204/34204-0.txt"] = send(gzip.compress(TEXT), Content_Encoding="gzip")
    assert bring(book(_0=HASH), workspace, server.address).read_bytes() == TEXT


# ── Addresses as people type them ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ("192.168.1.10:8000", "http://192.168.1.10:8000"),
        ("salle-3.local:8000/livres", "http://salle-3.local:8000/livres"),
        ("localhost", "http://localhost"),
        ("10.0.0.5", "http://10.0.0.5"),
        ("[fe80::1]:8000", "http://[fe80::1]:8000"),
        ("HTTP://Salle:8000", "http://Salle:8000"),
        ("https://exemple.org/livres", "https://exemple.org/livres"),
        ("D:", "D:"),
        ("D:\\livres", "D:\\livres"),
        ("livres", "livres"),
        ("../miroir", "../miroir"),
        ("/srv/miroir:8000", "/srv/miroir:8000"),
    ],
)
def test_an_address_may_be_typed_without_its_scheme(typed: str, source: str) -> None:
    assert as_source(typed) == source


def test_a_folder_is_a_folder_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "10.0.0.5").mkdir()
    assert as_source("10.0.0.5") == "10.0.0.5"


def test_a_mirror_named_by_host_and_port_gives_its_books(server: Any, workspace: Workspace) -> None:
    server.answers[f"/files/34204/{NAMES[1]}"] = send(TEXT)
    path = bring(book(), workspace, server.address.removeprefix("http://"))
    assert path.read_bytes() == TEXT
    assert about(workspace)["source"] == f"{server.address}/files/34204/{NAMES[1]}"
