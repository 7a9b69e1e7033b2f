"""`aurore new` as a person runs it: books of one's own, a book of a server, an interruption."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from aurore.cli.main import run
from aurore.corpus.split import spare
from aurore.training.journal import Journal

BOOKS = Path(__file__).parents[2] / "src" / "aurore" / "corpus" / "sources" / "demo" / "files"
SHARED = Path(__file__).parents[3] / "shared" / "corpus"
TALE = BOOKS / "900001" / "900001-0.txt"
QUICK = ["--minutes", "0.02"]  # two steps: the chain is looked at, not the model

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def aurore(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs `aurore new` in a work folder of its own; returns (exit code, stdout, stderr)."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["new", *arguments, "--work", str(tmp_path / "work")])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """A real server of files, laid out as Project Gutenberg's, with one book: n° 90001."""
    book = tmp_path / "mirror" / "files" / "90001" / "90001-0.txt"
    book.parent.mkdir(parents=True)
    shutil.copy(TALE, book)

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *values: object) -> None:
            pass

    handler = partial(Silent, directory=str(tmp_path / "mirror"))
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{http.server_address[1]}"
    http.shutdown()
    thread.join()
    http.server_close()


def tales(folder: Path) -> Path:
    """The three embedded tales as files of one's own."""
    folder.mkdir()
    for path in sorted(BOOKS.glob("*/*.txt")):
        shutil.copy(path, folder / f"{path.parent.name}.txt")
    return folder


def test_one_s_own_files_become_a_model_a_measure_and_a_card_and_nothing_twice(
    aurore: Call, tmp_path: Path
) -> None:
    texts = str(tales(tmp_path / "lettres"))
    code, out, err = aurore("Mon oncle", "--texts", texts, *QUICK)
    assert code == 0, err
    stages = ("1 sur 4", "2 sur 4", "3 sur 4", "4 sur 4")
    places = [out.index(f"Étape {stage}") for stage in stages]
    assert places == sorted(places)
    assert "Mon oncle\u00a0: un modèle" in out and "Mon oncle\u00a0: fini en" in out
    assert "les deux derniers" in out and "a lu" not in out  # whole files are kept for the test
    assert "aurore-base" in out  # French books start from the French that is there
    assert "apporte ses jetons" in out
    work = tmp_path / "work" / "mon-oncle"
    assert not (work / "tokenizer").exists()
    splits = json.loads((work / "corpus" / "card.json").read_text("utf-8"))["splits"]
    assert [splits[name]["books"] for name in ("train", "validation", "test")] == [1, 1, 1]
    card = (work / "runs" / "mon-oncle" / "model" / "README.md").read_text(encoding="utf-8")
    bits = json.loads((work / "runs" / "mon-oncle" / "evaluation.json").read_text("utf-8"))
    assert f"{bits['scores']['model']['bits_per_byte']:.3f}".replace(".", ",") in card
    command = out.strip().splitlines()[-1]
    assert "Ensuite" in command and str(work) in command

    code, out, err = aurore("Mon oncle", "--texts", texts, *QUICK)
    assert code == 0, err
    assert out.count("Rien à faire") == 2 and out.count("Rien n’a changé") == 1


def test_a_book_of_a_server_is_split_by_chapter_and_what_that_is_worth_is_said(
    aurore: Call, mirror: str, tmp_path: Path
) -> None:
    code, out, err = aurore("Marie Fileuse", "--id", "90001", "--mirror", mirror, *QUICK)
    assert code == 0, err
    assert f"{mirror}/files/90001/90001-0.txt" in out
    assert "un chapitre sur dix" in out and out.count("a lu le reste de") == 1
    assert "dit sa mémoire" not in out
    assert (tmp_path / "work" / "marie-fileuse" / "books" / "90001.txt").exists()


@pytest.mark.books
def test_an_english_author_is_english_from_the_first_stage_to_the_last(
    aurore: Call, tmp_path: Path
) -> None:
    files = str(SHARED / "gutenberg")
    one = ("--id", "29220", "--language", "en")  # the shelf's two novels take minutes to measure
    code, out, err = aurore("Virginia Woolf", *one, "--mirror", files, *QUICK, "--lang", "en")
    assert code == 0, err
    assert "Virginia Woolf: a model" in out and "Étape" not in out
    work = tmp_path / "work" / "virginia-woolf"
    assert json.loads((work / "corpus" / "card.json").read_text("utf-8"))["language"] == "en"
    books = json.loads(
        (work / "runs" / "virginia-woolf" / "model" / "books.json").read_text("utf-8")
    )
    assert books["language"] == "en"
    settings = (work / "runs" / "virginia-woolf" / "settings.toml").read_text("utf-8")
    assert '\nbase = "scratch"\n' in settings  # no model that comes with Aurore knows English
    (samples,) = [
        e for e in Journal(work / "runs" / "virginia-woolf").read() if e["event"] == "sample"
    ]
    assert samples["text"].startswith(out.rpartition('aurore generate "')[2].partition('"')[0])


def start(work: Path, texts: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "aurore", "new", "Mon oncle", "--texts", str(texts),
               "--minutes", "0.15", "--work", str(work)]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_interrupted_the_same_command_goes_on(tmp_path: Path) -> None:
    texts, work = tales(tmp_path / "lettres"), tmp_path / "work"
    folder = work / "mon-oncle" / "runs" / "mon-oncle"

    def steps() -> list[int]:
        return [event["step"] for event in Journal(folder).read() if event["event"] == "step"]

    first = start(work, texts)
    while first.poll() is None and not steps():
        time.sleep(0.02)
    first.send_signal(signal.SIGINT)
    said, _ = first.communicate(timeout=120)
    assert first.returncode == 130, said
    done = len(steps())
    corpus = (work / "mon-oncle" / "corpus" / "card.json").stat().st_mtime_ns

    second = start(work, texts)
    said, _ = second.communicate(timeout=300)
    assert second.returncode == 0, said
    assert "Mon oncle\u00a0: fini en" in said and said.count("Rien n’a changé") == 1
    assert (work / "mon-oncle" / "corpus" / "card.json").stat().st_mtime_ns == corpus
    assert (
        steps() == list(range(1, len(steps()) + 1)) and len(steps()) >= done
    )  # a slow machine may have had time for the last step
    assert [path.name for path in folder.parent.iterdir()] == ["mon-oncle"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["Flobert"], "Gustave Flaubert"),
        (["Emily Brontë"], "--id"),
        (["***", "--id", "3"], "en lettres"),
        (["Oncle", "--texts", "absent"], "n’existe pas"),
        (["Flaubert", "--minutes", "0"], "--minutes"),
        (["Flaubert", "--language", "anglais"], "deux lettres"),
        (["Flaubert", "--base", "atelier/jamais-vu"], "HF_HUB_OFFLINE"),
        (["Flaubert", "--base", "jamais-vu"], "HF_HUB_OFFLINE"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_is_said_in_two_sentences_before_anything_is_made(
    aurore: Call, tmp_path: Path, options: list[str], said: str
) -> None:
    code, _, err = aurore(*options)
    assert code == 2 and "Erreur" in err and "À faire" in err and said in err
    assert not list(tmp_path.glob("work/*/corpus"))


def test_a_book_that_the_server_has_not_is_named(aurore: Call, mirror: str) -> None:
    code, _, err = aurore("Emily Brontë", "--id", "768", "--mirror", mirror)
    assert code == 2 and "768" in err and "--mirror" in err


def test_a_text_of_which_nothing_can_be_kept_is_refused_before_it_is_learned(
    aurore: Call, tmp_path: Path
) -> None:
    (tmp_path / "lettres").mkdir()
    text = TALE.read_text(encoding="utf-8").split("\n\n")[10:40]
    plain = "\n\n".join(part for part in text if not part.strip().isupper() and len(part) > 80)
    (tmp_path / "lettres" / "une.txt").write_text(plain, encoding="utf-8")
    code, _, err = aurore("Mon oncle", "--texts", str(tmp_path / "lettres"), *QUICK)
    assert code == 2 and "trois fichiers" in err
    assert not (tmp_path / "work" / "mon-oncle" / "runs").exists()


def test_of_books_two_in_ten_are_spared_and_of_few_the_last_two() -> None:
    assert spare(["a", "b"]) == {}
    assert spare(["a", "b", "c"]) == {"b": "validation", "c": "test"}
    assert len(spare([str(n) for n in range(30)])) == 6
