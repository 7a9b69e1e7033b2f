"""The workshop in the browser: three networks that learn in the page, the lessons beside an editor.

A person's own server runs the checks on their file, as the terminal does. The server of a class
runs nothing that others send: there the lessons are read, and checked on each one's machine.
"""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from pydantic import Field

from aurore.base.messages import message
from aurore.base.settings import ServeSettings
from aurore.base.workspace import Workspace, write_atomically
from aurore.serving.bodies import Body
from aurore.serving.problems import WebError
from aurore.serving.share import room_address
from aurore.serving.studio.frame import read_body, workspace
from aurore.serving.studio.guarding import is_class
from aurore.serving.studio.workshop import LESSONS, SOLVED
from aurore.teaching.artefacts import PHRASES, artefact, draw_phrases
from aurore.teaching.check import LARGEST_FILE, check
from aurore.teaching.lessons import HINTS, Lesson, Question, lesson, lessons
from aurore.teaching.progress import Progress
from aurore.teaching.room import tell_room
from aurore.teaching.start import own_exercise, own_folder, start

DRAWN = "aurore.drawn"  # the work folder whose sentences are still to be drawn
DRAWINGS = "aurore.drawings"  # of the application: what the room has drawn
MOST_DRAWINGS = 300  # guess: ten for each person of a room
KINDS = ("varied", "always_six", "apart", "mixed")  # of the maths exam
pages = Blueprint(
    "lessons", __name__, url_prefix="/atelier", template_folder="templates", static_folder="static"
)


@dataclass(frozen=True)
class Entry:
    """A lesson as the server knows it."""

    title: str
    address: str
    summary: str
    questions: tuple[tuple[str, str], ...]
    """(number, title)."""


class DrawingBody(Body):
    """What somebody drew, and what it is."""

    name: Literal["chat", "chien"]
    drawing: Annotated[str, Field(pattern=r"^[.#]{64}$")]


class CodeBody(Body):
    """The person's file."""

    code: Annotated[str, Field(max_length=LARGEST_FILE)]


class QuestionBody(Body):
    """Which question."""

    question: Annotated[str, Field(max_length=8)]


def open_lessons(app: Flask) -> None:
    """Puts the workshop into the studio."""
    app.register_blueprint(pages)
    app.extensions[DRAWINGS] = []
    app.extensions[SOLVED] = _solved
    app.extensions[LESSONS] = tuple(
        Entry(
            one.title,
            _address(one),
            one.goal,
            tuple((question.number, question.title) for question in one.questions),
        )
        for one in lessons()
    )


def _address(one: Lesson) -> str:
    return f"/atelier/lecons/{one.number}"


def _solved() -> dict[str, str]:
    """How far the person is in the lessons they have begun, on their own server."""
    work = workspace()
    if is_class() or work is None:
        return {}
    progress = Progress(own_folder(work))
    counts = {one: progress.solved(one) for one in lessons()}
    return {_address(one): f"{n}/{len(one.questions)}" for one, n in counts.items() if n}


@pages.get("/apprendre")
def learn() -> str:
    """Dog or cat, the maths exam, Sand or Balzac."""
    return render_template(
        "lessons/learn.html", heading=message("live.title"), lead=message("live.lead"),
        script="learn.js", kinds=KINDS,
    )  # fmt: skip


@pages.get("/apprendre/donnees")
def learning_data() -> Response:
    """The drawings that come with the project, those of the room, and the sentences."""
    if current_app.extensions.setdefault(DRAWN, workspace()) is not None:
        draw_phrases(current_app.extensions[DRAWN])
        current_app.extensions[DRAWN] = None  # once for all who come
    return jsonify(
        {
            "dessins": json.loads(artefact("dessins.json").read_text("utf-8")),
            "salle": current_app.extensions[DRAWINGS],
            "phrases": json.loads(artefact(PHRASES).read_text("utf-8")),
        }
    )


@pages.post("/apprendre/dessins")
def add_drawing() -> Response:
    """Keeps a drawing for everybody, until the server stops."""
    body, drawings = read_body(DrawingBody), current_app.extensions[DRAWINGS]
    drawings.append((body.name, body.drawing))
    del drawings[:-MOST_DRAWINGS]
    return jsonify({"count": len(drawings)})


@pages.get("/lecons/<int:number>")
def show(number: int) -> str:
    """A lesson: its text, the person's file, what is said of each question."""
    found, work = _lesson(number), None if is_class() else workspace()
    steps = dict.fromkeys((question.number for question in found.questions), "to_do")
    path, code = None, ""
    if work is not None:
        path = start(work, found).exercise
        code = path.read_text("utf-8")
        progress = Progress(own_folder(work))
        steps = {one.number: progress.step(one).state for one in found.questions}
    settings: ServeSettings = current_app.extensions["aurore.settings"]
    return render_template(
        "lessons/lesson.html", heading=message("live.lesson", number=number), lead=found.title,
        script="lesson.js", lesson=found, all=lessons(), html=found.html().partition("</h1>")[2],
        steps=steps, editable=work is not None, path=path, code=code,
        class_mode=is_class(), room=room_address(settings),
    )  # fmt: skip


@pages.get("/lecons/<int:number>/fichier")
def own_file(number: int) -> Response:
    """The file as it lies on the disk: another editor may have changed it."""
    return jsonify({"code": own_exercise(_own(), _lesson(number)).read_text("utf-8")})


@pages.post("/lecons/<int:number>/verifier")
def check_lesson(number: int) -> Response:
    """Keeps the person's file and runs the checks on it."""
    work, found = _own(), _lesson(number)
    code = read_body(CodeBody).code.replace("\r\n", "\n")
    mine = start(work, found).exercise
    with write_atomically(mine) as path:
        path.write_text(code, encoding="utf-8")
    report = check(found, mine)
    Progress(own_folder(work)).note(report)
    questions = [vars(verdict) for verdict in report.verdicts]
    told = tell_room(work, report)
    return jsonify({"right": report.right, "questions": questions, "room": told})


@pages.post("/lecons/<int:number>/indice")
def hint(number: int) -> Response:
    """One hint more."""
    work, question = _own(), _question(number)
    level, text = Progress(own_folder(work)).next_hint(question)
    return jsonify({"level": f"{level}/{HINTS}", "hint": text})


@pages.post("/lecons/<int:number>/solution")
def solution(number: int) -> Response:
    """The solution of one question, to whoever asks for it."""
    _own()
    return jsonify({"code": _lesson(number).solution(_question(number))})


def _own() -> Workspace:
    """The person's work folder; a server for others has none."""
    work: Any = workspace()
    if is_class() or work is None:
        raise WebError(403, "checks_at_home")
    assert isinstance(work, Workspace)
    return work


def _lesson(number: int) -> Lesson:
    if number > lessons()[-1].number:
        raise WebError(404, "no_such_lesson", number=number, last=lessons()[-1].number)
    return lesson(number)


def _question(number: int) -> Question:
    return _lesson(number).question(read_body(QuestionBody).question)
