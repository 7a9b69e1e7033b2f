"""One machine's books for a whole room: a real server, thirty real clients, nothing else shared."""

import base64
import hashlib
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from servers import put, wait_for

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.settings import ServeSettings
from aurore.base.workspace import Workspace
from aurore.corpus.sources.checks import is_whole, sidecar
from aurore.corpus.sources.gutenberg import fetch
from aurore.serving.app import create_app
from aurore.serving.share import shared_books

TEXTS = {
    "34204-8.txt": "C'était l'été.\r\n".encode("latin-1") * 20_000,
    "23582-0.txt": b"La mare, au bord du bois.\r\n" * 10_000,
    "pg17251.txt": "Valentine regardait l’étang.\r\n".encode() * 9_000,
}
PLACES = {
    name: f"/{'cache/epub' if name.startswith('pg') else 'files'}/"
    f"{name.removeprefix('pg').partition('.')[0].partition('-')[0]}/{name}"
    for name in TEXTS
}
BOOKS = [
    Book(
        place.split("/")[-2], "T", "A", "fr", sha256={name: hashlib.sha256(TEXTS[name]).hexdigest()}
    )
    for name, place in PLACES.items()
]
CLIENTS = 30


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The trainer's work folder, with more in it than books."""
    workspace = Workspace(tmp_path_factory.mktemp("trainer") / "work")
    for name, place in PLACES.items():
        put(workspace.books, place.split("/")[-2], name, TEXTS[name])
    put(workspace.books, "39738", "39738-0.txt", b"half", sha256="0" * 64)
    (workspace.books / "13380.txt").write_bytes(b"no sidecar")
    (workspace.books / "13025.part").write_bytes(b"half")
    (workspace.books / "notes.txt").write_bytes(b"not a book")
    (workspace.root / "secret.txt").write_bytes(b"between us")
    (workspace.root / "aurore.toml").write_text("format = 1\n")
    return workspace


@pytest.fixture(scope="module")
def trainer(work: Workspace) -> Iterator[str]:
    """`aurore serve --share-books` in a process of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "aurore", "serve", "--share-books", "--run", "embedded",
        "--port", str(port), "--work", str(work.root),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


# ── The room ─────────────────────────────────────────────────────────────────────────────────────


def test_thirty_machines_take_three_books_each_at_the_same_time(
    trainer: str, tmp_path: Path
) -> None:
    def participant(number: int) -> bool:
        workspace = Workspace(tmp_path / str(number))
        order = BOOKS[number % 3 :] + BOOKS[: number % 3]
        return all(is_whole(path) for path in fetch(order, workspace, trainer))

    with ThreadPoolExecutor(CLIENTS) as room:
        assert list(room.map(participant, range(CLIENTS))) == [True] * CLIENTS
    for number in range(CLIENTS):
        for name, place in PLACES.items():
            path = tmp_path / str(number) / "books" / f"{place.split('/')[-2]}.txt"
            assert path.read_bytes() == TEXTS[name]
            about = json.loads(sidecar(path).read_text("utf-8"))
            assert about["source"] == trainer + place and about["as_in_catalogue"] is True


def test_a_room_can_be_chained(trainer: str, tmp_path: Path) -> None:
    """What one machine took, it can share: the names of the files are kept."""
    workspace = Workspace(tmp_path)
    fetch(BOOKS, workspace, trainer)
    assert {book.file for book in shared_books(workspace.books)} == set(TEXTS)


# ── The files ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_is_given_with_its_version_and_its_hash(name: str, trainer: str) -> None:
    answer = httpx2.get(trainer + PLACES[name])
    digest = hashlib.sha256(TEXTS[name])
    assert answer.status_code == 200 and answer.content == TEXTS[name]
    assert answer.headers["ETag"] == f'"{digest.hexdigest()}"'
    assert (
        answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    )
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert int(answer.headers["Content-Length"]) == len(TEXTS[name])
    charset = {"34204-8.txt": "; charset=iso-8859-1", "23582-0.txt": "; charset=utf-8"}
    assert answer.headers["Content-Type"] == "text/plain" + charset.get(name, "")


def test_a_file_can_be_resumed(trainer: str) -> None:
    name = "34204-8.txt"
    etag = httpx2.head(trainer + PLACES[name]).headers["ETag"]
    headers = {"Range": "bytes=1000-", "If-Range": etag}
    answer = httpx2.get(trainer + PLACES[name], headers=headers)
    assert answer.status_code == 206 and answer.content == TEXTS[name][1000:]
    size = len(TEXTS[name])
    assert answer.headers["Content-Range"] == f"bytes 1000-{size - 1}/{size}"
    answer = httpx2.get(trainer + PLACES[name], headers=headers | {"If-Range": '"other"'})
    assert answer.status_code == 200 and answer.content == TEXTS[name]
    assert httpx2.get(trainer + PLACES[name], headers={"If-None-Match": etag}).status_code == 304
    beyond = httpx2.get(trainer + PLACES[name], headers={"Range": f"bytes={size}-"})
    assert beyond.status_code == 416


def test_a_download_cut_by_the_network_is_resumed_from_another_aurore(
    trainer: str, tmp_path: Path
) -> None:
    """As after a process that was killed: the half that has come, and its card."""
    workspace, name = Workspace(tmp_path), "34204-8.txt"
    workspace.open_for_writing()
    workspace.books.mkdir()
    half = TEXTS[name][:100_000]
    (workspace.books / "34204.part").write_bytes(half)
    etag = httpx2.head(trainer + PLACES[name]).headers["ETag"]
    card = {"url": trainer + PLACES[name], "etag": etag, "encoding": ""}
    (workspace.books / "34204.part.json").write_text(json.dumps(card))
    seen: list[int] = []
    (path,) = fetch(BOOKS[:1], workspace, trainer, on_bytes=lambda done, _: seen.append(done))
    assert path.read_bytes() == TEXTS[name] and min(seen) > len(half)


def test_the_list_of_what_is_shared(trainer: str) -> None:
    answer = httpx2.get(f"{trainer}/files/")
    assert answer.headers["Content-Type"] == "application/json"
    rows = answer.json()["books"]
    assert [row["id"] for row in rows] == ["17251", "23582", "34204"]
    for row in rows:
        assert PLACES[row["file"]] == row["path"]
        assert row["bytes"] == len(TEXTS[row["file"]])
        assert row["sha256"] == hashlib.sha256(TEXTS[row["file"]]).hexdigest()
    assert (rows[2]["title"], rows[2]["author"]) == ("La petite Fadette", "George Sand")


@pytest.mark.parametrize(
    "path",
    [
        "/files/34204/34204-0.txt",  # not the form that is there
        "/files/34204/34204.txt",
        "/files/34204/34204.json",
        "/files/39738/39738-0.txt",  # not whole
        "/files/13380/13380.txt",  # no sidecar
        "/files/13380/13380-0.txt",
        "/files/13025/13025.part",
        "/files/notes/notes.txt",
        "/files/../secret.txt",
        "/files/../books/34204.txt",
        "/files/..%2f..%2fsecret.txt/secret.txt",
        "/files/%2e%2e/secret.txt",
        "/files/..%2fsecret/secret.txt",
        "/files/34204/..%2f..%2fsecret.txt",
        "/files//etc/passwd",
        "/files/%00/34204-8.txt",
        "/files/٣٤٢٠٤/34204-8.txt",
        "/files/34204/",
        "/books/34204.txt",
        "/cache/epub/34204/pg34204.txt",
    ],
)
def test_nothing_else_is_given(path: str, trainer: str) -> None:
    with socket.create_connection(("127.0.0.1", int(trainer.rpartition(":")[2]))) as line:
        raw = path.encode().replace(b" ", b"%20")
        line.sendall(b"GET " + raw + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    assert answer.split()[1] in (b"404", b"400", b"308"), answer[:200]
    assert b"between us" not in answer and b"root:" not in answer


def test_a_link_to_somewhere_else_is_not_given(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    secret = put(tmp_path, "1", "1-0.txt", b"secret")
    put(folder, "1", "1-0.txt", b"secret").unlink()
    (folder / "1.txt").symlink_to(secret)
    with pytest.raises(UserError):
        shared_books(folder)


def test_a_book_that_changes_is_looked_at_again(tmp_path: Path) -> None:
    def never() -> None:
        raise AssertionError

    settings = ServeSettings(share_books=tmp_path)
    client = create_app(settings, never).test_client()  # type: ignore[arg-type]

    def asked(path: str) -> tuple[int, bytes]:
        with client.get(path, buffered=True) as answer:
            return answer.status_code, answer.data

    path = put(tmp_path, "1", "1-0.txt", b"whole")
    assert asked("/files/1/1-0.txt") == (200, b"whole")
    path.write_bytes(b"spoilt")
    assert asked("/files/1/1-0.txt")[0] == 404
    put(tmp_path, "1", "1-8.txt", b"another")
    assert asked("/files/1/1-8.txt") == (200, b"another")
    assert [row["file"] for row in json.loads(asked("/files/")[1])["books"]] == ["1-8.txt"]


def test_without_the_option_nothing_is_shared(app) -> None:
    assert app.test_client().get("/files/").status_code == 404
    assert ServeSettings().share_books is None
