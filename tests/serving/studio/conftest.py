"""The studio as it is served: the embedded model, a work folder with books and tokenizer."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from aurore.base.workspace import Workspace

SIZES = {"desk": (1280, 800), "phone": (390, 844), "projector": (1920, 1080)}
MOST_BYTES = 300_000  # of a page with all it loads
SERVER = Path(__file__).with_name("server.py")
WEIGHT = """["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
    .reduce((bytes, entry) => bytes + entry.encodedBodySize, 0)"""
Visit = Callable[..., Page]
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


def look(page: Page, name: str) -> None:
    """No violation, in the dark no contrast too weak, nothing wider than the window.

    `AURORE_SCREENSHOTS` names a folder for screenshots, the artefacts of the tests.
    """
    _check(page, Axe(), {})
    page.emulate_media(color_scheme="dark")
    _check(page, Axe(""), {"runOnly": ["color-contrast"]})  # axe is in the page already
    page.emulate_media(color_scheme="light")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
        folder = os.environ.get("AURORE_SCREENSHOTS")
        if folder:
            page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
    width, height = SIZES["desk"]
    page.set_viewport_size({"width": width, "height": height})


def _check(page: Page, axe: Axe, options: dict[str, object]) -> None:
    # Without `resultTypes` all that is well comes back too, node by node.
    found = axe.run(page, options={"resultTypes": ["violations"]} | options)
    assert found.violations_count == 0, found.generate_report()
