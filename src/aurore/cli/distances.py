"""`aurore distance`, `aurore choose` and `aurore words`."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.workspace import write_atomically
from aurore.cli.app import command
from aurore.cli.shell import Shell, table

if TYPE_CHECKING:
    from aurore.evaluation.bits_per_byte import Scorer

LONGEST_NAME = 250  # bytes: a longer text is no file
SHOWN_CHARS = 50  # of a text that has no name
GUESSES = 10
NEIGHBOURS = 8


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "distance")(distance)
    command(app, "choose")(choose)
    command(app, "words")(words)


def open_model(shell: Shell, run: str | None) -> "tuple[Scorer, Any]":
    """The model that measures, and its tokenizer."""
    from aurore.generation.scorer import EngineScorer
    from aurore.model.choose import choose_model
    from aurore.tokenizer.reader import read_reader

    folder = choose_model(shell.workspace, run).folder
    return EngineScorer(folder), read_reader(folder).tokenizer


def write_report(shell: Shell, path: Path | None, page: str) -> None:
    """Writes a page where it was asked for."""
    if path is None:
        return
    with write_atomically(path) as temporary:
        temporary.write_text(page, encoding="utf-8", newline="\n")
    shell.say("evaluate.report_written", path=str(path))


def distance(
    shell: Shell,
    texts: Annotated[
        list[str], typer.Argument(help=message("help.distance_texts"), show_default=False)
    ] = [],  # noqa: B006
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
    report: Annotated[Path | None, typer.Option("--report", help=message("help.page"))] = None,
) -> None:
    """Texts → how far they are from the first."""
    from aurore.evaluation.distances.measure import distances, example
    from aurore.evaluation.report.distance import distance_page, measure_name, sees

    if len(texts) == 1:
        raise UserError("one_text")
    found = [_text(text) for text in texts or example()]
    names, given = [name for name, _ in found], [text for _, text in found]
    result = distances(given, names, *open_model(shell, run))
    if not texts:
        shell.say("distance.example")
    for number, name in enumerate(result.names):
        shell.plain(f"{_letter(number)} = {name}")
    letters = [_letter(number) for number in range(len(result.names))]
    shown = table(message("distance.measure"), *letters, message("distance.sees"), numbers=0)
    for row in result.rows:
        values = [message("distance.value", value=value) for value in row.values]
        if len(values) < len(letters):
            values.insert(0, message("distance.value", value=0.0))
        shown.add_row(measure_name(row.measure), *values, sees(row.measure))
    shell.show(shown)
    shell.say("distance.meaning")
    write_report(shell, report, distance_page(result))
    shell.answer(result.as_data())


def _text(given: str) -> tuple[str, str]:
    """(name, text) of a file, or of the words themselves."""
    from aurore.evaluation.distances.measure import unified
    from aurore.evaluation.texts import file_text

    if len(given.encode()) <= LONGEST_NAME and Path(given).is_file():
        return given, file_text(Path(given)).whole
    text = unified(given)
    if not text:
        raise UserError("empty_text")
    return text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS] + "…", text


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def choose(
    shell: Shell,
    sentence: Annotated[str, typer.Argument(help=message("help.sentence"))],
    among: Annotated[str | None, typer.Option("--among", help=message("help.among"))] = None,
    truth: Annotated[str | None, typer.Option("--truth", help=message("help.truth"))] = None,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
) -> None:
    """A sentence with a hole → the words for it."""
    from aurore.evaluation.distances.blanks import choose as rank

    scorer, tokenizer = open_model(shell, run)
    answer: dict[str, Any] = {}
    if among is not None:
        choices = rank(scorer, tokenizer, sentence, among.split(","))
        _show_choices(shell, [(choice.word, choice.probability) for choice in choices])
        answer["choices"] = [asdict(choice) for choice in choices]
    else:
        answer |= _own_guesses(shell, scorer, tokenizer, sentence, truth)
    shell.answer(answer)


def _own_guesses(
    shell: Shell, scorer: "Scorer", tokenizer: Any, sentence: str, word: str | None
) -> dict[str, Any]:
    """What the network would write, and what it thinks of the true word."""
    from aurore.evaluation.distances.blanks import guesses, parts, truth

    before, after = parts(sentence)
    found = guesses(scorer, tokenizer, before, 0.0, GUESSES) or []
    _show_choices(shell, [(guess.word, guess.probability) for guess in found])
    if after.strip():
        shell.say("choose.after_unseen")
    answer: dict[str, Any] = {"guesses": [asdict(guess) for guess in found]}
    if word and found:
        one = truth(scorer, tokenizer, before, word.strip(), found[0].word)
        rank = message("choose.rank", rank=one.rank) if one.rank else message("choose.no_rank")
        values = {"word": one.word, "share": one.probability, "rank": rank}
        shell.say("choose.truth", guess=one.guess, distance=one.distance, **values)
        answer["truth"] = asdict(one)
    return answer


def _show_choices(shell: Shell, rows: Sequence[tuple[str, float]]) -> None:
    shown = table(message("choose.word"), message("choose.probability"), numbers=1)
    for word, probability in rows:
        shown.add_row(word, message("choose.percent", share=probability))
    shell.show(shown)


def words(
    shell: Shell,
    asked: Annotated[list[str], typer.Argument(help=message("help.words_asked"))],
    count: Annotated[
        int, typer.Option("--count", min=1, max=100, help=message("help.neighbours"))
    ] = NEIGHBOURS,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
    report: Annotated[Path | None, typer.Option("--report", help=message("help.page"))] = None,
) -> None:
    """Words → their neighbours in the network's embedding."""
    from aurore.evaluation.copies.french import french_words
    from aurore.evaluation.report.distance import words_page
    from aurore.model.lexicon import Lexicon

    scorer, tokenizer = open_model(shell, run)
    lexicon = Lexicon(tokenizer, scorer.embeddings(), french_words().common)
    found = {word: lexicon.neighbours(word, count) for word in asked}
    for word, near in found.items():
        listed = ", ".join(
            f"{one.word} {message('words.cosine', value=one.cosine)}" for one in near
        )
        shell.say("words.near", word=word, listed=listed)
        if lexicon.tokens(word) > 1:
            shell.say("words.several_tokens", word=word, count=lexicon.tokens(word))
    drawn = lexicon.map(
        list(dict.fromkeys([*found, *(n.word for near in found.values() for n in near)]))
    )
    write_report(shell, report, words_page(drawn, list(found)))
    shell.answer(
        {
            "neighbours": {word: [asdict(one) for one in near] for word, near in found.items()},
            "map": dict(zip(drawn.words, drawn.places.tolist(), strict=True)),
        }
    )
