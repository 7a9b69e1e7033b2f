"""The shelf as a pipeline of processes: the plain path's corpus, and nothing lost to a death."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from aurore.base.errors import UserError
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.documents import clean_file
from aurore.corpus.prepare import UNDER_WAY, prepare
from aurore.corpus.rows import book_rows
from aurore.corpus.scale.parts import read_rows, write_rows
from aurore.corpus.sources.catalogue import shelf

pytest.importorskip("datatrove")
DEMO = PrepareSettings(author="demo")


def files_of(folder: Path) -> dict[str, bytes]:
    """The data and the card; the report has the day."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".arrow", ".json") and path.parent.name != "copies"
    }


def test_rows_come_back_from_their_file_as_they_were(prepared: Workspace, tmp_path: Path) -> None:
    book = shelf("demo").books[0]
    rows = book_rows(clean_file(book, prepared.books / f"{book.id}.txt", DEMO), DEMO)
    write_rows(tmp_path / "one.npz", rows)
    again = read_rows(tmp_path / "one.npz")
    assert again.book == book and again.text == rows.text and again.account == rows.account
    assert again.details == rows.details and (again.sketch == rows.sketch).all()
    assert asdict(again).keys() == asdict(rows).keys()


def test_the_corpus_is_the_plain_one_and_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    plain, scaled = Workspace(tmp_path / "plain"), Workspace(tmp_path / "scaled")
    prepare(DEMO, plain)
    shutil.copytree(plain.books, scaled.books)
    command = [sys.executable, "-m", "aurore", "prepare", "--author", "demo", "--workers", "1",
               "--work", str(scaled.root)]  # fmt: skip
    (scaled.root / "aurore.toml").write_text("format = 1\n")
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    killed = False
    while parent.poll() is None and not killed:
        for child in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split():
            told = Path(f"/proc/{child}/cmdline").read_bytes()
            if b"aurore.corpus.scale.worker" in told:
                os.kill(int(child), signal.SIGKILL)
                killed = True
        time.sleep(0.01)
    said, _ = parent.communicate(timeout=200)
    assert killed and parent.returncode == 0, said
    assert files_of(scaled.corpus) == files_of(plain.corpus)
    assert not (scaled.root / UNDER_WAY).exists()


def test_a_book_that_is_refused_is_told_by_its_name(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text("The house of the sea was for her and he had it. " * 30)
    with pytest.raises(UserError) as caught:
        prepare(PrepareSettings(texts=(str(texts),)), Workspace(tmp_path / "work"), workers=1)
    assert caught.value.name == "not_french"
