"""`aurore demo`: every stage on the embedded books, then the page."""

import time
from typing import Annotated

import typer

from aurore.base.messages import message
from aurore.base.settings import (
    GenerateSettings,
    ServeSettings,
    TokenizeSettings,
    TrainSettings,
)
from aurore.cli import learn, make, measure
from aurore.cli.app import command
from aurore.cli.shell import Shell
from aurore.cli.write import open_writer, serve_until_stopped
from aurore.corpus.sources.catalogue import DEMO
from aurore.stages import STAGES

MINUTES = 1.0  # of training; the whole took 71 s (measured: docs/LOG.md)
VOCABULARY = 1024  # guess: 9,400 words of training text teach no more tokens than that
SEED = 7
TOKENS = 50
PROMPTS = ("Cette jeune femme était assise", "Le soir, au bord de l’étang,", "— Ma mère, dit-il,")


def add_commands(app: typer.Typer) -> None:
    """Registers the command of this module."""
    command(app, "demo")(demo)


def demo(
    shell: Shell,
    minutes: Annotated[
        float, typer.Option("--minutes", help=message("help.demo_minutes"))
    ] = MINUTES,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help=message("help.port"))
    ] = ServeSettings.port,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help=message("help.no_serve"))
    ] = True,
) -> None:
    """The whole chain on the embedded books."""
    started = time.monotonic()
    part = Shell(shell.work / "demo", shell.as_json, alone=False)
    training = TrainSettings(name=learn.free_name(part.workspace, DEMO), minutes=minutes)
    part.say("demo.will", folder=str(part.work), minutes=minutes)
    _title(part, "books", "prepare")
    make.prepare(part, author=[DEMO], show=2)
    _title(part, "tokenize")
    make.tokenize(part, TokenizeSettings(VOCABULARY).vocab_size, show=message("demo.sentence"))
    _title(part, "train")
    learn.run_training(part, training)
    _title(part, "evaluate")
    measured = measure.run_evaluation(part, training.name)
    _title(part, "generate")
    texts = _write(part, training.name)
    part.say("demo.done", minutes=(time.monotonic() - started) / 60, folder=str(part.work))
    shell.answer({"run": training.name, "evaluation": measured.as_data(), "texts": texts})
    if serve:
        serve_until_stopped(shell, ServeSettings(port=port, work=part.work), "embedded")


def _title(shell: Shell, *names: str) -> None:
    number = [stage.name for stage in STAGES].index(names[-1]) + 1
    shell.say(
        "demo.stage",
        number=number,
        count=len(STAGES),
        names=" + ".join(names),
        what=message(f"demo.{names[-1]}"),
    )


def _write(shell: Shell, run: str) -> list[str]:
    """Three continuations by the network just trained, then one by the embedded model."""
    settings = GenerateSettings(tokens=TOKENS, seed=SEED)
    own = open_writer(shell, run)
    texts = [prompt + own.write(prompt, settings).text for prompt in PROMPTS]
    for text in texts:
        shell.plain(f"{text}\n")
    shell.say("demo.embedded")
    embedded = open_writer(shell, "embedded")
    shell.plain(f"{PROMPTS[0]}{embedded.write(PROMPTS[0], settings).text}\n")
    return texts
