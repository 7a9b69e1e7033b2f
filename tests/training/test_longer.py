"""A finished run is made longer: from where it was, with a rate that climbs and falls again."""

import math
import os
import shutil
import signal
import time
from pathlib import Path

import pytest
import torch

from aurore.base.errors import Interrupted, UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.cli.learn import unfinished_run
from aurore.training.checkpoints import LAST, Progress, read_progress
from aurore.training.journal import Journal
from aurore.training.longer import course_of, is_finished, lengthened
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


def test_a_longer_run_that_is_stopped_ends_with_the_weights_of_one_that_is_not(
    work: Workspace, tmp_path: Path
) -> None:
    other = Workspace(tmp_path / "other")
    shutil.copytree(work.root, other.root)
    whole = train(MORE, other, resume=True)

    def stop(report: StepReport) -> None:
        if report.step == report.steps - 2:
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
    longer = lengthened(plan, progress, asked, time.monotonic())
    assert 0.5 * 240 < longer.steps - 100 <= (120 - 2) / 0.5
    assert longer.settings.minutes == 3.0 and longer.settings.epochs is None
    assert longer.settings.learning_rate == 0.01 and longer.lengthened_at == 100
    assert longer.course.first == 100


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
    assert is_finished(folder, read_plan(folder))
    ends = [event["step"] for event in Journal(folder).read() if event["event"] == "end"]
    assert ends[-1] == read_progress(folder / "checkpoints" / LAST).step > ends[0]
