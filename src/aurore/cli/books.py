"""`aurore books search|list|fetch`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from aurore.base.commandline import quoted
from aurore.base.messages import message
from aurore.base.records import Book
from aurore.cli.app import command, make_group
from aurore.cli.hub import fetch_from_hub, yes_option
from aurore.cli.shell import Shell, table

if TYPE_CHECKING:
    from aurore.corpus.sources.client import Wait
    from aurore.corpus.sources.search import Found


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    group = make_group("books", message("help.books.text"))
    command(group, "search", "books_search")(books_search)
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


def books_search(
    shell: Shell,
    words: Annotated[
        list[str] | None, typer.Argument(help=message("help.search_words"), show_default=False)
    ] = None,
    author: Annotated[str, typer.Option("--author", help=message("help.search_author"))] = "",
    language: Annotated[str, typer.Option("--language", help=message("help.search_language"))] = "",
) -> None:
    """The books of the catalogue that have every word."""
    from aurore.corpus.sources.search import search

    asked = " ".join(words or ())
    found = search(asked, author, language)
    if found:
        _show_found(shell, found)
        shell.next(f"aurore books fetch --id {found[0].book.id}")
    else:
        _say_nothing_found(shell, asked, author, language)
    shell.answer([_as_found(one) for one in found])


def _show_found(shell: Shell, found: "list[Found]") -> None:
    shown = table(
        *(message(f"books.{name}") for name in ("id", "title", "writer", "year", "shelves"))
    )
    for one in found:
        book = one.book
        title = f"{book.title} ({book.note})" if book.note else book.title
        shown.add_row(book.id, title, book.author, str(book.year or ""), ", ".join(one.shelves))
    shell.show(shown)
    shell.say("books.found", count=len(found))


def _say_nothing_found(shell: Shell, asked: str, author: str, language: str) -> None:
    from aurore.corpus.sources.search import nearest

    shell.say("books.none_found", asked=" ".join(filter(None, (asked, author, language))))
    near = nearest(f"{asked} {author}")
    if near:
        names = ", ".join(f"{book.title} ({book.author}, {book.id})" for book in near)
        shell.say("books.nearest", names=names)
    shell.say("books.every_shelf")


def _as_found(one: "Found") -> dict[str, object]:
    row = _as_data(one.book, one.book.split)
    del row["split"]  # a shelf's to say
    return row | {"shelves": list(one.shelves)}


def books_list(
    shell: Shell,
    author: Annotated[str | None, typer.Option("--author", help=message("help.shelf"))] = None,
) -> None:
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
    author: Annotated[list[str] | None, author_option()] = None,
    ids: Annotated[list[str] | None, id_option()] = None,
    mirror: Annotated[str | None, mirror_option()] = None,
    from_hub: Annotated[
        str | None, typer.Option("--from-hub", help=message("help.from_hub"))
    ] = None,
    yes: Annotated[bool, yes_option()] = False,
) -> None:
    """Brings books into the work folder."""
    if from_hub:
        fetch_from_hub(shell, from_hub, yes)
        return
    from aurore.corpus.sources.shelves import resolve
    from aurore.stages import after

    books = resolve(" ".join(author or []), ids or ()).to_fetch
    shell.say("books.fetching", count=len(books), folder=str(shell.workspace.books))
    paths = fetch_in_sight(shell, books, mirror)
    warn_of_changed(shell, books)
    chosen = [f" --author {quoted(name)}" for name in author or ()]
    chosen += [f" --id {number}" for number in ids or ()]
    shell.next(after("books") + "".join(chosen))
    shell.answer([str(path) for path in paths])


def fetch_in_sight(
    shell: Shell, books: list[Book], mirror: str | None, say_cached: bool = True
) -> list[Path]:
    """Brings the books, shows how far it is, says every wait."""
    from aurore.stages import stage

    with shell.progress() as bar:
        every = bar.add_task(message("books.bar"), total=len(books))
        one = bar.add_task("", total=None, visible=False)

        def on_book(book: Book, source: str) -> None:
            bar.advance(every)
            bar.update(one, visible=False)
            said = "books.cached" if source == "cache" else "books.fetched"
            if source != "cache" or say_cached:
                shell.say(said, title=book.title, source=source)

        def on_bytes(done: int, total: int | None) -> None:
            title = books[int(bar.tasks[every].completed)].title
            bar.update(
                one,
                description=message("books.kilobytes", title=escape(title)),
                completed=done // 1000,
                total=total and total // 1000,
                visible=True,
            )

        paths: list[Path] = stage("books").load()(
            books, shell.workspace, mirror, on_book, on_bytes, lambda wait: say_wait(shell, wait)
        )
    return paths


def say_wait(shell: Shell, wait: "Wait") -> None:
    """Why nothing happens for a moment."""
    if wait.asked:
        shell.say("books.asked_to_wait", seconds=wait.seconds)
    else:
        shell.say("books.trying_again", url=wait.url, reason=wait.reason, seconds=wait.seconds)


def warn_of_changed(shell: Shell, books: list[Book]) -> None:
    """Names the books whose bytes are not those the catalogue knows."""
    from aurore.corpus.sources.checks import sidecar

    for book in books:
        about = json.loads(
            sidecar(shell.workspace.books / f"{book.id}.txt").read_text(encoding="utf-8")
        )
        if about["as_in_catalogue"] is False:
            shell.say("books.changed", title=book.title, id=book.id)
