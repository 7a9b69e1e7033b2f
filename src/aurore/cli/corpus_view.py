"""How `aurore prepare` shows the corpus it made: book by book, then leaks, then sentences."""

import random
from typing import Any

from aurore.base.messages import message
from aurore.base.records import SPLITS
from aurore.cli.shell import Shell, table

SHOWN_CHARS = 70  # of a book's first and last line
DETAILED_BOOKS = 15  # of a longer shelf a line a book is enough (guess): the report has the rest


def show_corpus(shell: Shell, card: dict[str, Any], sentences: int) -> None:
    """Shows the card of a corpus, and so many of its sentences."""
    from aurore.corpus.prepare import FOLDS
    from aurore.corpus.report.page import PAGE

    books = card["books"]
    for book in books:
        _show_book(shell, book, detailed=len(books) <= DETAILED_BOOKS)
    _show_totals(shell, card)
    words = card["settings"]["min_words"]
    if words:
        shell.say("prepare.short", words=words, count=card["short_sentences"])
    _show_leaks(shell, card)
    _warn_of_empty_roles(shell, card)
    if card["settings"]["folds"]:
        path = str(shell.workspace.corpus / FOLDS)
        shell.say("prepare.folds", count=card["settings"]["folds"], path=path)
    shell.say("prepare.report", path=str(shell.workspace.corpus / PAGE))
    if sentences and not shell.as_json:
        _show_sentences(shell, sentences)


def _show_book(shell: Shell, book: dict[str, Any], detailed: bool) -> None:
    shell.say(
        "prepare.book",
        title=book["title"],
        id=book["id"],
        split=message(f"splits.{book['split']}"),
        kept=book["kept_lines"],
        cut=book["lines"] - book["kept_lines"],
        words=book["words"],
        cut_words=book["cut_words"],
    )
    if book["mended"]:
        mended = [message(f"mended.{name}", count=count) for name, count in book["mended"].items()]
        shell.say("prepare.mended", mended=", ".join(mended))
    if not detailed:
        return
    reasons = [message(f"reasons.{name}", count=count) for name, count in book["cut_lines"].items()]
    inside = book["repeated_inside"]
    counts = {
        "repeated": book["repeated_paragraphs"] - inside,
        "repeated_inside": inside,
        "quoted": book["quoted_paragraphs"],
    }
    reasons += [message(f"reasons.{why}", count=count) for why, count in counts.items() if count]
    if reasons:
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


def _show_leaks(shell: Shell, card: dict[str, Any]) -> None:
    from aurore.corpus.report.contents import SMALLEST_LEAK

    leaks, way = card["leaks"], card["settings"]["split"]
    titles = {book["id"]: book["title"] for book in card["books"]}
    for one in leaks["editions"]:
        book, other = titles[one["book"]], titles[one["other"]]
        shell.say("prepare.edition", share=one["share"], book=book, other=other)
    if way != "book":
        shell.say(
            "prepare.beside",
            way=message(f"prepare.way_{way}"),
            share=leaks["beside_training"],
            books=leaks["books_in_test_and_train"],
        )
        return
    found = [leak for leak in leaks["between_splits"] if leak["share"] >= SMALLEST_LEAK]
    for leak in found:
        names = {name: message(f"splits.{leak[name]}") for name in ("split", "other")}
        shell.say("prepare.leak", share=leak["share"], **names)
        for book in leak["books"]:
            shell.say("prepare.leak_book", title=titles[book])
    if leaks["between_splits"] and not found:
        shell.say("prepare.no_leak")
    for one in leaks["quotations"][:5]:
        names = {name: titles[one[name]] for name in ("book", "other")}
        shell.say("prepare.quotation", count=len(one["lines"]), **names)
    for pair in leaks["between_books"][:5]:
        book, other = titles[pair["book"]], titles[pair["other"]]
        shell.say("prepare.near", share=pair["share"], book=book, other=other)


def _warn_of_empty_roles(shell: Shell, card: dict[str, Any]) -> None:
    """What follows for training and for the measure, and how to have these roles."""
    empty = [split for split in SPLITS if not card["splits"][split]["sentences"]]
    for split in empty:
        shell.say("cli.warning", text=message(f"prepare.no_{split}"))
    if empty:
        by_book = card["settings"]["split"] == "book"
        shell.say("prepare.roles_of_books" if by_book else "prepare.roles_of_chapters")


def _show_sentences(shell: Shell, count: int) -> None:
    """A random look, always different: what the slides call checking by eye; then the shortest."""
    from aurore.corpus.dataset import read_sentences

    rows = read_sentences(shell.workspace, "train")
    shell.say("prepare.look")
    for index in random.sample(range(len(rows)), min(count, len(rows))):
        shell.plain(f"  {rows[index]['book']}  {rows[index]['text']}")
    shell.say("prepare.shortest")
    lengths = rows["sentence_length"][:]
    for index in sorted(range(len(rows)), key=lengths.__getitem__)[:count]:
        shell.plain(f"  {lengths[index]}  {rows[index]['book']}  {rows[index]['text']}")
