"""`aurore compare`."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    from aurore.generation.writer import Writer

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
    samples: Annotated[
        int, typer.Option("--samples", min=1, max=100, help=message("help.samples"))
    ] = 1,
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
    texts += _samples(shell, run, written, samples) if written else []
    found = [compare_one(name, text, author, known) for name, text in texts]
    for one in found:
        _show(shell, one, author)
    if len(found) > 1:
        near = sum(one.nearest() == author for one in found)
        shell.say("style.nearest_of", count=near, total=len(found), author=author)
    made_up = _show_invented(shell, texts)
    together = company(texts, known)
    write_report(shell, report, style_page(found, together, author))
    shell.answer([one.as_data() | {"invented": made_up.get(one.name)} for one in found])


def _samples(shell: Shell, run: str | None, words: int, count: int) -> list[tuple[str, str]]:
    """(name, text) of some texts of so many words that the model writes now."""
    writer = open_writer(shell, run)
    texts = []
    with shell.progress() as bar:
        task = bar.add_task(message("style.writing"), total=count * words)
        for number in range(1, count + 1):
            name = message("style.written", count=words)
            text = _written(writer, words, number, lambda n: bar.advance(task, n))
            texts.append((name if count == 1 else f"{name}, {number}", text))
    return texts


def _written(writer: "Writer", words: int, number: int, on_words: Callable[[int], None]) -> str:
    """A text in the typography of the books, in pieces that all begin alike."""
    from aurore.corpus.cleaning.typography import unify

    pieces: list[str] = []
    size = 0
    while size < words:
        settings = GenerateSettings(tokens=TOKENS_AT_ONCE, seed=1000 * number + len(pieces))
        pieces.append(PROMPT + writer.write(PROMPT, settings).text)
        size += len(pieces[-1].split())
        on_words(len(pieces[-1].split()))
    return "\n".join(unify(line) for piece in pieces for line in piece.split("\n") if line.strip())


def _show_invented(shell: Shell, texts: list[tuple[str, str]]) -> dict[str, Any]:
    """Of each text the words that no training book has, where there is a corpus."""
    from aurore.corpus.dataset import CARD
    from aurore.evaluation.copies.index import open_index
    from aurore.evaluation.copies.invented import invented
    from aurore.evaluation.texts import corpus_texts

    work = shell.workspace
    if not (work.corpus / CARD).exists():
        return {}
    index = open_index(work)
    real = corpus_texts(work, "test")
    usual = invented(index, "\n".join(text.whole for text in real)).share if real else 0.0
    found = {name: invented(index, text) for name, text in texts}
    for name, one in found.items():
        examples = ", ".join(one.examples)
        shell.say("style.invented", name=name, share=one.share, usual=usual, examples=examples)
    return {name: asdict(one) for name, one in found.items()}


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
