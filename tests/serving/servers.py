"""What the tests of the server share: waiting for a real one, and a shelf for it to lend."""

import hashlib
import json
import socket
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from aurore.corpus.sources.checks import sidecar

START_SECONDS = 60  # guess: to import the libraries and convert the model on a slow machine


def wait_for(port: int, server: "subprocess.Popen[Any]") -> None:
    """Returns when the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            if b'"ok"' in connection.getresponse().read():
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    server.kill()
    pytest.fail(f"the server did not start: {server.communicate()[1]}")


def put(folder: Path, book_id: str, name: str, data: bytes, **changes: object) -> Path:
    """A book with its sidecar, as `fetch` leaves them."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{book_id}.txt"
    path.write_bytes(data)
    about = {
        "id": book_id,
        "file": name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "as_in_catalogue": None,
    }
    sidecar(path).write_text(json.dumps(about | changes), encoding="utf-8")
    return path


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def metric(port: int, name: str) -> float:
    """A figure of `/metrics`."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))
