"""Two real processes over gloo: the curve of one, a death, a resume by another number."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from aurore.base.errors import Interrupted, UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.training.batches import make_batches
from aurore.training.journal import Journal
from aurore.training.loop import StepReport
from aurore.training.parallel import ALONE, check_share
from aurore.training.pausing import ask_to_pause
from aurore.training.train import Watcher, train

SETTINGS = TrainSettings(
    name="one", minutes=None, epochs=0.25, batch_size=5, context=32, size="minuscule"
)
KILLED_AFTER = 4  # steps
PATIENCE = 300  # seconds, under load


def steps(workspace: Workspace, name: str) -> list[tuple[int, float]]:
    events = Journal(workspace.run(name)).read()
    return [(event["step"], event["loss"]) for event in events if event["event"] == "step"]


BEGIN = (
    "--epochs", "0.25", "--batch-size", "5", "--context", "32", "--size", "minuscule",
)  # fmt: skip


def assert_same_curve(workspace: Workspace, first: str, second: str) -> None:
    """To 1e-3, each step once."""
    one, two = steps(workspace, first), steps(workspace, second)
    assert [step for step, _ in two] == [step for step, _ in one]
    assert max(abs(a - b) for (_, a), (_, b) in zip(one, two, strict=True)) < 1e-3


def start_two(
    workspace: Workspace, name: str, options: tuple[str, ...] = BEGIN
) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2",
        "--shutdown-timeout", str(PATIENCE), "-m", "--", "aurore",
        "train", "--work", str(workspace.root), "--run", name, *options,
    ]  # fmt: skip
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def workers(launcher: int) -> dict[str, int]:
    """The processes that a launcher started, by rank."""
    children = Path(f"/proc/{launcher}/task/{launcher}/children").read_text().split()
    found = {}
    for child in children:
        told = Path(f"/proc/{child}/environ").read_bytes().decode(errors="replace").split("\0")
        found |= {pair[5:]: int(child) for pair in told if pair.startswith("RANK=")}
    return found


def wait_until(done, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As each process has under torchrun; threads that wait awake are slow beside others."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.slow  # starts torch twice more: 104 s on the wall with other work on both cores
@pytest.mark.timeout(1200)
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds a worker by /proc")
def test_two_processes_learn_as_one_and_one_goes_on_when_a_worker_is_killed(
    prepared: Workspace, tmp_path: Path
) -> None:
    work = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, work.root)
    train(SETTINGS, work)
    launcher = start_two(work, "two")
    wait_until(lambda: len(steps(work, "two")) >= KILLED_AFTER, launcher)
    ranks = workers(launcher.pid)
    os.kill(ranks["1"], signal.SIGKILL)
    said, _ = launcher.communicate(timeout=PATIENCE)
    assert launcher.returncode != 0 and "n’est plus là" in said, said
    assert not Path(f"/proc/{ranks['0']}").exists()
    assert not (work.run("two") / "model").exists()
    done = len(steps(work, "two"))
    assert done < len(steps(work, "one"))

    train(replace(SETTINGS, name="two"), work, resume=True)  # by one process

    assert_same_curve(work, "one", "two")
    assert {path.name for path in work.run("two").iterdir()} == {
        path.name for path in work.run("one").iterdir()
    } - {"evaluation.json"}


@pytest.mark.slow  # starts torch twice more
@pytest.mark.timeout(1200)
def test_two_processes_go_on_with_what_one_began(prepared: Workspace, tmp_path: Path) -> None:
    work = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, work.root)
    train(SETTINGS, work)
    folder = work.run("two")

    def pause(report: StepReport) -> None:
        if report.step == KILLED_AFTER:
            ask_to_pause(folder)

    with pytest.raises(Interrupted):
        train(replace(SETTINGS, name="two"), work, watcher=Watcher(on_step=pause))
    assert len(steps(work, "two")) == KILLED_AFTER
    launcher = start_two(work, "two", ("--resume",))
    said, _ = launcher.communicate(timeout=PATIENCE)
    assert launcher.returncode == 0, said
    assert_same_curve(work, "one", "two")
    assert (folder / "model" / "model.safetensors").exists() and not (folder / "pause").exists()


def test_the_shares_of_a_batch_are_the_batch_and_their_weights_are_one() -> None:
    whole = make_batches(np.arange(1001, dtype=np.uint16), 10, batch_size=5, seed=1)
    shares = [replace(whole, share=(rank, 2)) for rank in range(2)]
    rows = torch.cat([share.at(7)[0] for share in shares])
    assert sorted(rows.tolist()) == sorted(whole.at(7)[0].tolist())
    assert sum(share.weight for share in shares) == pytest.approx(1.0)


def test_alone_a_team_changes_nothing() -> None:
    assert ALONE.average(None, 2.5, 1.0) == 2.5
    assert ALONE.sum([1, 2]) == [1, 2] and ALONE.hear("oui") == "oui"


def test_a_batch_that_cannot_be_shared_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        check_share(3, 4)
    assert caught.value.name == "batch_smaller_than_team"
