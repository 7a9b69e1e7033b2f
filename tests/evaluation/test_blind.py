"""The quiz is fair, and its result says no more than the votes do."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aurore.base.errors import UserError
from aurore.evaluation.blind import (
    Vote,
    count_votes,
    cut,
    exact_interval,
    keep_votes,
    make_quiz,
    read_votes,
)
from aurore.evaluation.copies.index import open_index
from aurore.evaluation.copies.search import find_copies
from aurore.evaluation.texts import corpus_texts
from aurore.model.choose import embedded_model


@pytest.fixture(scope="module")
def quiz(prepared):
    from aurore.base.settings import GenerateSettings
    from aurore.generation.writer import Writer

    writer = Writer(embedded_model(), "embedded")

    def write(opening: str, seed: int) -> str:
        return writer.write(opening, GenerateSettings(tokens=80, seed=seed)).text

    real = corpus_texts(prepared, "test")
    return make_quiz(real, write, "embedded", open_index(prepared), 6, 25, seed=1)


def test_half_of_the_passages_are_real_and_none_is_copied(quiz, prepared) -> None:
    assert [passage.is_real for passage in quiz].count(True) == 3
    assert len({passage.text for passage in quiz}) == 6
    whole = corpus_texts(prepared, "test")[0].whole
    index = open_index(prepared)
    for passage in quiz:
        assert (passage.text in whole) is passage.is_real
        assert not find_copies(index, passage.text)
        assert 25 <= len(passage.text.split()) <= 50
        assert passage.text[-1] in ".!?…»"


def test_books_too_short_for_the_quiz_are_told(prepared) -> None:
    real = corpus_texts(prepared, "test")
    with pytest.raises(UserError, match="--words"):
        make_quiz(real, lambda opening, seed: "", "x", open_index(prepared), 4, 5000, seed=1)


def test_a_model_that_recites_is_told(prepared) -> None:
    book = corpus_texts(prepared, "train")[0].whole.replace("\n", " ")
    real = corpus_texts(prepared, "test")
    with pytest.raises(UserError, match="recopiait"):
        make_quiz(real, lambda opening, seed: book, "x", open_index(prepared), 4, 25, seed=1)


def test_a_passage_is_whole_sentences() -> None:
    text = "Un deux trois. Quatre cinq six ! Sept huit."
    assert cut(text, 4) == "Un deux trois. Quatre cinq six !"
    assert cut(text, 3) == "Un deux trois."
    assert cut(text, 30) == cut("mot " * 100 + ".", 10) == ""


def test_votes_are_kept_and_counted(tmp_path) -> None:
    votes = [
        Vote("a", "x", True, True),
        Vote("b", "x", False, True),
        Vote("b", "x", False, False),
        Vote("c", "x", False, True),
    ]
    keep_votes(votes[:2], tmp_path)
    keep_votes(votes[2:], tmp_path)
    assert read_votes(tmp_path) == votes
    result = count_votes(read_votes(tmp_path))
    assert (result.right, result.votes, result.accuracy) == (2, 4, 0.5)
    assert result.fooled == [("c", 1, 1), ("b", 1, 2)]
    assert count_votes([]).interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Clopper & Pearson's interval as the incomplete beta function gives it.
    [(5, 10, 0.1870860, 0.8129140), (0, 10, 0.0, 0.3084971), (10, 10, 0.6915029, 1.0),
     (16, 20, 0.5633860, 0.9426660), (510, 1000, 0.4785258, 0.5414151)],
)  # fmt: skip
def test_the_interval_is_the_exact_one(successes, trials, low, high) -> None:
    assert exact_interval(successes, trials) == pytest.approx((low, high), abs=2e-6)


@given(st.integers(1, 60), st.data())
def test_the_interval_holds_what_was_seen(trials: int, data) -> None:
    successes = data.draw(st.integers(0, trials))
    low, high = exact_interval(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    assert math.isclose(1 - high, exact_interval(trials - successes, trials)[0], abs_tol=1e-6)
