"""`aurore prepare` and `aurore tokenize`: books → corpus → tokenizer."""

import random
from typing import Annotated, Any

import typer

from aurore.base.messages import message
from aurore.base.records import SPLITS, Book
from aurore.base.settings import PrepareSettings, TokenizeSettings
from aurore.cli.app import command
from aurore.cli.books import author_option, id_option, mirror_option, warn_of_changed
from aurore.cli.shell import Shell, table
from aurore.stages import after, stage

SHOWN_CHARS = 70  # of a book's first and last line


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "prepare")(prepare)
    command(app, "tokenize")(tokenize)


def prepare(
    shell: Shell,
    author: Annotated[str | None, author_option()] = None,
    ids: Annotated[list[str] | None, id_option()] = None,
    texts: Annotated[list[str] | None, typer.Option("--texts", help=message("help.texts"))] = None,
    mirror: Annotated[str | None, mirror_option()] = None,
    show: Annotated[int, typer.Option("--show", min=0, help=message("help.show"))] = 0,
    again: Annotated[bool, typer.Option("--again", help=message("help.again"))] = False,
) -> None:
    """Books → corpus."""
    from aurore.corpus.prepare import shelf_books

    settings = PrepareSettings(
        author=author or PrepareSettings.author, ids=tuple(ids or ()), texts=tuple(texts or ())
    )
    books = shelf_books(settings)
    shell.say("prepare.will", count=len(books), folder=str(shell.workspace.corpus))
    with shell.progress() as bar:
        task = bar.add_task(message("prepare.fetching"), total=len(books))

        def on_fetched(book: Book, source: str) -> None:
            bar.advance(task)
            if bar.tasks[task].finished:
                bar.update(task, description=message("prepare.cleaning"), total=None)

        report = stage("prepare").load()(
            settings, shell.workspace, mirror, again, on_fetched=on_fetched
        )
    warn_of_changed(shell, books)
    _show_books(shell, report.card["books"])
    _show_totals(shell, report.card)
    _show_sentences(shell, show)
    shell.say(
        "prepare.up_to_date" if report.up_to_date else "cli.written",
        path=str(shell.workspace.corpus),
    )
    shell.next(after("prepare"))
    shell.answer(report.card)


def _show_books(shell: Shell, books: list[dict[str, Any]]) -> None:
    for book in books:
        cut = book["lines"] - book["kept_lines"]
        shell.say(
            "prepare.book",
            title=book["title"],
            id=book["id"],
            split=message(f"splits.{book['split']}"),
            kept=book["kept_lines"],
            cut=cut,
            words=book["words"],
            cut_words=book["cut_words"],
        )
        reasons = [
            message(f"reasons.{reason}", count=count) for reason, count in book["cut_lines"].items()
        ]
        if book["repeated_paragraphs"]:
            reasons.append(message("reasons.repeated", count=book["repeated_paragraphs"]))
        shell.say("prepare.reasons", reasons=", ".join(reasons))
        shell.say("prepare.first", line=str(book["first_line"]), text=book["first"][:SHOWN_CHARS])
        shell.say("prepare.last", line=str(book["last_line"]), text=book["last"][-SHOWN_CHARS:])


def _show_totals(shell: Shell, card: dict[str, Any]) -> None:
    columns = ("split", "books", "paragraphs", "sentences", "words")
    shown = table(*(message(f"prepare.column_{name}") for name in columns), numbers=4)
    for split in SPLITS:
        totals = card["splits"][split]
        counts = [message("cli.count", count=totals[name]) for name in columns[1:]]
        shown.add_row(message(f"splits.{split}"), *counts)
    shell.show(shown)


def _show_sentences(shell: Shell, count: int) -> None:
    """A random look, always different: what the slides call checking by eye."""
    if not count or shell.as_json:
        return
    from aurore.corpus.dataset import read_sentences

    rows = read_sentences(shell.workspace, "train")
    shell.say("prepare.look")
    for index in random.sample(range(len(rows)), min(count, len(rows))):
        shell.plain(f"  {rows[index]['book']}  {rows[index]['text']}")


def tokenize(
    shell: Shell,
    vocab_size: Annotated[
        int, typer.Option("--vocab-size", help=message("help.vocab_size"))
    ] = TokenizeSettings.vocab_size,
    show: Annotated[str | None, typer.Option("--show", help=message("help.show_tokens"))] = None,
    again: Annotated[bool, typer.Option("--again", help=message("help.again"))] = False,
) -> None:
    """Corpus → tokenizer."""
    settings = TokenizeSettings(vocab_size=vocab_size)
    shell.say("tokenize.will", size=vocab_size, folder=str(shell.workspace.tokenizer))
    report = stage("tokenize").load()(settings, shell.workspace, again)
    if report.vocab_size < report.asked:
        shell.say("tokenize.fewer", found=report.vocab_size, asked=report.asked)
    shell.say(
        "tokenize.up_to_date" if report.up_to_date else "cli.written",
        path=str(shell.workspace.tokenizer),
    )
    for split, ratio in report.tokens_per_word.items():
        shell.say("tokenize.ratio", split=message(f"splits.{split}"), ratio=ratio)
    tokens = _show_tokens(shell, show) if show is not None else []
    shell.next(after("tokenize"))
    shell.answer(
        {
            "vocab_size": report.vocab_size,
            "tokens_per_word": report.tokens_per_word,
            "tokens": tokens,
        }
    )


def _show_tokens(shell: Shell, text: str) -> list[dict[str, Any]]:
    from aurore.tokenizer.bpe import load_tokenizer
    from aurore.tokenizer.describe import show_tokens

    tokens = show_tokens(load_tokenizer(shell.workspace.tokenizer), text)
    shown = table(
        message("tokenize.token"), message("tokenize.text"), message("tokenize.id"), numbers=1
    )
    for token in tokens:
        shown.add_row(token.token, repr(token.text)[1:-1], str(token.id))
    shell.show(shown)
    shell.say("tokenize.signs")
    return [{"id": t.id, "token": t.token, "text": t.text} for t in tokens]
