"""`aurore kit`: a stick for a room without network."""

import re
from pathlib import Path
from typing import Annotated

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.cli.app import command
from aurore.cli.shell import Shell


def add_commands(app: typer.Typer) -> None:
    """Registers the command of this module."""
    command(app, "kit")(kit)


def kit(
    shell: Shell,
    folder: Annotated[Path, typer.Argument(help=message("help.kit_folder"))],
    system: Annotated[
        list[str] | None, typer.Option("--system", help=message("help.kit_system"))
    ] = None,
    train: Annotated[
        bool, typer.Option("--train/--no-train", help=message("help.kit_train"))
    ] = True,
    python: Annotated[
        list[str] | None, typer.Option("--python", help=message("help.kit_python"))
    ] = None,
) -> None:
    """Wheels, lessons, books and an installer, in one folder."""
    from aurore.teaching.kit import SYSTEMS, make_kit

    names = {found.name.lower(): found for found in SYSTEMS}
    unknown = [name for name in system or () if name.lower() not in names]
    if unknown:
        choices = ", ".join(names)
        raise UserError("bad_choice", option="--system", choices=choices)
    if wrong := [one for one in python or () if not re.fullmatch(r"3\.\d{2}", one)]:
        raise UserError("bad_python", found=wrong[0])
    chosen = [names[name.lower()] for name in system or names]
    shell.say("kit.will", folder=str(folder), systems=", ".join(one.name for one in chosen))
    with shell.progress() as bar:
        task = bar.add_task(message("kit.bringing"), total=len(chosen) * len(python or "1"))
        made = make_kit(folder, chosen, train, python or (), lambda: bar.advance(task))
    shell.say("kit.done", wheels=made.wheels, folder=str(folder))
    for name, missing in made.missing.items():
        text = message("kit.missing", system=name, names=", ".join(missing))
        shell.say("cli.warning", text=text)
    shell.say("kit.next")
    shell.answer({"folder": str(folder), "wheels": made.wheels, "missing": made.missing})
