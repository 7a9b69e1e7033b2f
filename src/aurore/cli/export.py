"""`aurore export`: a model for other engines, or for the Hub."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.cli.app import command, make_group
from aurore.cli.hub import confirm, size_of, token_for, yes_option
from aurore.cli.shell import Shell, table


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    group = make_group("export", message("help.export.text"))
    command(group, "gguf", "export_gguf")(export_gguf)
    command(group, "ctranslate2", "export_ctranslate2")(export_ctranslate2)
    command(group, "onnx", "export_onnx")(export_onnx)
    command(group, "hub", "export_hub")(export_hub)
    app.add_typer(group)


def _run() -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option("--run", help=message("help.export_run"))
    return option


def _to() -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option("--to", help=message("help.export_to"))
    return option


def _precision() -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        "--precision", help=message("help.export_precision")
    )
    return option


def export_gguf(
    shell: Shell,
    run: Annotated[str | None, _run()] = None,
    to: Annotated[Path | None, _to()] = None,
    precision: Annotated[str, _precision()] = "float16",
) -> None:
    """A file for llama.cpp and Ollama."""
    from aurore.release import gguf_file

    _check(precision, gguf_file.PRECISIONS)
    model, target = _places(shell, run, to, "gguf")
    made = gguf_file.export_gguf(model, target, precision)
    _say_written(shell, made)
    shell.say("export.next_gguf", folder=str(target))


def export_ctranslate2(
    shell: Shell,
    run: Annotated[str | None, _run()] = None,
    to: Annotated[Path | None, _to()] = None,
    precision: Annotated[str, _precision()] = "int8",
) -> None:
    """A folder for CTranslate2."""
    from aurore.release import ctranslate2_folder

    _check(precision, ctranslate2_folder.PRECISIONS)
    model, target = _places(shell, run, to, "ctranslate2")
    _say_written(shell, ctranslate2_folder.export_ctranslate2(model, target, precision))


def export_onnx(
    shell: Shell,
    run: Annotated[str | None, _run()] = None,
    to: Annotated[Path | None, _to()] = None,
    precision: Annotated[str, _precision()] = "float32",
) -> None:
    """A graph for ONNX Runtime."""
    from aurore.release import onnx_file

    _check(precision, onnx_file.PRECISIONS)
    model, target = _places(shell, run, to, "onnx")
    _say_written(shell, onnx_file.export_onnx(model, target, precision))


def _check(precision: str, known: tuple[str, ...]) -> None:
    if precision not in known:
        raise UserError("bad_choice", option="--precision", choices=", ".join(known))


def _places(shell: Shell, run: str | None, to: Path | None, engine: str) -> tuple[Path, Path]:
    """The model to export, and where to.

    Raises:
        UserError: the place holds something already that is no export.
    """
    from aurore.model.choose import choose_model

    choice = choose_model(shell.workspace, run)
    target = to or shell.work / "export" / f"{choice.name}-{engine}"
    if to is not None and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError("export_folder_taken", folder=target)
    shell.say("export.will", name=choice.name, engine=engine, folder=str(target))
    return choice.folder, target


def _say_written(shell: Shell, made: object) -> None:
    from aurore.release.folders import Export

    assert isinstance(made, Export)
    shell.say("export.done", size=size_of(made.bytes), files=", ".join(made.files))
    shell.say("cli.written", path=str(made.folder))
    files = {name: (made.folder / name).stat().st_size for name in made.files}
    shell.answer({"engine": made.engine, "folder": str(made.folder), "files": files})


def export_hub(
    shell: Shell,
    repo: Annotated[str, typer.Argument(help=message("help.export_repo"))],
    what: Annotated[str, typer.Option("--what", help=message("help.export_what"))] = "model",
    run: Annotated[str | None, _run()] = None,
    public: Annotated[bool, typer.Option("--public", help=message("help.export_public"))] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=message("help.export_dry_run"))
    ] = False,
    yes: Annotated[bool, yes_option()] = False,
) -> None:
    """Sends a model, a tokenizer or a data set with its card."""
    from aurore.release import hub
    from aurore.release.hub_corpus import pack_corpus

    if what not in hub.WHATS:
        raise UserError("bad_choice", option="--what", choices=", ".join(hub.WHATS))
    with tempfile.TemporaryDirectory() as folder:
        if what == "dataset":
            parcel = pack_corpus(shell.workspace, repo, Path(folder), not public)
        elif what == "tokenizer":
            parcel = hub.pack_tokenizer(shell.workspace, repo, not public)
        else:
            from aurore.model.choose import choose_model

            model = choose_model(shell.workspace, run).folder
            parcel = hub.pack_model(model, repo, not public)
        _show_parcel(shell, parcel)
        told = {"repo": repo, "what": what, "private": not public, "files": parcel.sizes}
        if dry_run:
            shell.say("export.hub.dry")
            shell.answer(told | {"sent": False})
            return
        token = token_for(shell)
        shell.say("export.hub.owner", name=hub.owner(token))
        confirm(shell, yes)
        sent = hub.send(parcel, token)
    shell.say("export.hub.sent", url=sent.url, commit=sent.commit[:12])
    if what == "model":
        shell.next(f"aurore train --base {repo}@{sent.commit}")
    shell.answer(told | {"sent": True, "url": sent.url, "commit": sent.commit})


def _show_parcel(shell: Shell, parcel: object) -> None:
    from aurore.release.hub import Parcel

    assert isinstance(parcel, Parcel)
    shown = table(message("export.hub.file"), message("export.hub.size"), numbers=1)
    for name, count in parcel.sizes.items():
        shown.add_row(name, size_of(count))
    whom = "private" if parcel.private else "public"
    shell.say(
        f"export.hub.will_{whom}",
        repo=parcel.repo,
        what=message(f"export.hub.{parcel.what}"),
        size=size_of(sum(parcel.sizes.values())),
    )
    shell.show(shown)
