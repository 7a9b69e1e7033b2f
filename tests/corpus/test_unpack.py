"""Files that come compressed or signed: whole and right, or not at all."""

import base64
import gzip
import hashlib
from typing import Any

import pytest
from faulty import ETAG, TEXT, download, fails, got, in_turn, ranged, send

from aurore.corpus.sources.client import Answer
from aurore.corpus.sources.part import Part

ONE = {"ETag": ETAG}
OTHER = TEXT[::-1]


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
def test_a_file_that_comes_compressed_all_the_same_is_unpacked(
    encoding: str, server: Any, part: Part
) -> None:
    server.answers["/book"] = send(gzip.compress(TEXT), Content_Encoding=encoding)
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT


def test_a_compressed_file_is_resumed_too(server: Any, part: Part) -> None:
    packed = gzip.compress(TEXT)
    kind = {**ONE, "Content_Encoding": "gzip"}
    server.answers["/book"] = in_turn(ranged(packed, upto=40, **kind), ranged(packed, **kind))
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT and server.headers[-1]["Range"] == "bytes=40-"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"not gzip", "gzip"),
        (gzip.compress(TEXT)[:-9], "gzip"),
        (gzip.compress(TEXT)[:40] + b"\0" * 40, "gzip"),
        (TEXT, "br"),
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip"),
    ],
    ids=["not gzip", "short", "spoilt", "brotli", "twice"],
)
def test_what_cannot_be_unpacked_is_damaged(
    data: bytes, encoding: str, server: Any, part: Part
) -> None:
    server.answers["/book"] = send(data, Content_Encoding=encoding)
    error = fails(server, part, tries=2)
    assert error.name == "no_connection" and "abîmé" in error.problem
    assert not part.path.exists() and len(server.asked) == 2


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(server: Any, part: Part) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    server.answers["/book"] = send(bomb, Content_Encoding="gzip")
    assert fails(server, part).name == "book_too_large"
    assert not part.path.exists()


def test_a_digest_that_is_wrong_is_damage_and_a_right_one_is_not(server: Any, part: Part) -> None:
    right = f"sha-256=:{base64.b64encode(hashlib.sha256(TEXT).digest()).decode()}:"
    server.answers["/book"] = in_turn(send(OTHER, Repr_Digest=right), send(TEXT, Repr_Digest=right))
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT and len(server.asked) == 2
