"""Where each artefact of a work folder lies, and how it gets there whole or not at all."""

import errno
import glob
import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aurore.base.commandline import MARKER, in_work
from aurore.base.errors import MissingArtefact, UserError
from aurore.base.locks import locked

FORMAT = 1  # of the work folder; changes when an older Aurore could not read it
TOKEN = "[0-9a-f]{8}"  # what the names of our temporary files end with
OURS = ("books", "corpus", "tokenizer", "runs")
CANNOT_WRITE = frozenset(  # no right to write there, or a file where a folder should be
    [errno.EACCES, errno.EROFS, errno.EPERM, errno.ENOTDIR, errno.EEXIST, errno.EISDIR]
)
BAD_PLACES = {  # what the system says of a work folder that cannot be, and the error that tells it
    errno.ENOENT: "no_place_for_work",  # a drive that is not there
    errno.ENAMETOOLONG: "bad_name_of_work",
    errno.EINVAL: "bad_name_of_work",  # a sign that Windows does not take
    errno.ELOOP: "bad_name_of_work",
    errno.EACCES: "work_is_closed",
}


@dataclass(frozen=True)
class Workspace:
    """The paths of one work folder. Making one touches no disk."""

    root: Path

    @property
    def books(self) -> Path:
        """Raw books as downloaded, each with a `.json` sidecar."""
        return self.root / "books"

    @property
    def corpus(self) -> Path:
        """Hugging Face `DatasetDict` and `card.json`."""
        return self.root / "corpus"

    @property
    def tokenizer(self) -> Path:
        """`tokenizer.json` and `tokenizer_config.json`."""
        return self.root / "tokenizer"

    @property
    def runs(self) -> Path:
        """One folder per training run."""
        return self.root / "runs"

    def run(self, name: str) -> Path:
        """The folder of the run `name`."""
        if name != Path(name).name or name.startswith(".") or not name.isprintable() or not name:
            raise UserError("bad_run_name", name=name)
        return self.runs / name

    def need(self, path: Path, command: str) -> Path:
        """`path` if it is there.

        Raises:
            MissingArtefact: it is not; `command` makes it.
        """
        if not path.exists():
            raise MissingArtefact(path, in_work(command, self.root))
        return path

    def open_for_writing(self) -> None:
        """Makes the folder, or checks that it is ours and of this format.

        Raises:
            UserError: it cannot be made, or what is there is not ours.
        """
        self.check()
        self.check_ours()
        with _reporting_bad_place(self.root), reporting_full_disk():
            self.root.mkdir(parents=True, exist_ok=True)
            if not (self.root / MARKER).exists():
                with write_atomically(self.root / MARKER) as path:
                    path.write_text(f"format = {FORMAT}\n", encoding="utf-8")

    def check_ours(self) -> None:
        """Raises `UserError` when writing here would replace what somebody else put here."""
        if (self.root / MARKER).exists():
            return
        for name in OURS:
            if (self.root / name).exists():
                raise UserError("work_of_others", folder=self.root, name=name)

    def check(self) -> None:
        """Raises `UserError` when there is no folder to be had here, or one of another format."""
        with _reporting_bad_place(self.root):
            for place in (self.root, *self.root.absolute().parents):
                if place.exists():
                    if not place.is_dir():
                        raise UserError("work_is_file", path=place)
                    break
            marker = self.root / MARKER
            if not marker.exists():
                return
        try:
            found = tomllib.loads(marker.read_text(encoding="utf-8")).get("format")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            found = None
        if found != FORMAT:
            raise UserError("other_format", folder=self.root, found=found, expected=FORMAT)


@contextmanager
def _reporting_bad_place(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in BAD_PLACES:
            raise UserError(BAD_PLACES[error.errno], folder=folder) from error
        raise


@contextmanager
def reporting_full_disk() -> Iterator[None]:
    """Turns the system's errors on writing into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise UserError("disk_full") from error
        if error.errno in CANNOT_WRITE:
            raise UserError("cannot_write", path=error.filename or "") from error
        raise


@contextmanager
def write_atomically(target: Path) -> Iterator[Path]:
    """Yields a temporary path beside `target`; on success it becomes `target`, else it goes.

    The file is flushed to the disk before it takes the name, so a machine that loses power
    keeps either the old file or the new one. What a killed process left, the next one here removes.
    """
    temporary = _temporary(target)
    with reporting_full_disk():
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in _left(target):
            if re.fullmatch(TOKEN, left.suffix[1:]):  # no `.settings.toml.swp` of an editor
                _clear_dead(left, lambda path: path.unlink(missing_ok=True))
    with reporting_full_disk(), _holding(temporary):
        try:
            temporary.touch(exist_ok=False)
            yield temporary
            with temporary.open("rb+") as written:
                os.fsync(written.fileno())
            temporary.chmod(0o644)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def replace_folder(target: Path) -> Iterator[Path]:
    """Yields a temporary folder beside `target`; on success it takes its place, else it goes.

    A process that is killed leaves its own behind; the next one that comes here takes it away.
    """
    temporary = _temporary(target)
    with reporting_full_disk():
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in _left(target):
            if left.suffix != ".old":
                _clear_dead(left, lambda path: shutil.rmtree(path, ignore_errors=True))
    with reporting_full_disk(), _holding(temporary):
        try:
            temporary.mkdir()
            yield temporary
            old = target.with_name(f".{target.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            if target.exists():
                target.rename(old)
            temporary.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def _holding(temporary: Path) -> Iterator[bool]:
    """Holds the lock of a temporary folder: while somebody does, it is not to be cleared."""
    with locked(temporary.with_name(f"{temporary.name}.lock"), without_locks=False) as ours:
        yield ours


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}")


def _left(target: Path) -> set[Path]:
    """The temporary files or folders beside `target`, by themselves or by their locks."""
    left = target.parent.glob(f".{glob.escape(target.name)}.*")
    return {path.with_suffix("") if path.suffix == ".lock" else path for path in left}


def _clear_dead(temporary: Path, remove: Callable[[Path], None]) -> None:
    """Removes what no living process holds."""
    with _holding(temporary) as dead:
        if dead:
            remove(temporary)
