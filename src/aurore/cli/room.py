"""`aurore room`: what a room has kept, taken out or erased."""

import json
from pathlib import Path
from typing import Annotated, Any

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
    from aurore.serving.studio import drafts

    if not (shell.work / FILE).exists():
        raise UserError("class_needs_work")
    everything: dict[str, Any] = Store(shell.work / FILE).everything()
    everything |= drafts.Store(shell.work / drafts.FILE).voted()
    as_table = target.suffix.lower() == ".csv"
    data = as_csv(everything["texts"]) if as_table else json.dumps(everything, ensure_ascii=False)
    with write_atomically(target) as path:
        path.write_text(data, encoding="utf-8")
    shell.say("classroom.exported", path=str(target))
    shell.answer({"path": str(target), "texts": len(everything["texts"])})


def erase(shell: Shell) -> None:
    """The room's file goes, and what it voted; drafts stay."""
    from aurore.serving.classroom import store
    from aurore.serving.studio import drafts

    erased = store.erase(shell.work / store.FILE)
    if erased and (shell.work / drafts.FILE).exists():
        drafts.Store(shell.work / drafts.FILE).clear_votes()
    shell.say("classroom.erased" if erased else "classroom.nothing")
    shell.answer({"erased": erased})
