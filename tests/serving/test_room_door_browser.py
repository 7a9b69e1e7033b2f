"""Entering the room with a browser, by an address that is not this machine’s own.

On the loopback a browser says where each request comes from; on a plain local network it says so
only in `Origin`, and not even there if a page forbids it.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.app import create_app

pytestmark = pytest.mark.browser
NAME = "salle.test"  # the browser of the tests is told that it is the loopback (tests/conftest.py)


@pytest.fixture
def app(open_writer: Callable[[], Writer], tmp_path: Path) -> Flask:
    settings = ServeSettings(class_mode=True, work=tmp_path, names=(NAME,))
    return create_app(settings, open_writer)


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_person_enters_and_the_trainer_pulls_a_lever(
    browser: Browser, app: Flask, port: int
) -> None:
    room, address = app.extensions["aurore.room"], f"http://{NAME}:{port}"
    page = browser.new_context(base_url=address).new_page()
    page.goto(f"/salle?code={room.code}")
    page.get_by_label("Pseudonyme").fill("Zoé")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_label("Votre début")).to_be_visible()
    page.goto(f"/formateur/entrer?secret={room.trainer}")
    page.get_by_role("button", name="Fermer la salle").click()
    expect(page.get_by_role("main")).to_contain_text("La salle est fermée.")
