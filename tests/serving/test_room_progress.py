"""What people's own machines find reaches the trainer, by exercise; the code stays at home."""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from aurore.base.errors import UserError
from aurore.base.settings import ServeSettings
from aurore.base.workspace import Workspace
from aurore.cli.main import run
from aurore.generation.writer import Writer
from aurore.serving.app import create_app
from aurore.teaching.check import Report
from aurore.teaching.checking import Verdict
from aurore.teaching.lessons import EXERCISE, lesson
from aurore.teaching.pages import open_lessons
from aurore.teaching.room import FILE, tell_room
from aurore.teaching.start import own_folder, start

JSON = {"Accept": "application/json"}


@pytest.fixture
def app(open_writer: Callable[[], Writer], tmp_path: Path) -> Flask:
    made = create_app(ServeSettings(class_mode=True, work=tmp_path / "room"), open_writer)
    open_lessons(made)
    return made


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The room, served on the loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def trainer(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.get(f"/formateur/entrer?secret={app.extensions['aurore.room'].trainer}")
    return client


def found(*states: tuple[str, str]) -> Report:
    """A report of lesson 10, one (state, mistake) a question."""
    verdicts = [
        Verdict(f"10.{place}", "", state, mistake, "")  # type: ignore[arg-type]
        for place, (state, mistake) in enumerate(states, start=1)
    ]
    return Report(10, tuple(verdicts))


def test_a_check_at_home_is_seen_by_the_trainer(
    app: Flask, address: str, trainer: FlaskClient, tmp_path: Path, capsys
) -> None:
    assert "aurore lesson join" in trainer.get("/formateur/progres").text
    work, room = Workspace(tmp_path / "zoe"), app.extensions["aurore.room"]
    at = ["--work", str(work.root)]
    assert run(["lesson", "join", address, room.code.lower(), "Zoé", *at]) == 0
    assert (own_folder(work) / FILE).stat().st_mode & 0o077 == 0  # the secret is the person's
    mine = start(work, lesson(10)).exercise
    mine.write_text(lesson(10).solution() + "\ndef mention(*_):\n    return 3\n", encoding="utf-8")
    assert run(["lesson", "check", "10", *at]) == 0
    assert "La salle le sait" in capsys.readouterr().out
    page = trainer.get("/formateur/progres").text
    assert "Zoé" in page and "autre type" in page and page.count("1/1") == 2
    assert "return 3" not in json.dumps(room.store.everything())
    rows = list(csv.DictReader(io.StringIO(trainer.get("/formateur/progres.csv").text[1:])))
    assert [row["question"] for row in rows] == ["10.1", "10.2", "10.3"]
    assert [row["solved"] for row in rows] == ["1", "0", "1"]


def test_what_was_solved_stays_and_the_room_is_counted(
    app: Flask, address: str, trainer: FlaskClient, tmp_path: Path
) -> None:
    code = app.extensions["aurore.room"].code
    people = {name: Workspace(tmp_path / name) for name in ("ana", "=zoé")}
    for name, work in people.items():
        assert run(["lesson", "join", address, code, name, "--work", str(work.root)]) == 0
    assert tell_room(people["ana"], found(("right", ""), ("to_do", "a_faire")))
    assert tell_room(people["ana"], found(("not_yet", "syntaxe"), ("to_do", "a_faire")))
    assert tell_room(people["=zoé"], found(("not_yet", "rien_rendu"), ("to_do", "a_faire")))
    page = trainer.get("/formateur/progres?lang=en").text
    assert "1/2" in page and "rien rendu (1)" in page and "syntaxe" not in page
    sheet = trainer.get("/formateur/progres.csv").text
    assert "'=zoé" in sheet and "ana,10.1,not_yet,syntaxe,2,1" in sheet


def test_a_room_that_is_away_or_closed_is_said_and_stops_nobody(
    app: Flask, address: str, tmp_path: Path, capsys
) -> None:
    work = Workspace(tmp_path / "work")
    at = ["--work", str(work.root)]
    assert tell_room(work, found(("right", ""))) == ""  # nobody asked for a room
    assert run(["lesson", "join", "127.0.0.1:9", "CODE", "Zoé", *at]) == 2
    assert run(["lesson", "join", address, "FAUX", "Zoé", *at]) == 2
    said = capsys.readouterr().err
    assert "Il n’y a pas de salle" in said and "le code de la salle" in said
    own_folder(work).mkdir(parents=True)
    gone = {"address": "http://127.0.0.1:9", "nickname": "Zoé", "secret": "x"}
    (own_folder(work) / FILE).write_text(json.dumps(gone), encoding="utf-8")
    assert "ne répond pas" in tell_room(work, found(("right", "")))


def test_the_server_of_a_class_runs_no_exercise(app: Flask, address: str, tmp_path: Path) -> None:
    code, work = app.extensions["aurore.room"].code, Workspace(tmp_path / "work")
    run(["lesson", "join", address, code, "Zoé", "--work", str(work.root)])
    secret = json.loads((own_folder(work) / FILE).read_text("utf-8"))["secret"]
    client = app.test_client()
    assert client.get("/atelier/lecons/7").status_code == 302  # the door first
    client.set_cookie("aurore_person", secret)
    page = client.get("/atelier/lecons/7").text
    assert "aurore lesson join" in page and "<textarea" not in page
    for path in ("verifier", "lancer", "indice", "solution"):
        answer = client.post(
            f"/atelier/lecons/7/{path}", json={"code": "", "question": "7.1"}, headers=JSON
        )
        assert answer.status_code == 403 and answer.json["error"]["name"] == "checks_at_home"
    assert not (tmp_path / "room" / "atelier").exists()
    with pytest.raises(UserError):
        lesson(7).question(EXERCISE)


def test_answers_to_a_quiz_are_counted_for_the_room(
    app: Flask, address: str, trainer: FlaskClient
) -> None:
    code, quiz, told = app.extensions["aurore.room"].code, lesson(7).quiz[0], {}
    for name, choice in (("Ana", 0), ("Zoé", quiz.right), ("Zoé", 0), ("Léo", quiz.right)):
        client = app.test_client()
        entry = {"code": code, "nickname": name}
        if name not in told:
            told[name] = client.post("/salle/entrer", json=entry, headers=JSON).json["secret"]
        client.set_cookie("aurore_person", told[name])
        sent = {"place": 0, "choice": choice}
        answer = client.post("/atelier/lecons/7/quiz", json=sent, headers=JSON).json
    assert answer["right"] == quiz.right and answer["why"] == quiz.why
    assert answer["counts"][0] == 2 and answer["counts"][quiz.right] == 1  # Zoé's last counts
    assert f"quiz:7:1,{quiz.choices[0]},2" in trainer.get("/formateur/votes.csv").text
    for sent in ({"place": 9, "choice": 0}, {"place": 0, "choice": 9}):
        assert client.post("/atelier/lecons/7/quiz", json=sent, headers=JSON).status_code == 404


def test_without_a_work_folder_a_lesson_does_not_speak_of_a_room(
    open_writer: Callable[[], Writer],
) -> None:
    app = create_app(ServeSettings(), open_writer)
    open_lessons(app)
    page = app.test_client().get("/atelier/lecons/7").text
    assert "pas de dossier de travail" in page and "aurore lesson check 7" in page
    assert "aurore lesson join" not in page and "<textarea" not in page


def test_only_the_trainer_reads_the_progress_and_only_people_send_it(app: Flask) -> None:
    client = app.test_client()
    for path in ("/formateur/progres", "/formateur/progres.csv"):
        assert client.get(path).status_code == 403
    assert client.post("/salle/progres", json={"steps": []}).status_code == 403
