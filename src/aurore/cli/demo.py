"""`aurore demo`: every stage on the embedded books, then the page."""

import time
from dataclasses import dataclass
from typing import Annotated

import typer

from aurore.base.messages import message
from aurore.base.settings import (
    GenerateSettings,
    PrepareSettings,
    ServeSettings,
    TokenizeSettings,
    TrainSettings,
)
from aurore.cli import learn, make
from aurore.cli.app import command
from aurore.cli.shell import Shell
from aurore.cli.write import serve_until_stopped
from aurore.stages import STAGES

VOCABULARY = 1024  # guess: 9,400 words of training text teach no more tokens than that
SEED = 7
TOKENS = 50
PROMPTS = ("Cette jeune femme était assise", "Le soir, au bord de l’étang,", "— Ma mère, dit-il,")


@dataclass(frozen=True)
class DemoSettings:
    """How long the demonstration takes."""

    minutes: float = 1.0
    """Of training; the whole takes about twice that (measured: docs/LOG.md)."""


def add_commands(app: typer.Typer) -> None:
    """Registers the command of this module."""
    command(app, "demo")(demo)


def demo(
    shell: Shell,
    minutes: Annotated[
        float, typer.Option("--minutes", help=message("help.demo_minutes"))
    ] = DemoSettings.minutes,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help=message("help.port"))
    ] = ServeSettings.port,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help=message("help.no_serve"))
    ] = True,
) -> None:
    """The whole chain on the embedded books."""
    started = time.monotonic()
    shell = Shell(shell.work / "demo", shell.as_json)
    training = TrainSettings(name=_free_name(shell), minutes=minutes)
    shell.say("demo.will", folder=str(shell.work), minutes=minutes)
    _title(shell, "books", "prepare")
    make.prepare(shell, author=PrepareSettings(author="demo").author, show=2)
    _title(shell, "tokenize")
    make.tokenize(shell, TokenizeSettings(VOCABULARY).vocab_size, show=message("demo.sentence"))
    _title(shell, "train")
    learn.run_training(shell, training)
    _title(shell, "evaluate")
    learn.run_evaluation(shell, training.name)
    _title(shell, "generate")
    _write(shell, training.name)
    shell.say("demo.done", minutes=(time.monotonic() - started) / 60, folder=str(shell.work))
    if serve:
        serve_until_stopped(shell, ServeSettings(port=port), "embedded")


def _free_name(shell: Shell) -> str:
    """`demo`, or `demo-2`… when it was run before."""
    taken = {path.name for path in shell.workspace.runs.glob("*")}
    return next(n for n in ("demo", *(f"demo-{i}" for i in range(2, 10**6))) if n not in taken)


def _title(shell: Shell, *names: str) -> None:
    number = [stage.name for stage in STAGES].index(names[-1]) + 1
    shell.say(
        "demo.stage",
        number=number,
        count=len(STAGES),
        names=" + ".join(names),
        what=message(f"demo.{names[-1]}"),
    )


def _write(shell: Shell, run: str) -> None:
    """Three continuations by the network just trained, and one by the embedded model beside it."""
    from aurore.cli.write import open_writer

    settings = GenerateSettings(tokens=TOKENS, seed=SEED)
    own = open_writer(shell, run)
    for prompt in PROMPTS:
        shell.plain(f"{prompt}{own.write(prompt, settings).text}\n")
    shell.say("demo.embedded")
    embedded = open_writer(shell, "embedded")
    shell.plain(f"{PROMPTS[0]}{embedded.write(PROMPTS[0], settings).text}\n")
