"""What the studio tells of runs is what their journals and `aurore evaluate` say of them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from aurore.base.messages import message
from aurore.base.settings import EvaluateSettings, ServeSettings, TrainSettings
from aurore.base.workspace import Workspace
from aurore.evaluation.diagnosis import Curves
from aurore.evaluation.evaluate import Evaluation, evaluate
from aurore.generation.provenance import Source
from aurore.generation.scorer import EngineScorer
from aurore.generation.writer import Writer
from aurore.model.choose import embedded_model
from aurore.release.cards import write_model_card
from aurore.serving.app import create_app
from aurore.serving.studio.runs import (
    VERDICTS,
    diagnosis,
    give_up_lengthening,
    has_model,
    state_of,
)
from aurore.training.journal import Journal
from aurore.training.train import train


@pytest.fixture(scope="module")
def work(trained, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """With two runs: `demo`, and `further` that started from it."""
    workspace, result = trained
    own = Workspace(tmp_path_factory.mktemp("seen") / "work")
    shutil.copytree(workspace.root, own.root)
    base = str(result.folder / "model")
    train(TrainSettings(name="further", minutes=None, epochs=0.1, batch_size=32, base=base), own)
    return own


@pytest.fixture(scope="module")
def found(work: Workspace) -> Evaluation:
    """The measures of `further`, written into its folder."""
    return evaluate(EvaluateSettings(), work, "further", None, EngineScorer)


@pytest.fixture(scope="module")
def reader(work: Workspace) -> FlaskClient:
    """A client of the studio of that folder."""
    settings = ServeSettings(work=work.root)
    return create_app(settings, lambda: Writer(embedded_model(), "embedded")).test_client()


@pytest.mark.parametrize(("language", "as_it_was"), [("fr", "tel quel"), ("en", "as it is")])
def test_a_run_stands_beside_the_base_it_came_from(
    reader: FlaskClient, found: Evaluation, language: str, as_it_was: str
) -> None:
    reader.get(f"/mesurer?lang={language}")
    told = reader.get("/mesurer/evaluations").get_json()["evaluations"]
    further = next(one for one in told if one["model"] == "further")
    bits = {score["name"]: score["bits"] for score in further["scores"]}
    untuned = next(name for name in bits if as_it_was in name)
    assert "demo" in untuned and bits[untuned] == found.scores["untuned"].bits_per_byte
    assert list(bits.values()) == sorted(bits.values())


def test_the_page_gives_the_verdict_of_evaluate(
    reader: FlaskClient, found: Evaluation, work: Workspace
) -> None:
    journal = work.run("further") / "metrics.jsonl"
    looks = [{"event": "validation", "step": n, "bits_per_byte": 3.0 - n / 9} for n in range(1, 5)]
    with journal.open("a", encoding="utf-8") as file:
        events = [*looks, {"event": "end", "step": 5}]
        file.writelines(json.dumps(event) + "\n" for event in events)
    again = evaluate(EvaluateSettings(), work, "further", None, EngineScorer).diagnosis
    assert again is not None and again.verdict == "learning"
    reader.get("/entrainer?lang=fr")
    runs = {run["name"]: run for run in reader.get("/entrainer/etat").get_json()["runs"]}
    values = {"first": again.first, "best": again.best, "last": again.last, "epochs": 0.0}
    assert runs["further"]["diagnosis"] == message(VERDICTS["learning"], **values)


def test_a_run_says_in_how_many_steps_its_books_are_read(work: Workspace) -> None:
    settings = Path(work.run("demo") / "settings.toml").read_text("utf-8")
    steps = int(settings.split("epoch_steps = ")[1].split()[0])
    assert f"\nsteps = {steps}\n" in settings  # one epoch was asked for


def test_a_run_that_is_made_longer_is_judged_by_what_came_since(work: Workspace) -> None:
    """Its error climbs with the rate, which is no learning by heart."""
    curves = Curves([], [(10, 2.0), (20, 1.6), (30, 1.5), (40, 1.7), (50, 1.66), (60, 1.6)], False)
    settings = {"base": "scratch", "epoch_steps": 100, "lengthened_at": 30}
    learning = message(VERDICTS["learning"], first=1.7, best=1.6, last=1.6, epochs=0.6)
    assert diagnosis(curves, settings, "running") == learning
    assert "par cœur" in diagnosis(curves, settings, "finished")


def test_a_finished_run_that_goes_on_is_paused_with_its_model(work: Workspace) -> None:
    folder = work.run("demo")
    assert state_of(folder) == "finished" and has_model(folder)
    assert state_of(folder, running="demo") == "running"
    for event in ("lengthened", "step", "paused"):
        Journal(folder).write(event, step=12)
    assert state_of(folder) == "paused" and has_model(folder)
    give_up_lengthening(folder)
    assert state_of(folder) == "finished"


def test_a_model_that_was_replaced_writes_and_is_looked_into_anew(
    reader: FlaskClient, work: Workspace, found: Evaluation
) -> None:
    """And what was measured of the one before is not told of it, neither here nor on its card."""
    reader.get("/entrainer?lang=fr")
    folder = work.run("further")
    desk = reader.application.extensions["aurore"]

    def source_and_guesses() -> tuple[Source, list[Any]]:
        assert reader.post("/ecrire/modele", json={"name": "further"}).status_code == 200
        looked = reader.post("/reseau/regarder", json={"text": "Elle était", "model": "further"})
        return desk.writer().source, looked.get_json()["guesses"]

    before = source_and_guesses()
    assert source_and_guesses() == before
    shutil.copy(work.run("demo") / "model" / "model.safetensors", folder / "model")
    after = source_and_guesses()
    assert before[0] != after[0] and before[1] != after[1]
    told = reader.get("/mesurer/evaluations").get_json()["evaluations"]
    assert "further" not in {one["model"] for one in told}
    bits = f"{found.scores['model'].bits_per_byte:.3f}".replace(".", ",")
    assert bits not in write_model_card(work, "further").read_text("utf-8")
    (folder / "evaluation.json").touch()
    assert bits in write_model_card(work, "further").read_text("utf-8")
