"""The workshop in the browser: three networks that learn in the page, the lessons beside an editor.

A person's own server runs the checks on their file, as the terminal does. The server of a class
runs nothing that others send: there the lessons are read, and checked on each one's machine.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from pydantic import Field

from aurore.base.messages import message
from aurore.base.settings import ServeSettings
from aurore.base.workspace import Workspace, write_atomically
from aurore.serving.bodies import Body, Number
from aurore.serving.problems import WebError
from aurore.serving.share import room_address
from aurore.serving.studio.frame import read_body, workspace
from aurore.serving.studio.guarding import is_class
from aurore.serving.studio.visitors import store, visitor
from aurore.serving.studio.workshop import LESSONS, SOLVED
from aurore.teaching.artefacts import PHRASES, artefact, draw_phrases
from aurore.teaching.check import LARGEST_FILE, check
from aurore.teaching.lessons import HINTS, Lesson, Question, lesson, lessons
from aurore.teaching.progress import Progress
from aurore.teaching.room import tell_room
from aurore.teaching.start import own_exercise, own_folder, start
from aurore.teaching.tryout import try_out

DRAWN = "aurore.drawn"  # the work folder whose sentences are still to be drawn
DRAWINGS = "aurore.drawings"  # of the application: what the room has drawn
MOST_CHOICES = 20  # of a quiz, and questions of one (guess: many times the longest)
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


class AnswerBody(Body):
    """An answer to a question of the quiz, both by their place."""

    place: Number = Field(ge=0, le=MOST_CHOICES)
    choice: Number = Field(ge=0, le=MOST_CHOICES)


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
    report = check(found, _kept(work, found))
    Progress(own_folder(work)).note(report)
    questions = [vars(verdict) for verdict in report.verdicts]
    told = tell_room(work, report)
    return jsonify({"right": report.right, "questions": questions, "room": told})


@pages.post("/lecons/<int:number>/lancer")
def run_lesson(number: int) -> Response:
    """Keeps the person's file and runs it, as `python exercice.py` does: what it prints."""
    work, found = _own(), _lesson(number)
    tried = try_out(_kept(work, found), found.seconds)
    told = message(f"live.ended_{tried.ended}", minutes=found.seconds // 60)
    return jsonify({"output": tried.output, "ended": told})


@pages.post("/lecons/<int:number>/quiz")
def answer_quiz(number: int) -> Response:
    """Says whether an answer is right, and why; a room's answers are counted, without names."""
    body, quiz = read_body(AnswerBody), _lesson(number).quiz
    if body.place >= len(quiz) or body.choice >= len(quiz[body.place].choices):
        raise WebError(404, "page_not_found")
    asked, ballot = quiz[body.place], f"quiz:{number}:{body.place + 1}"
    store().vote(ballot, visitor(), asked.choices[body.choice])
    counts = store().counts(ballot)
    right = body.choice == asked.right
    key = "live.quiz_right" if right else "live.quiz_wrong"
    return jsonify(
        {
            "right": asked.right,
            "said": message(key, choice=asked.choices[asked.right]),
            "why": asked.why,
            "counts": [counts.get(choice, 0) for choice in asked.choices] if is_class() else None,
        }
    )


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


def _kept(work: Workspace, found: Lesson) -> Path:
    """The person's file, with what the page sent."""
    code = read_body(CodeBody).code.replace("\r\n", "\n")
    mine = start(work, found).exercise
    with write_atomically(mine) as path:
        path.write_text(code, encoding="utf-8")
    return mine


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
