"""The trainer's page of progress, with people in the room: read by everybody, on every screen."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from playwright.sync_api import Browser
from visits import look
from werkzeug.serving import make_server

from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.model.choose import embedded_model
from aurore.serving.app import create_app
from aurore.teaching.pages import open_lessons

pytestmark = pytest.mark.browser
ROOM = {  # what each person's checks found of lesson 2: state and mistake of each question
    "Zoé": [("right", ""), ("right", ""), ("not_yet", "fin_trop_large")],
    "Anatole": [("right", ""), ("not_yet", "marque"), ("not_yet", "fin_trop_large")],
    "Jean-Baptiste": [("not_yet", "jeu_entier"), ("not_yet", "marque")],
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    app = create_app(
        ServeSettings(class_mode=True, work=tmp_path), lambda: Writer(embedded_model(), "x")
    )
    open_lessons(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def post(address: str, body: object, **headers: str) -> dict[str, str]:
    sent = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    for name, value in headers.items():
        sent.add_header(name, value)
    with urlopen(sent, timeout=30) as answer:
        found: dict[str, str] = json.loads(answer.read())
        return found


def test_the_progress_of_a_room_is_read_by_everybody(
    browser: Browser, room: tuple[Flask, str]
) -> None:
    app, address = room
    kept = app.extensions["aurore.room"]
    for nickname, found in ROOM.items():
        entered = post(f"{address}/salle/entrer", {"code": kept.code, "nickname": nickname})
        steps = [
            {"question": f"2.{number}", "state": state, "mistake": mistake}
            for number, (state, mistake) in enumerate(found, start=1)
        ]
        cookie = f"aurore_person={entered['secret']}"
        post(f"{address}/salle/progres", {"steps": steps}, Cookie=cookie)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/formateur/entrer?secret={kept.trainer}")
    look(page, "formateur")
    page.goto(f"{address}/formateur/progres")
    row = page.get_by_role("row", name="2.3")
    assert "fin trop large (2)" in row.inner_text() and "0/3" in row.inner_text()
    look(page, "progres")
    context.close()
