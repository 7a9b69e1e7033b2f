"""`aurore compare`."""

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.cli.app import command
from aurore.cli.distances import write_report
from aurore.cli.measure import writing_of
from aurore.cli.shell import Shell, table

if TYPE_CHECKING:
    from aurore.evaluation.copies.index import Index
    from aurore.evaluation.style.compare import Comparison

SHOWN_AUTHORS = 5
SHOWN_TEXTS = 3  # each with its tables; of more, only what they have in common


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "compare")(compare)


def compare(
    shell: Shell,
    files: Annotated[
        list[Path], typer.Argument(help=message("help.compare_files"), show_default=False)
    ] = [],  # noqa: B006
    written: Annotated[int, typer.Option("--written", min=0, help=message("help.written"))] = 0,
    samples: Annotated[
        int, typer.Option("--samples", min=1, max=100, help=message("help.samples"))
    ] = 1,
    author: Annotated[str, typer.Option("--author", help=message("help.compare_author"))] = "",
    profiles: Annotated[
        Path | None, typer.Option("--profiles", help=message("help.profiles"))
    ] = None,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
    report: Annotated[Path | None, typer.Option("--report", help=message("help.page"))] = None,
) -> None:
    """Texts → whose habits they have."""
    from aurore.evaluation.copies.invented import invented
    from aurore.evaluation.report.style import manner_sentences, style_page
    from aurore.evaluation.style.compare import company
    from aurore.evaluation.style.compare import compare as compare_one
    from aurore.evaluation.style.manner import manner
    from aurore.evaluation.style.profiles import SAND, load_profiles
    from aurore.evaluation.texts import file_text

    author = author or SAND
    if not files and not written:
        raise UserError("nothing_to_compare")
    known = load_profiles(profiles)
    known.need(author)
    texts = [(path.name, file_text(path).whole) for path in files]
    texts += _samples(shell, run, written, samples) if written else []
    found = [compare_one(name, text, author, known) for name, text in texts]
    for one in found if len(found) <= SHOWN_TEXTS else ():
        _show(shell, one, author)
    index, real = _books(shell)
    given = [text for _, text in texts]
    all_ = manner(given, author, known, index, real)
    for sentence in manner_sentences(all_):
        shell.plain(sentence)
    shell.say("style.meaning", author=author)
    write_report(shell, report, style_page(found, company(texts, known), all_))
    each = [
        one.as_data() | {"invented": asdict(invented(t, index))}
        for one, t in zip(found, given, strict=True)
    ]
    shell.answer({"texts": each, "together": all_.as_data()})


def _samples(shell: Shell, run: str | None, words: int, count: int) -> list[tuple[str, str]]:
    """(name, text) of some texts of so many words that the model writes now."""
    from aurore.evaluation.writing import write_texts

    write, name = writing_of(shell, run), message("style.written", count=words)
    with shell.progress() as bar:
        task = bar.add_task(message("style.writing"), total=count * words)
        texts = write_texts(write, words, count, partial(bar.advance, task))
    return [(f"{name}, {i}" if count > 1 else name, text) for i, text in enumerate(texts, 1)]


def _books(shell: Shell) -> "tuple[Index | None, list[str]]":
    """The index of the training books and the test books, where there is a corpus."""
    from aurore.corpus.dataset import CARD
    from aurore.evaluation.copies.index import open_index
    from aurore.evaluation.texts import corpus_texts

    work = shell.workspace
    if not (work.corpus / CARD).exists():
        return None, []
    return open_index(work), [text.whole for text in corpus_texts(work, "test")]


def _show(shell: Shell, one: "Comparison", author: str) -> None:
    """The nearest authors by each Delta, then the measures beside the author's own books."""
    from aurore.evaluation.report.style import measure_name

    shell.say("style.of", name=one.name, words=one.words)
    if one.is_short:
        shell.say("cli.warning", text=message("style.short", words=one.words))
    names = list(one.distances)
    shown = table(message("style.rank"), *(message(f"style.{kind}") for kind in names))
    rows = [list(one.distances[kind].items())[:SHOWN_AUTHORS] for kind in names]
    for rank, row in enumerate(zip(*rows, strict=True), start=1):
        cells = [message("style.cell", author=name, distance=value) for name, value in row]
        shown.add_row(str(rank), *cells)
    shell.show(shown)
    columns = ("measure", "value", "low", "middle", "high")
    textures = table(*(message(f"style.{column}") for column in columns), "", numbers=0)
    for each in one.textures:
        figures = [each.value, each.low, each.middle, each.high]
        textures.add_row(
            measure_name(each.measure),
            *(message("style.figure", value=figure) for figure in figures),
            "" if each.inside else message("style.outside"),
        )
    shell.show(textures)
