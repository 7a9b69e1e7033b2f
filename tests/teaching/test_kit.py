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
    note = (made.folder / "LISEZMOI.txt").read_text("utf-8")
    assert (
        "python3 installer.py" in note
        and r"env\Scripts\python -m aurore" in note
        and kit.HERE in note
    )
    compile((made.folder / "installer.py").read_text("utf-8"), "installer.py", "exec")


def test_without_sources_nor_wheel_it_says_so(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(kit, "SOURCES", tmp_path)
    with pytest.raises(UserError):
        make_kit(tmp_path / "kit", systems=())


def test_an_unknown_system_is_refused(tmp_path: Path, capsys) -> None:
    assert run(["kit", str(tmp_path / "kit"), "--system", "amiga"]) == 2
    assert "linux, windows, macos" in capsys.readouterr().err
    assert not (tmp_path / "kit").exists()


def test_a_version_of_python_that_is_none_is_refused(tmp_path: Path, capsys) -> None:
    assert run(["kit", str(tmp_path / "kit"), "--python", "douze"]) == 2
    assert "« douze »" in capsys.readouterr().err.replace("\xa0", " ")
    assert not (tmp_path / "kit").exists()


def test_the_kit_brings_the_pip_that_installs_it() -> None:
    assert requirements(WINDOWS, train=False, python="3.13")["pip"].startswith("pip==")


def test_the_installer_says_which_python_the_kit_is_for(tmp_path: Path) -> None:
    here = sys.version_info.minor
    (tmp_path / "rich-14-py3-none-any.whl").touch()
    (tmp_path / "safetensors-1-cp39-abi3-win_amd64.whl").touch()
    assert installer.unfit_python(tmp_path) == ""
    (tmp_path / f"numpy-2-cp3{here - 1}-cp3{here - 1}-win_amd64.whl").touch()
    assert f"pour Python 3.{here - 1}" in installer.unfit_python(tmp_path)
    (tmp_path / f"numpy-2-cp3{here}-cp3{here}-win_amd64.whl").touch()
    assert installer.unfit_python(tmp_path) == ""


@pytest.mark.parametrize("windows", [False, True])
def test_the_lines_to_type_hold_spaces_and_accents(monkeypatch, windows: bool) -> None:
    monkeypatch.setattr(installer, "WINDOWS", windows)
    lines = installer.first_lines(Path("/chez/Éloïse Martin/aurore")).splitlines()
    assert '"/chez/Éloïse Martin/aurore"' in lines[0]
    assert lines[0].split()[0] == ("pushd" if windows else "cd")
    assert " " not in lines[1].strip().split(" lesson")[0]


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
    command = [*cut, sys.executable, str(made.folder / "installer.py"), str(tmp_path / "chez Zoé")]
    subprocess.run(command, check=True, env=bare | {"PIP_CONFIG_FILE": os.devnull})
    aurore = tmp_path / "chez Zoé" / "env" / "bin" / "aurore"
    done = subprocess.run(
        [*cut, str(aurore), "lesson", "list", "--work", str(tmp_path / "work")],
        check=True,
        capture_output=True,
        text=True,
        env=bare,
    )
    assert "Jetons" in done.stdout
