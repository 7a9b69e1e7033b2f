"""`aurore room`: what a room has kept, taken out or erased."""

import json
from pathlib import Path
from typing import Annotated

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.workspace import write_atomically
from aurore.cli.app import command, make_group
from aurore.cli.shell import Shell


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    group = make_group("room", message("help.room.text"))
    command(group, "export", "room_export")(export)
    command(group, "erase", "room_erase")(erase)
    app.add_typer(group)


def export(
    shell: Shell,
    target: Annotated[Path, typer.Argument(help=message("help.room_target"))],
) -> None:
    """Everything as JSON, or the texts as CSV."""
    from aurore.serving.classroom.store import FILE, Store
    from aurore.serving.classroom.trainer import as_csv

    if not (shell.work / FILE).exists():
        raise UserError("class_needs_work")
    everything = Store(shell.work / FILE).everything()
    as_table = target.suffix.lower() == ".csv"
    data = as_csv(everything["texts"]) if as_table else json.dumps(everything, ensure_ascii=False)
    with write_atomically(target) as path:
        path.write_text(data, encoding="utf-8")
    shell.say("classroom.exported", path=str(target))
    shell.answer({"path": str(target), "texts": len(everything["texts"])})


def erase(shell: Shell) -> None:
    """The room's file goes."""
    from aurore.serving.classroom import store

    erased = store.erase(shell.work / store.FILE)
    shell.say("classroom.erased" if erased else "classroom.nothing")
    shell.answer({"erased": erased})
