"""`aurore prepare` and `aurore tokenize`: books → corpus → tokenizer."""

from typing import Annotated, Any, cast

import typer

from aurore.base.messages import message
from aurore.base.records import Book
from aurore.base.settings import (
    Editions,
    PrepareSettings,
    Segmenter,
    SplitBy,
    TokenizeSettings,
    Typography,
)
from aurore.cli.app import command
from aurore.cli.books import (
    author_option,
    fetch_in_sight,
    id_option,
    mirror_option,
    warn_of_changed,
)
from aurore.cli.copies import build_copy_index
from aurore.cli.corpus_view import show_corpus
from aurore.cli.shell import Shell, table
from aurore.stages import after, stage


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "prepare")(prepare)
    command(app, "tokenize")(tokenize)


def prepare(
    shell: Shell,
    author: Annotated[list[str] | None, author_option()] = None,
    ids: Annotated[list[str] | None, id_option()] = None,
    books: Annotated[str, typer.Option("--books", help=message("help.books_file"))] = "",
    texts: Annotated[list[str] | None, typer.Option("--texts", help=message("help.texts"))] = None,
    mirror: Annotated[str | None, mirror_option()] = None,
    blend: Annotated[
        str, typer.Option("--blend", help=message("help.blend"))
    ] = PrepareSettings.blend,
    language: Annotated[
        str, typer.Option("--language", help=message("help.language"))
    ] = PrepareSettings.language,
    typography: Annotated[
        str, typer.Option("--typography", help=message("help.typography"))
    ] = PrepareSettings.typography,
    segmenter: Annotated[
        str, typer.Option("--segmenter", help=message("help.segmenter"))
    ] = PrepareSettings.segmenter,
    split: Annotated[
        str, typer.Option("--split", help=message("help.split"))
    ] = PrepareSettings.split,
    folds: Annotated[
        int, typer.Option("--folds", help=message("help.folds"))
    ] = PrepareSettings.folds,
    editions: Annotated[
        str, typer.Option("--editions", help=message("help.editions"))
    ] = PrepareSettings.editions,
    min_words: Annotated[
        int, typer.Option("--min-words", help=message("help.min_words"))
    ] = PrepareSettings.min_words,
    workers: Annotated[int, typer.Option("--workers", min=0, help=message("help.workers"))] = 0,
    show: Annotated[int, typer.Option("--show", min=0, help=message("help.show"))] = 0,
    again: Annotated[bool, typer.Option("--again", help=message("help.again"))] = False,
) -> None:
    """Books → corpus."""
    settings = PrepareSettings(
        author=" ".join(author or []) or None,
        ids=tuple(ids or ()),
        books_file=books,
        texts=tuple(texts or ()),
        blend=blend,
        language=language,
        typography=cast("Typography", typography),
        segmenter=cast("Segmenter", segmenter),
        split=cast("SplitBy", split),
        folds=folds,
        editions=cast("Editions", editions),
        min_words=min_words,
    )
    prepare_in_sight(shell, settings, mirror, show, again=again, workers=workers)


def prepare_in_sight(
    shell: Shell, settings: PrepareSettings, mirror: str | None, show: int = 0, **how: Any
) -> None:
    """The stage, with what it will do, a bar and what it made; `how` as `corpus.prepare` has it."""
    from aurore.corpus.prepare import selected

    selection = selected(settings)
    count = len(selection.sources)
    shell.say("prepare.will", count=count, folder=str(shell.workspace.corpus))
    _say_skipped(shell, selection.skipped)
    fetch_in_sight(shell, selection.to_fetch, mirror, say_cached=False)
    report = _clean_in_sight(shell, settings, mirror, count, how)
    _show_prepared(shell, report, selection.to_fetch, show)


def _show_prepared(shell: Shell, report: Any, fetched: list[Book], show: int) -> None:
    build_copy_index(shell)
    warn_of_changed(shell, fetched)
    show_corpus(shell, report.card, show)
    for name, part in report.card.get("blend", {}).items():
        shell.say("prepare.blend", shelf=name, **part)
    shell.say(
        "prepare.up_to_date" if report.up_to_date else "cli.written",
        path=str(shell.workspace.corpus),
    )
    shell.next(after("prepare"))
    shell.answer(report.card)


def _say_skipped(shell: Shell, names: tuple[str, ...]) -> None:
    """Files of the user's folders that are no books, and how they could be."""
    from aurore.corpus.sources.plain import listed

    if names:
        text = message("prepare.skipped", count=len(names), names=listed(names))
        shell.say("cli.warning", text=text)


def _clean_in_sight(
    shell: Shell,
    settings: PrepareSettings,
    mirror: str | None,
    count: int,
    how: dict[str, Any],
) -> Any:
    with shell.progress() as bar:
        task = bar.add_task(message("prepare.cleaning"), total=count)
        return stage("prepare").load()(
            settings,
            shell.workspace,
            mirror,
            on_cleaned=lambda book: bar.advance(task),
            **how,
        )


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
