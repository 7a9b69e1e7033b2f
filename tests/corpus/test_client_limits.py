"""No file is too large, too slow or too silent for the client: it stops, in words."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from faulty import HURRIED, drip, endless, fails, silent

from aurore.base.errors import UserError
from aurore.corpus.sources.client import Client
from aurore.corpus.sources.part import Part

# ── Sizes and times ──────────────────────────────────────────────────────────────────────────────


def test_a_file_that_says_it_is_too_large_is_not_read(server: Any, part: Part) -> None:
    server.answers["/book"] = endless(length=10**9)
    seen: list[int] = []
    client = Client(HURRIED, on_bytes=lambda done, total: seen.append(done))
    with client, pytest.raises(UserError) as caught:
        client.download(f"{server.address}/book", part)
    assert caught.value.name == "book_too_large" and "20\u202f000\u202f000" in caught.value.problem
    assert seen == [] and not part.path.exists() and not part.card.exists()


def test_a_file_that_never_ends_is_stopped_at_the_limit_in_little_memory(
    server: Any, part: Part
) -> None:
    server.answers["/book"] = endless()
    limit = 8_000_000
    tracemalloc.start()
    try:
        assert fails(server, part, largest_bytes=limit).name == "book_too_large"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < limit / 4
    assert len(server.asked) == 1 and not part.path.exists()


def test_a_file_that_comes_a_byte_at_a_time_is_given_up_but_not_lost(
    server: Any, part: Part, over: threading.Event
) -> None:
    server.answers["/book"] = drip(0.02, over)
    before = time.monotonic()
    error = fails(server, part, file_seconds=0.3)
    assert error.name == "book_too_slow"
    assert 0.3 <= error.values["seconds"] <= time.monotonic() - before < 0.8
    assert 0 < part.size == error.values["done"] < 100
    assert part.headers(f"{server.address}/book")["Range"] == f"bytes={part.size}-"


def test_a_silent_server_is_given_up(server: Any, part: Part, over: threading.Event) -> None:
    server.answers["/book"] = silent(over)
    error = fails(server, part, timeout_seconds=0.1, tries=2)
    assert error.name == "no_connection" and "pas de réponse" in error.problem
    assert error.values["tries"] == 2


def test_a_refused_connection_is_said(part: Part) -> None:
    with socket.socket() as free:  # bound and not listening: the connection is refused
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/book"
        with Client(HURRIED) as client, pytest.raises(UserError) as caught:
            client.download(url, part)
    assert caught.value.name == "no_connection" and url in caught.value.problem
    assert "injoignable" in caught.value.problem


@pytest.mark.parametrize("host", ["no-such-machine.invalid", "a" * 64])
def test_a_name_that_nobody_has_is_said(host: str, part: Part) -> None:
    with Client(HURRIED) as client, pytest.raises(UserError) as caught:
        client.download(f"http://{host}/book", part)
    assert caught.value.name == "no_connection" and "injoignable" in caught.value.problem


REQUEST = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2"


def test_a_certificate_that_nobody_signed_is_said(part: Part, tmp_path: Path) -> None:
    """As behind the proxies that read along."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = shutil.which("openssl") and subprocess.run(
        [*REQUEST.split(), "-keyout", str(key), "-out", str(certificate)], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    https = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    https.socket = context.wrap_socket(https.socket, server_side=True)
    thread = threading.Thread(target=https.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        with Client(HURRIED) as client, pytest.raises(UserError) as caught:
            client.download(f"https://127.0.0.1:{https.server_address[1]}/book", part)
    finally:
        https.shutdown()
        thread.join()
        https.server_close()
    assert caught.value.name == "no_connection" and "certificat" in caught.value.problem
