"""A file on its way: the bytes that have come, and of which version of which file they are.

`<name>.part` holds them as the server sent them, `<name>.part.json` what resuming needs. Neither
has a name that anything else reads, so what is half-written is never taken for a book.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from aurore.base.errors import UserError
from aurore.base.locks import locked
from aurore.base.workspace import reporting_full_disk, write_atomically

CHUNK_BYTES = 65_536  # guess: what one read of a socket gives at most
COMPRESSED = ("gzip", "x-gzip")
UNCHANGED = ("", "identity")
CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
SHA256_DIGEST = re.compile(r"\bsha-256=:([A-Za-z0-9+/]+=*):")  # RFC 9530, Repr-Digest


class Damaged(Exception):
    """The bytes are not those of a whole file."""


class Part:
    """The partial file beside `target`."""

    def __init__(self, target: Path) -> None:
        self.path = target.with_suffix(".part")
        self.card = target.with_suffix(".part.json")
        self.sure = True
        """Whether the server said where the file ends."""

    @property
    def size(self) -> int:
        """Bytes that have come."""
        return self.path.stat().st_size if self.path.exists() else 0

    def known(self) -> dict[str, Any]:
        """The card; empty when it is not there or cannot be read."""
        try:
            found = json.loads(self.card.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def headers(self, url: str) -> dict[str, str]:
        """What asks for the rest, if the file is still the same; nothing, to ask for it all."""
        card, size = self.known(), self.size
        version = card.get("etag") or card.get("modified")
        if not size or not version or card.get("url") != url:
            return {}
        return {"Range": f"bytes={size}-", "If-Range": version}

    def begin(self, url: str, headers: Mapping[str, str]) -> None:
        """Starts from nothing, with the version that `headers` name."""
        etag = headers.get("etag", "")
        card = {
            "url": url,
            "etag": "" if etag.startswith("W/") else etag,  # RFC 9110: If-Range wants a strong one
            "modified": headers.get("last-modified", ""),
            "encoding": headers.get("content-encoding", "").strip().lower(),
            "digest": headers.get("repr-digest", ""),
        }
        with self.open_from(0):
            pass  # emptied first: old bytes under a new card would be taken for the new file's
        with write_atomically(self.card) as path:
            path.write_text(json.dumps(card) + "\n", encoding="utf-8")

    def continues(self, headers: Mapping[str, str]) -> bool:
        """Whether a partial answer goes on where the file stops, with the same version of it."""
        found = CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
        card = self.known()
        same = all(
            name not in headers or not card.get(key) or headers[name] == card[key]
            for name, key in (("etag", "etag"), ("last-modified", "modified"))
        )
        encoding = headers.get("content-encoding", "").strip().lower()
        return (
            found is not None
            and int(found[1]) == self.size
            and encoding == card.get("encoding", "")
            and same
        )

    def length(self, headers: Mapping[str, str]) -> int | None:
        """Bytes of the whole file, when an answer that begins or goes on with it says so."""
        found = CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
        if found and found[2] != "*":
            return int(found[2])
        said = headers.get("content-length", "")
        return self.size + int(said) if said.isascii() and said.isdigit() else None

    @contextmanager
    def open_from(self, size: int) -> Iterator[IO[bytes]]:
        """The file, to write after its first `size` bytes."""
        try:
            with reporting_full_disk():
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("ab") as file:
                    file.truncate(size)
                    yield file
        except UserError as error:
            if error.name == "disk_full":
                self.discard()  # leaves the room that is left
            raise

    def check(self, largest_bytes: int) -> None:
        """Reads the whole file through.

        Raises:
            Damaged: it is not what its digest says, or does not decompress.
            UserError: `book_too_large` once decompressed.
        """
        card = self.known()
        self._check_digest(card.get("digest", ""))
        if card.get("encoding", "") not in (*COMPRESSED, *UNCHANGED):
            raise Damaged(card["encoding"])  # we asked for none
        size = 0
        try:
            with self.whole() as file:
                while piece := file.read(CHUNK_BYTES):
                    size += len(piece)
                    if size > largest_bytes:
                        raise UserError("book_too_large", url=card["url"], limit=largest_bytes)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise Damaged(str(error)) from error

    def whole(self) -> gzip.GzipFile | io.BufferedReader:
        """The file to read, no longer compressed."""
        if self.known().get("encoding", "") in COMPRESSED:
            return gzip.open(self.path)
        return self.path.open("rb")

    def _check_digest(self, said: str) -> None:
        found = SHA256_DIGEST.search(said)
        if found is None:
            return
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        if base64.b64encode(digest).decode() != found[1]:
            raise Damaged(said)

    def discard(self) -> None:
        """Removes both files."""
        for path in (self.path, self.card):
            path.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keeps a second Aurore from downloading into the folder at the same time.

    Raises:
        UserError: another one is downloading.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".downloading") as ours:
        if not ours:
            raise UserError("being_downloaded", folder=folder)
        yield
