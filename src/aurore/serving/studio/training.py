"""Entraîner: `aurore train` in a process of its own, watched through its journal."""

import re
import shutil
from pathlib import Path
from typing import Annotated, Any

from flask import Response, jsonify, make_response, render_template
from pydantic import Field

from aurore.base.errors import UserError
from aurore.base.settings import SCRATCH, TokenizeSettings, TrainSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_card
from aurore.model.choose import AURORE_BASE, EMBEDDED, embedded_model
from aurore.serving.bodies import Body, Number, Real
from aurore.serving.problems import WebError
from aurore.serving.studio import children
from aurore.serving.studio.estimate import estimated
from aurore.serving.studio.frame import read_body, studio, workspace
from aurore.serving.studio.guarding import only_trainer
from aurore.serving.studio.runs import give_up_lengthening, has_model, runs_of, state_of
from aurore.serving.studio.shelf import has_corpus
from aurore.serving.studio.writers import folder_of, folders
from aurore.training.pausing import ask_to_pause

KIND = "train"
DEFAULT_NAME = "studio"


class TrainBody(Body):
    """What to train, and for how long: minutes or epochs."""

    base: Annotated[str, Field(max_length=200)] = SCRATCH
    minutes: Real | None = Field(None, gt=0, le=1440)
    epochs: Real | None = Field(None, gt=0, le=100)
    batch_size: Number | None = Field(None, ge=1, le=512)
    learning_rate: Real | None = Field(None, gt=0, le=1)
    name: Annotated[str, Field(max_length=60)] = ""


class RunBody(Body):
    """A run by its name."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


class ResumeBody(RunBody):
    """A run to go on with; one that is finished is made longer by minutes or epochs."""

    minutes: Real | None = Field(None, gt=0, le=1440)
    epochs: Real | None = Field(None, gt=0, le=100)


@studio.get("/entrainer")
def train() -> str:
    """The page."""
    return render_template(
        "studio/train.html",
        page_name="train",
        ready=has_corpus(),
        scratch=SCRATCH,
        finished=[name for name in folders() if name not in (EMBEDDED, AURORE_BASE)],
    )


@studio.get("/entrainer/etat")
def training_state() -> Response:
    """The runs, and what goes on."""
    work = workspace()
    runs = runs_of(work, _running()) if work is not None else []
    return jsonify({"work": children.told(KIND), "runs": runs, "ready": has_corpus()})


@studio.post("/entrainer/estimer")
def estimate() -> Response:
    """Time, passes and memory of a run before it starts."""
    body, work = read_body(TrainBody), _work()
    words = int(read_card(work)["splits"]["train"]["words"])
    minutes = None if body.epochs else body.minutes or TrainSettings.minutes or 0.0
    base = None if body.base == SCRATCH else _folder(body.base)
    return jsonify(vars(estimated(words, minutes, body.epochs, base, body.batch_size)))


@studio.post("/entrainer/lancer")
def start_training() -> Response:
    """Begins a run; the books' tokenizer is made first if there is none."""
    body, work = read_body(TrainBody), _work()
    name = free_name(work, body.name.strip() or DEFAULT_NAME)
    work.run(name)  # refuses what is no name
    minutes = None if body.epochs else body.minutes or TrainSettings.minutes
    settings = TrainSettings(
        name, minutes, body.epochs, _base(body.base),
        batch_size=body.batch_size, learning_rate=body.learning_rate,
    )  # fmt: skip
    commands = [["train", *_options(settings)]]
    if not (work.tokenizer / "tokenizer.json").exists():
        commands.insert(0, ["tokenize", "--vocab-size", str(TokenizeSettings.vocab_size)])
    children.start(KIND, name, commands, work)
    return jsonify({"name": name})


@studio.post("/entrainer/pause")
def pause() -> Response:
    """Asks the run to save its state and end, whoever began it; it can be resumed."""
    only_trainer()
    name, work = read_body(RunBody).name, _work()
    child = children.child_of(KIND)
    if child is not None and name == _running():
        child.stop()
    elif (work.run(name) / "settings.toml").exists() and state_of(work.run(name)) != "finished":
        ask_to_pause(work.run(name))
    return make_response("", 204)


@studio.post("/entrainer/reprendre")
def resume() -> Response:
    """Goes on with a run that was stopped, or makes a finished one longer."""
    body, work = read_body(ResumeBody), _work()
    if not (work.run(body.name) / "checkpoints").exists():
        raise UserError("nothing_to_resume", folder=work.run(body.name))
    more = {"--epochs": body.epochs} if body.epochs else {"--minutes": body.minutes}
    command = ["train", "--resume", "--run", body.name, *_as_options(more)]
    children.start(KIND, body.name, [command], work)
    return jsonify({"name": body.name})


@studio.post("/entrainer/abandonner")
def abandon() -> Response:
    """Removes a run that has no model yet; one that is being made longer keeps what it had."""
    only_trainer()
    name, work = read_body(RunBody).name, _work()
    folder = work.run(name)
    if name == _running() or state_of(folder) in ("running", "finished"):
        raise WebError(409, "run_is_kept", name=name)
    if has_model(folder):
        give_up_lengthening(folder)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return make_response("", 204)


def _base(name: str) -> str:
    """What `aurore train --base` is told: a name it knows, or the folder of a run's model."""
    return name if name in (SCRATCH, EMBEDDED) else str(folder_of(name))


def _folder(base: str) -> Path:
    """The folder of a base; to start a training from, the embedded model is `aurore-base`."""
    return embedded_model(AURORE_BASE) if base == EMBEDDED else folder_of(base)


def _options(settings: TrainSettings) -> list[str]:
    asked: dict[str, Any] = {
        "--run": settings.name,
        "--base": settings.base,
        "--minutes": settings.minutes,
        "--epochs": settings.epochs,
        "--batch-size": settings.batch_size,
        "--learning-rate": settings.learning_rate,
    }
    return _as_options(asked)


def _as_options(asked: dict[str, Any]) -> list[str]:
    return [
        text for name, value in asked.items() if value is not None for text in (name, str(value))
    ]


def free_name(work: Workspace, name: str) -> str:
    """`name`, with a number when runs of that name are there already."""
    name = re.sub(r"[^\w -]", "", name) or DEFAULT_NAME
    taken = {path.name for path in work.runs.glob("*")}
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 10**6))) if n not in taken)


def _running() -> str | None:
    child = children.child_of(KIND)
    return child.title if child is not None and child.state == "running" else None


def _work() -> Workspace:
    work = workspace()
    if work is None:
        raise WebError(409, "no_work_folder")
    return work
