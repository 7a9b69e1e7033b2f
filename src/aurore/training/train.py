"""The stage `train`: corpus and tokenizer → a run with its model."""

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from aurore import __version__
from aurore.base.commandline import in_work, quoted
from aurore.base.errors import Interrupted, UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace, replace_folder
from aurore.model.network import save
from aurore.tokenizer.blocks import cut_blocks
from aurore.tokenizer.bpe import END_OF_TEXT_ID, save_tokenizer
from aurore.training.checkpoints import load_checkpoint
from aurore.training.gradients import loss_of
from aurore.training.journal import Journal, bits_per_byte
from aurore.training.loop import Clock, Hooks, Run, StepReport, learn
from aurore.training.plan import (
    VALIDATION_BLOCKS,
    Plan,
    Texts,
    make_plan,
    read_plan,
    read_texts,
    start_run,
    write_plan,
)
from aurore.training.schedule import Course

SAMPLE_PROMPT = "Cette jeune femme était assise"
SAMPLE_TOKENS = 40


@dataclass(frozen=True)
class Watcher:
    """Who is told what happens."""

    on_plan: Callable[[Plan], None] = lambda plan: None
    on_step: Callable[[StepReport], None] = lambda report: None
    on_validation: Callable[[int, float], None] = lambda step, bits: None
    on_sample: Callable[[int, str], None] = lambda step, text: None


@dataclass(frozen=True)
class Result:
    """A finished run."""

    folder: Path
    plan: Plan
    model: Any
    best_step: int
    validation_bits_per_byte: float | None
    seconds: float


def train(
    settings: TrainSettings,
    workspace: Workspace,
    resume: bool = False,
    watcher: Watcher | None = None,
) -> Result:
    """Trains a network from scratch and saves it as a Hugging Face folder.

    Raises:
        MissingArtefact: no corpus or tokenizer yet.
        UserError: the run exists, cannot be resumed, or diverged.
        Interrupted: stopped by Ctrl-C or SIGTERM; the state is saved.
    """
    started = time.monotonic()
    watcher = watcher or Watcher()
    folder = workspace.run(settings.name)
    texts = read_texts(workspace)
    if resume:
        plan = read_plan(folder)
        _check_same_corpus(plan, texts)
    else:
        _refuse_existing(folder)
        plan = make_plan(settings, texts, started)
        write_plan(folder, plan)
    watcher.on_plan(plan)
    run = start_run(plan, texts, folder)
    journal = Journal(folder)
    if resume:
        run.progress = load_checkpoint(run.checkpoint, run.model, run.optimizers)
        journal.forget_after(run.progress.step)
        if run.progress.course:
            run.course = Course(**run.progress.course)
    else:
        journal.forget_after(-1)  # what a run killed before its first checkpoint left
        journal.write("start", step=0, aurore=__version__, parameters=plan.parameters)
    if plan.settings.epochs is None and plan.settings.minutes is not None:
        run.clock = Clock(plan.settings.minutes * 60, started - run.progress.wall_seconds)
        run.clock.last_step = run.progress.step
    with stop_signals() as stop:
        finished = learn(run, _hooks(run, texts, watcher, stop))
    if not finished:
        raise Interrupted(
            "interrupted",
            name=plan.settings.name,
            step=run.progress.step,
            command=_resuming(folder),
        )
    _save_model(run, texts.tokenizer, plan)
    journal.write("end", step=run.progress.step, best_step=run.progress.best_step)
    best = run.progress.best_bits_per_byte
    return Result(
        folder=folder,
        plan=replace(plan, steps=run.steps),
        model=run.model,
        best_step=run.progress.best_step,
        validation_bits_per_byte=best if math.isfinite(best) else None,
        seconds=time.monotonic() - started,
    )


def _hooks(run: Run, texts: Texts, watcher: Watcher, stop: threading.Event) -> Hooks:
    blocks = cut_blocks(texts.validation, run.batches.blocks.shape[1] - 1)
    every = max(1, len(blocks) // VALIDATION_BLOCKS)
    chosen = torch.from_numpy(blocks[::every][:VALIDATION_BLOCKS].astype("int64"))

    @torch.no_grad()
    def validate() -> float | None:
        if not len(chosen):
            return None
        run.model.eval()
        losses = [
            float(loss_of(run.model, part[:, :-1], part[:, 1:])) * len(part)
            for part in torch.split(chosen, run.batches.batch_size)
        ]
        return bits_per_byte(sum(losses) / len(chosen), texts.validation_bytes_per_token)

    return Hooks(
        validate=validate,
        on_step=watcher.on_step,
        on_validation=watcher.on_validation,
        sample=lambda: write_sample(run.model, texts.tokenizer),
        on_sample=watcher.on_sample,
        stop_asked=stop.is_set,
    )


@torch.no_grad()
def write_sample(model: Any, tokenizer: Tokenizer, prompt: str = SAMPLE_PROMPT) -> str:
    """A short text by the network as it is, drawn with dice of its own: training stays the same."""
    model.eval()
    ids = torch.tensor([tokenizer.encode(prompt).ids])
    with torch.random.fork_rng():
        torch.manual_seed(0)
        written = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=SAMPLE_TOKENS,
            do_sample=True,
            temperature=0.8,
            top_k=50,
            pad_token_id=END_OF_TEXT_ID,
        )
    return tokenizer.decode(written[0].tolist()).replace("\n", " ").strip()


def _save_model(run: Run, tokenizer: Tokenizer, plan: Plan) -> None:
    with replace_folder(run.folder / "model") as folder:
        save(run.model, folder)
        save_tokenizer(tokenizer, folder, plan.settings.context)


def _refuse_existing(folder: Path) -> None:
    if (folder / "model").exists():
        raise UserError("run_exists", name=folder.name)
    if (folder / "checkpoints").exists():
        raise UserError("run_unfinished", name=folder.name, command=_resuming(folder))


def _resuming(folder: Path) -> str:
    """The command that goes on with the run of this folder."""
    return in_work(f"aurore train --resume --run {quoted(folder.name)}", folder.parents[1])


def _check_same_corpus(plan: Plan, texts: Texts) -> None:
    if plan.corpus_sha256 != texts.sha256 or plan.vocab_size != texts.tokenizer.get_vocab_size():
        raise UserError("corpus_changed", name=plan.settings.name)


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set; outside the main thread nothing sets it."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    previous = {n: signal.signal(n, lambda *_: asked.set()) for n in numbers}
    try:
        yield asked
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
