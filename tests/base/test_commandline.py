"""What is printed to be copied runs as it stands, whatever the names in it."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from aurore.base.commandline import DEFAULT_WORK, in_work, meant_work, quoted
from aurore.base.errors import MissingArtefact
from aurore.base.workspace import Workspace

ODD = ["mon travail", "l'été", "a&b", "$HOME", "(copie)", "a;b", "*", "deux  espaces ", "é~"]


@pytest.mark.skipif(os.name == "nt", reason="asks a POSIX shell")
@pytest.mark.parametrize("text", ["simple", "a/b-c_d.e", *ODD, 'un "mot"'])
def test_a_shell_reads_back_what_was_quoted(text: str) -> None:
    done = subprocess.run(["sh", "-c", f"printf %s {quoted(text)}"], capture_output=True, text=True)
    assert done.stdout == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("simple", "simple"),
        (r"D:\livres", r"D:\livres"),
        (r"C:\Mes documents\aurore", r'"C:\Mes documents\aurore"'),
        ("l'été", '"l\'été"'),
        ("a&b", '"a&b"'),
        ("D:\\mon travail\\", '"D:\\mon travail\\\\"'),
    ],
)
def test_windows_wants_double_quotes(text: str, expected: str) -> None:
    assert quoted(text, "win32") == expected


@pytest.mark.parametrize("text", ["mon travail", "D:\\mon travail\\", "deux  espaces "])
def test_on_windows_as_programs_are_started_there(text: str) -> None:
    assert quoted(text, "win32") == subprocess.list2cmdline([text])


def test_the_work_folder_is_said_when_it_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_work("aurore train", Path("aurore-work")) == "aurore train"
    written = in_work("aurore train", Path("mon travail"))
    assert shlex.split(written, posix=os.name != "nt")[:3] == ["aurore", "train", "--work"]
    assert written.endswith(quoted("mon travail"))
    monkeypatch.setenv("AURORE_WORK", "mon travail")
    assert in_work("aurore train", Path("mon travail")) == "aurore train"


def test_what_is_missing_is_made_in_the_same_work_folder(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "mon travail")
    with pytest.raises(MissingArtefact) as caught:
        workspace.need(workspace.corpus, "aurore prepare")
    assert quoted(str(workspace.root)) in caught.value.remedy


def test_inside_a_work_folder_that_one_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a person of the workshop, who runs a file in its own folder, then has it checked."""
    work, lesson = tmp_path / "aurore-work", tmp_path / "aurore-work" / "atelier" / "03_jetons"
    lesson.mkdir(parents=True)
    (work / "aurore.toml").write_text("format = 1\n", encoding="utf-8")
    monkeypatch.delenv("AURORE_WORK", raising=False)
    for place, meant in ((tmp_path, DEFAULT_WORK), (work, work), (lesson, work)):
        monkeypatch.chdir(place)
        assert meant_work(DEFAULT_WORK) == meant
        assert in_work("aurore lesson check 3", meant) == "aurore lesson check 3"
        assert meant_work(Path("ailleurs")) == Path("ailleurs")
    monkeypatch.chdir(tmp_path)
    assert in_work("aurore tokenize", work).endswith(f"--work {quoted(str(work))}")
