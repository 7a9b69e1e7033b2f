"""`aurore train`."""

import time
from dataclasses import replace
from typing import Annotated, Any, cast

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.processes import is_follower
from aurore.base.settings import (
    DEFAULT_BASE,
    Method,
    Place,
    Precision,
    TrainSettings,
    Vocabulary,
)
from aurore.base.workspace import Workspace
from aurore.cli.app import command
from aurore.cli.curves import Curves
from aurore.cli.hub import agree_to_base, yes_option
from aurore.cli.shell import Shell
from aurore.stages import after, stage
from aurore.training.journal import is_finished

SHOWN_CHARS = 100  # of a sample


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "train")(train)


def train(
    shell: Shell,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help=message("help.minutes"))
    ] = None,
    epochs: Annotated[float | None, typer.Option("--epochs", help=message("help.epochs"))] = None,
    base: Annotated[str, typer.Option("--base", help=message("help.base"))] = DEFAULT_BASE,
    method: Annotated[str | None, typer.Option("--method", help=message("help.method"))] = None,
    tokenizer: Annotated[
        str | None, typer.Option("--tokenizer", help=message("help.tokenizer"))
    ] = None,
    transfer: Annotated[
        bool, typer.Option("--transfer-embeddings", help=message("help.transfer_embeddings"))
    ] = False,
    size: Annotated[str | None, typer.Option("--size", help=message("help.size"))] = None,
    batch_size: Annotated[
        int | None, typer.Option("--batch-size", help=message("help.batch_size"))
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option("--learning-rate", help=message("help.learning_rate"))
    ] = None,
    context: Annotated[int | None, typer.Option("--context", help=message("help.context"))] = None,
    device: Annotated[str, typer.Option("--device", help=message("help.device"))] = (
        TrainSettings.device
    ),
    precision: Annotated[str, typer.Option("--precision", help=message("help.precision"))] = (
        TrainSettings.precision
    ),
    seed: Annotated[int, typer.Option("--seed", help=message("help.seed_train"))] = (
        TrainSettings.seed
    ),
    run: Annotated[str | None, typer.Option("--run", help=message("help.run_train"))] = None,
    plot: Annotated[bool, typer.Option("--plot", help=message("help.plot"))] = False,
    resume: Annotated[bool, typer.Option("--resume", help=message("help.resume"))] = False,
    yes: Annotated[bool, yes_option()] = False,
) -> None:
    """Corpus and tokenizer → a model."""
    settings = TrainSettings(
        minutes=minutes_asked(minutes, epochs, resume),
        epochs=epochs,
        base=base,
        method=cast("Method | None", method),
        tokenizer=cast("Vocabulary | None", tokenizer),
        transfer_embeddings=transfer,
        batch_size=batch_size,
        learning_rate=learning_rate,
        context=context,
        size=size,
        device=cast("Place", device),
        precision=cast("Precision", precision),
        seed=seed,
    )
    agree_to_base(shell, base, yes)
    if is_follower():
        shell = replace(shell, as_json=True, alone=False)  # the first process speaks
    name = _name(shell, run, resume, minutes is not None or epochs is not None)
    result = run_training(shell, replace(settings, name=name), resume, plot)
    shell.next(after("train"))
    shell.answer(as_data(name, result))


def _name(shell: Shell, run: str | None, resume: bool, is_timed: bool) -> str:
    """Of the run: the one named, the one stopped last, or a new one called as the shelf."""
    work = shell.workspace
    name = run or (unfinished_run(work) if resume else free_name(work, shelf_of_corpus(work)))
    if resume and is_timed and not is_finished(work.run(name)):
        shell.say("train.as_planned", name=name)
    return name


def as_data(name: str, result: Any) -> dict[str, Any]:
    """What a program wants to know of a run."""
    return {
        "run": name,
        "base": result.plan.settings.base,
        "method": result.plan.settings.method,
        "folder": str(result.folder),
        "steps": result.plan.steps,
        "parameters": result.plan.parameters,
        "learned": result.plan.learned,
        "best_step": result.best_step,
        "validation_bits_per_byte": result.validation_bits_per_byte,
        "seconds": result.seconds,
    }


def minutes_asked(
    minutes: float | None, epochs: float | None, resume: bool = False
) -> float | None:
    """The time to train for, unless epochs say how long; a run that is resumed has its own.

    Raises:
        UserError: both are given.
    """
    if minutes is not None and epochs is not None:
        raise UserError("minutes_or_epochs")
    if epochs is not None or resume:
        return minutes
    return TrainSettings.minutes if minutes is None else minutes


def run_training(
    shell: Shell, settings: TrainSettings, resume: bool = False, plot: bool = False
) -> Any:
    """Trains with a live line, writes the card, says what came out."""
    started = time.monotonic()  # before the libraries are imported, which takes seconds
    shell.workspace.check()
    shell.say("train.will", name=settings.name, folder=str(shell.workspace.run(settings.name)))
    learn = stage("train").load()
    from aurore.release.cards import write_model_card
    from aurore.training.loop import StepReport
    from aurore.training.plan import Plan
    from aurore.training.train import Watcher

    curves = Curves(shell.workspace.run(settings.name), shell.err.width) if plot else None
    with shell.progress(curves.text if curves else None) as bar:
        task = bar.add_task(message("train.reading"), total=None)

        def on_plan(plan: Plan) -> None:
            bar.update(task, total=plan.steps, description=message("train.starting"))
            say_plan(shell, plan)

        def on_step(step: StepReport) -> None:
            bar.update(task, completed=step.step, description=message("train.live", **vars(step)))

        def on_validation(step: int, bits: float) -> None:
            key = "train.validation" if step else "train.base_before"
            shell.say(key, step=step, bits=bits)

        result = learn(
            settings,
            shell.workspace,
            resume,
            Watcher(
                on_plan=on_plan,
                on_step=on_step,
                on_validation=on_validation,
                on_sample=lambda step, text: shell.say("train.sample", text=text[:SHOWN_CHARS]),
                say=shell.say,
            ),
            started,
        )
    if is_follower():
        return result
    write_model_card(shell.workspace, settings.name)
    if curves:
        shell.plain(curves.text())
    shell.say("train.done", minutes=result.seconds / 60, best=result.best_step)
    if result.validation_bits_per_byte is not None:
        shell.say("train.best", bits=result.validation_bits_per_byte)
        if result.best_step < result.plan.steps:
            shell.say(_what_was_too_much(result), step=result.best_step)
    shell.say("cli.written", path=str(result.folder / "model"))
    return result


def _what_was_too_much(result: Any) -> str:
    """The message for a run whose best weights are not its last."""
    if result.best_step == 0:
        return "train.kept_base"
    in_vain = result.best_step <= result.plan.lengthened_at
    return "train.lengthened_in_vain" if in_vain else "train.overlearned"


def say_plan(shell: Shell, plan: Any) -> None:
    """What is going to be trained, and for how long."""
    from aurore.generation.families import FAMILIES

    common = {
        "millions": plan.parameters / 1e6,
        "layers": plan.size.layers,
        "width": plan.size.width,
        "steps": plan.steps_to_come,
        "tokens": plan.steps_to_come * plan.tokens_per_step,
        "minutes": plan.steps_to_come * plan.seconds_per_step / 60,
    }
    if plan.lengthened_at:
        name, done, more = plan.settings.name, plan.lengthened_at, plan.steps_to_come
        shell.say("train.longer", name=name, done=done, more=more)
    if plan.base is None:
        shell.say("train.plan", size=plan.size.name, **common)
        say_cost(shell, plan)
        return
    shell.say(
        "train.plan_base",
        base=plan.base.name,
        revision=plan.base.short_revision,
        kind=plan.base.kind,
        method=plan.settings.method,
        learned=plan.learned / 1e6,
        rate=plan.settings.learning_rate,
        context=plan.settings.context,
        **common,
    )
    say_cost(shell, plan)
    if plan.base.kind not in FAMILIES:
        shell.say("train.other_class", kind=plan.base.kind, known=", ".join(FAMILIES))


def say_cost(shell: Shell, plan: Any) -> None:
    """What the run will take from the machine."""
    from aurore.training.plan import LAPTOP_WATTS

    gigabytes = plan.memory_bytes / 1e9
    shell.say("train.cost", gigabytes=gigabytes, watt_hours=plan.watt_hours, watts=LAPTOP_WATTS)


def shelf_of_corpus(workspace: Workspace) -> str:
    """What the prepared shelf is called, as a name for a run."""
    from aurore.corpus.dataset import read_card

    return str(read_card(workspace)["shelf"]).replace(",", "-")


def free_name(workspace: Workspace, name: str) -> str:
    """`name`, with a number when runs of that name are there already."""
    taken = {path.name for path in workspace.runs.glob("*")}
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 10**6))) if n not in taken)


def unfinished_run(workspace: Workspace) -> str:
    """The run that was stopped last.

    Raises:
        UserError: every run is finished.
    """
    folders = [path.parent for path in workspace.runs.glob("*/settings.toml")]
    stopped = [folder for folder in folders if not is_finished(folder)]
    if not stopped:
        raise UserError("nothing_to_resume", folder=workspace.runs)
    return max(stopped, key=lambda path: path.stat().st_mtime).name
