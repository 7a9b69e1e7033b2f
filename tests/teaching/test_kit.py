"""What a kit holds; installing from one with the network cut is slow, and done on demand."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aurore.base.errors import UserError
from aurore.cli.main import run
from aurore.teaching import installer, kit
from aurore.teaching.kit import SYSTEMS, make_kit, requirements

LINUX, WINDOWS, MACOS = SYSTEMS


def test_each_system_gets_what_it_needs() -> None:
    linux, windows = requirements(LINUX, train=False), requirements(WINDOWS, train=False)
    assert "gunicorn" in linux and "waitress" not in linux
    assert "waitress" in windows and "gunicorn" not in windows
    assert "flask" in linux and "werkzeug" in linux and "torch" not in linux
    assert "torch" in requirements(MACOS, train=True)


def test_versions_are_those_of_this_machine_and_named_as_each_system_names_them() -> None:
    from importlib.metadata import version

    import flask  # noqa: F401

    assert requirements(LINUX, train=False)["flask"].lower() == f"flask=={version('flask')}"
    assert "+" not in requirements(WINDOWS, train=True)["torch"]


def test_a_kit_holds_lessons_books_installer_and_a_note(tmp_path: Path, monkeypatch) -> None:
    """The wheels are left out: they come from an index."""
    monkeypatch.setattr(kit, "_own_wheel", lambda folder: folder / "none.whl")
    made = make_kit(tmp_path / "clé", systems=())
    assert (made.folder / "atelier" / "03_jetons" / "exercice.py").exists()
    assert len(list((made.folder / "livres").glob("*.txt"))) == 3
    assert "python installer.py" in (made.folder / "LISEZMOI.txt").read_text("utf-8")
    compile((made.folder / "installer.py").read_text("utf-8"), "installer.py", "exec")


def test_without_sources_nor_wheel_it_says_so(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(kit, "SOURCES", tmp_path)
    with pytest.raises(UserError):
        make_kit(tmp_path / "kit", systems=())


def test_an_unknown_system_is_refused(tmp_path: Path, capsys) -> None:
    assert run(["kit", str(tmp_path / "kit"), "--system", "amiga"]) == 2
    assert "linux, windows, macos" in capsys.readouterr().err
    assert not (tmp_path / "kit").exists()


def test_the_installer_refuses_an_old_python(monkeypatch, capsys, tmp_path: Path) -> None:
    monkeypatch.setattr(installer, "OLDEST", (99, 0))
    assert installer.main([str(tmp_path / "aurore")]) == 2
    assert "99.0" in capsys.readouterr().out and not (tmp_path / "aurore").exists()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(shutil.which("unshare") is None, reason="no way here to cut the network")
def test_installing_from_a_kit_needs_no_network(tmp_path: Path) -> None:
    """Slow: some sixty wheels are fetched from an index, then installed in a fresh environment."""
    made = make_kit(tmp_path / "kit", systems=(LINUX,), train=False)
    assert not made.missing
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
    cut = ["unshare", "--net", "--map-root-user"]
    command = [*cut, sys.executable, str(made.folder / "installer.py"), str(tmp_path / "ici")]
    subprocess.run(command, check=True, env=bare | {"PIP_CONFIG_FILE": os.devnull})
    aurore = tmp_path / "ici" / "env" / "bin" / "aurore"
    done = subprocess.run(
        [*cut, str(aurore), "lesson", "list", "--work", str(tmp_path / "work")],
        check=True,
        capture_output=True,
        text=True,
        env=bare,
    )
    assert "Jetons" in done.stdout
