"""`aurore books search` and `aurore books fetch` as a person runs them."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faulty import in_turn, send, start

from aurore.cli.main import run

TEXT = "C'était l'été.\r\n".encode("latin-1") * 100
PLACE = "/files/77777/77777-0.txt"
Said = tuple[int, str, str]


@pytest.fixture
def aurore(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs a command in a work folder of its own; returns (exit code, stdout, stderr)."""

    def call(*arguments: str) -> Said:
        code = run([*arguments, "--work", str(tmp_path / "work")])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_search_shows_the_books_and_what_to_do_next(aurore: Callable[..., Said]) -> None:
    code, out, _ = aurore("books", "search", "sand", "MARE")
    assert code == 0 and "La Mare au Diable" in out and "1846" in out
    assert "Livres trouvés\u00a0: 1" in out and "aurore books fetch --id 23582" in out


def test_search_answers_programs(aurore: Callable[..., Said]) -> None:
    code, out, _ = aurore("books", "search", "--author", "woolf", "--language", "en", "--json")
    rows = json.loads(out)
    assert code == 0 and {row["author"] for row in rows} == {"Virginia Woolf"}
    assert all(row["shelves"] == ["woolf"] and row["sha256"] for row in rows)
    assert "split" not in rows[0]
    assert json.loads(aurore("books", "search", "xyzzy", "--json")[1]) == []


def test_search_that_finds_nothing_says_what_is_near(aurore: Callable[..., Said]) -> None:
    code, out, _ = aurore("books", "search", "fadete", "--lang", "en")
    assert code == 0 and "No book" in out and "“fadete”" in out
    assert "La petite Fadette (George Sand, 34204)" in out
    code, out, _ = aurore("books", "search", "xyzzy")
    assert code == 0 and "xyzzy" in out and "Les plus proches" not in out
    assert "aurore books list" in out


def test_what_is_searched_is_shown_as_it_is_typed(aurore: Callable[..., Said]) -> None:
    assert "[bold]x[/bold]" in aurore("books", "search", "[bold]x[/bold]")[1]


def test_fetch_brings_the_book_and_says_from_where(
    aurore: Callable[..., Said], server: Any, tmp_path: Path
) -> None:
    server.answers[PLACE] = send(TEXT)
    fetch = ("books", "fetch", "--id", "77777", "--mirror", server.address)
    code, out, _ = aurore(*fetch)
    assert code == 0 and server.address + PLACE in out
    assert (tmp_path / "work" / "books" / "77777.txt").read_bytes() == TEXT
    assert "aurore prepare --id 77777" in out, "the next step is about the same book"
    assert "déjà là" in aurore(*fetch)[1]
    assert json.loads(aurore(*fetch, "--json")[1]) == [
        str(tmp_path / "work" / "books" / "77777.txt")
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_fetch_says_that_it_waits_and_why(
    language: str, aurore: Callable[..., Said], server: Any
) -> None:
    server.answers[PLACE] = in_turn(send(b"", 503, Retry_After=0), send(TEXT))
    code, out, _ = aurore(
        "books", "fetch", "--id", "77777", "--mirror", server.address, "--lang", language
    )
    said = {"fr": "Le serveur demande d’attendre", "en": "The server asks to wait"}
    assert code == 0 and said[language] in out


def test_fetch_says_how_long_a_server_wants_to_be_left_alone(
    aurore: Callable[..., Said], server: Any
) -> None:
    server.answers[PLACE] = send(b"", 429, Retry_After=7200)
    code, _, err = aurore("books", "fetch", "--id", "77777", "--mirror", server.address)
    assert code == 2 and "7\u202f200 s" in err and server.address + PLACE in err


def test_fetch_of_a_known_book_from_a_mirror_that_changed_it(
    aurore: Callable[..., Said], tmp_path: Path
) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "34204-8.txt").write_bytes(TEXT)
    code, _, err = aurore("books", "fetch", "--id", "34204", "--mirror", str(mirror))
    assert code == 2 and "empreinte" in err and "--texts" in err
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["aurore.toml"]


def test_the_bytes_are_shown_as_they_come(
    server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal, which the bar takes standard error for when it is told to."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")

    def in_two_halves(request: Any) -> None:
        start(request, 200, Content_Length=2 * len(TEXT))
        request.wfile.write(TEXT)
        time.sleep(0.3)  # longer than the bar takes to be drawn again
        request.wfile.write(TEXT)

    server.answers[PLACE] = in_two_halves
    arguments = ["books", "fetch", "--id", "77777", "--mirror", server.address]
    assert run([*arguments, "--work", str(tmp_path / "work")]) == 0
    assert "(ko)" in capsys.readouterr().err
