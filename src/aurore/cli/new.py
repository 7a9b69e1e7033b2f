"""`aurore new`: from a name to a shelf, a corpus, a tokenizer, a model, a measure and a card."""

import re
import time
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from aurore.base.commandline import in_work
from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.records import Split
from aurore.base.settings import (
    SCRATCH,
    PrepareSettings,
    SplitBy,
    TokenizeSettings,
    TrainSettings,
)
from aurore.cli import learn, make, measure
from aurore.cli.app import command
from aurore.cli.books import id_option, mirror_option
from aurore.cli.hub import agree_to_base, yes_option
from aurore.cli.shell import Shell

STAGES = 4  # corpus, tokenizer, model, measure
OTHER_SECONDS = 60  # guess: books, tokenizer and measure of a shelf; said before, counted after
WORDS_A_TOKEN = 80  # guess: of training text for each token of the vocabulary
SMALLEST, LARGEST = 512, TokenizeSettings.vocab_size


def add_commands(app: typer.Typer) -> None:
    """Registers the command of this module."""
    command(app, "new")(new)


@dataclass(frozen=True)
class Asked:
    """Whose books, where they are, and what the folder and the run are called."""

    name: str
    slug: str
    author: list[str] | None = None
    texts: list[str] | None = None
    language: str = ""

    def settings(self, split: SplitBy = "book") -> PrepareSettings:
        """What says which books they are, and how they are split."""
        author = " ".join(self.author or ()) or None
        return PrepareSettings(
            author=author, texts=tuple(self.texts or ()), language=self.language, split=split
        )


def new(
    shell: Shell,
    name: Annotated[str, typer.Argument(help=message("help.new_name"))],
    minutes: Annotated[
        float, typer.Option("--minutes", help=message("help.new_minutes"))
    ] = TrainSettings.minutes or 0.0,
    ids: Annotated[list[str] | None, id_option()] = None,
    texts: Annotated[list[str] | None, typer.Option("--texts", help=message("help.texts"))] = None,
    language: Annotated[
        str, typer.Option("--language", help=message("help.language"))
    ] = PrepareSettings.language,
    base: Annotated[str | None, typer.Option("--base", help=message("help.new_base"))] = None,
    mirror: Annotated[str | None, mirror_option()] = None,
    yes: Annotated[bool, yes_option()] = False,
) -> None:
    """From a name to a model and its card."""
    started = time.monotonic()
    asked = _asked(name, ids or [], texts or [], language)
    training = TrainSettings(name=asked.slug, minutes=minutes, base=base or SCRATCH)
    agree_to_base(shell, training.base, yes)
    part = Shell(shell.work / asked.slug, shell.as_json, alone=False)
    total = minutes + OTHER_SECONDS / 60
    part.say("new.will", name=asked.name, folder=str(part.work), minutes=minutes, total=total)
    _title(part, 1, "corpus")
    _prepare(part, asked, mirror)
    _title(part, 2, "tokenizer")
    training = replace(training, base=base or _usual_base(part))
    _tokenize(part, training.base)
    _title(part, 3, "model")
    training = _train(part, training)
    _title(part, 4, "measure")
    figures = _measure(part, training.name)
    model = part.workspace.run(training.name) / "model"
    bits = figures["scores"]["model"]["bits_per_byte"]
    took = (time.monotonic() - started) / 60
    part.say("new.done", name=asked.name, minutes=took, bits=bits, text=figures["text"])
    part.say("new.card", path=str(model / "README.md"))
    shell.say("cli.next", command=in_work(f"aurore generate {_prompt(part)}", part.work))
    shell.answer({"author": asked.name, "work": str(part.work), "run": training.name,
                  "minutes": took, "evaluation": figures})  # fmt: skip


def _asked(name: str, ids: list[str], texts: list[str], language: str) -> Asked:
    """The shelf of the catalogue, unless books or files are named."""
    from aurore.corpus.sources.authors import find_author

    if not (ids or texts):
        author = find_author(name)
        return Asked(author.name, author.shelf, [author.shelf], None, language)
    slug = _slug(name)
    shelf = [f"{slug}={','.join(ids)}"] if ids else None
    return Asked(name, slug, shelf, texts or None, language)


def _slug(name: str) -> str:
    """« Émilie Brontë » → « emilie-bronte »."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not slug:
        raise UserError("empty_name", name=name)
    return slug


def _prepare(shell: Shell, asked: Asked, mirror: str | None) -> None:
    """By book, if some are kept for the test or can be; else by chapter, and it is said why.

    Raises:
        UserError: there is neither a book nor a chapter to spare, so nothing could be measured.
    """
    from aurore.corpus.dataset import read_card
    from aurore.corpus.prepare import selected
    from aurore.corpus.split import spare

    books = [source.book for source in selected(asked.settings()).sources]
    splits: dict[str, Split] = {}
    way: SplitBy = "book"
    if all(book.split != "test" for book in books):
        splits = spare([book.id for book in books])
        way = "book" if splits else "chapter"
        shell.say(f"new.by_{way}", count=len(books))
    make.prepare_in_sight(shell, asked.settings(way), mirror, splits=splits)
    if not read_card(shell.workspace)["splits"]["test"]["sentences"]:
        raise UserError("nothing_to_spare", name=asked.name)


def _tokenize(shell: Shell, base: str) -> None:
    """Tokens of these books; a base brings those it reads with."""
    if base == SCRATCH:
        make.tokenize(shell, _vocabulary(shell))
    else:
        shell.say("new.tokens_of_base", base=base)


def _vocabulary(shell: Shell) -> int:
    """As many tokens as the training text can teach, at most the usual number."""
    from aurore.corpus.dataset import read_card

    words = int(read_card(shell.workspace)["splits"]["train"]["words"])
    return max(SMALLEST, min(LARGEST, words // WORDS_A_TOKEN))


def _usual_base(shell: Shell) -> str:
    """The model that comes with Aurore, if it has learned the language of these books."""
    from aurore.corpus.dataset import read_card
    from aurore.model.choose import AURORE_BASE, EMBEDDED, embedded_model
    from aurore.model.readings import readings_of

    known = readings_of(embedded_model(AURORE_BASE)).language
    return EMBEDDED if read_card(shell.workspace)["language"] == known else SCRATCH


def _train(shell: Shell, settings: TrainSettings) -> TrainSettings:
    """Trains, goes on with what was stopped, or leaves alone what is done."""
    work = shell.workspace
    state = _state(work.run(settings.name), settings, shell)
    if state == "other":
        settings = replace(settings, name=learn.free_name(work, settings.name))
    if state == "done":
        shell.say("new.up_to_date", path=str(work.run(settings.name) / "model"))
    else:
        learn.run_training(shell, settings, resume=state == "stopped")
    return settings


def _state(folder: Path, settings: TrainSettings, shell: Shell) -> str:
    """`none`, `done`, `stopped`, or `other`: of another corpus or another time."""
    if not (folder / "settings.toml").exists():
        return "none"
    from aurore.corpus.dataset import read_card
    from aurore.training.journal import is_finished
    from aurore.training.plan import read_plan

    plan = read_plan(folder)
    same_text = plan.corpus_sha256 == read_card(shell.workspace)["sha256"]
    same_time = plan.settings.minutes == settings.minutes or plan.lengthened_at > 0
    if not (same_text and same_time and plan.settings.base == settings.base):
        return "other"
    if is_finished(folder):
        return "done"
    return "stopped" if (folder / "checkpoints" / "last.safetensors").exists() else "none"


def _measure(shell: Shell, run: str) -> dict[str, Any]:
    """The figures of the run: those that lie there, or new ones if the model is newer."""
    import json

    from aurore.model.choose import is_of_model

    folder = shell.workspace.run(run)
    found = folder / "evaluation.json"
    if is_of_model(found):
        shell.say("new.up_to_date", path=str(found))
        figures: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
        return figures
    return measure.run_evaluation(shell, run).as_data()


def _prompt(shell: Shell) -> str:
    from aurore.corpus.dataset import read_card
    from aurore.training.sample import sample_prompt

    return f'"{sample_prompt(read_card(shell.workspace)["language"])}"'


def _title(shell: Shell, number: int, key: str) -> None:
    what = message(f"new.{key}")
    shell.say(
        "demo.stage", number=number, count=STAGES, names=message(f"new.{key}_name"), what=what
    )
