"""`aurore train`."""

from dataclasses import replace
from typing import Annotated, Any, Literal

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.cli.app import command
from aurore.cli.shell import Shell
from aurore.stages import after, stage

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
    base: Annotated[
        Literal["scratch"], typer.Option("--base", help=message("help.base"))
    ] = "scratch",
    size: Annotated[str | None, typer.Option("--size", help=message("help.size"))] = None,
    batch_size: Annotated[
        int, typer.Option("--batch-size", help=message("help.batch_size"))
    ] = TrainSettings.batch_size,
    learning_rate: Annotated[
        float, typer.Option("--learning-rate", help=message("help.learning_rate"))
    ] = TrainSettings.learning_rate,
    seed: Annotated[int, typer.Option("--seed", help=message("help.seed_train"))] = (
        TrainSettings.seed
    ),
    run: Annotated[str | None, typer.Option("--run", help=message("help.run_train"))] = None,
    resume: Annotated[bool, typer.Option("--resume", help=message("help.resume"))] = False,
) -> None:
    """Corpus and tokenizer → a model."""
    if minutes is not None and epochs is not None:
        raise UserError("minutes_or_epochs")
    settings = TrainSettings(
        minutes=None
        if epochs is not None
        else TrainSettings.minutes
        if minutes is None
        else minutes,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        size=size,
        seed=seed,
    )
    work = shell.workspace
    name = run or (unfinished_run(work) if resume else free_name(work, shelf_of_corpus(work)))
    result = run_training(shell, replace(settings, name=name), resume)
    shell.next(after("train"))
    shell.answer(
        {
            "run": name,
            "base": base,
            "folder": str(result.folder),
            "steps": result.plan.steps,
            "parameters": result.plan.parameters,
            "best_step": result.best_step,
            "validation_bits_per_byte": result.validation_bits_per_byte,
            "seconds": result.seconds,
        }
    )


def run_training(shell: Shell, settings: TrainSettings, resume: bool = False) -> Any:
    """Trains with a live line, writes the card, says what came out."""
    shell.workspace.check()
    shell.say("train.will", name=settings.name, folder=str(shell.workspace.run(settings.name)))
    learn = stage("train").load()
    from aurore.release.cards import write_model_card
    from aurore.training.loop import StepReport
    from aurore.training.plan import Plan
    from aurore.training.train import Watcher

    with shell.progress() as bar:
        task = bar.add_task(message("train.reading"), total=None)

        def on_plan(plan: Plan) -> None:
            bar.update(task, total=plan.steps, description=message("train.starting"))
            shell.say(
                "train.plan",
                size=plan.size.name,
                millions=plan.parameters / 1e6,
                layers=plan.size.layers,
                width=plan.size.width,
                steps=plan.steps,
                tokens=plan.tokens,
                minutes=plan.steps * plan.seconds_per_step / 60,
            )

        def on_step(step: StepReport) -> None:
            bar.update(task, completed=step.step, description=message("train.live", **vars(step)))

        result = learn(
            settings,
            shell.workspace,
            resume,
            Watcher(
                on_plan=on_plan,
                on_step=on_step,
                on_validation=lambda step, bits: shell.say(
                    "train.validation", step=step, bits=bits
                ),
                on_sample=lambda step, text: shell.say("train.sample", text=text[:SHOWN_CHARS]),
            ),
        )
    write_model_card(shell.workspace, settings.name)
    shell.say("train.done", minutes=result.seconds / 60, best=result.best_step)
    if result.validation_bits_per_byte is not None:
        shell.say("train.best", bits=result.validation_bits_per_byte)
        if result.best_step < result.plan.steps:
            shell.say("train.overlearned", step=result.best_step)
    shell.say("cli.written", path=str(result.folder / "model"))
    return result


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
    stopped = [
        path.parent
        for path in workspace.runs.glob("*/checkpoints")
        if not (path.parent / "model").exists()
    ]
    if not stopped:
        raise UserError("nothing_to_resume", folder=workspace.runs)
    return max(stopped, key=lambda path: path.stat().st_mtime).name
