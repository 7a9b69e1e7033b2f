"""What is cut goes on where it stopped, what does not fit is thrown away, whatever happens."""

import subprocess
import sys
import threading
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from faulty import (
    ETAG,
    HURRIED,
    NOW,
    TEXT,
    cut,
    download,
    fails,
    got,
    in_turn,
    ranged,
    send,
    start,
)

from aurore.base.errors import UserError
from aurore.corpus.sources.client import Answer, Client
from aurore.corpus.sources.part import Part, alone

HALF = len(TEXT) // 2
ONE = {"ETag": ETAG}


# ── Cut and resumed ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "version", [ONE, {"Last_Modified": NOW}, {"ETag": 'W/"weak"', "Last_Modified": NOW}]
)
def test_a_file_that_is_cut_goes_on_where_it_stopped(
    version: dict[str, str], server: Any, part: Part
) -> None:
    server.answers["/book"] = in_turn(
        ranged(TEXT, upto=HALF, **version), ranged(TEXT, upto=HALF + 5, **version),
        ranged(TEXT, **version),
    )  # fmt: skip
    seen: list[tuple[int, int | None]] = []
    with Client(HURRIED, on_bytes=lambda *pair: seen.append(pair)) as client:
        assert client.download(f"{server.address}/book", part) is Answer.FILE
    assert got(part) == TEXT and part.sure
    assert [h["Range"] for h in server.headers] == [None, f"bytes={HALF}-", f"bytes={HALF + 5}-"]
    assert server.headers[1]["If-Range"] in version.values()
    assert not server.headers[1]["If-Range"].startswith("W/")
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (len(TEXT), len(TEXT)) and {total for _, total in seen} == {len(TEXT)}


def test_what_has_come_is_kept_for_the_next_call(server: Any, part: Part) -> None:
    server.answers["/book"] = cut(TEXT, HALF, **ONE)
    error = fails(server, part)
    assert error.name == "no_connection" and "coupée" in error.problem
    assert part.path.read_bytes() == TEXT[:HALF]
    server.answers["/book"] = ranged(TEXT, **ONE)
    server.headers.clear()
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT
    assert [h["Range"] for h in server.headers] == [f"bytes={HALF}-"]


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}])
def test_without_a_version_the_file_is_asked_for_again(
    headers: dict[str, str], server: Any, part: Part
) -> None:
    server.answers["/book"] = in_turn(cut(TEXT, HALF, **headers), send(TEXT, **headers))
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT and [h["Range"] for h in server.headers] == [None, None]


def test_a_server_that_does_not_resume_starts_again(server: Any, part: Part) -> None:
    server.answers["/book"] = in_turn(cut(TEXT, HALF, **ONE), send(TEXT, **ONE))
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT


OTHER = TEXT[::-1]


def test_a_file_that_has_changed_meanwhile_starts_again(server: Any, part: Part) -> None:
    server.answers["/book"] = in_turn(cut(TEXT, HALF, **ONE), ranged(OTHER, ETag='"two"'))
    assert download(server, part) is Answer.FILE
    assert got(part) == OTHER


def wrong_piece(first: int, **headers: str) -> Any:
    """Resumes whatever it is told: the wrong version, or from the wrong place."""

    def answer(request: Any) -> None:
        place = f"bytes {first}-{len(OTHER) - 1}/{len(OTHER)}"
        start(request, 206, Content_Range=place, Content_Length=len(OTHER) - first, **headers)
        request.wfile.write(OTHER[first:])

    return answer


@pytest.mark.parametrize(
    "piece",
    [
        wrong_piece(HALF, ETag='"two"'),
        wrong_piece(HALF, ETag=ETAG, Last_Modified=formatdate(1, usegmt=True)),
        wrong_piece(HALF + 1, **ONE),
        wrong_piece(0, **ONE),
        send(OTHER, 206, **ONE),
        send(b"", 416),
        wrong_piece(HALF, **ONE, Content_Encoding="gzip"),
    ],
    ids=["etag", "date", "later", "earlier", "no range", "416", "encoding"],
)
def test_a_piece_that_does_not_fit_is_thrown_away(piece: Any, server: Any, part: Part) -> None:
    first = cut(TEXT, HALF, **ONE, Last_Modified=NOW)
    server.answers["/book"] = in_turn(first, piece, send(OTHER, ETag='"two"'))
    assert download(server, part) is Answer.FILE
    assert got(part) == OTHER
    assert [h["Range"] for h in server.headers] == [None, f"bytes={HALF}-", None]


def test_a_piece_that_is_shorter_than_it_says_is_gone_on_with(server: Any, part: Part) -> None:
    def short(request: Any) -> None:
        place = f"bytes {HALF}-{len(TEXT) - 1}/{len(TEXT)}"
        start(request, 206, Content_Range=place, Content_Length=10, **ONE)
        request.wfile.write(TEXT[HALF : HALF + 10])

    server.answers["/book"] = in_turn(cut(TEXT, HALF, **ONE), short, ranged(TEXT, **ONE))
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT and server.headers[-1]["Range"] == f"bytes={HALF + 10}-"


def test_a_piece_that_nobody_asked_for_is_refused(server: Any, part: Part) -> None:
    server.answers["/book"] = in_turn(wrong_piece(0, **ONE), send(TEXT))
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT


def test_the_part_of_another_file_is_not_gone_on_with(server: Any, part: Part) -> None:
    server.answers |= {"/other": cut(OTHER, HALF, **ONE), "/book": ranged(TEXT, **ONE)}
    with Client(HURRIED) as client:
        with pytest.raises(UserError):
            client.download(f"{server.address}/other", part)
        assert client.download(f"{server.address}/book", part) is Answer.FILE
    assert got(part) == TEXT and server.headers[-1]["Range"] is None


@pytest.mark.parametrize("card", ["", "{", "[]", "{}", "\0"])
def test_a_part_whose_card_is_broken_starts_again(card: str, server: Any, part: Part) -> None:
    part.path.write_bytes(OTHER[:HALF])
    part.card.write_text(card)
    server.answers["/book"] = ranged(TEXT, **ONE)
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT


def test_a_length_that_is_wrong_is_a_cut(server: Any, part: Part) -> None:
    server.answers["/book"] = send(TEXT, Content_Length=len(TEXT) + 1, **ONE)
    assert fails(server, part).name == "no_connection"
    assert len(server.asked) == HURRIED.tries


def test_an_end_that_nobody_announced_is_not_sure(server: Any, part: Part) -> None:
    def unannounced(request: Any) -> None:
        start(request, 200)
        request.wfile.write(TEXT)

    server.answers["/book"] = unannounced
    assert download(server, part) is Answer.FILE
    assert not part.sure


def chunked(data: bytes, end: bytes = b"0\r\n\r\n") -> Any:
    def answer(request: Any) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        request.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n" + end)
        request.close_connection = True

    return answer


def test_a_file_in_chunks_is_whole_when_its_last_chunk_has_come(server: Any, part: Part) -> None:
    server.answers["/book"] = in_turn(chunked(TEXT, end=b""), chunked(TEXT))
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT and part.sure
    assert len(server.asked) == 2


# ── Killed, and two at once ──────────────────────────────────────────────────────────────────────

FEW = 500  # bytes: less than Python keeps in memory before it writes

PROGRAM = """
import sys
from pathlib import Path
from aurore.corpus.sources.client import Client
from aurore.corpus.sources.part import Part, alone
target = Path(sys.argv[2])
with alone(target.parent), Client(on_bytes=lambda done, total: print(done, flush=True)) as client:
    client.download(sys.argv[1], Part(target))
"""


def test_a_process_that_is_killed_leaves_what_the_next_one_goes_on_with(
    server: Any, part: Part, over: threading.Event, tmp_path: Path
) -> None:
    def a_little_then_silence(request: Any) -> None:
        start(request, 200, Content_Length=len(TEXT), **ONE)
        request.wfile.write(TEXT[:FEW])
        over.wait(20)

    server.answers["/book"] = a_little_then_silence
    command = [sys.executable, "-c", PROGRAM, f"{server.address}/book", str(tmp_path / "34204.txt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) == FEW:
                break
        with pytest.raises(UserError) as caught, alone(tmp_path):
            pass
        assert caught.value.name == "being_downloaded"
        child.kill()
    assert not (tmp_path / "34204.txt").exists()
    assert part.path.read_bytes() == TEXT[:FEW]
    server.answers["/book"] = ranged(TEXT, **ONE)
    with alone(tmp_path):
        assert download(server, part) is Answer.FILE
    assert got(part) == TEXT
    assert server.headers[-1]["Range"] == f"bytes={FEW}-"
    assert not (tmp_path / ".downloading").exists()


def test_only_one_at_a_time_downloads_into_a_folder(tmp_path: Path) -> None:
    """Twenty threads want the folder: never two are in it, and it ends up free."""
    inside, worst, done = 0, 0, 0

    def work() -> None:
        nonlocal inside, worst, done
        while True:
            try:
                with alone(tmp_path):
                    inside += 1
                    worst = max(worst, inside)
                    time.sleep(0.002)
                    inside -= 1
                    done += 1
                    return
            except UserError:
                time.sleep(0.001)

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (worst, done) == (1, 20)
    assert list(tmp_path.iterdir()) == []
