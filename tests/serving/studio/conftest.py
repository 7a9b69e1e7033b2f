"""The studio as it is served: the embedded model, a work folder with books and tokenizer."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from servers import free_port
from studios import serving
from visits import SIZES, Visit

from aurore.base.workspace import Workspace

MOST_BYTES = 300_000  # of a page with all it loads
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


@pytest.fixture(scope="session")
def studio(studio_work: Path) -> Iterator[str]:
    """The studio with everything prepared."""
    with serving(free_port(), studio_work) as address:
        yield address


@pytest.fixture(scope="session")
def empty_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The studio of somebody who has nothing yet."""
    with serving(free_port(), tmp_path_factory.mktemp("nothing") / "work") as address:
        yield address


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
