"""The work folder: an artefact is there whole, or the one before it is."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

import pytest

from aurore.base.errors import MissingArtefact, UserError
from aurore.base.workspace import (
    FORMAT,
    MARKER,
    Workspace,
    replace_folder,
    reporting_full_disk,
    write_atomically,
)


class Stopped(Exception):
    """What stops a block of these tests."""


def inside(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# ── Paths ────────────────────────────────────────────────────────────────────────────────────────


def test_where_each_artefact_lies(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.books == tmp_path / "books"
    assert workspace.corpus == tmp_path / "corpus"
    assert workspace.tokenizer == tmp_path / "tokenizer"
    assert workspace.runs == tmp_path / "runs"
    assert workspace.run("sand") == tmp_path / "runs" / "sand"


def test_making_a_workspace_touches_no_disk(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "work")
    workspace.run("sand")
    workspace.check()
    assert inside(tmp_path) == set()


@pytest.mark.parametrize("name", ["sand", "sand-2", "essai du soir", "été", "a.b", "63445"])
def test_simple_run_names_are_taken(name: str, tmp_path: Path) -> None:
    assert Workspace(tmp_path).run(name).parent == tmp_path / "runs"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "a/", "/tmp/x", ".cache", "./a", "a/../b", "//"]
)
def test_run_names_that_leave_the_folder_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        Workspace(tmp_path).run(name)
    assert caught.value.name == "bad_run_name"


def test_need_gives_the_path_or_says_what_to_run(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with pytest.raises(MissingArtefact) as caught:
        workspace.need(workspace.corpus, "aurore prepare")
    assert "aurore prepare" in caught.value.remedy
    workspace.corpus.mkdir()
    assert workspace.need(workspace.corpus, "aurore prepare") == workspace.corpus


# ── Format ───────────────────────────────────────────────────────────────────────────────────────


def test_opening_makes_the_folder_and_marks_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "a" / "b")
    workspace.open_for_writing()
    assert inside(workspace.root) == {MARKER}
    assert (workspace.root / MARKER).read_text() == f"format = {FORMAT}\n"


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.open_for_writing()
    before = (tmp_path / MARKER).stat().st_mtime_ns
    workspace.open_for_writing()
    assert (tmp_path / MARKER).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "marker",
    [
        b"format = 2\n",
        b"format = 0\n",
        b'format = "1"\n',
        b"",
        b"other = 1\n",
        b"not toml",
        b"\xff\xfe\x00",
    ],
)
def test_a_folder_of_another_format_is_refused(marker: bytes, tmp_path: Path) -> None:
    (tmp_path / MARKER).write_bytes(marker)
    workspace = Workspace(tmp_path)
    for action in (workspace.check, workspace.open_for_writing):
        with pytest.raises(UserError) as caught:
            action()
        assert caught.value.name == "other_format"
    assert (tmp_path / MARKER).read_bytes() == marker


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


def left_beside(target: Path) -> list[str]:
    return sorted(name for name in inside(target.parent) if name != target.name)


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "a" / "file.txt"
    with write_atomically(target) as path:
        assert path.parent == target.parent
        path.write_text("neuf")
        assert not target.exists()
    assert target.read_text() == "neuf"
    assert inside(target.parent) == {"file.txt"}
    assert target.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("error", [Stopped, KeyboardInterrupt, MemoryError])
def test_when_the_block_raises_the_old_file_stays(
    error: type[BaseException], tmp_path: Path
) -> None:
    target = tmp_path / "file.txt"
    target.write_text("ancien")
    with pytest.raises(error), write_atomically(target) as path:
        path.write_text("à moit")
        raise error
    assert target.read_text() == "ancien"
    assert inside(tmp_path) == {"file.txt"}


def test_when_the_block_raises_no_new_file_appears(tmp_path: Path) -> None:
    with pytest.raises(Stopped), write_atomically(tmp_path / "file.txt") as path:
        path.write_text("à moit")
        raise Stopped
    assert inside(tmp_path) == set()


def test_a_killed_process_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    target.write_text("ancien")
    program = (
        "import os, sys; from pathlib import Path\n"
        "from aurore.base.workspace import write_atomically\n"
        "with write_atomically(Path(sys.argv[1])) as path:\n"
        "    path.write_text('à moit', encoding='utf-8'); os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(target)]).returncode == 9
    assert target.read_text() == "ancien"
    assert len(left_beside(target)) == 2, "the file and its lock"
    (tmp_path / ".file.txt.swp").write_text("of an editor")
    with write_atomically(target) as path:
        path.write_text("neuf")
    assert target.read_text() == "neuf" and left_beside(target) == [".file.txt.swp"]


def test_the_temporary_file_of_a_living_process_is_left_to_it(tmp_path: Path) -> None:
    target = tmp_path / "file.txt"
    with write_atomically(target) as first:
        first.write_text("premier")
        with write_atomically(target) as second:
            second.write_text("second")
        assert target.read_text() == "second"
    assert target.read_text() == "premier" and inside(tmp_path) == {"file.txt"}


# ── Folders ──────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    target.mkdir()
    (target / "old").write_text("ancien")
    with replace_folder(target) as folder:
        (folder / "new").write_text("neuf")
        assert inside(target) == {"old"}
    assert inside(target) == {"new"}
    assert inside(tmp_path) == {"corpus"}


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    with replace_folder(tmp_path / "a" / "b") as folder:
        (folder / "new").write_text("neuf")
    assert inside(tmp_path / "a") == {"b"}
    assert inside(tmp_path / "a" / "b") == {"new"}


@pytest.mark.parametrize("error", [Stopped, KeyboardInterrupt])
def test_when_the_block_raises_the_old_folder_stays(
    error: type[BaseException], tmp_path: Path
) -> None:
    target = tmp_path / "corpus"
    target.mkdir()
    (target / "old").write_text("ancien")
    with pytest.raises(error), replace_folder(target) as folder:
        (folder / "new").write_text("à moit")
        raise error
    assert inside(tmp_path) == {"corpus"}
    assert (target / "old").read_text() == "ancien"


def test_what_a_killed_replacement_left_is_cleared(tmp_path: Path) -> None:
    target, left = tmp_path / "corpus", tmp_path / ".corpus.old"
    for folder in (target, left):
        folder.mkdir()
        (folder / "old").write_text("ancien")
    with replace_folder(target) as folder:
        (folder / "new").write_text("neuf")
    assert inside(tmp_path) == {"corpus"}
    assert inside(target) == {"new"}


REPLACING = (
    "import sys, time; from pathlib import Path\n"
    "from aurore.base.workspace import replace_folder\n"
    "with replace_folder(Path(sys.argv[1])) as folder:\n"
    "    (folder / 'half').write_text('x'); print('begun', flush=True); sys.stdin.readline()\n"
)


@contextmanager
def replacing(target: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process in the middle of replacing the folder; it goes on when it reads a line."""
    command = [sys.executable, "-c", REPLACING, str(target)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def test_what_a_killed_process_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    with replacing(target) as process:
        process.kill()
        process.wait()
    assert len(left_beside(target)) == 2, "the folder and its lock"
    with replace_folder(target) as folder:
        assert [name for name in left_beside(target) if not name.endswith(".lock")] == [folder.name]
        (folder / "new").write_text("neuf")
    assert left_beside(target) == [] and inside(target) == {"new"}


def test_what_a_living_process_writes_is_left_to_it(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    with replacing(target) as process:
        begun = left_beside(target)
        with replace_folder(target) as folder:
            (folder / "new").write_text("neuf")
        assert left_beside(target) == begun and inside(target) == {"new"}
        process.communicate("go on\n")
        assert process.returncode == 0
    assert left_beside(target) == [] and inside(target) == {"half"}


def test_what_an_older_version_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "corpus"
    for name in (".corpus.wmhb45gq", ".corpus", "corpus.bak", ".corpus-2.a1b2"):
        (tmp_path / name).mkdir()
    (tmp_path / ".corpus.notes").write_text("à moi")
    with replace_folder(target):
        pass
    assert left_beside(target) == [".corpus", ".corpus-2.a1b2", ".corpus.notes", "corpus.bak"]


# ── The system refuses ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if mounted.returncode:
        pytest.skip(f"this machine does not let us mount: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_and_the_old_file_stays(small_disk: Path) -> None:
    target = small_disk / "file.bin"
    target.write_bytes(b"ancien")
    with pytest.raises(UserError) as caught, write_atomically(target) as path:
        path.write_bytes(b"x" * 1_000_000)
    assert caught.value.name == "disk_full"
    assert target.read_bytes() == b"ancien"
    assert inside(small_disk) == {"file.bin"}


def test_a_full_disk_is_said_and_the_old_folder_stays(small_disk: Path) -> None:
    target = small_disk / "corpus"
    target.mkdir()
    (target / "old").write_bytes(b"ancien")
    with pytest.raises(UserError) as caught, replace_folder(target) as folder:
        (folder / "new").write_bytes(b"x" * 1_000_000)
    assert caught.value.name == "disk_full"
    assert inside(small_disk) == {"corpus"}
    assert (target / "old").read_bytes() == b"ancien"


# ── Odd places for a work folder ─────────────────────────────────────────────────────────────────


def test_a_file_where_the_work_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for root in (tmp_path / "file", tmp_path / "file" / "a" / "work"):
        for action in (Workspace(root).open_for_writing, Workspace(root).check):
            with pytest.raises(UserError) as caught:
                action()
            assert caught.value.name == "work_is_file"
            assert str(tmp_path / "file") in caught.value.problem
    assert (tmp_path / "file").read_text() == "x"


def test_a_name_that_the_system_does_not_take_is_said(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / ("x" * 300))
    for action in (workspace.open_for_writing, workspace.check):
        with pytest.raises(UserError) as caught:
            action()
        assert caught.value.name == "bad_name_of_work"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place where nothing is made")
def test_a_drive_that_is_not_there_is_said() -> None:
    """As `Z:\\work` on Windows: the system says that there is no such file."""
    with pytest.raises(UserError) as caught:
        Workspace(Path("/proc/aurore-work")).open_for_writing()
    assert caught.value.name == "no_place_for_work"


@pytest.mark.parametrize("name", ["books", "corpus", "tokenizer", "runs"])
@pytest.mark.parametrize("is_file", [True, False])
def test_what_others_put_there_is_never_replaced(name: str, is_file: bool, tmp_path: Path) -> None:
    mine = tmp_path / name if is_file else tmp_path / name / "mine.txt"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("à moi")
    with pytest.raises(UserError) as caught:
        Workspace(tmp_path).open_for_writing()
    assert caught.value.name == "work_of_others" and name in caught.value.problem
    assert mine.read_text() == "à moi" and inside(tmp_path) == {name}


def test_other_things_in_the_folder_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_text("à moi")
    Workspace(tmp_path).open_for_writing()
    assert inside(tmp_path) == {"notes.docx", MARKER}


AS_NOBODY = """
import os, sys
from pathlib import Path
from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.workspace import Workspace
message("cli.error")  # read while the files of the program still may be
os.setuid(65534)
try:
    getattr(Workspace(Path(sys.argv[1])), sys.argv[2])()
except UserError as error:
    print(error.name)
"""


def as_nobody(root: Path, method: str) -> str:
    """The name of the error that a method of `Workspace` raises in a process without rights."""
    command = [sys.executable, "-c", AS_NOBODY, str(root), method]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else"
)
def test_a_folder_without_the_right_to_write_or_to_enter_is_said() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        assert as_nobody(Path(name) / "work", "open_for_writing") == "cannot_write"
        assert as_nobody(Path(name), "open_for_writing") == "cannot_write"
        Path(name).chmod(0o700)
        for method in ("open_for_writing", "check"):
            assert as_nobody(Path(name) / "work", method) == "work_is_closed"


def test_a_folder_where_a_file_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    with pytest.raises(UserError) as caught, write_atomically(tmp_path / "target") as path:
        path.write_text("x")
    assert caught.value.name == "cannot_write"
    assert inside(tmp_path) == {"target"}


def test_other_errors_of_the_system_pass(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), reporting_full_disk():
        (tmp_path / "none").read_text()
