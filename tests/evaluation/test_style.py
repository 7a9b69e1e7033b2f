"""Delta is Delta, the shipped profiles know their authors, and texture is counted right."""

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from aurore.base.errors import UserError
from aurore.evaluation.report.style import style_page
from aurore.evaluation.style.calibration import Attribution, accuracy, confusion
from aurore.evaluation.style.compare import company, compare
from aurore.evaluation.style.delta import burrows, cosine, eder, z_scores
from aurore.evaluation.style.manner import manner
from aurore.evaluation.style.profiles import (
    cut_pieces,
    load_profiles,
    make_profiles,
    save_profiles,
    with_textures,
)
from aurore.evaluation.style.texture import MEASURES, distinct, repetition, richness, texture
from aurore.evaluation.style.tree import draw, join
from aurore.evaluation.style.words import frequencies, most_frequent, style_words
from aurore.evaluation.texts import file_text

SHARED = Path(__file__).parents[2].parent / "shared" / "corpus"
MARE = SHARED / "gutenberg" / "files" / "23582" / "23582-8.txt"


def test_words_are_cut_at_the_apostrophe() -> None:
    assert style_words("L’eau, dit-il : qu’Aujourd’hui 3 fois !") == [
        "l’", "eau", "dit", "il", "qu’", "aujourd’", "hui", "fois",
    ]  # fmt: skip


def test_burrows_delta_is_that_of_faststylometry() -> None:
    """Same words, same authors, same standard deviation: the same numbers."""
    stylometry = pytest.importorskip("faststylometry")
    from faststylometry.burrows_delta import calculate_burrows_delta

    dice = random.Random(0)
    lexicon = [f"mot{chr(97 + i)}" for i in range(26)]

    def book(bias: int) -> str:
        weights = [1 + (i * bias) % 7 for i in range(26)]
        return " ".join(dice.choices(lexicon, weights, k=3000))

    known = {name: book(bias) for name, bias in (("A", 1), ("B", 2), ("C", 3), ("D", 5))}
    unknown = book(2)
    train, test = stylometry.Corpus(), stylometry.Corpus()
    for name, text in known.items():
        train.add_book(name, "livre", text)
    test.add_book("?", "texte", unknown)
    train.tokenise(str.split)
    test.tokenise(str.split)
    theirs = calculate_burrows_delta(train, test, vocab_size=20)

    counts = [Counter(text.split()) for text in known.values()]
    words = train.top_tokens
    shares = np.array([frequencies(each, words) for each in counts])
    mean, deviation = shares.mean(axis=0), shares.std(axis=0, ddof=1)
    ours = burrows(
        z_scores(shares, mean, deviation),
        z_scores(frequencies(Counter(unknown.split()), words), mean, deviation)[None],
    )
    np.testing.assert_allclose(ours, theirs.to_numpy().ravel(), rtol=1e-9)


def test_the_other_deltas_are_their_formulas() -> None:
    a, b = np.array([1.0, -2.0, 0.5]), np.array([0.0, 1.0, 0.5])
    assert eder(a, b) == pytest.approx((1 * 1 + 3 * 2 / 3 + 0) / 3)
    assert cosine(a, b) == pytest.approx(1 - (-2 + 0.25) / (np.sqrt(5.25) * np.sqrt(1.25)))
    assert cosine(a, 3 * a) == pytest.approx(0)


def test_each_text_counts_alike_among_the_frequent_words() -> None:
    long, short = Counter({"le": 900, "eau": 100}), Counter({"un": 8, "le": 2})
    assert most_frequent([long, short], 2) == ["le", "un"]


def test_pieces_are_whole_paragraphs_and_a_short_rest_is_left() -> None:
    text = "\n".join(["un deux trois"] * 10)
    pieces = cut_pieces("X", "livre", text, size=9)
    assert [piece.counts.total() for piece in pieces] == [9, 9, 9]
    assert pieces[0].text == "\n".join(["un deux trois"] * 3)


def test_profiles_come_back_from_their_file(tmp_path: Path) -> None:
    pieces = cut_pieces("X", "a", "le chat dort\n" * 20, 20)
    pieces += cut_pieces("Y", "b", "la nuit vient et la nuit va\n" * 20, 20)
    made = with_textures(make_profiles(pieces, 5), pieces)
    save_profiles(made, tmp_path / "p.npz")
    read = load_profiles(tmp_path / "p.npz")
    assert (read.words, read.authors) == (made.words, ["X", "Y"])
    np.testing.assert_allclose(read.centres, made.centres, atol=1e-2)
    assert next(iter(read.distances(Counter(["la", "nuit", "va"])))) == "Y"


def test_texture_is_counted_by_hand() -> None:
    text = "— Oui, dit-elle ; viens !\nElle partit. Il dormait… Pourquoi ?"
    found = dict(zip(MEASURES, texture(text), strict=True))
    words = len(style_words(text))
    assert found["semicolons"] == found["exclamations"] == pytest.approx(1000 / words)
    assert found["dialogue"] == pytest.approx(5 / 10)
    assert found["sentence_words"] == 2
    assert repetition(["a", "b", "c", "d", "e", "a", "b", "c", "d", "f"]) == pytest.approx(1 / 7)
    assert distinct(["a", "b", "a", "b"], 2) == pytest.approx(2 / 3)
    assert richness(["a", "b"] * 600) == pytest.approx(2 / 500)
    assert np.isfinite(texture("")).all()


def test_the_tree_joins_the_nearest_first() -> None:
    places = np.array([0.0, 1.0, 10.0, 12.0])
    tree = join(["a", "b", "c", "d"], np.abs(places[:, None] - places[None]))
    assert [{leaf.name for leaf in part.parts} for part in tree.parts] == [{"a", "b"}, {"c", "d"}]
    assert tree.height == pytest.approx((10 + 12 + 9 + 11) / 4)
    drawn = draw(tree).splitlines()
    assert [line[-1] for line in drawn] == ["a", "b", "c", "d"]
    assert draw(join(["seul"], np.zeros((1, 1)))) == "─ seul"


def test_accuracy_and_confusion() -> None:
    found = [Attribution("A", "1", "A"), Attribution("A", "2", "B"), Attribution("B", "3", "B")]
    assert accuracy(found) == pytest.approx(2 / 3)
    assert confusion(found) == {"A": {"A": 1, "B": 1}, "B": {"B": 1}}


def test_the_shipped_profiles_know_fourteen_authors() -> None:
    profiles = load_profiles()
    assert len(profiles.authors) == 14 and "George Sand" in profiles.authors
    assert np.isfinite(profiles.centres).all() and (profiles.deviation > 0).all()
    low, middle, high = profiles.texture_range("George Sand")
    assert (low <= middle).all() and (middle <= high).all()


def test_bad_texts_are_told() -> None:
    profiles = load_profiles()
    with pytest.raises(UserError, match="200"):
        compare("court.txt", "Trop court.", "George Sand", profiles)
    with pytest.raises(UserError, match="Zola"):
        compare("long.txt", "mot " * 300, "Personne", profiles)


@pytest.mark.books
def test_the_test_book_is_given_to_sand_by_every_delta() -> None:
    """*La Mare au Diable* is in no profile."""
    text = file_text(MARE).whole
    profiles = load_profiles()
    found = compare("Mare", text, "George Sand", profiles)
    assert {found.nearest(kind) for kind in ("burrows", "cosine", "eder")} == {"George Sand"}
    assert not found.is_short and len(found.rolling) > 20
    assert sum(one.inside for one in found.textures) >= len(MEASURES) // 2
    together = manner([text], "George Sand", profiles)
    assert together.hits() == 1 and together.copies is None and together.invented.share < 0.005
    page = style_page([found], company([("Mare", text)], profiles), together)
    assert "http" not in page.replace("http-equiv", "") and page.count("George Sand") > 3
