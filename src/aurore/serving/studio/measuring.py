"""Mesurer: how far texts are, the network's surprise, whom a text resembles, what is copied."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from flask import Response, jsonify, render_template
from pydantic import Field

from aurore.base.messages import message
from aurore.base.workspace import Workspace
from aurore.evaluation.distances.measure import distances, example, unified
from aurore.evaluation.report.distance import measure_name, sees
from aurore.evaluation.style.compare import FEWEST_WORDS, company, compare
from aurore.evaluation.style.profiles import SAND, load_profiles
from aurore.evaluation.style.tree import Tree
from aurore.generation.scorer import EngineScorer
from aurore.model.choose import AURORE_BASE, is_of_model, made_at
from aurore.serving.bodies import Body
from aurore.serving.problems import WebError
from aurore.serving.studio import children
from aurore.serving.studio.frame import desk, read_body, studio, workspace
from aurore.tokenizer.reader import read_reader

KIND = "evaluate"
MOST_TEXTS = 4  # compared at once (guess: what a table holds)
LONGEST = 20_000  # signs of a text whose manner is measured
EVALUATION = "evaluation.json"  # as evaluation/evaluate.py writes it, whose import takes torch


class TextsBody(Body):
    """Texts to compare with the first."""

    texts: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=4000)]],
        Field(min_length=2, max_length=MOST_TEXTS),
    ]


class LongTextBody(Body):
    """A text of some pages."""

    text: Annotated[str, Field(max_length=LONGEST)]


class RunBody(Body):
    """A run by its name."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


@studio.get("/mesurer")
def measure() -> str:
    """The page, with the slide's three versions ready."""
    work = workspace()
    made = sorted(work.runs.glob("*/model/model.safetensors")) if work is not None else []
    return render_template(
        "studio/measure.html",
        page_name="measure",
        versions=example(),
        runs=[path.parents[1].name for path in made],
        fewest_words=FEWEST_WORDS,
        longest=LONGEST,
    )


@studio.post("/mesurer/distances")
def measure_distances() -> Response:
    """Every measure of each text against the first."""
    texts = [unified(text) for text in read_body(TextsBody).texts]
    if not all(texts):
        raise WebError(422, "empty_prompt")
    folder = desk().writer().folder
    names, scorer = [str(i) for i in range(len(texts))], _scorer(folder, made_at(folder))
    found = distances(texts, names, scorer, read_reader(folder).tokenizer)
    rows = [
        {"name": measure_name(row.measure), "sees": sees(row.measure), "values": row.values}
        for row in found.rows
    ]
    return jsonify({"rows": rows})


@lru_cache(2)
def _scorer(folder: Path, made: int) -> EngineScorer:
    return EngineScorer(folder)


@studio.post("/mesurer/auteurs")
def authors() -> Response:
    """Whom a text resembles, and the tree of the authors with the text in it."""
    text, profiles = read_body(LongTextBody).text, _profiles()
    name = SAND if SAND in profiles.authors else profiles.authors[0]
    found = compare("✒", text, name, profiles)
    together = company([("✒", text)], profiles)
    nearest = [{"author": a, "distance": d} for a, d in found.distances["cosine"].items()]
    return jsonify(
        {
            "nearest": nearest,
            "tree": _as_data(together.tree),
            "is_short": found.is_short,
            "words": found.words,
        }
    )


@lru_cache(1)
def _profiles() -> Any:
    return load_profiles()


def _as_data(tree: Tree) -> dict[str, Any]:
    if not tree.parts:
        return {"name": tree.name}
    return {"height": tree.height, "parts": [_as_data(part) for part in tree.parts]}


@studio.get("/mesurer/evaluations")
def evaluations() -> Response:
    """What `aurore evaluate` has found of each run."""
    work = workspace()
    paths = sorted(work.runs.glob(f"*/{EVALUATION}")) if work is not None else []
    found = [
        _evaluation(json.loads(path.read_text("utf-8"))) for path in paths if is_of_model(path)
    ]
    return jsonify({"work": children.told(KIND), "evaluations": found})


def _evaluation(told: dict[str, Any]) -> dict[str, Any]:
    scores = [
        {
            "name": message(f"evaluate.name_{name}", base=told.get("untuned", AURORE_BASE)),
            "key": name,
            "bits": score["bits_per_byte"],
            "interval": score.get("interval"),
        }
        for name, score in told["scores"].items()
    ]
    scores.sort(key=lambda score: score["bits"])
    return {
        "model": told["model"],
        "text": told["text"],
        "scores": scores,
        "copies": told.get("copies"),
    }


@studio.post("/mesurer/evaluer")
def evaluate() -> Response:
    """Measures a run, in a process of its own."""
    name, work = read_body(RunBody).name, workspace()
    if work is None:
        raise WebError(409, "no_work_folder")
    if not (work.run(name) / "model").exists():
        raise WebError(404, "no_such_model", name=name[:40])
    children.start(KIND, name, [["evaluate", "--run", name, *curves(work)]], work)
    return jsonify({"name": name})


def curves(work: Workspace) -> list[str]:
    """With the curve of copies, where there are books to copy."""
    return ["--copies"] if (work.corpus / "card.json").exists() else []
