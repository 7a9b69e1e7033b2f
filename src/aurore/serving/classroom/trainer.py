"""The trainer's page: who is there, who waits, and the levers of the room."""

import csv
import io
import json
import time
from collections.abc import Iterable

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from aurore.generation.checks import CHECKS
from aurore.serving.classroom.entry import TRAINER, is_trainer, the_room
from aurore.serving.guard import same
from aurore.serving.problems import WebError
from aurore.serving.studio.visitors import store

A_DAY = 24 * 3600
COLUMNS = ("id", "nickname", "asked", "ended", "state", "tokens", "prompt", "text", "settings",
           "provenance")  # fmt: skip
VOTE_COLUMNS = ("ballot", "choice", "count")
OPINION = "opinion"  # the ballot of what people wrote
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so
trainer = Blueprint("trainer", __name__, url_prefix="/formateur")


@trainer.get("/entrer")
def enter() -> AnyResponse:
    """The address the terminal shows: the secret becomes a cookie."""
    if not same(request.args.get("secret", ""), the_room().trainer):
        raise WebError(403, "trainer_only")
    answer = redirect(url_for("trainer.board"))
    secret = the_room().trainer
    answer.set_cookie(TRAINER, secret, max_age=A_DAY, httponly=True, samesite="Strict")
    return answer


@trainer.before_request
def check_trainer() -> None:
    """Every page but the entry."""
    if request.endpoint != "trainer.enter" and not is_trainer():
        raise WebError(403, "trainer_only")


@trainer.get("/")
def board() -> str:
    """The page."""
    room, desk, now = the_room(), current_app.extensions["aurore"], time.monotonic()
    people = room.store.rows(
        "SELECT person.id, nickname, count(text.id) AS texts FROM person "
        "LEFT JOIN text ON text.person = person.id GROUP BY person.id ORDER BY nickname"
    )
    tickets = sorted(room.tickets.values(), key=lambda ticket: (ticket.place, ticket.asked))
    waits = [(ticket, round(now - ticket.asked)) for ticket in tickets]
    return render_template(
        "classroom/trainer.html", room=room, people=people, waits=waits,
        state=desk.state(), checks=[(name, name in desk.checks) for name in CHECKS],
    )  # fmt: skip


@trainer.post("/<action>")
def act(action: str) -> AnyResponse:
    """A lever."""
    room = the_room()
    person = request.form.get("person", "")
    if action == "arreter":
        room.stop(person)
    elif action == "effacer":
        room.stop()
        room.store.clear()
        store().clear_votes()
    elif action in ("fermer", "ouvrir"):
        room.store.set("open", "yes" if action == "ouvrir" else "no")
        if action == "fermer":
            room.stop()
    elif action == "verifications":
        checks = {name for name in CHECKS if name in request.form}
        current_app.extensions["aurore"].checks = checks
    else:
        raise WebError(404, "page_not_found")
    return redirect(url_for("trainer.board"))


@trainer.get("/textes.<form>")
def export(form: str) -> Response:
    """All that was written, as JSON or CSV."""
    everything = the_room().store.everything() | store().voted()
    if form == "json":
        data, kind = json.dumps(everything, ensure_ascii=False, indent=1), "application/json"
    elif form == "csv":
        data, kind = as_csv(everything["texts"]), "text/csv; charset=utf-8"
    else:
        raise WebError(404, "page_not_found")
    headers = {"Content-Disposition": f"attachment; filename=textes.{form}"}
    return Response(data, content_type=kind, headers=headers)


@trainer.get("/votes.csv")
def export_votes() -> Response:
    """Moods, answers to quizzes, opinions: one line for each choice, with how many made it."""
    rows: list[dict[str, object]] = list(store().ballots())
    rows += [{"ballot": OPINION, "choice": words, "count": 1} for words in store().opinions()]
    headers = {"Content-Disposition": "attachment; filename=votes.csv"}
    data = as_csv(rows, VOTE_COLUMNS)
    return Response(data, content_type="text/csv; charset=utf-8", headers=headers)


def as_csv(rows: list[dict[str, object]], columns: tuple[str, ...] = COLUMNS) -> str:
    """One line a row; what a spreadsheet would take for a formula is made words again."""
    made = io.StringIO()
    made.write("\ufeff")  # so that a spreadsheet knows the letters
    writer = csv.writer(made)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(plain_cells(row[name] for name in columns))
    return made.getvalue()


def plain_cells(values: Iterable[object]) -> list[str]:
    """Cells that no spreadsheet takes for a formula."""
    told = [_cell(value) for value in values]
    return [f"'{text}" if text.startswith(FORMULA) else text for text in told]


def _cell(value: object) -> str:
    """What a column holds; settings stay JSON, which a program reads again."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)
