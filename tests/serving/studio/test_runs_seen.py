"""What the studio tells of runs is what their journals and `aurore evaluate` say of them."""

import json
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aurore.base.messages import message
from aurore.base.settings import EvaluateSettings, ServeSettings, TrainSettings
from aurore.base.workspace import Workspace
from aurore.evaluation.evaluate import Evaluation, evaluate
from aurore.generation.scorer import EngineScorer
from aurore.generation.writer import Writer
from aurore.model.choose import embedded_model
from aurore.serving.app import create_app
from aurore.serving.studio.runs import VERDICTS
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
        file.writelines(json.dumps(look) + "\n" for look in looks)
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
