"""`aurore generate` and `aurore serve`."""

import contextlib
import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from aurore.base.errors import UserError
from aurore.base.messages import language, message
from aurore.base.settings import (
    LARGEST_SEED,
    MOST_VARIANTS,
    GenerateSettings,
    ServeSettings,
    Until,
)
from aurore.cli.app import command
from aurore.cli.copies import CopyRule, write_and_show
from aurore.cli.shell import Shell

if TYPE_CHECKING:
    from aurore.generation.writer import Continuation, Writer

EVERYBODY = "0.0.0.0"  # where a room is listened for, unless another address is asked for


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
    min_p: Annotated[
        float, typer.Option("--min-p", help=message("help.min_p"))
    ] = GenerateSettings.min_p,
    repetition_penalty: Annotated[
        float, typer.Option("--repetition-penalty", help=message("help.repetition_penalty"))
    ] = GenerateSettings.repetition_penalty,
    no_repeat_ngram: Annotated[
        int, typer.Option("--no-repeat-ngram", help=message("help.no_repeat_ngram"))
    ] = GenerateSettings.no_repeat_ngram,
    until: Annotated[Until, typer.Option("--until", help=message("help.until"))] = "sentence",
    stop: Annotated[list[str] | None, typer.Option("--stop", help=message("help.stop"))] = None,
    variants: Annotated[
        int, typer.Option("--variants", min=1, max=MOST_VARIANTS, help=message("help.variants"))
    ] = 1,
    output: Annotated[Path | None, typer.Option("--output", help=message("help.output"))] = None,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
    check_copies: Annotated[
        bool, typer.Option("--check-copies", help=message("help.check_copies"))
    ] = False,
    reject_copies: Annotated[
        int | None, typer.Option("--reject-copies", min=5, help=message("help.reject_copies"))
    ] = None,
) -> None:
    """Prompts → texts."""
    check_asked(prompts, output)
    settings = GenerateSettings(
        tokens, seed, temperature, top_k, top_p, min_p,
        repetition_penalty, no_repeat_ngram, until, tuple(stop or ()),
    )  # fmt: skip
    copies = CopyRule(check_copies, reject_copies)
    texts, answers = _write_all(shell, run, prompts, settings, variants, copies)
    if not shell.as_json:
        say_source(shell, texts)
    if output is not None:
        export(texts, output)
        shell.say("generate.exported", path=str(output))
    shell.answer(answers)


def check_asked(prompts: list[str], output: Path | None) -> None:
    """Raises `UserError`, before anything is written, when it could not be written or kept."""
    from aurore.generation.prompts import clean_prompt

    if not prompts:
        raise UserError("empty_prompt")
    for prompt in prompts:
        clean_prompt(prompt)
    if output is not None:
        from aurore.generation.booklet.booklet import form_of

        form_of(output)


def _write_all(
    shell: Shell,
    run: str | None,
    prompts: list[str],
    settings: GenerateSettings,
    variants: int,
    copies: CopyRule,
) -> "tuple[list[Continuation], list[dict[str, Any]]]":
    """The texts as they are shown, and as data; each variant has the next seed."""
    from aurore.generation.prompts import draw_seed

    writer = open_writer(shell, run)
    texts, answers = [], []
    for prompt in prompts:
        first = draw_seed() if settings.seed is None else settings.seed
        for number in range(variants):
            asked = replace(settings, seed=(first + number) % (LARGEST_SEED + 1))
            text, data = write_and_show(shell, writer, prompt, asked, copies)
            texts.append(text)
            answers.append(data)
    return texts, answers


def say_source(shell: Shell, texts: "list[Continuation]") -> None:
    """Who wrote, with which seeds, and how fast."""
    seeds = ", ".join(dict.fromkeys(str(text.seed) for text in texts))
    speed = sum(t.tokens for t in texts) / max(sum(t.seconds for t in texts), 1e-9)
    model = texts[0].model
    note = message("generate.provenance", model=model, seeds=seeds, speed=speed)
    shell.err.print(note, style="dim")


def export(texts: "list[Continuation]", target: Path) -> None:
    """The texts as a booklet, one after the other."""
    from aurore.generation.booklet.booklet import NETWORK, PERSON, Booklet, Passage, write_booklet

    passages = []
    for text in texts:
        passages.append(Passage(PERSON, text.prompt))
        passages.append(Passage(NETWORK, f"{text.text}\n\n", text.provenance.line()))
    write_booklet(Booklet(message("booklet.title"), tuple(passages)), target)


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
    token: Annotated[
        str, typer.Option("--token", envvar="AURORE_TOKEN", help=message("help.token"))
    ] = "",
    class_mode: Annotated[bool, typer.Option("--class", help=message("help.class_mode"))] = False,
) -> None:
    """The page and the API."""
    if class_mode and token:
        raise UserError("token_in_class")
    if class_mode and host == ServeSettings.host:
        host = EVERYBODY
    settings = ServeSettings(
        host=host,
        port=port,
        share_books=shell.workspace.books if share_books else None,
        token=token,
        work=shell.work,
        class_mode=class_mode,
    )
    serve_until_stopped(shell, settings, run)


def serve_until_stopped(shell: Shell, settings: ServeSettings, run: str | None) -> None:
    """Says the address, then serves until Ctrl-C, which is how a server ends: no word is needed."""
    with contextlib.suppress(KeyboardInterrupt):
        _serve(shell, settings, run)


def _serve(shell: Shell, settings: ServeSettings, run: str | None) -> None:
    from aurore.model.choose import choose_model
    from aurore.serving.run import check_address
    from aurore.serving.run import serve as serve_app
    from aurore.serving.share import EVERYWHERE
    from aurore.teaching.pages import open_lessons

    choice = choose_model(shell.workspace, run)
    check_address(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    if settings.host in EVERYWHERE:  # listened to, but nobody can go there
        host = "localhost"
    address = f"http://{host}:{settings.port}/"
    if settings.token:
        address += f"?token={quote(settings.token)}"
    if settings.class_mode:
        say_room(shell, settings)
    if settings.share_books is not None:
        say_shared(shell, settings, settings.share_books)
    shell.say("serve.address", address=address, model=choice.name)
    serve_app(settings, lambda: open_writer(shell, run), language(), open_lessons)


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


def say_room(shell: Shell, settings: ServeSettings) -> None:
    """Warns that the network is listened to; shows the code, its QR code, the trainer's address."""
    from aurore.serving.address import own_address
    from aurore.serving.classroom.door import qr_code
    from aurore.serving.classroom.room import Room
    from aurore.serving.classroom.store import FILE, Store
    from aurore.serving.share import room_address

    shell.workspace.open_for_writing()
    room, address = Room(Store(shell.work / FILE)), room_address(settings)
    room.store.close()
    shell.say("classroom.warning", address=address)
    if settings.host == EVERYBODY and own_address(socket.AF_INET) is None:
        shell.say("classroom.no_network")
    if not shell.as_json:
        qr_code(address, room.code).terminal(compact=True)
    shell.say("classroom.shown", code=room.code, address=address, secret=room.trainer)
