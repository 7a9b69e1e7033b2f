"""`aurore generate` and `aurore serve`."""

import contextlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aurore.base.errors import UserError
from aurore.base.messages import language, message
from aurore.base.settings import GenerateSettings, ServeSettings
from aurore.cli.app import command
from aurore.cli.copies import answer_with_copies, show_checked, write_checked
from aurore.cli.shell import Shell

if TYPE_CHECKING:
    from aurore.generation.writer import Writer


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "generate")(generate)
    command(app, "serve")(serve)


def generate(
    shell: Shell,
    prompts: Annotated[list[str], typer.Argument(help=message("help.prompts"))],
    tokens: Annotated[
        int, typer.Option("--tokens", help=message("help.tokens"))
    ] = GenerateSettings.tokens,
    seed: Annotated[int | None, typer.Option("--seed", help=message("help.seed"))] = None,
    temperature: Annotated[
        float, typer.Option("--temperature", help=message("help.temperature"))
    ] = GenerateSettings.temperature,
    top_k: Annotated[
        int, typer.Option("--top-k", help=message("help.top_k"))
    ] = GenerateSettings.top_k,
    top_p: Annotated[
        float, typer.Option("--top-p", help=message("help.top_p"))
    ] = GenerateSettings.top_p,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
    check_copies: Annotated[
        bool, typer.Option("--check-copies", help=message("help.check_copies"))
    ] = False,
    reject_copies: Annotated[
        int | None, typer.Option("--reject-copies", min=5, help=message("help.reject_copies"))
    ] = None,
) -> None:
    """Prompts → texts."""
    from aurore.generation.writer import clean_prompt

    settings = GenerateSettings(tokens, seed, temperature, top_k, top_p)
    if not prompts:
        raise UserError("empty_prompt")
    for prompt in prompts:
        clean_prompt(prompt)
    writer = open_writer(shell, run)
    texts, answers = [], []
    for prompt in prompts:
        if check_copies or reject_copies:
            text, copies = write_checked(shell, writer, prompt, settings, reject_copies)
            show_checked(shell, text, copies)
            answers.append(answer_with_copies(text, copies))
        else:
            text = writer.write(prompt, settings)
            shell.plain(f"{text.prompt}{text.text}\n")
            answers.append(asdict(text))
        texts.append(text)
    if not shell.as_json:
        seeds = ", ".join(dict.fromkeys(str(text.seed) for text in texts))
        speed = sum(t.tokens for t in texts) / max(sum(t.seconds for t in texts), 1e-9)
        note = message("generate.provenance", model=writer.name, seeds=seeds, speed=speed)
        shell.err.print(note, style="dim")
    shell.answer(answers)


def open_writer(shell: Shell, run: str | None) -> "Writer":
    """The model that writes: the run asked for, the newest, or the embedded one."""
    from aurore.model.choose import choose_model
    from aurore.stages import stage

    choice = choose_model(shell.workspace, run)
    writer: Writer = stage("generate").load()(choice.folder, choice.name)
    return writer


def serve(
    shell: Shell,
    host: Annotated[str, typer.Option("--host", help=message("help.host"))] = ServeSettings.host,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help=message("help.port"))
    ] = ServeSettings.port,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
    share_books: Annotated[
        bool, typer.Option("--share-books", help=message("help.share_books"))
    ] = False,
) -> None:
    """The page and the API."""
    shared = shell.workspace.books if share_books else None
    serve_until_stopped(shell, ServeSettings(host=host, port=port, share_books=shared), run)


def serve_until_stopped(shell: Shell, settings: ServeSettings, run: str | None) -> None:
    """Says the address, then serves until Ctrl-C, which is how a server ends: no word is needed."""
    with contextlib.suppress(KeyboardInterrupt):
        _serve(shell, settings, run)


def _serve(shell: Shell, settings: ServeSettings, run: str | None) -> None:
    from aurore.model.choose import choose_model
    from aurore.serving.run import check_address
    from aurore.serving.run import serve as serve_app

    choice = choose_model(shell.workspace, run)
    check_address(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}/"
    if settings.share_books is not None:
        say_shared(shell, settings, settings.share_books)
    shell.say("serve.address", address=address, model=choice.name)
    serve_app(settings, lambda: open_writer(shell, run), language())


def say_shared(shell: Shell, settings: ServeSettings, folder: Path) -> None:
    """What the other machines of the room have to type, and what they will not get."""
    from aurore.corpus.sources.hosts import is_loopback
    from aurore.serving.share import shared_books, what_to_type

    books = shared_books(folder)
    shell.say("serve.shared", count=len(books), command=what_to_type(settings, books))
    if is_loopback(settings.host):
        shell.say("serve.shared_with_nobody")
    for book in books:
        if book.as_in_catalogue is False:
            shell.say("serve.shared_in_vain", title=book.title, id=book.id)
