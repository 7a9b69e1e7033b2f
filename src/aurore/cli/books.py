"""`aurore books list|fetch`."""

import json
from typing import Annotated

import typer

from aurore.base.messages import message
from aurore.base.records import Book
from aurore.cli.app import command, make_group
from aurore.cli.shell import Shell, table


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    group = make_group("books", message("help.books.text"))
    command(group, "list", "books_list")(books_list)
    command(group, "fetch", "books_fetch")(books_fetch)
    app.add_typer(group)


def author_option() -> typer.models.OptionInfo:
    """`--author`, the same everywhere."""
    option: typer.models.OptionInfo = typer.Option("--author", help=message("help.author"))
    return option


def mirror_option() -> typer.models.OptionInfo:
    """`--mirror`, the same everywhere."""
    option: typer.models.OptionInfo = typer.Option(
        "--mirror", envvar="AURORE_MIRROR", help=message("help.mirror")
    )
    return option


def id_option() -> typer.models.OptionInfo:
    """`--id`, the same everywhere."""
    option: typer.models.OptionInfo = typer.Option("--id", help=message("help.id"))
    return option


def books_list(shell: Shell, author: Annotated[str | None, author_option()] = None) -> None:
    """The shelves, or the books of one."""
    from aurore.corpus.sources.catalogue import shelf, shelf_names

    if author is None:
        shelves = [shelf(name) for name in shelf_names()]
        shown = table(
            message("books.author"), message("books.shelf"), message("books.count"), numbers=1
        )
        for one in shelves:
            shown.add_row(one.name, one.title, str(len(one.books)))
        shell.show(shown)
        shell.say("books.choose")
        shell.answer([{"author": s.name, "title": s.title, "books": len(s.books)} for s in shelves])
        return
    chosen = shelf(author)
    shown = table(
        message("books.id"), message("books.title"), message("books.year"), message("books.split")
    )
    for book in chosen.books:
        shown.add_row(book.id, book.title, str(book.year or ""), message(f"splits.{book.split}"))
    for book in chosen.left_out:
        shown.add_row(book.id, book.title, str(book.year or ""), book.note, style="dim")
    shell.show(shown)
    shell.next(f"aurore prepare --author {author}")
    rows = [_as_data(b, b.split) for b in chosen.books]
    shell.answer(rows + [_as_data(b, "left_out") for b in chosen.left_out])


def _as_data(book: Book, split: str) -> dict[str, object]:
    return {
        "id": book.id,
        "title": book.title,
        "author": book.author,
        "year": book.year,
        "language": book.language,
        "split": split,
        "note": book.note,
        "sha256": book.sha256,
    }


def books_fetch(
    shell: Shell,
    author: Annotated[str | None, author_option()] = None,
    ids: Annotated[list[str] | None, id_option()] = None,
    mirror: Annotated[str | None, mirror_option()] = None,
) -> None:
    """Brings books into the work folder."""
    from aurore.base.settings import PrepareSettings
    from aurore.corpus.prepare import shelf_books
    from aurore.stages import after, stage

    chosen = PrepareSettings(author=author or PrepareSettings.author, ids=tuple(ids or ()))
    books = shelf_books(chosen)
    shell.say("books.fetching", count=len(books), folder=str(shell.workspace.books))
    with shell.progress() as bar:
        task = bar.add_task(message("books.bar"), total=len(books))

        def on_book(book: Book, source: str) -> None:
            bar.advance(task)
            shell.say(
                "books.cached" if source == "cache" else "books.fetched",
                title=book.title,
                source=source,
            )

        paths = stage("books").load()(books, shell.workspace, mirror, on_book)
    warn_of_changed(shell, books)
    shell.next(after("books"))
    shell.answer([str(path) for path in paths])


def warn_of_changed(shell: Shell, books: list[Book]) -> None:
    """Names the books whose bytes are not those the catalogue knows."""
    from aurore.corpus.sources.gutenberg import sidecar

    for book in books:
        about = json.loads(
            sidecar(shell.workspace.books / f"{book.id}.txt").read_text(encoding="utf-8")
        )
        if about["as_in_catalogue"] is False:
            shell.say("books.changed", title=book.title, id=book.id)
