"""Which models there are, and how their training went."""

import json
from typing import Any

from flask import Response, current_app, jsonify
from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from aurore.base.settings import ServeSettings
from aurore.base.workspace import Workspace
from aurore.serving.api import desk
from aurore.serving.bodies import ErrorAnswer

models = APIBlueprint("models", __name__)
POINTS = 200  # of a curve, at most (guess: what a screen shows)


class ModelAnswer(BaseModel):
    """The model that writes."""

    name: str
    fingerprint: str
    corpus: str
    context: int = Field(description="Tokens it sees at once.")
    vocabulary: int
    layers: int
    texts_at_once: int


class ModelsAnswer(BaseModel):
    """The models of this server."""

    models: list[ModelAnswer]


class RunAnswer(BaseModel):
    """A training run of the work folder."""

    name: str
    finished: bool
    metrics: list[dict[str, Any]] = Field(description="Lines of its journal, thinned out.")


class RunsAnswer(BaseModel):
    """The runs of the work folder."""

    runs: list[RunAnswer]


def _answers(model: type[BaseModel]) -> dict[Any, Any]:
    return {200: model, 422: ErrorAnswer, 503: ErrorAnswer}


@models.get("/api/models", responses=_answers(ModelsAnswer), operation_id="models")
def list_models() -> Response:
    """Describe the model that writes."""
    writer = desk().writer()
    source, shape = writer.source, writer.engine.shape
    answer = ModelAnswer(
        name=writer.name,
        fingerprint=source.fingerprint,
        corpus=source.corpus,
        context=shape.context,
        vocabulary=shape.vocabulary,
        layers=shape.layers,
        texts_at_once=writer.engine.most_texts,
    )
    return jsonify(ModelsAnswer(models=[answer]).model_dump())


@models.get("/api/runs", responses=_answers(RunsAnswer), operation_id="runs")
def list_runs() -> Response:
    """List the training runs and their curves."""
    settings: ServeSettings = current_app.extensions["aurore.settings"]
    if settings.work is None:
        return jsonify(RunsAnswer(runs=[]).model_dump())
    folder = Workspace(settings.work).runs
    found = [_run(path) for path in sorted(folder.glob("*")) if path.is_dir()]
    return jsonify(RunsAnswer(runs=found).model_dump())


def _run(folder: Any) -> RunAnswer:
    lines: list[dict[str, Any]] = []
    journal = folder / "metrics.jsonl"
    if journal.is_file():
        for line in journal.read_text(encoding="utf-8").splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:  # the last line of a run that writes at this moment
                continue
    every = max(1, -(-len(lines) // POINTS))
    finished = (folder / "model" / "model.safetensors").is_file()
    return RunAnswer(name=folder.name, finished=finished, metrics=lines[::every])
