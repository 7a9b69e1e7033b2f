"""Would other books have given the same figure, would other dice? Training and scoring again.

Each fold is a corpus of its own under `folds/`, prepared from the same raw books with other ones
kept apart, so that tokenizer and network never see its test books. What is there already is not
done again: an interrupted command goes on where it was.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from aurore.base.errors import UserError
from aurore.base.records import SPLITS, Split
from aurore.base.settings import EvaluateSettings, PrepareSettings, TokenizeSettings, TrainSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_card
from aurore.corpus.prepare import prepare
from aurore.corpus.split import as_plan, folds
from aurore.evaluation.baselines import Baselines
from aurore.evaluation.network import Network, OpenScorer, open_network
from aurore.evaluation.scores import together
from aurore.evaluation.texts import corpus_texts
from aurore.tokenizer.stage import tokenize
from aurore.training.train import Watcher, train

FOLDER = "folds"


@dataclass(frozen=True)
class FoldScore:
    """The books of a fold that were kept apart, and what models made of them."""

    books: list[str]
    """Their titles."""
    words: int
    bits: list[float]
    """Bits per byte by seed."""
    kneser_ney: float
    """Of the 5-grams: some books are harder than others, for whoever guesses."""

    @property
    def mean(self) -> float:
        """Over the seeds."""
        return float(np.mean(self.bits))


@dataclass(frozen=True)
class CrossValidation:
    """Scores of models that differ by their books, or by their seed."""

    seeds: list[int]
    folds: list[FoldScore]
    by_book: bool
    """Whether the books kept apart change; else the corpus as it is, with several seeds."""

    @property
    def mean(self) -> float:
        """Bits per byte over the folds."""
        return float(np.mean([fold.mean for fold in self.folds]))

    @property
    def deviation(self) -> float | None:
        """Standard deviation from fold to fold; `None` for one."""
        return _deviation([fold.mean for fold in self.folds])

    @property
    def gain_deviation(self) -> float | None:
        """The same of what the network gains over the 5-grams, which know how hard a book is."""
        return _deviation([fold.kneser_ney - fold.mean for fold in self.folds])

    @property
    def seed_deviation(self) -> float | None:
        """Standard deviation from seed to seed, on the same books; `None` for one seed."""
        if len(self.seeds) < 2:
            return None
        return float(np.sqrt(np.mean([np.var(fold.bits, ddof=1) for fold in self.folds])))

    def as_data(self) -> dict[str, Any]:
        """What `folds/scores.json` holds."""
        return {
            "seeds": self.seeds,
            "by_book": self.by_book,
            "mean": self.mean,
            "deviation": self.deviation,
            "gain_deviation": self.gain_deviation,
            "seed_deviation": self.seed_deviation,
            "folds": [asdict(fold) | {"mean": fold.mean} for fold in self.folds],
        }


@dataclass(frozen=True)
class Trial:
    """A training that is about to begin."""

    fold: int
    folds: int
    seed: int
    books: list[str]
    """Titles of what it is going to be tested on."""


@dataclass(frozen=True)
class _FoldSpace(Workspace):
    """A work folder that takes its raw books from another."""

    shared: Path

    @property
    def books(self) -> Path:
        return self.shared


def cross_validate(
    settings: TrainSettings,
    workspace: Workspace,
    count: int,
    seeds: Sequence[int],
    open_scorer: OpenScorer,
    mirror: str | None = None,
    watch: Callable[[Trial], Watcher] = lambda trial: Watcher(),
) -> CrossValidation:
    """Trains and scores once for each fold and seed.

    Args:
        settings: of all the trainings; name and seed are put in.
        count: folds by book; 0 keeps the books as they are.
        watch: who is told what happens in each training.

    Raises:
        MissingArtefact: no corpus yet.
        UserError: fewer books than folds; no test book.
    """
    plan = _plan(workspace, count)
    found = []
    for number, splits in enumerate(plan, 1):
        space = _prepared(workspace, f"{count}-{number}", splits, mirror)
        titles = [text.name for text in corpus_texts(space, "test")]
        models = [
            _trained(space, replace(settings, seed=s), watch(Trial(number, len(plan), s, titles)))
            for s in seeds
        ]
        found.append(
            _score(space, [open_network(m, EvaluateSettings(), open_scorer) for m in models])
        )
    return CrossValidation(list(seeds), found, by_book=count > 0)


def _plan(workspace: Workspace, count: int) -> list[dict[Split, list[str]]]:
    """For each fold the books of each split."""
    books = read_card(workspace)["books"]
    if not count:
        splits = {s: [book["id"] for book in books if book["split"] == s] for s in SPLITS}
        if not splits["test"]:
            raise UserError("no_test_book")
        return [splits]
    if len(books) < count:
        raise UserError("too_few_books_for_folds", books=len(books), folds=count)
    return as_plan(folds({book["id"]: book["words"] for book in books}, count))


def _prepared(
    workspace: Workspace, name: str, splits: dict[Split, list[str]], mirror: str | None
) -> Workspace:
    """The corpus and the tokenizer of a fold."""
    space = _FoldSpace(workspace.root / FOLDER / name, workspace.books)
    of_book = {book: split for split, books in splits.items() for book in books}
    prepare(_settings(workspace), space, mirror, splits=of_book)
    tokenize(TokenizeSettings(), space)
    return space


def _settings(workspace: Workspace) -> PrepareSettings:
    """How the corpus was made, but for the split."""
    made: dict[str, Any] = read_card(workspace)["settings"] | {"split": "book", "folds": 0}
    asked: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in made.items()}
    return PrepareSettings(**asked)


def _trained(space: Workspace, settings: TrainSettings, watcher: Watcher) -> Path:
    """The model folder of a training, which is done or finished now unless it was before."""
    digest = hashlib.sha256(str(replace(settings, name="")).encode()).hexdigest()[:8]
    run = space.run(f"{settings.seed}-{digest}")
    if not (run / "model").exists():
        resume = (run / "checkpoints").exists()
        train(replace(settings, name=run.name), space, resume, watcher)
    return run / "model"


def _score(space: Workspace, networks: Sequence[Network]) -> FoldScore:
    texts = corpus_texts(space, "test")
    first = networks[0]
    baselines = Baselines(first.tokenizer, first.end, corpus_texts(space, "train"))
    counted = [baselines.kneser_ney(text) for text in texts]
    scores = [together([network.surprise(text) for text in texts]) for network in networks]
    return FoldScore(
        books=[text.name for text in texts],
        words=scores[0].words,
        bits=[score.bits_per_byte for score in scores],
        kneser_ney=sum(one.bits for one in counted) / sum(one.bytes for one in counted),
    )


def _deviation(values: Sequence[float]) -> float | None:
    return float(np.std(values, ddof=1)) if len(values) > 1 else None
