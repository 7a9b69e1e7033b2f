"""A folder as mirror: a stick in a drawer, a share of the network."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.workspace import Workspace
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import fetch, find

TEXT = "C'était l'été.\r\n".encode("latin-1")
NAMES = ["34204-0.txt", "34204-8.txt", "34204.txt"]
BOOK = Book("34204", "La petite Fadette", "George Sand", "fr")


def bring(one: Book, workspace: Workspace, mirror: str) -> Path:
    (path,) = fetch([one], workspace, mirror)
    return path


def about(workspace: Workspace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((workspace.books / "34204.json").read_text("utf-8"))
    return found


def left(workspace: Workspace) -> set[str]:
    return {path.name for path in workspace.books.iterdir()} if workspace.books.exists() else set()


@pytest.mark.parametrize("layout", ["files/34204", "34204", "3/4/2/0/34204", "."])
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_is_a_mirror_in_each_layout(
    layout: str, name: str, tmp_path: Path, workspace: Workspace
) -> None:
    folder = tmp_path / "mirror" / layout
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(TEXT)
    path = bring(BOOK, workspace, str(tmp_path / "mirror"))
    assert path.read_bytes() == TEXT
    assert about(workspace)["source"] == str(folder / name)
    assert about(workspace)["file"] == name


def test_the_best_form_in_a_folder_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "files" / "34204"
    folder.mkdir(parents=True)
    for name in reversed(NAMES):
        (folder / name).write_bytes(name.encode())
    assert find(BOOK, str(tmp_path)) == (NAMES[0], str(folder / NAMES[0]), NAMES[0].encode())


BAD = [(b"", "empty_book"), (b"<html>", "html_not_text"), (b"\0", "not_a_text")]


@pytest.mark.parametrize(("data", "error"), BAD)
def test_a_folder_with_a_bad_file_is_refused_unless_there_is_another(
    data: bytes, error: str, tmp_path: Path, workspace: Workspace
) -> None:
    (tmp_path / "34204").mkdir()
    (tmp_path / "34204" / NAMES[0]).write_bytes(data)
    with pytest.raises(UserError) as caught:
        bring(BOOK, workspace, str(tmp_path))
    assert caught.value.name == error and left(workspace) == set()
    (tmp_path / "34204" / NAMES[1]).write_bytes(TEXT)
    assert bring(BOOK, workspace, str(tmp_path)).read_bytes() == TEXT


def test_a_huge_file_in_a_folder_is_not_read(tmp_path: Path, workspace: Workspace) -> None:
    with (tmp_path / NAMES[0]).open("wb") as file:
        os.truncate(file.fileno(), 10**9)
    with pytest.raises(UserError) as caught:
        bring(BOOK, workspace, str(tmp_path))
    assert caught.value.name == "book_too_large"


@pytest.mark.parametrize(("folder", "error"), [(".", "book_not_found"), ("x", "no_mirror_folder")])
def test_a_folder_without_the_book_is_said(
    folder: str, error: str, tmp_path: Path, workspace: Workspace
) -> None:
    with pytest.raises(UserError) as caught:
        bring(BOOK, workspace, str(tmp_path / folder))
    assert caught.value.name == error


def test_the_embedded_books_come_without_any_network(server: Any, workspace: Workspace) -> None:
    books = catalogue.shelf("demo").books
    paths = fetch(books, workspace, server.address)
    assert [path.name for path in paths] == ["900001.txt", "900002.txt", "900003.txt"]
    assert server.asked == []


@pytest.mark.books
def test_the_books_of_the_corpus_are_those_of_the_catalogue(real_books: Path) -> None:
    for one in catalogue.known_books().values():
        if one.sha256:
            name, _, data = find(one, str(real_books / "gutenberg"))
            assert hashlib.sha256(data).hexdigest() == one.sha256[name]
