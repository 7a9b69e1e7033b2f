"""A finished run is made longer: from where it was, with a rate that climbs and falls again."""

import math
import os
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from aurore.base.errors import Interrupted, UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.cli.learn import unfinished_run
from aurore.training.checkpoints import LAST, Progress, read_progress
from aurore.training.journal import Journal, is_finished
from aurore.training.longer import course_of, lengthened
from aurore.training.loop import StepReport
from aurore.training.plan import read_plan
from aurore.training.schedule import Course, rate_at
from aurore.training.train import Watcher, train

MORE = TrainSettings(name="demo", minutes=None, epochs=0.9)


@pytest.fixture
def work(trained, tmp_path: Path) -> Workspace:
    """A work folder of one's own, with a finished run."""
    workspace = Workspace(tmp_path / "work")
    shutil.copytree(trained[0].root, workspace.root)
    return workspace


def steps_of(work: Workspace) -> list[dict[str, float]]:
    """From the journal."""
    return [event for event in Journal(work.run("demo")).read() if event["event"] == "step"]


def test_the_rate_of_what_is_added_is_that_of_a_run_of_its_own() -> None:
    added = Course(130, 130, first=90)
    assert [added.rate(step) for step in range(90, 130)] == [rate_at(s, 40) for s in range(40)]
    added.turn(100, 110)
    assert added.rate(109) < added.rate(101) and added.share(100) == 0.25


def test_a_finished_run_goes_on_from_its_last_step(work: Workspace) -> None:
    before, plan = steps_of(work), read_plan(work.run("demo"))
    first = before[-1]["bits_per_byte"]
    result = train(MORE, work, resume=True)
    after = steps_of(work)
    added = after[len(before) :]
    assert after[: len(before)] == before
    assert len(added) == math.ceil(0.9 * plan.epoch_steps) == result.plan.steps_to_come
    assert [event["step"] for event in after] == list(range(1, len(after) + 1))
    assert max(event["learning_rate"] for event in added) == plan.settings.learning_rate
    assert added[-1]["learning_rate"] < 0.25 * plan.settings.learning_rate
    assert sum(event["bits_per_byte"] for event in added[-3:]) / 3 < first + 0.1, (
        "it forgot nothing"
    )
    assert result.plan.settings.epochs == 1.9


@pytest.mark.parametrize("before", [2, 0])
def test_a_longer_run_that_is_stopped_ends_with_the_weights_of_one_that_is_not(
    work: Workspace, tmp_path: Path, before: int
) -> None:
    """Also when it is stopped in its last step, with nothing left but to write the model."""
    other = Workspace(tmp_path / "other")
    shutil.copytree(work.root, other.root)
    whole = train(MORE, other, resume=True)

    def stop(report: StepReport) -> None:
        if report.step == report.steps - before:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(UserError):
        unfinished_run(work)
    with pytest.raises(Interrupted, match="--resume --run demo"):
        train(MORE, work, resume=True, watcher=Watcher(on_step=stop))
    assert unfinished_run(work) == "demo"
    assert (work.run("demo") / "model").exists(), "that of before is still of use"
    cut = train(TrainSettings(name="demo", minutes=5.0), work, resume=True)
    assert cut.plan.steps == whole.plan.steps, "a run under way is not made longer"
    for name, p in whole.model.named_parameters():
        assert torch.equal(p, dict(cut.model.named_parameters())[name])


def test_a_finished_run_and_nothing_asked_is_said_with_the_command(work: Workspace) -> None:
    untouched = (work.run("demo") / "settings.toml").read_bytes()
    with pytest.raises(UserError, match="--resume --run demo --minutes 10"):
        train(TrainSettings(name="demo", minutes=None), work, resume=True)
    assert (work.run("demo") / "settings.toml").read_bytes() == untouched


def test_minutes_are_filled_at_the_pace_the_run_had(trained) -> None:
    folder = trained[1].folder
    plan, asked = read_plan(folder), TrainSettings(name="demo", minutes=2.0, learning_rate=0.01)
    progress = Progress(step=100, seconds=50.0, wall_seconds=60.0)
    longer = lengthened(plan, progress, asked)
    assert 0.5 * 240 < longer.steps - 100 <= (120 - 2) / 0.5
    assert longer.settings.minutes == 3.0 and longer.settings.epochs is None
    assert longer.settings.learning_rate == 0.01 and longer.lengthened_at == 100
    assert longer.course.first == 100
    assert longer.seconds_per_step == 0.5
    assert longer.validation_blocks == plan.validation_blocks


def test_a_course_that_the_clock_has_changed_counts_only_for_its_own_piece(trained) -> None:
    plan = read_plan(trained[1].folder)
    turned = {"planned": 90, "steps": 70, "turned_at": 20, "place": 20.0}
    assert course_of(plan, Progress(course=turned)).steps == 70
    assert course_of(plan, Progress(course=turned | {"first": 60})) == plan.course


def test_a_run_by_the_clock_ends_near_the_minutes_that_were_added(work: Workspace) -> None:
    started = time.monotonic()
    asked = TrainSettings(name="demo", minutes=0.2)
    train(asked, work, resume=True, started=started)
    assert time.monotonic() - started < 1.5 * 12
    folder = work.run("demo")
    assert is_finished(folder)
    ends = [event["step"] for event in Journal(folder).read() if event["event"] == "end"]
    assert ends[-1] == read_progress(folder / "checkpoints" / LAST).step > ends[0]


def test_a_run_of_before_epochs_were_counted_is_made_longer_by_them(work: Workspace) -> None:
    settings = work.run("demo") / "settings.toml"
    plan, text = read_plan(settings.parent), settings.read_text("utf-8")
    settings.write_text(text.replace(f"epoch_steps = {plan.epoch_steps}\n", ""), "utf-8")
    assert read_plan(settings.parent).epoch_steps == 0
    result = train(TrainSettings(name="demo", minutes=None, epochs=0.5), work, resume=True)
    assert result.plan.steps_to_come == math.ceil(0.5 * plan.epoch_steps)


def test_a_finished_run_without_its_last_checkpoint_is_left_as_it_is(work: Workspace) -> None:
    folder = work.run("demo")
    (folder / "checkpoints" / LAST).unlink()
    journal = (folder / "metrics.jsonl").read_bytes()
    with pytest.raises(UserError, match="Rien à reprendre"):
        train(MORE, work, resume=True)
    assert (folder / "metrics.jsonl").read_bytes() == journal


def test_a_run_whose_base_was_made_longer_still_goes_on(work: Workspace) -> None:
    base = work.run("demo") / "model"
    asked = TrainSettings(name="from", minutes=None, epochs=0.5, batch_size=32, base=str(base))

    def stop(report: StepReport) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    for name, method in (("all", "full"), ("some", "lora")):
        with pytest.raises(Interrupted):
            begun = replace(asked, name=name, method=method)  # type: ignore[arg-type]
            train(begun, work, watcher=Watcher(on_step=stop))
    train(MORE, work, resume=True)
    sha = read_plan(work.run("all")).base.sha256  # type: ignore[union-attr]
    assert train(replace(asked, name="all"), work, resume=True).plan.base.sha256 == sha  # type: ignore[union-attr]
    with pytest.raises(UserError, match="a changé"):
        train(replace(asked, name="some"), work, resume=True)
