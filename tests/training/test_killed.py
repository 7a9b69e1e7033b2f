"""kill -9 at any moment: the run goes on, and ends with the weights of one that was left alone."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from safetensors.torch import load_file

from aurore.base.workspace import Workspace
from aurore.training.journal import Journal

# The real command; only its checkpoints come closer together, so that a short run has several.
PROGRAM = """
import sys
from aurore.cli.main import main
from aurore.training import loop
loop.CHECKPOINT_SECONDS = 0.2
main()
"""
ARGUMENTS = "train --run {run} --size minuscule --epochs 1 --batch-size 16 --context 32"


def command(workspace: Workspace, run: str, resume: bool = False) -> list[str]:
    """One second of training, two for the libraries."""
    arguments = ARGUMENTS.format(run=run).split() + (["--resume"] if resume else [])
    return [sys.executable, "-c", PROGRAM, *arguments, "--work", str(workspace.root)]


def steps_done(workspace: Workspace, run: str) -> int:
    """By the journal, which may end in half a line."""
    return sum(event["event"] == "step" for event in Journal(workspace.run(run)).read())


def kill_once(workspace: Workspace, run: str, file: str, resume: bool, wait: float) -> None:
    """Starts or resumes the run; kills it a while after `file` of its folder has grown."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command(workspace, run, resume), **quiet)  # type: ignore[call-overload]
    path = workspace.run(run) / file
    before = path.stat().st_size if path.exists() else 0
    while not path.exists() or path.stat().st_size == before:
        assert process.poll() is None, "over before it was killed"
        time.sleep(0.01)
    time.sleep(wait)
    process.kill()
    assert process.wait() != 0, "over before it was killed"


def assert_same_end(workspace: Workspace) -> None:
    """The cut run, resumed to its end, is the whole one bit for bit."""
    for run, resume in (("whole", False), ("cut", True)):
        subprocess.run(command(workspace, run, resume), check=True, capture_output=True)
    whole, cut = (
        load_file(workspace.run(run) / "model" / "model.safetensors") for run in ("whole", "cut")
    )
    assert whole.keys() == cut.keys()
    assert all(whole[name].equal(cut[name]) for name in whole)
    assert steps_done(workspace, "whole") == steps_done(workspace, "cut")


@pytest.fixture
def work(prepared: Workspace, tmp_path: Path) -> Workspace:
    """A work folder of one's own."""
    workspace = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, workspace.root)
    return workspace


def test_a_killed_run_ends_with_the_same_weights(work: Workspace) -> None:
    kill_once(work, "cut", "metrics.jsonl", resume=False, wait=0.3)
    assert_same_end(work)


@pytest.mark.timeout(1200)
@pytest.mark.slow  # twelve starts of the command: two minutes on an idle machine
def test_a_run_killed_ten_times_ends_with_the_same_weights(work: Workspace) -> None:
    dice = random.Random(10)
    kill_once(work, "cut", "settings.toml", resume=False, wait=0.0)  # before its first checkpoint
    for _ in range(9):
        kill_once(work, "cut", "metrics.jsonl", resume=True, wait=dice.uniform(0, 0.6))
    assert_same_end(work)
