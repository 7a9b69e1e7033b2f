"""`aurore evaluate`."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text as RichText

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import EvaluateSettings
from aurore.base.workspace import write_atomically
from aurore.cli.app import command
from aurore.cli.books import mirror_option
from aurore.cli.folds import run_folds
from aurore.cli.shell import Shell, table
from aurore.cli.write import open_writer
from aurore.stages import after, stage

if TYPE_CHECKING:
    from aurore.evaluation.evaluate import Evaluation
    from aurore.evaluation.heatmap import Piece
    from aurore.evaluation.scores import Score
    from aurore.evaluation.writing import Write

REPORT = "evaluation.html"
HEAT = ("", "on grey15", "on #4a3a10", "on #6b4512", "on #8a3d14", "bold on #a31f12")
"""Of each level of surprise, on a terminal."""


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "evaluate")(evaluate)


def evaluate(
    shell: Shell,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
    text: Annotated[Path | None, typer.Option("--text", help=message("help.text"))] = None,
    against: Annotated[list[str], typer.Option("--against", help=message("help.against"))] = [],  # noqa: B006
    mirror: Annotated[str | None, mirror_option()] = None,
    heatmap: Annotated[Path | None, typer.Option("--heatmap", help=message("help.heatmap"))] = None,
    report: Annotated[Path | None, typer.Option("--report", help=message("help.report"))] = None,
    copies: Annotated[bool, typer.Option("--copies", help=message("help.copies"))] = False,
    samples: Annotated[
        int, typer.Option("--samples", min=0, max=100, help=message("help.manner_samples"))
    ] = 0,
    folds: Annotated[int, typer.Option("--folds", min=0, help=message("help.cross_folds"))] = 0,
    seeds: Annotated[
        int, typer.Option("--seeds", min=1, max=20, help=message("help.cross_seeds"))
    ] = 1,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help=message("help.cross_minutes"))
    ] = None,
) -> None:
    """A model and texts it has not seen → measures."""
    if folds or seeds > 1:
        _refuse_with_folds(run=run, text=text, against=against, heatmap=heatmap, samples=samples)
        return run_folds(shell, folds, seeds, minutes, mirror, report)
    if minutes is not None:
        raise UserError("minutes_of_folds")
    pieces = _heatmap(shell, run, heatmap) if heatmap else []
    result = run_evaluation(shell, run, text, against, mirror, copies, samples)
    _write_report(shell, result, pieces, report)
    shell.next(after("evaluate") + ' "Cette jeune femme était assise"')
    answer = result.as_data()
    if heatmap:
        answer["heatmap"] = [{"text": piece.text, "bits": piece.bits} for piece in pieces]
    shell.answer(answer)


def _refuse_with_folds(**options: object) -> None:
    """Raises `UserError` for what asks about one model, when several are going to be trained."""
    for name, value in options.items():
        if value:
            raise UserError("folds_train_anew", option=f"--{name}")


def run_evaluation(
    shell: Shell,
    run: str | None,
    text: Path | None = None,
    against: list[str] | None = None,
    mirror: str | None = None,
    copy_curves: bool = False,
    samples: int = 0,
) -> "Evaluation":
    """Measures, writes the figure into the model's card, shows the tables."""
    from aurore.evaluation.style.profiles import PIECE_WORDS
    from aurore.evaluation.writing import Writing
    from aurore.generation.scorer import EngineScorer

    shell.say("evaluate.will")
    with shell.progress() as bar:
        task = bar.add_task(message("evaluate.bar"), total=samples * PIECE_WORDS or None)
        on_words = partial(bar.advance, task)
        result: Evaluation = stage("evaluate").load()(
            EvaluateSettings(),
            shell.workspace,
            run,
            text,
            EngineScorer,
            against or [],
            mirror,
            Writing(writing_of(shell, run), copy_curves, samples, on_words),
        )
    if text is None and (shell.workspace.runs / result.model / "settings.toml").exists():
        from aurore.release.cards import write_model_card

        write_model_card(shell.workspace, result.model)
    _show(shell, result)
    return result


def writing_of(shell: Shell, run: str | None) -> "Write":
    """How the measures have the model write."""
    writer = open_writer(shell, run)
    return lambda opening, settings: writer.write(opening, settings).text


def _show(shell: Shell, result: "Evaluation") -> None:
    from aurore.evaluation.report.evaluation import (
        blend_sentence,
        copy_sentences,
        diagnosis,
        protocol_sentence,
        warnings,
    )
    from aurore.evaluation.report.style import manner_sentences

    shell.plain(protocol_sentence(result))
    bits = result.scores["model"].bits_per_byte
    shell.say("evaluate.headline", text=result.text, bits=bits)
    _show_predictors(shell, result)
    shell.say("evaluate.meaning")
    _show_texts(shell, result)
    for chapters in [text.chapters for text in result.texts if text.role == "test"]:
        _show_extremes(shell, chapters)
    for warning in warnings(result):
        shell.say("cli.warning", text=warning)
    said = [blend_sentence(result), *copy_sentences(result), *manner_sentences(result.manner)]
    for sentence in [*said, diagnosis(result)]:
        if sentence:
            shell.plain(sentence)


def _show_predictors(shell: Shell, result: "Evaluation") -> None:
    from aurore.evaluation.report.evaluation import interval, predictor_name

    names = ("predictor", "bits_per_byte", "interval", "per_token", "per_word")
    columns = [message(f"evaluate.{name}") for name in names]
    shown = table(*columns, numbers=4)
    for name, score in result.scores.items():
        per_token = score.perplexity_per_token
        shown.add_row(
            predictor_name(result, name),
            message("evaluate.three", value=score.bits_per_byte),
            interval(score),
            message("evaluate.one", value=per_token) if per_token else "—",
            message("evaluate.zero", value=score.perplexity_per_word),
        )
    shell.show(shown)


def _show_texts(shell: Shell, result: "Evaluation") -> None:
    """A row a text; not shown when there is only one."""
    from aurore.evaluation.report.evaluation import interval, predictor_name, role_name

    if len(result.texts) < 2:
        return
    others = [name for name in ("untuned", "kneser_ney") if name in result.texts[0].scores]
    columns = (message("evaluate.text_column"), message("evaluate.role"))
    first, *names = [predictor_name(result, name) for name in ("model", *others)]
    numbers = (first, message("evaluate.interval"), *names)
    shown = table(*columns, *numbers, numbers=len(numbers))
    for text in result.texts:
        figures = [message("evaluate.three", value=text.scores[n].bits_per_byte) for n in others]
        model = text.scores["model"]
        bits = message("evaluate.three", value=model.bits_per_byte)
        shown.add_row(text.name, role_name(text.role), bits, interval(model), *figures)
    shell.show(shown)
    shell.say("evaluate.texts_meaning")


def _show_extremes(shell: Shell, chapters: "list[tuple[str, Score]]") -> None:
    if not chapters:
        return
    bits = [(score.bits_per_byte, name) for name, score in chapters]
    (low, easy), (high, hard) = min(bits), max(bits)
    before = message("evaluate.before_chapters")
    values = {"low": low, "easy": easy or before, "high": high, "hard": hard or before}
    shell.say("evaluate.chapter_extremes", **values)


def _heatmap(shell: Shell, run: str | None, path: Path) -> "list[Piece]":
    from aurore.evaluation.bits_per_byte import protocol
    from aurore.evaluation.heatmap import heatmap
    from aurore.evaluation.texts import file_text
    from aurore.generation.scorer import EngineScorer
    from aurore.model.choose import choose_model
    from aurore.tokenizer.reader import read_reader

    folder = choose_model(shell.workspace, run).folder
    scorer = EngineScorer(folder)
    settings = protocol(EvaluateSettings(), scorer.context)
    pieces = heatmap(scorer, read_reader(folder).tokenizer, file_text(path).whole, settings)
    if not shell.as_json:
        shell.say("evaluate.heat_meaning")
        shell.out.print(RichText.assemble(*((piece.text, HEAT[piece.level]) for piece in pieces)))
    return pieces


def _write_report(
    shell: Shell, result: "Evaluation", pieces: "list[Piece]", path: Path | None
) -> None:
    """Where it was asked for, or beside the trained model."""
    from aurore.evaluation.report.evaluation import evaluation_page

    run = shell.workspace.runs / result.model
    target = path or (run / REPORT if run.is_dir() else None)
    if target is None:
        return
    with write_atomically(target) as temporary:
        temporary.write_text(evaluation_page(result, pieces), encoding="utf-8", newline="\n")
    shell.say("evaluate.report_written", path=str(target))
