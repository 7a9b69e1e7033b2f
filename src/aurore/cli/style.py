"""`aurore compare`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import GenerateSettings
from aurore.cli.app import command
from aurore.cli.distances import write_report
from aurore.cli.shell import Shell, table
from aurore.cli.write import open_writer

if TYPE_CHECKING:
    from aurore.evaluation.style.compare import Comparison

SAND = "George Sand"
SHOWN_AUTHORS = 5
PROMPT = "Il"
TOKENS_AT_ONCE = 400


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "compare")(compare)


def compare(
    shell: Shell,
    files: Annotated[
        list[Path], typer.Argument(help=message("help.compare_files"), show_default=False)
    ] = [],  # noqa: B006
    written: Annotated[int, typer.Option("--written", min=0, help=message("help.written"))] = 0,
    author: Annotated[str, typer.Option("--author", help=message("help.compare_author"))] = SAND,
    profiles: Annotated[
        Path | None, typer.Option("--profiles", help=message("help.profiles"))
    ] = None,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
    report: Annotated[Path | None, typer.Option("--report", help=message("help.page"))] = None,
) -> None:
    """Texts → whose habits they have."""
    from aurore.evaluation.report.style import style_page
    from aurore.evaluation.style.compare import company
    from aurore.evaluation.style.compare import compare as compare_one
    from aurore.evaluation.style.profiles import load_profiles
    from aurore.evaluation.texts import file_text

    if not files and not written:
        raise UserError("nothing_to_compare")
    known = load_profiles(profiles)
    texts = [(path.name, file_text(path).whole) for path in files]
    if written:
        texts.append((message("style.written", count=written), _written(shell, run, written)))
    found = [compare_one(name, text, author, known) for name, text in texts]
    for one in found:
        _show(shell, one, author)
    together = company(texts, known)
    write_report(shell, report, style_page(found, together, author))
    shell.answer([one.as_data() for one in found])


def _written(shell: Shell, run: str | None, words: int) -> str:
    """A text of so many words by the model, in the typography of the books."""
    from aurore.corpus.cleaning.typography import unify

    writer = open_writer(shell, run)
    pieces: list[str] = []
    with shell.progress() as bar:
        task = bar.add_task(message("style.writing"), total=words)
        while (size := sum(len(piece.split()) for piece in pieces)) < words:
            bar.update(task, completed=size)
            settings = GenerateSettings(tokens=TOKENS_AT_ONCE, seed=len(pieces))
            pieces.append(PROMPT + writer.write(PROMPT, settings).text)
    return "\n".join(unify(line) for piece in pieces for line in piece.split("\n") if line.strip())


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
    shell.say("style.meaning", author=author)
