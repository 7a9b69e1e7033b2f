"""How far the room is, question by question: people's own machines say what their checks found."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Literal

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request
from pydantic import Field

from aurore.serving.bodies import Body
from aurore.serving.classroom.door import this_address
from aurore.serving.classroom.entry import the_room
from aurore.serving.classroom.store import now
from aurore.serving.classroom.trainer import as_csv, trainer
from aurore.serving.studio.frame import read_body
from aurore.serving.studio.workshop import LESSONS

MOST_STEPS = 40  # questions of a lesson (guess: four times the longest)
STEPS = """SELECT nickname, question, state, mistake, checks, solved, changed FROM step
           JOIN person ON person.id = step.person ORDER BY nickname, question"""
COLUMNS = ("nickname", "question", "state", "mistake", "checks", "solved", "changed")
progress = Blueprint("progress", __name__)
door_for_programs = Blueprint("door_for_programs", __name__)


class StepBody(Body):
    """What a check found of one question."""

    question: Annotated[str, Field(pattern=r"^\d{1,2}\.\d{1,2}$")]
    state: Literal["right", "not_yet", "to_do"]
    mistake: Annotated[str, Field(max_length=60)] = ""


class StepsBody(Body):
    """What a check found of a lesson."""

    steps: Annotated[list[StepBody], Field(max_length=MOST_STEPS)]


class EntryBody(Body):
    """Who enters."""

    code: Annotated[str, Field(max_length=40)]
    nickname: Annotated[str, Field(max_length=100)]


@dataclass
class Row:
    """A question and how the room stands with it."""

    number: str
    title: str
    right: int = 0
    trying: list[str] = field(default_factory=list)
    """Who has tried and has not got it yet."""
    mistakes: Counter[str] = field(default_factory=Counter)


@door_for_programs.post("/salle/entrer")
def enter() -> Response:
    """Lets in a program of a person, as the form lets in their browser."""
    body = read_body(EntryBody)
    secret = the_room().join(body.code, body.nickname, request.remote_addr or "")
    return jsonify({"secret": secret})


@progress.post("/salle/progres")
def note() -> Response:
    """Keeps what a person's check found; what was right once stays solved."""
    steps = read_body(StepsBody).steps
    with the_room().store.writing() as database:
        for step in steps:
            right = step.state == "right"
            database.execute(
                "INSERT INTO step VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, question) "
                "DO UPDATE SET state = excluded.state, mistake = excluded.mistake, "
                "checks = checks + excluded.checks, solved = max(solved, excluded.solved), "
                "changed = excluded.changed",
                (g.who["id"], step.question, step.state, step.mistake,
                 int(step.state != "to_do"), int(right), now()),
            )  # fmt: skip
    return jsonify({"kept": len(steps)})


@trainer.get("/progres")
def board_of_steps() -> str:
    """The lessons, and at each question how many have it and what the others stumble over."""
    steps = the_room().store.rows(STEPS)
    rows = {
        number: Row(number, title)
        for lesson in current_app.extensions.get(LESSONS, ())
        for number, title in lesson.questions
    }
    for step in steps:
        row = rows.setdefault(step["question"], Row(step["question"], ""))
        if step["solved"]:
            row.right += 1
        elif step["state"] == "not_yet":
            row.trying.append(step["nickname"])
            row.mistakes[step["mistake"]] += 1
    begun = {number.partition(".")[0] for number in (step["question"] for step in steps)}
    shown = [row for row in rows.values() if row.number.partition(".")[0] in begun]
    people = Counter(step["nickname"] for step in steps if step["solved"])
    for step in steps:
        people.setdefault(step["nickname"], 0)
    return render_template(
        "classroom/progress.html", rows=shown, people=sorted(people.items()),
        address=this_address(), code=the_room().code,
    )  # fmt: skip


@trainer.get("/progres.csv")
def export_steps() -> Response:
    """One line for each person and question."""
    data = as_csv(the_room().store.rows(STEPS), COLUMNS)
    headers = {"Content-Disposition": "attachment; filename=progres.csv"}
    return Response(data, content_type="text/csv; charset=utf-8", headers=headers)
