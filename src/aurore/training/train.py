"""The stage `train`: corpus and tokenizer → a run with its model."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from aurore import __version__
from aurore.base.commandline import in_work, quoted
from aurore.base.errors import Interrupted, UserError
from aurore.base.settings import SCRATCH, TrainSettings
from aurore.base.workspace import Workspace, replace_folder
from aurore.corpus.dataset import read_card
from aurore.model.bases import Base, find_base
from aurore.model.network import save
from aurore.model.readings import NOTHING, readings_of
from aurore.tokenizer.blocks import cut_blocks
from aurore.tokenizer.bpe import save_tokenizer
from aurore.tokenizer.reader import Reader, copy_tokenizer
from aurore.training.checkpoints import LAST, load_checkpoint
from aurore.training.clock import Clock
from aurore.training.journal import Journal, bits_per_byte
from aurore.training.longer import course_of, resumed
from aurore.training.loop import Hooks, Run, StepReport, learn
from aurore.training.methods import choose_reader
from aurore.training.notices import knows_nothing, look_at_base, tell
from aurore.training.parallel import Team, check_share, joined
from aurore.training.pausing import asked_to_pause, forget
from aurore.training.plan import (
    Plan,
    Texts,
    beginning,
    make_plan,
    read_plan,
    read_texts,
    start_run,
    write_plan,
)
from aurore.training.sample import sample_prompt, write_samples


@dataclass(frozen=True)
class Watcher:
    """Who is told what happens."""

    on_plan: Callable[[Plan], None] = lambda plan: None
    on_step: Callable[[StepReport], None] = lambda report: None
    on_validation: Callable[[int, float], None] = lambda step, bits: None
    on_sample: Callable[[int, str], None] = lambda step, text: None
    say: Callable[..., None] = lambda key, **values: None
    """A message of `base/messages` by its key, with its values."""


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
    started: float | None = None,
) -> Result:
    """Trains a network, from scratch or from a base, and saves it as a Hugging Face folder.

    Args:
        started: when the minutes began to count, by `time.monotonic`; now if nothing is said.

    Raises:
        MissingArtefact: no corpus or tokenizer yet.
        UserError: the run exists, cannot be resumed, or diverged; the base cannot be one.
        Interrupted: stopped by Ctrl-C or SIGTERM; the state is saved.
    """
    started = time.monotonic() if started is None else started
    with joined() as team:
        return _train(settings, workspace, resume, watcher or Watcher(), started, team)


def _train(
    settings: TrainSettings,
    workspace: Workspace,
    resume: bool,
    watcher: Watcher,
    started: float,
    team: Team,
) -> Result:
    settings = replace(settings, name=team.hear(settings.name))
    plan, texts = _decide(settings, workspace, resume, started, team)
    watcher.on_plan(plan)
    run = start_run(plan, texts, workspace.run(settings.name))
    run.team, run.batches = team, replace(run.batches, share=(team.rank, team.size))
    begun = resume and run.checkpoint.exists()  # killed before its first checkpoint: from the start
    journal = _open_journal(run, plan, begun)
    team.take_weights(run.model)
    if team.is_first and plan.settings.epochs is None and plan.settings.minutes is not None:
        run.clock = Clock(plan.settings.minutes * 60, started - run.progress.wall_seconds)
        run.clock.last_step = run.progress.step
    with asked_to_pause(run.folder) as asked:
        hooks = _hooks(run, plan, texts, watcher, asked)
        if plan.base and not begun and team.is_first:
            tell(beginning(plan, texts, run.batches), workspace, watcher.say)
            _look_first(run, hooks, journal, texts, watcher)
        finished = learn(run, hooks)
    forget(run.folder)
    if not finished:
        journal.write("paused", step=run.progress.step)
        raise Interrupted(
            "interrupted",
            name=plan.settings.name,
            step=run.progress.step,
            command=_resuming(run.folder),
        )
    model = _save_model(run, texts, plan, read_card(workspace)) if team.is_first else run.model
    journal.write("end", step=run.progress.step, best_step=run.progress.best_step)
    best = run.progress.best_bits_per_byte
    return Result(
        folder=run.folder,
        plan=replace(plan, steps=run.steps),
        model=model,
        best_step=run.progress.best_step,
        validation_bits_per_byte=best if math.isfinite(best) else None,
        seconds=time.monotonic() - started,
    )


def _decide(
    settings: TrainSettings, workspace: Workspace, resume: bool, started: float, team: Team
) -> tuple[Plan, Texts]:
    """The plan, made by the first process of a team, and the texts in the tokens it wants."""
    if not team.is_first:
        team.hear("")
        return _plan_again(workspace, settings.name)
    plan, texts = _decide_first(settings, workspace, resume, started, team.size)
    team.hear("decided")
    return plan, texts


def _plan_again(workspace: Workspace, name: str) -> tuple[Plan, Texts]:
    """The plan of a run as it is written, and the texts it is for."""
    run = workspace.run(name)
    plan = _same_base(read_plan(run), run)
    texts = read_texts(workspace, choose_reader(plan.base, plan.settings, workspace))
    _check_same_corpus(plan, texts)
    return plan, texts


def _decide_first(
    settings: TrainSettings, workspace: Workspace, resume: bool, started: float, size: int
) -> tuple[Plan, Texts]:
    read_card(workspace)  # without a corpus nothing else is worth saying
    folder = workspace.run(settings.name)
    if resume:
        plan, texts = _plan_again(workspace, settings.name)
        check_share(plan.settings.batch_size, size)
        return resumed(plan, folder, settings, texts), texts
    _refuse_existing(folder)
    base = None if settings.base == SCRATCH else find_base(settings.base)
    texts = read_texts(workspace, choose_reader(base, settings, workspace))
    plan = make_plan(settings, texts, started, base, size)
    check_share(plan.settings.batch_size, size)
    write_plan(folder, plan)
    return plan, texts


def _open_journal(run: Run, plan: Plan, begun: bool) -> Journal:
    """The journal up to where the run is; a run that had begun takes its state back first."""
    journal = Journal(run.folder, run.team.is_first)
    forget(run.folder)
    if begun:
        run.progress = load_checkpoint(run.checkpoint, run.model, run.optimizers)
        journal.forget_after(run.progress.step)
        run.course = course_of(plan, run.progress)
    else:
        journal.forget_after(-1)  # what a run killed before its first checkpoint left
        journal.write(
            "start", step=0, aurore=__version__, parameters=plan.parameters, **_origin(plan)
        )
    return journal


def _hooks(
    run: Run, plan: Plan, texts: Texts, watcher: Watcher, asked: Callable[[], bool]
) -> Hooks:
    blocks = cut_blocks(texts.validation, run.batches.blocks.shape[1] - 1)
    count = plan.validation_blocks
    every = max(1, len(blocks) // count)
    chosen = torch.from_numpy(blocks[::every][:count].astype("int64"))

    @torch.no_grad()
    def validate() -> float | None:
        if not len(chosen):
            return None
        run.model.eval()
        losses = [
            float(run.loss_of(part[:, :-1], part[:, 1:])) * len(part)
            for part in torch.split(chosen, run.batches.batch_size)
        ]
        return bits_per_byte(sum(losses) / len(chosen), texts.validation_bytes_per_token)

    return Hooks(
        validate=validate,
        on_step=watcher.on_step,
        on_validation=watcher.on_validation,
        sample=lambda: write_samples(
            run.model, Reader(texts.tokenizer, texts.end), sample_prompt(texts.language)
        ),
        on_sample=watcher.on_sample,
        stop_asked=asked,
    )


def _look_first(run: Run, hooks: Hooks, journal: Journal, texts: Texts, watcher: Watcher) -> None:
    bits = look_at_base(run, hooks, journal)
    ratio, vocabulary = texts.validation_bytes_per_token, texts.tokenizer.get_vocab_size()
    if bits is not None and knows_nothing(bits, ratio, vocabulary):
        watcher.say("train.base_knows_nothing")


def _save_model(run: Run, texts: Texts, plan: Plan, card: dict[str, Any]) -> Any:
    """Writes the finished network with its tokenizer and the list of what it has read."""
    model, base = run.finish(), plan.base
    read = readings_of(base.folder) if base else NOTHING
    with replace_folder(run.folder / "model") as folder:
        save(model, folder)
        if base and not plan.settings.transfer_embeddings:
            copy_tokenizer(base.folder, folder, texts.tokenizer)
        else:
            save_tokenizer(texts.tokenizer, folder, plan.settings.context)
        books = {str(book["id"]) for book in card["books"] if book["split"] == "train"}
        read.and_then(books, card["language"]).write(folder)
    return model


def _origin(plan: Plan) -> dict[str, Any]:
    """Where a run comes from, for its journal."""
    if plan.base is None:
        return {"base": SCRATCH}
    base, settings = plan.base, plan.settings
    origin = {"base": base.name, "method": settings.method, "learned": plan.learned}
    return origin | {"revision": base.revision, "base_sha256": base.sha256}


def _same_base(plan: Plan, run: Path) -> Plan:
    """The plan with its base where it lies today.

    Raises:
        UserError: the base is gone, or has changed since the run began (it may have been made
            longer) and the run needs its weights.
    """
    if plan.base is None:
        return plan
    found: Base = find_base(plan.base.name, plan.base.revision)
    if found.sha256 != plan.base.sha256 and not _needs_none_of_it(plan, found, run):
        raise UserError("base_changed", base=plan.base.name, name=plan.settings.name)
    return replace(plan, base=replace(found, sha256=plan.base.sha256))


def _needs_none_of_it(plan: Plan, found: Base, run: Path) -> bool:
    """Whether all weights lie in the checkpoint, and the base only has other ones: made longer."""
    begun = plan.settings.method == "full" and (run / "checkpoints" / LAST).exists()
    events = Journal(found.folder.parent).read()
    return begun and any(event["event"] == "lengthened" for event in events)


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
