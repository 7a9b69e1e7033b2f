"""`aurore doctor`: what this machine has, and what to do about what it lacks."""

from typing import Annotated

import typer

from aurore.base.messages import message
from aurore.base.settings import ServeSettings
from aurore.cli.app import command
from aurore.cli.books import mirror_option
from aurore.cli.shell import Shell, table

MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "problem": "[red]✗[/]"}


def add_commands(app: typer.Typer) -> None:
    """Registers the command of this module."""
    command(app, "doctor")(doctor)


def doctor(
    shell: Shell,
    mirror: Annotated[str | None, mirror_option()] = None,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help=message("help.port"))
    ] = ServeSettings.port,
) -> None:
    """Python, cores, memory, disk, libraries, embedded model, cache, mirror, port."""
    from aurore.cli.machine import examine

    findings = examine(shell.workspace, mirror, port)
    shown = table("", message("doctor.what"), message("doctor.found"))
    for finding in findings:
        shown.add_row(MARKS[finding.state], message(f"doctor.{finding.name}"), finding.found)
    shell.show(shown)
    advice = dict.fromkeys((f.name, f.advice) for f in findings if f.advice)
    for name, text in advice:
        shell.say("doctor.advice", what=message(f"doctor.{name}"), advice=text)
    problems = sum(finding.state == "problem" for finding in findings)
    shell.say("doctor.problems" if problems else "doctor.fine", count=problems)
    shell.answer([vars(finding) for finding in findings])
    if problems:
        raise typer.Exit(1)
