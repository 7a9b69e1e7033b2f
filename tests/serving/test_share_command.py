"""What `aurore serve --share-books` tells the trainer, who tells the room."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from servers import put

from aurore.base.settings import ServeSettings
from aurore.cli.main import run
from aurore.corpus.sources import catalogue
from aurore.serving.share import room_address, shared_books, what_to_type


def test_the_largest_whole_shelf_is_named_else_the_numbers(tmp_path: Path) -> None:
    settings = ServeSettings(host="192.168.1.10", port=8000)
    for book in catalogue.shelf("balzac").books:
        put(tmp_path, book.id, f"{book.id}-0.txt", b"x")
    typed = what_to_type(settings, shared_books(tmp_path))
    assert typed == "aurore prepare --author balzac --mirror http://192.168.1.10:8000"
    (tmp_path / "11049.txt").unlink()
    typed = what_to_type(settings, shared_books(tmp_path))
    assert typed == "aurore prepare --id 41211 --id 43851 --mirror http://192.168.1.10:8000"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("prof", "http://prof:8000"),
    ],
)
def test_the_address_that_was_chosen_is_the_one_that_is_told(host: str, address: str) -> None:
    assert room_address(ServeSettings(host=host)) == address


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_everywhere_is_told_as_an_address_one_can_type(host: str) -> None:
    """In a process of its own: the tests' own network is closed."""
    program = (
        "import sys; from aurore.base.settings import ServeSettings;"
        "from aurore.serving.share import room_address;"
        f"print(room_address(ServeSettings(host={host!r})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    address = done.stdout.strip()
    assert done.returncode == 0, done.stderr
    assert address.startswith("http://") and address.endswith(":8000")
    assert "0.0.0.0" not in address and "[::]" not in address


def test_the_server_says_what_to_type_and_what_will_be_refused(
    tmp_path: Path,
) -> None:
    put(tmp_path / "books", "34204", "34204-8.txt", b"corrected", as_in_catalogue=False)
    (tmp_path / "aurore.toml").write_text("format = 1\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "aurore", "serve", "--share-books", "--run", "embedded"]
    command += ["--port", port, "--work", str(tmp_path), "--lang", "fr"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(4)]
        server.terminate()
        server.communicate(timeout=30)
    assert f"aurore prepare --id 34204 --mirror http://127.0.0.1:{port}" in lines[0]
    assert "--host 0.0.0.0" in lines[1]
    assert "«\u202fLa petite Fadette\u202f»" in lines[2] and "refuseront" in lines[2]
    assert "La page est à l’adresse" in lines[3]


def test_without_books_there_is_nothing_to_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    assert run(["serve", "--share-books", "--port", port, "--work", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "Aucun livre à partager" in said and "aurore books fetch" in said
