"""A room: entering, writing in turn, what the trainer can do, what is kept."""

import csv
import io
import json
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aurore.base.errors import UserError
from aurore.base.settings import ServeSettings
from aurore.cli.main import run
from aurore.generation.writer import Writer
from aurore.serving.app import create_app
from aurore.serving.classroom.room import Limit, Room
from aurore.serving.classroom.store import FILE, MIGRATIONS, Store, erase

BODY = {"prompt": "La fermière regardait", "tokens": 6}


@pytest.fixture
def app(open_writer: Callable[[], Writer], tmp_path: Path) -> Flask:
    return create_app(ServeSettings(class_mode=True, work=tmp_path), open_writer)


@pytest.fixture
def room(app: Flask) -> Room:
    return app.extensions["aurore.room"]


def csrf(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"')[0]


def enter(app: Flask, code: str, nickname: str) -> FlaskClient:
    """A browser in the room."""
    client = app.test_client()
    token = csrf(client.get("/salle").text)
    form = {"code": code, "nickname": nickname, "csrf": token}
    answer = client.post("/salle", data=form)
    assert answer.status_code == 302, answer.text
    return client


def lead(app: Flask, room: Room) -> FlaskClient:
    """The trainer's browser."""
    client = app.test_client()
    assert client.get(f"/formateur/entrer?secret={room.trainer}").status_code == 302
    return client


def pull(trainer: FlaskClient, lever: str, **form: object) -> int:
    token = csrf(trainer.get("/formateur/").text)
    return trainer.post(f"/formateur/{lever}", data={"csrf": token, **form}).status_code


def test_nobody_writes_before_entering(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/generate").headers["Location"].startswith("/salle")
    for path in ("/api/generate", "/api/suggest", "/api/score"):
        refused = client.post(path, json=BODY)
        assert (refused.status_code, refused.json["error"]["name"]) == (403, "not_entered")
    assert client.post("/v1/completions", json=BODY).status_code == 403
    for path in ("/formateur/", "/formateur/textes.json", "/metrics"):
        assert client.get(path).status_code == 403
    assert client.get("/formateur/entrer?secret=essai").status_code == 403
    assert client.get("/health").status_code == 200


def test_one_enters_with_the_code_and_a_nickname_of_ones_own(app: Flask, room: Room) -> None:
    zoe = enter(app, room.code.lower(), "  Zoé ")
    assert zoe.get("/generate").status_code == 200
    assert zoe.post("/api/generate", json=BODY).status_code == 200
    client = app.test_client()
    token = csrf(client.get("/salle").text)
    for form, name in (
        ({"code": "FAUX", "nickname": "Ana"}, "le code de la salle"),
        ({"code": room.code, "nickname": "ZOE"}, "déjà"),
        ({"code": room.code, "nickname": " "}, "visibles"),
        ({"code": room.code, "nickname": "gros connard"}, "insultes"),
    ):
        answer = client.post("/salle", data=form | {"csrf": token})
        assert answer.status_code in (403, 409, 422) and name in answer.text


def test_the_code_cannot_be_guessed_by_trying(app: Flask, room: Room) -> None:
    client = app.test_client()
    token = csrf(client.get("/salle").text)
    form = {"code": "XXXXX", "nickname": "Ana", "csrf": token}
    codes = [client.post("/salle", data=form).status_code for _ in range(40)]
    assert codes[0] == 403 and codes[-1] == 429
    right = form | {"code": room.code}  # else one could go on trying and see which is let in
    assert client.post("/salle", data=right).status_code == 429


def test_a_whole_room_may_come_in_from_one_address(app: Flask, room: Room) -> None:
    for number in range(35):
        enter(app, room.code, f"Personne {number}")
    assert len(room.store.rows("SELECT id FROM person")) == 35


def test_the_levers_want_their_token_whatever_the_request_says_it_is(
    app: Flask, room: Room
) -> None:
    zoe, trainer = enter(app, room.code, "Zoé"), lead(app, room)
    zoe.post("/api/generate", json=BODY)
    for sent in ({"json": {}}, {"data": b""}, {"data": b"x", "content_type": "a/b"}):
        assert trainer.post("/formateur/effacer", **sent).status_code == 403
    assert zoe.post("/generate", data=b"", content_type="a/b").status_code == 403
    assert len(room.store.everything()["texts"]) == 1


def test_who_is_to_be_stopped_is_somebody(app: Flask, room: Room) -> None:
    zoe, trainer = enter(app, room.code, "Zoé"), lead(app, room)
    stream = zoe.post("/api/generate", json=BODY | {"tokens": 2000, "stream": True})
    for nobody in ("9" * 5000, "personne", "-1"):
        assert pull(trainer, "arreter", person=nobody) == 302
    assert not any(ticket.stopped for ticket in room.tickets.values()) and room.tickets
    stream.close()


def test_figures_are_the_trainers(app: Flask, room: Room) -> None:
    assert enter(app, room.code, "Zoé").get("/metrics").status_code == 403
    assert lead(app, room).get("/metrics").status_code == 200


def test_shared_books_pass_the_door(open_writer: Callable[[], Writer], tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    settings = ServeSettings(class_mode=True, work=tmp_path, share_books=tmp_path / "books")
    client = create_app(settings, open_writer).test_client()
    assert client.get("/files/").status_code == 200


def test_a_room_in_use_is_not_erased(app: Flask, room: Room) -> None:
    zoe = enter(app, room.code, "Zoé")
    with pytest.raises(UserError) as told:
        erase(room.store.path)
    assert told.value.name == "room_in_use"
    assert zoe.post("/api/generate", json=BODY).status_code == 200
    room.store.close()
    assert erase(room.store.path)


def test_a_form_from_elsewhere_is_refused(app: Flask, room: Room) -> None:
    zoe = enter(app, room.code, "Zoé")
    refused = zoe.post("/generate", data={"amorce": "Le soir"})
    assert refused.status_code == 403
    token = csrf(zoe.get("/generate").text)
    form = {"amorce": "Le soir", "longueur": "4", "csrf": token}
    assert zoe.post("/generate", data=form).status_code == 200


def test_what_is_accepted_and_written_is_kept(app: Flask, room: Room) -> None:
    zoe = enter(app, room.code, "Zoé")
    text = zoe.post("/api/generate", json=BODY | {"seed": 3}).json["text"]
    left = zoe.post("/api/generate", json=BODY | {"tokens": 2000, "stream": True})
    next(iter(left.response))
    assert [row["state"] for row in room.store.rows("SELECT state FROM text")][-1] == "asked"
    left.close()
    [whole, part] = room.store.everything()["texts"]
    assert (whole["nickname"], whole["state"], whole["text"]) == ("Zoé", "finished", text)
    assert whole["settings"]["seed"] == 3 and "réseau de neurones" in whole["provenance"]
    assert part["state"] == "left" and not room.tickets
    assert app.extensions["aurore"].state()["waiting"] == 0


def test_a_client_that_leaves_before_the_first_word_takes_no_place(app: Flask, room: Room) -> None:
    zoe = enter(app, room.code, "Zoé")
    for _ in range(8):
        zoe.post("/api/generate", json=BODY | {"tokens": 100, "stream": True}).close()
    assert not room.tickets


def test_one_person_has_so_many_texts_at_once(app: Flask, room: Room) -> None:
    zoe = enter(app, room.code, "Zoé")
    streams = [
        zoe.post("/api/generate", json=BODY | {"tokens": 900, "stream": True}) for _ in range(5)
    ]
    assert [answer.status_code for answer in streams] == [200] * 4 + [429]
    assert "words" not in streams[4].text
    for answer in streams:
        answer.close()


def test_more_variants_than_a_person_may_have_are_refused_for_what_they_are(
    app: Flask, room: Room
) -> None:
    zoe = enter(app, room.code, "Zoé")
    refused = zoe.post("/api/generate", json=BODY | {"n": 6})
    assert refused.status_code == 422 and refused.json["error"]["name"] == "many_variants"
    assert "4" in refused.json["error"]["remedy"] and not room.tickets
    assert len(zoe.post("/api/generate", json=BODY | {"n": 4}).json["variants"]) == 3
    held = [zoe.post("/api/generate", json=BODY | {"tokens": 900, "stream": True}) for _ in "ab"]
    assert zoe.post("/api/generate", json=BODY | {"n": 4}).status_code == 429
    assert len(room.tickets) == 2  # those of the refused request have ended
    for answer in held:
        answer.close()


def test_the_trainer_stops_closes_and_clears(app: Flask, room: Room) -> None:
    zoe, trainer = enter(app, room.code, "Zoé"), lead(app, room)
    answer = zoe.post("/api/generate", json=BODY | {"tokens": 2000, "stream": True})
    pieces = iter(answer.response)
    next(pieces)
    assert "Zoé" in trainer.get("/formateur/").text
    assert pull(trainer, "arreter") == 302
    rest = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    assert b"stopped_by_trainer" in rest and not room.tickets
    assert pull(trainer, "fermer") == 302
    assert zoe.post("/api/generate", json=BODY).json["error"]["name"] == "room_closed"
    assert pull(trainer, "ouvrir") == 302
    assert zoe.post("/api/generate", json=BODY).status_code == 200
    zoe.post("/atelier/votes", json={"moment": "before", "mood": "fog"})
    zoe.post("/atelier/avis", json={"words": "=Merci"})
    voted = trainer.get("/formateur/votes.csv").text.splitlines()
    assert voted[1:] == ["mood:before,fog,1", "opinion,'=Merci,1"]
    assert "Zoé" not in json.dumps(json.loads(trainer.get("/formateur/textes.json").text)["votes"])
    assert "Effacer les textes, les votes et la progression" in trainer.get("/formateur/").text
    assert pull(trainer, "effacer") == 302
    left = json.loads(trainer.get("/formateur/textes.json").text)
    assert not (left["texts"] or left["votes"] or left["opinions"] or left["steps"])
    assert pull(trainer, "inconnu") == 404
    assert trainer.post("/formateur/effacer", data={"csrf": "faux"}).status_code == 403


def test_the_trainer_switches_the_checks(app: Flask, room: Room) -> None:
    zoe, trainer = enter(app, room.code, "Zoé"), lead(app, room)
    english = BODY | {"prompt": "She walked along the river and thought about the children. " * 2}
    told = zoe.post("/api/generate", json=english).json["remarks"]
    assert [remark["name"] for remark in told] == ["not_french"]
    assert pull(trainer, "verifications", insults="on") == 302
    assert zoe.post("/api/generate", json=english).json["remarks"] == []


def test_the_export_is_safe_in_a_spreadsheet(app: Flask, room: Room) -> None:
    zoe, trainer = enter(app, room.code, "Zoé"), lead(app, room)
    zoe.post("/api/generate", json=BODY | {"prompt": "=HYPERLINK(1)"})
    rows = list(csv.DictReader(io.StringIO(trainer.get("/formateur/textes.csv").text[1:])))
    assert rows[0]["prompt"] == "'=HYPERLINK(1)" and rows[0]["nickname"] == "Zoé"
    assert json.loads(rows[0]["settings"])["tokens"] == BODY["tokens"]
    everything = trainer.get("/formateur/textes.json").text
    assert json.loads(everything)["people"][0]["nickname"] == "Zoé"
    assert room.trainer not in everything and room.key not in everything


def test_votes_and_opinions_leave_by_the_command_and_are_erased(
    app: Flask, room: Room, tmp_path: Path
) -> None:
    zoe, at = enter(app, room.code, "Zoé"), ["--work", str(tmp_path)]
    zoe.post("/atelier/votes", json={"moment": "after", "mood": "sun"})
    zoe.post("/atelier/avis", json={"words": "La page des jetons."})
    kept = tmp_path / "salle.json"
    assert run(["room", "export", str(kept), *at]) == 0
    told = json.loads(kept.read_text("utf-8"))
    assert told["votes"] == [{"ballot": "mood:after", "choice": "sun", "count": 1}]
    assert told["opinions"] == ["La page des jetons."]
    room.store.close()
    assert run(["room", "erase", *at]) == 0
    left = zoe.application.extensions["aurore.studio.store"].voted()
    assert left == {"votes": [], "opinions": []}


def test_the_projector_shows_the_code(app: Flask, room: Room) -> None:
    client = app.test_client()
    assert room.code in client.get("/projecteur").text
    image = client.get("/projecteur/qr.svg")
    assert image.mimetype == "image/svg+xml" and "script" not in image.text
    assert "sans nom" in client.get("/projecteur/avis").text
    assert client.get("/projecteur/avis.svg").data != image.data


def test_the_code_of_opinions_leads_to_the_form(app: Flask, room: Room) -> None:
    client, form = app.test_client(), "/atelier#opinion-title"
    page = client.get(f"/salle?code={room.code}&pour=avis").text
    sent = {"code": room.code, "nickname": "Zoé", "csrf": csrf(page), "pour": "avis"}
    assert 'name="pour" value="avis"' in page
    assert client.post("/salle", data=sent).location.endswith(form)
    assert client.get(f"/salle?code={room.code}&pour=avis").location.endswith(form)


def test_the_room_is_the_same_after_a_restart(
    app: Flask, room: Room, open_writer: Callable[[], Writer]
) -> None:
    zoe = enter(app, room.code, "Zoé")
    settings = app.extensions["aurore.settings"]
    again = create_app(settings, open_writer)
    assert again.extensions["aurore.room"].code == room.code
    cookie = zoe.get_cookie("aurore_person")
    assert cookie is not None
    client = again.test_client()
    client.set_cookie("aurore_person", cookie.value)
    assert client.post("/api/generate", json=BODY).status_code == 200


def test_an_older_file_is_brought_up_to_date_and_a_later_one_refused(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with sqlite3.connect(path) as old:
        for statement in MIGRATIONS[0].split(";"):
            old.execute(statement)
        old.execute("PRAGMA user_version = 1")
        old.execute("INSERT INTO setting VALUES ('code', 'ABCDE')")
    old.close()
    store = Store(path)
    assert store.setting("code", "") == "ABCDE" and store.everything()["steps"] == []
    store.write("PRAGMA user_version")
    store.close()
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(UserError) as told:
        Store(path)
    assert told.value.name == "later_room"
    assert erase(path) and not list(tmp_path.glob(f"{FILE}*")) and not erase(path)


def test_a_full_disk_is_told_and_the_rest_goes_on(app: Flask, room: Room) -> None:
    zoe, trainer = enter(app, room.code, "Zoé"), lead(app, room)
    [pages] = room.store.rows("PRAGMA page_count")
    room.store.rows(f"PRAGMA max_page_count = {pages['page_count'] + 2}")
    long = BODY | {"prompt": "Le soir " * 400}
    answers = [zoe.post("/api/generate", json=long) for _ in range(6)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 507 and answers[-1].json["error"]["name"] == "disk_full"
    assert trainer.get("/formateur/textes.csv").status_code == 200
    assert app.test_client().get("/health").status_code == 200 and not room.tickets


def test_thirty_threads_write_into_one_file(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE)

    def work(number: int) -> None:
        for turn in range(10):
            store.set(f"{number}-{turn}", "x")
        store.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.rows("SELECT count(*) AS n FROM setting") == [{"n": 300}]


def test_a_limit_says_how_long_to_wait() -> None:
    limit = Limit(10)
    assert limit.take("a", 8) == 0 and limit.take("a", 8) > 50 and limit.take("b", 8) == 0
    assert limit.take("a", 2) == 0
