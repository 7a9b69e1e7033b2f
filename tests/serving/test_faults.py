"""The real server, ill-treated: it goes on, and no place stays taken. More of it: `make soak`."""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import free_port, metric, wait_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="gunicorn does not run there")
JSON = {"Content-Type": "application/json"}
LONG = int(os.environ.get("AURORE_SOAK", "0"))  # malformed requests to send, by hand
DROPPED = 500 if LONG else 60
MALFORMED = LONG or 400
SLOW = 50

SERVER = """
import sys
from pathlib import Path
from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.run import serve
serve(
    ServeSettings(port=int(sys.argv[1]), work=Path(sys.argv[3]), class_mode=len(sys.argv) > 4),
    lambda: Writer(Path(sys.argv[2]), "essai"),
)
"""


def start(model: Path, work: Path, *more: str) -> tuple[int, "subprocess.Popen[str]"]:
    port = free_port()
    command = [sys.executable, "-c", SERVER, str(port), str(model), str(work), *more]
    # Into a file: a pipe that nobody empties would stop a server that has much to complain of.
    with (work / "server.log").open("w") as log:
        server = subprocess.Popen(command, stderr=log, text=True, start_new_session=True)
    try:
        wait_for(port, server)
    except pytest.fail.Exception as error:
        raise AssertionError((work / "server.log").read_text()) from error
    return port, server


@pytest.fixture
def server(model: Path, tmp_path: Path) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    port, process = start(model, tmp_path)
    yield port, process
    with contextlib.suppress(ProcessLookupError):  # it was told to stop, and has
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def write(port: int, tokens: int = 3) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(
        "POST", "/api/generate", json.dumps({"prompt": "Le soir", "tokens": tokens}), JSON
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def until(condition, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def resident(process: "subprocess.Popen[str]") -> int:
    """Bytes of memory of a server's worker."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    lines = Path(f"/proc/{children[0]}/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def drop(port: int) -> None:
    """A client that goes away in the middle of a text."""
    body = json.dumps({"prompt": "Le soir", "tokens": 2000, "stream": True}).encode()
    head = f"POST /api/generate HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + body)
        if random.random() < 0.7:
            client.recv(200)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_clients_that_drop_their_connection_leave_nothing_behind(server) -> None:
    port, process = server
    for _ in range(40):  # what a busy server needs anyway
        drop(port)
    assert until(lambda: metric(port, "aurore_texts_running") == 0)
    write(port)
    before = resident(process)
    threads = [threading.Thread(target=drop, args=(port,)) for _ in range(DROPPED)]
    for index, thread in enumerate(threads):
        thread.start()
        if index % 40 == 39:
            thread.join()
    for thread in threads:
        thread.join()
    gauges = ("aurore_texts_running", "aurore_texts_waiting")
    assert until(lambda: [metric(port, name) for name in gauges] == [0, 0])
    assert write(port) == 200
    assert resident(process) < before * 1.1


def test_clients_that_send_slowly_keep_nobody_out(server) -> None:
    port, _ = server
    slow = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(SLOW)]
    stop = threading.Event()

    def trickle() -> None:
        while not stop.is_set():
            for client in slow:
                try:
                    client.send(b"X")
                except OSError:
                    continue
            time.sleep(0.5)

    for client in slow:
        client.sendall(b"POST /api/generate HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    threading.Thread(target=trickle, daemon=True).start()
    started = time.monotonic()
    assert write(port) == 200 and time.monotonic() - started < 20
    closed = []

    def all_closed() -> bool:
        for client in slow:
            client.settimeout(0.01)
            try:
                if client not in closed and client.recv(1000) == b"":
                    closed.append(client)
            except TimeoutError:
                continue
            except OSError:
                closed.append(client)
        return len(closed) == len(slow)

    assert until(all_closed)
    stop.set()
    for client in slow:
        client.close()


def malformed(dice: random.Random) -> bytes:
    """A request that is wrong somewhere."""
    path = dice.choice(["/api/generate", "/api/score", "/v1/completions", "/generate", "/", "/%ff"])
    method = dice.choice(["POST", "POST", "GET", "PUT", "BREW"])
    body = dice.choice(
        [
            b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"prompt": 1}', b'{"prompt": "\\ud800"}',
            b'{"prompt": "x", "tokens": -1}', b'{"text": "' + b"\\u0000" * 20 + b'"}',
            json.dumps({"prompt": "".join(map(chr, dice.sample(range(1, 55000), 20)))}).encode(),
            dice.randbytes(dice.randrange(300)),
        ]
    )  # fmt: skip
    kind = dice.choice(["application/json", "text/plain", "application/x-www-form-urlencoded", "é"])
    length = dice.choice([str(len(body)), str(len(body)), str(len(body) // 2), "-1", "abc"])
    host = dice.choice(["localhost", "127.0.0.1", "evil.example", "", "[", "localhost:99999"])
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\n"
    head += f"Content-Length: {length}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def test_malformed_requests_never_break_it(server) -> None:
    port, process = server
    dice = random.Random(1)
    for _ in range(MALFORMED):
        request = malformed(dice)
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(request)
            answer = b""
            try:
                while b"\r\n" not in answer and (came := client.recv(1000)):
                    answer += came
            except OSError:  # closed on what it did not read
                continue
        status = answer.split(b" ")[1:2]
        assert not status or int(status[0]) < 500, (request, answer)
        assert b"Traceback" not in answer and b"/src/" not in answer
    assert process.poll() is None and write(port) == 200


def test_a_killed_server_has_lost_no_accepted_text(model: Path, tmp_path: Path) -> None:
    """`kill -9` while eight people ask: every text that was answered is in the file, and whole."""
    from aurore.serving.classroom.room import Room
    from aurore.serving.classroom.store import FILE, Store

    room = Room(Store(tmp_path / FILE))
    secrets = [room.join(room.code, f"personne {n}", "127.0.0.1") for n in range(8)]
    room.store.close()
    port, process = start(model, tmp_path, "class")
    answered: list[str] = []

    def person(secret: str) -> None:
        headers = JSON | {"Cookie": f"aurore_person={secret}"}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            for _ in range(100):
                body = json.dumps({"prompt": "Le soir", "tokens": 3})
                connection.request("POST", "/api/generate", body, headers)
                answered.append(json.loads(connection.getresponse().read())["text"])
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return

    threads = [threading.Thread(target=person, args=(secret,)) for secret in secrets]
    for thread in threads:
        thread.start()
    assert until(lambda: len(answered) > 20)
    os.killpg(process.pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    process.communicate()
    with sqlite3.connect(tmp_path / FILE) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = [
            text for (text,) in database.execute("SELECT text FROM text WHERE state='finished'")
        ]
    database.close()
    for text in answered:
        kept.remove(text)


def test_a_server_that_stops_finishes_its_texts(server) -> None:
    port, process = server
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = json.dumps({"prompt": "Le soir", "tokens": 2000, "stream": True})
    connection.request("POST", "/api/generate", body, JSON)
    answer = connection.getresponse()
    assert answer.readline().startswith(b"event: piece")
    process.terminate()
    assert b"event: end" in answer.read()
    connection.close()
    assert process.wait(30) == 0
