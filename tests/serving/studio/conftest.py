"""The studio as it is served: the embedded model, a work folder with books and tokenizer."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from visits import SIZES, Visit

from aurore.base.workspace import Workspace

MOST_BYTES = 300_000  # of a page with all it loads
SERVER = Path(__file__).with_name("server.py")
WEIGHT = """["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
    .reduce((bytes, entry) => bytes + entry.encodedBodySize, 0)"""
PATIENCE = 30_000  # milliseconds: what a page waits for can be slow on a machine that others use
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def studio_work(prepared: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder of the studio's own, with books and tokenizer."""
    folder = tmp_path_factory.mktemp("studio") / "work"
    shutil.copytree(prepared.root, folder)
    return folder


def served(work: Path) -> Iterator[str]:
    """The address of the studio for a work folder, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(SERVER), str(port), str(work)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(port: int, server: subprocess.Popen[str]) -> None:
    """Until the server says that its model is open."""
    import time
    import urllib.error
    import urllib.request

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


@pytest.fixture(scope="session")
def studio(studio_work: Path) -> Iterator[str]:
    """The studio with everything prepared."""
    yield from served(studio_work)


@pytest.fixture(scope="session")
def empty_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The studio of somebody who has nothing yet."""
    yield from served(tmp_path_factory.mktemp("nothing") / "work")


@pytest.fixture
def visit(browser: Browser, studio: str) -> Visit:
    """Opens a page that fails the test on an error, a request elsewhere, or a weight too large."""

    def open_at(path: str, size: str = "desk", address: str = studio, **options: object) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("console", lambda said: pytest.fail(said.text) if "Policy" in said.text else None)
        page.on("request", lambda request: _own(request.url, address))
        page.goto(path, wait_until="load")
        assert page.evaluate(WEIGHT) < MOST_BYTES
        return page

    return open_at


def _own(url: str, address: str) -> None:
    assert url.startswith((address, "data:", "blob:")), url
