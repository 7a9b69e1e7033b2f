"""The same training on other books and with other dice: what it costs, what it says."""

from dataclasses import replace

import pytest

from aurore.base.settings import TrainSettings
from aurore.corpus.dataset import read_card
from aurore.evaluation.folds import CrossValidation, FoldScore, cross_validate
from aurore.evaluation.report.folds import fold_sentences, folds_page
from aurore.generation.scorer import EngineScorer
from aurore.training.train import Watcher

TINY = TrainSettings(minutes=None, epochs=0.1, size="minuscule", batch_size=2, context=32)


@pytest.fixture(scope="module")
def found(prepared):
    """Three folds of one book each, two seeds, and how many trainings that took."""
    trials = []

    def watch(trial):
        trials.append(trial)
        return Watcher()

    scores = cross_validate(TINY, prepared, 3, [1, 2], EngineScorer, watch=watch)
    return scores, trials


def test_each_book_is_the_test_once_and_never_learned_from(prepared, found) -> None:
    scores, trials = found
    titles = {book["title"] for book in read_card(prepared)["books"]}
    assert len(titles) == 3 and {book for fold in scores.folds for book in fold.books} == titles
    assert [(t.fold, t.seed) for t in trials] == [(f, s) for f in (1, 2, 3) for s in (1, 2)]
    for number, fold in enumerate(scores.folds, 1):
        space = replace(prepared, root=prepared.root / "folds" / f"3-{number}")
        split = {book["title"]: book["split"] for book in read_card(space)["books"]}
        assert split[fold.books[0]] == "test" and sorted(split.values()) == [
            "test", "train", "validation",
        ]  # fmt: skip


def test_seeds_and_books_give_other_figures(found) -> None:
    scores, _ = found
    assert all(fold.bits[0] != fold.bits[1] for fold in scores.folds)
    assert scores.deviation > 0 and scores.seed_deviation > 0
    assert scores.as_data()["mean"] == pytest.approx(sum(f.mean for f in scores.folds) / 3)


def test_what_is_done_is_not_done_again(prepared, found) -> None:
    def refuse(trial):
        return Watcher(on_plan=lambda plan: pytest.fail("trained again"))

    again = cross_validate(TINY, prepared, 3, [1, 2], EngineScorer, watch=refuse)
    assert again == found[0]


def test_the_deviations_are_those_of_the_books_and_of_the_dice() -> None:
    folds = [
        FoldScore(["Un"], 10, [1.0, 1.2], 1.5),
        FoldScore(["Deux"], 10, [2.0, 2.2], 2.5),
    ]
    found = CrossValidation([1, 2], folds, by_book=True)
    assert found.mean == pytest.approx(1.6)
    assert found.deviation == pytest.approx(0.5**0.5)
    assert found.seed_deviation == pytest.approx(0.02**0.5)
    assert found.gain_deviation == pytest.approx(0)  # the second book is harder, for both
    assert len(fold_sentences(found)) == 2
    alone = replace(found, seeds=[1], folds=[FoldScore(["Un"], 10, [1.0], 1.5)])
    assert (alone.deviation, alone.seed_deviation) == (None, None)
    page = folds_page(found, 2)
    assert "http" not in page.replace("http-equiv", "") and "Deux" in page
