"""A studio in a process of its own, which a test can stop and start again."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVER = Path(__file__).with_name("server.py")


@contextmanager
def serving(port: int, work: Path) -> Iterator[str]:
    """The address of the studio for a work folder."""
    command = [sys.executable, str(SERVER), str(port), str(work)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen[str]) -> None:
    """Until the server says that its model is open."""
    for _ in range(600):
        if server.poll() is not None:
            assert server.stderr
            pytest.fail(server.stderr.read())
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready"):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the studio did not start")
