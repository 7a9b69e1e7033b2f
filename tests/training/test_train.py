"""The real loop on the embedded books: it learns, it resumes exactly, others open the result."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline

from aurore.base.errors import Interrupted, MissingArtefact, UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.training.checkpoints import (
    Progress,
    load_checkpoint,
    load_weights,
    save_checkpoint,
    save_weights,
)
from aurore.training.journal import Journal
from aurore.training.loop import StepReport, step_once
from aurore.training.plan import make_plan, read_plan, read_texts, start_run
from aurore.training.train import Watcher, train


def settings(name: str, **changes: object) -> TrainSettings:
    """Seconds on two cores."""
    values = {
        "name": name,
        "minutes": None,
        "epochs": 0.35,
        "batch_size": 16,
        "context": 32,
        "size": "minuscule",
    }
    return TrainSettings(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def work(prepared: Workspace, tmp_path: Path) -> Workspace:
    """A work folder of one's own."""
    workspace = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, workspace.root)
    return workspace


def losses(workspace: Workspace, name: str) -> list[float]:
    """Of each step, from the journal."""
    events = Journal(workspace.run(name)).read()
    return [event["loss"] for event in events if event["event"] == "step"]


def test_the_loss_falls(trained) -> None:
    workspace, result = trained
    found = losses(workspace, "demo")
    assert len(found) == result.plan.steps
    assert found[-1] < found[0] - 1.0


def test_the_run_folder_holds_what_the_design_says(trained) -> None:
    _, result = trained
    names = {path.name for path in result.folder.iterdir()}
    assert {"settings.toml", "metrics.jsonl", "checkpoints", "model"} <= names
    model = {path.name for path in (result.folder / "model").iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"} <= model
    assert read_plan(result.folder) == result.plan


def test_a_pipeline_writes_with_it_and_its_logits_are_those_of_training(trained) -> None:
    _, result = trained
    folder = str(result.folder / "model")
    theirs = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()
    ids = AutoTokenizer.from_pretrained(folder)("Cette jeune femme", return_tensors="pt").input_ids
    with torch.no_grad():
        assert torch.equal(theirs(ids).logits, result.model(ids).logits)
    pipe = pipeline("text-generation", model=folder)
    (written,) = pipe("Cette jeune femme était assise", max_new_tokens=8, do_sample=False)
    assert written["generated_text"].startswith("Cette jeune femme était assise")
    assert len(written["generated_text"]) > len("Cette jeune femme était assise")


def test_the_best_weights_are_the_ones_kept(trained) -> None:
    workspace, result = trained
    events = [e for e in Journal(workspace.run("demo")).read() if e["event"] == "validation"]
    best = min(events, key=lambda event: event["bits_per_byte"])
    assert result.best_step == best["step"]
    assert result.validation_bits_per_byte == best["bits_per_byte"]


def test_the_same_seed_gives_the_same_losses_and_another_seed_others(work: Workspace) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train(settings(name, seed=seed, epochs=0.05), work)
    assert losses(work, "a") == losses(work, "b") != losses(work, "c")


@pytest.mark.parametrize("when", ["fifth", "last"])
def test_an_interrupted_run_resumes_with_the_losses_of_an_uninterrupted_one(
    work: Workspace, when: str
) -> None:
    whole = train(settings(f"whole-{when}"), work)

    def stop(report: StepReport) -> None:
        if report.step == (5 if when == "fifth" else report.steps):
            os.kill(os.getpid(), signal.SIGTERM)

    cut = f"cut-{when}"
    with pytest.raises(Interrupted, match=f"--resume --run {cut}"):
        train(settings(cut), work, watcher=Watcher(on_step=stop))
    assert not (work.run(cut) / "model").exists()
    resumed = train(settings(cut), work, resume=True)
    assert losses(work, cut) == losses(work, f"whole-{when}")
    for name, p in whole.model.named_parameters():
        assert torch.equal(p, dict(resumed.model.named_parameters())[name])


def test_a_checkpoint_puts_everything_back(work: Workspace) -> None:
    train(settings("a", epochs=0.05), work)
    plan, texts = read_plan(work.run("a")), read_texts(work)
    one, two = (start_run(plan, texts, work.run("x")) for _ in range(2))
    for step in range(2):
        step_once(one, step)
    save_checkpoint(one.checkpoint, one.model, one.optimizers, Progress(step=2))
    assert load_checkpoint(two.checkpoint, two.model, two.optimizers).step == 2
    assert step_once(one, 2) == step_once(two, 2)


def test_ctrl_c_in_a_terminal_saves_and_says_how_to_go_on(work: Workspace) -> None:
    command = [sys.executable, "-m", "aurore", "train", "--epochs", "50", "--size", "minuscule"]
    process = subprocess.Popen(
        [*command, "--work", str(work.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    journal = work.run("demo") / "metrics.jsonl"
    deadline = time.monotonic() + 120
    while not (journal.exists() and '"event": "step"' in journal.read_text()):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "aurore train --resume --run demo" in err.decode()
    assert (work.run("demo") / "checkpoints" / "last.safetensors").exists()


def test_a_training_that_diverges_says_so(work: Workspace) -> None:
    with pytest.raises(UserError, match="--learning-rate"):
        train(settings("wild", learning_rate=1e30), work)


def test_a_text_alone_trains_without_validation(tmp_path: Path, prepared: Workspace) -> None:
    from aurore.base.settings import PrepareSettings, TokenizeSettings
    from aurore.corpus.prepare import prepare
    from aurore.tokenizer.stage import tokenize

    alone = Workspace(tmp_path)
    prepare(PrepareSettings(ids=("900001",)), alone)
    tokenize(TokenizeSettings(vocab_size=400), alone)
    result = train(settings("alone", epochs=0.1), alone)
    assert result.validation_bits_per_byte is None
    assert (result.folder / "model" / "model.safetensors").exists()


def test_the_steps_planned_fill_the_minutes_asked_for_and_no_more(work: Workspace) -> None:
    texts, started = read_texts(work), time.monotonic()
    short, long = (
        make_plan(settings("x", minutes=m, epochs=None), texts, started) for m in (1.0, 10.0)
    )
    for plan, minutes in ((short, 1.0), (long, 10.0)):
        assert 0.3 * minutes * 60 < plan.steps * plan.seconds_per_step < minutes * 60
    assert short.steps < long.steps


def test_what_is_missing_or_in_the_way_is_said_before_anything_is_written(
    tmp_path: Path, trained
) -> None:
    with pytest.raises(MissingArtefact, match="aurore prepare"):
        train(settings("x"), Workspace(tmp_path))
    workspace, _ = trained
    with pytest.raises(UserError, match="--run"):
        train(settings("demo"), workspace)
    with pytest.raises(UserError, match="aurore train"):
        train(settings("never-begun"), workspace, resume=True)
    assert not (tmp_path / "runs").exists()


def test_a_journal_line_cut_by_a_power_failure_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write("step", step=1, loss=2.0)
    with journal.path.open("a") as file:
        file.write('{"event": "step", "st')
    assert [event["step"] for event in journal.read()] == [1]
    journal.write("step", step=2, loss=1.0)
    journal.forget_after(1)
    assert [json.loads(line)["step"] for line in journal.path.read_text().splitlines()] == [1]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="mounting needs root")
def test_a_disk_that_fills_up_while_saving_is_said_and_the_old_checkpoint_stays(
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        path = disk / "last.safetensors"
        small, large = torch.nn.Linear(9, 9), torch.nn.Linear(512, 512)
        save_weights(path, small, Progress(step=1))
        with pytest.raises(UserError, match="plein"):
            save_weights(path, large, Progress(step=2))
        assert load_weights(path, small).step == 1
        assert [file.name for file in disk.iterdir()] == ["last.safetensors"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_machine_that_slows_down_does_not_make_the_run_late(work: Workspace) -> None:
    minutes, plans = 0.4, []

    def slow(report: StepReport) -> None:
        time.sleep(3 * plans[0].seconds_per_step)

    started = time.monotonic()
    watcher = Watcher(on_plan=plans.append, on_step=slow)
    result = train(settings("slow", minutes=minutes, epochs=None), work, watcher=watcher)
    spent = time.monotonic() - started
    events = list(Journal(work.run("slow")).read())
    planned = read_plan(work.run("slow")).steps
    assert [event["steps"] for event in events if event["event"] == "replanned"][-1] < planned
    assert result.plan.steps == len(losses(work, "slow")) < planned
    assert spent < 1.5 * minutes * 60, "at the speed of the slowed machine it would take four times"


def test_the_time_spent_before_a_stop_counts(work: Workspace) -> None:
    asked = settings("cut", minutes=0.4, epochs=None)

    def stop(report: StepReport) -> None:
        if report.step == 1:
            os.kill(os.getpid(), signal.SIGTERM)

    started = time.monotonic()
    with pytest.raises(Interrupted):
        train(asked, work, watcher=Watcher(on_step=stop))
    spent = time.monotonic() - started
    plan, texts = read_plan(work.run("cut")), read_texts(work)
    run = start_run(plan, texts, work.run("cut"))
    progress = load_checkpoint(run.checkpoint, run.model, run.optimizers)
    assert 0.5 * spent < progress.wall_seconds <= spent
