"""`aurore blind`: guess who wrote what."""

from typing import TYPE_CHECKING, Annotated

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import GenerateSettings
from aurore.cli.app import command
from aurore.cli.shell import Shell
from aurore.cli.write import open_writer

if TYPE_CHECKING:
    from aurore.evaluation.blind import Passage, Result, Vote

WORDS_PER_TOKEN = 0.6  # measured on French prose with the embedded tokenizer, on the safe side
SHOWN_FOOLED = 3
VOTES = "blind"


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    command(app, "blind")(blind)


def blind(
    shell: Shell,
    count: Annotated[
        int, typer.Option("--count", min=2, max=100, help=message("help.passages"))
    ] = 10,
    words: Annotated[
        int, typer.Option("--words", min=15, max=200, help=message("help.passage_words"))
    ] = 40,
    seed: Annotated[int, typer.Option("--seed", min=0, help=message("help.quiz_seed"))] = 0,
    results: Annotated[bool, typer.Option("--results", help=message("help.results"))] = False,
    run: Annotated[str | None, typer.Option("--run", help=message("help.run"))] = None,
) -> None:
    """A quiz of real and written passages."""
    from aurore.evaluation.blind import count_votes, keep_votes, read_votes

    folder = shell.workspace.runs / VOTES
    if results:
        votes = read_votes(folder)
        if not votes:
            raise UserError("no_votes", folder=folder)
        _show_result(shell, count_votes(votes))
        shell.answer(count_votes(votes).as_data())
        return
    quiz = _quiz(shell, run, count, words, seed)
    if shell.as_json:
        shell.answer([vars(passage) for passage in quiz])
        return
    votes = [_ask(shell, number, passage) for number, passage in enumerate(quiz, start=1)]
    path = keep_votes(votes, folder)
    _show_result(shell, count_votes(votes))
    shell.say("cli.written", path=str(path))


def _quiz(shell: Shell, run: str | None, count: int, words: int, seed: int) -> "list[Passage]":
    from aurore.evaluation.blind import make_quiz
    from aurore.evaluation.copies.index import open_index
    from aurore.evaluation.texts import corpus_texts

    work = shell.workspace
    real = corpus_texts(work, "test") or corpus_texts(work, "validation")
    if not real:
        raise UserError("no_test_book")
    writer = open_writer(shell, run)
    tokens = int(words / WORDS_PER_TOKEN) + 40

    def write(opening: str, draw: int) -> str:
        return writer.write(opening, GenerateSettings(tokens=tokens, seed=draw)).text

    index = open_index(work)
    return make_quiz(real, write, writer.name, index, count, words, seed)


def _ask(shell: Shell, number: int, passage: "Passage") -> "Vote":
    """Shows a passage, waits for an answer, says the truth."""
    from aurore.evaluation.blind import Vote

    shell.say("blind.passage", number=number, text=_typeset(passage.text))
    yes, no = message("blind.yes"), message("blind.no")
    answer = ""
    while answer not in (yes, no):
        try:
            answer = shell.out.input(message("blind.question", yes=yes, no=no)).strip().lower()[:1]
        except EOFError as error:
            raise UserError("no_terminal") from error
    said_real = answer == yes
    shell.say(
        "blind.right" if said_real == passage.is_real else "blind.wrong", source=passage.source
    )
    return Vote(passage.text, passage.source, passage.is_real, said_real)


def _typeset(text: str) -> str:
    """Both kinds in the same typography: spaces would tell them apart."""
    from aurore.corpus.cleaning.typography import unify
    from aurore.generation.typeset import typeset

    return typeset(unify(text))


def _show_result(shell: Shell, result: "Result") -> None:
    low, high = result.interval
    values = {"right": result.right, "votes": result.votes, "accuracy": result.accuracy}
    shell.say("blind.result", **values, low=low, high=high)
    shell.say("blind.chance" if low <= 0.5 <= high else "blind.beyond")
    for text, wrong, votes in result.fooled[:SHOWN_FOOLED]:
        shell.say("blind.fooled", wrong=wrong, votes=votes, text=text)
