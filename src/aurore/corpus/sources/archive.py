"""Reads a zip archive that a stranger made: bounded, and never outside itself."""

import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from aurore.base.errors import UserError

MOST_ENTRIES = 20_000  # guess: ten times the pictures of an illustrated book
LARGEST_ENTRY_BYTES = 16_000_000  # guess: five times a long novel in one page
LARGEST_TOTAL_BYTES = 64_000_000  # guess: of all that is read of one archive
ALLOWED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How entries may be packed (cited: EPUB OCF 3.3); LZMA can ask for gigabytes to unpack."""
# What `zipfile` raises on archives that are damaged or made to mislead.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    OSError, ValueError, OverflowError, KeyError, IndexError,
)  # fmt: skip


class Archive:
    """A zip archive open for reading; a context manager."""

    def __init__(self, path: Path) -> None:
        """Opens the archive.

        Raises:
            UserError: it is no zip archive, it has too many entries, or one that would lie
                outside of it.
        """
        self.path = path
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except DAMAGED as error:
            raise UserError("epub_broken", path=path, what=path.name) from error
        self._names = {name.casefold(): name for name in reversed(self._zip.namelist())}
        try:
            self._refuse_hostile()
        except UserError:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def _refuse_hostile(self) -> None:
        if len(self._names) > MOST_ENTRIES:
            raise UserError("epub_too_large", path=self.path, what=self.path.name)
        for name in self._names.values():
            refuse_outside(self.path, name)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """The bytes of an entry; capitals and small letters are the same.

        Raises:
            UserError: there is none of that name, it is damaged, encrypted or too large.
        """
        info = self._zip.getinfo(self._names[name.casefold()]) if name in self else None
        if info is None or info.compress_type not in ALLOWED:
            raise UserError("epub_broken", path=self.path, what=name)
        try:
            with self._zip.open(info) as entry:
                data = entry.read(LARGEST_ENTRY_BYTES + 1)  # whatever size the archive announces
        except DAMAGED as error:
            raise UserError("epub_broken", path=self.path, what=name) from error
        self._read += len(data)
        if len(data) > LARGEST_ENTRY_BYTES or self._read > LARGEST_TOTAL_BYTES:
            raise UserError("epub_too_large", path=self.path, what=name)
        return data


def refuse_outside(archive: Path, name: str) -> None:
    """Raises `UserError` for a path that leads out of the archive."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or (parts and parts[0].endswith(":")):
        raise UserError("epub_hostile", path=archive, what=name)
