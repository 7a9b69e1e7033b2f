"""Distances between texts and between words, with the embedded model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu import sentence_bleu, sentence_chrf

from aurore.base.errors import UserError
from aurore.evaluation.copies.french import french_words
from aurore.evaluation.distances.blanks import choose, guesses, parts, truth
from aurore.evaluation.distances.measure import distances, example, unified
from aurore.evaluation.distances.strings import bleu, character_error_rate, chrf, word_error_rate
from aurore.evaluation.distances.vectors import cosine_distance
from aurore.evaluation.report.distance import NAMES, distance_page, words_page
from aurore.generation.scorer import EngineScorer
from aurore.model.choose import embedded_model
from aurore.model.lexicon import Lexicon, plane
from aurore.tokenizer.bpe import END_OF_TEXT_ID, load_tokenizer

WORDS = st.text(st.characters(categories=["L", "Zs"]), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def model():
    return EngineScorer(embedded_model()), load_tokenizer(embedded_model())


@pytest.fixture(scope="module")
def slide(model):
    texts = [unified(text) for text in example()]
    return distances(texts, texts, *model)


def test_the_three_versions_of_the_slide_come_out_in_order_under_every_measure(slide) -> None:
    assert {row.measure for row in slide.rows} >= set(NAMES) - {"sentence_vector"}
    for row in slide.rows:
        assert row.values == sorted(row.values), row.measure
        assert len(set(row.values)) == len(row.values), row.measure


def test_a_text_is_at_no_distance_from_itself(model) -> None:
    text = "L’eau dort sous les ormes."
    for row in distances([text, text], ["a", "b"], *model).rows[:-1]:
        assert row.values[0] == pytest.approx(0, abs=1e-6), row.measure


def test_rates_are_counted_by_hand() -> None:
    assert character_error_rate("père", "mère") == 1 / 4
    assert word_error_rate("la petite Fadette", "la grande Fadette dort") == 2 / 3
    assert character_error_rate("", "ab") == 2


@given(
    st.text(st.characters(categories=["L", "Zs"]), min_size=1, max_size=60), st.text(max_size=60)
)
def test_chrf_and_bleu_are_those_of_sacrebleu(reference: str, other: str) -> None:
    assert chrf(reference, other) == pytest.approx(
        1 - sentence_chrf(other, [reference]).score / 100
    )
    assert bleu(reference, other) == pytest.approx(
        1 - sentence_bleu(other, [reference]).score / 100
    )


def test_typography_is_no_distance(model) -> None:
    texts = [unified("L'eau, dit-elle... -- Oui!"), unified("L’eau, dit-elle… — Oui !")]
    assert texts[0] == texts[1]


def test_choices_are_ranked_by_the_whole_sentence(model) -> None:
    sentence = "Ils ne seront pas ____ avant onze heures."
    found = choose(*model, sentence, ["disponible", "disponibles", "disponiblement"])
    assert found[0].word == "disponibles"
    assert sum(choice.probability for choice in found) == pytest.approx(1)
    bits = [choice.bits for choice in found]
    assert bits == sorted(bits)


def test_the_guesses_are_all_the_words_above_a_probability(model) -> None:
    """Each has the probability of its tokens and of an end of the word, and none is missing."""
    scorer, tokenizer = model
    before, _ = parts("La petite Fadette était ____")
    found = guesses(scorer, tokenizer, before, 0.002)
    assert found and len({guess.word for guess in found}) == len(found)
    assert sum(guess.probability for guess in found) < 1
    for one, word in ((guess, guess.word) for guess in found[:5]):
        exact = truth(scorer, tokenizer, before, word.rstrip("’"), "assise")
        assert exact.probability == pytest.approx(one.probability, rel=1e-3)
        assert exact.rank == found.index(one) + 1
    first = guesses(scorer, tokenizer, before, 0.0, 3)
    assert [guess.word for guess in first] == [guess.word for guess in found[:3]]


def test_the_truth_has_a_rank_a_probability_and_a_distance(model) -> None:
    found = truth(*model, "La petite Fadette était ", "assise", "debout")
    assert 0 < found.probability < 0.1 and found.rank and found.rank > 1
    assert 0 < found.distance < 2
    rare = truth(*model, "La petite Fadette était ", "ixiographique", "debout")
    assert rare.rank is None and rare.probability < found.probability


def lexicon_of(scorer, tokenizer) -> Lexicon:
    return Lexicon(tokenizer, scorer.embeddings(), french_words().common)


def test_neighbours_are_words_of_the_same_kind(model) -> None:
    lexicon = lexicon_of(*model)
    near = [one.word for one in lexicon.neighbours("père", 10)]
    assert {"mère", "frère"} <= set(near) and "père" not in near
    cosines = [one.cosine for one in lexicon.neighbours("rouge", 10)]
    assert cosines == sorted(cosines, reverse=True) and max(cosines) < 1
    assert lexicon.tokens("rouge") == 1 < lexicon.tokens("ixiographique")


def test_the_plane_keeps_the_distances_of_what_is_flat() -> None:
    flat = np.random.default_rng(0).normal(size=(12, 2))
    turned = (
        np.hstack([flat, np.zeros((12, 5))])
        @ np.linalg.qr(np.random.default_rng(1).normal(size=(7, 7)))[0]
    )
    places, explained = plane(turned)
    assert explained == pytest.approx(1)
    distances_of = lambda rows: np.linalg.norm(rows[:, None] - rows[None], axis=2)  # noqa: E731
    np.testing.assert_allclose(distances_of(places), distances_of(flat), atol=1e-9)


def test_the_cosine_of_nothing_is_a_number() -> None:
    assert cosine_distance(np.zeros(3), np.ones(3)) == 0
    assert cosine_distance(np.ones(3), -np.ones(3)) == pytest.approx(2)


def test_the_vector_of_a_long_text_is_that_of_all_its_pieces(model) -> None:
    from aurore.evaluation.distances.vectors import text_vector

    scorer, tokenizer = model
    long = "La rivière coulait sous les arbres et le moulin tournait. " * 60
    assert len(tokenizer.encode(long).ids) > scorer.context > END_OF_TEXT_ID
    short = text_vector(scorer, tokenizer, long[: len(long) // 20])
    assert cosine_distance(text_vector(scorer, tokenizer, long), short) < 0.05


def test_bad_questions_are_answered_with_a_sentence(model) -> None:
    for sentence in ("sans trou", "deux ____ trous ____"):
        with pytest.raises(UserError, match="trou"):
            choose(*model, sentence, ["a", "b"])
    with pytest.raises(UserError, match="virgules"):
        choose(*model, "un ____", ["a"])
    with pytest.raises(UserError, match="plus longue"):
        choose(*model, "mot " * 800 + "____", ["a", "b"])
    with pytest.raises(UserError, match="pas un mot"):
        lexicon_of(*model).neighbours("deux mots", 3)


def test_the_pages_need_nothing_else(model, slide) -> None:
    lexicon = lexicon_of(*model)
    for page in (distance_page(slide), words_page(lexicon.map(["père", "mère", "eau"]), ["père"])):
        assert "http" not in page.replace("http-equiv", "") and "</html>" in page
