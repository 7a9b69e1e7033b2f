"""The rights and the drawings of the report: what is computed from years and counts."""

from dataclasses import replace

import pytest
from reported import corpus_of, demo_contents

from aurore.base.records import Split
from aurore.corpus.report import plots
from aurore.corpus.report.contents import ReportBook
from aurore.corpus.report.rights import america, corpus_licence, europe


def changed(**changes: object) -> ReportBook:
    return replace(demo_contents().books[0], **changes)  # type: ignore[arg-type]


# ── Rights ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("died", "year", "said"),
    [
        (1876, 2026, "domaine public"),
        (1955, 2026, "domaine public"),
        (1956, 2026, "jusqu’à la fin de 2026"),
        (1956, 2027, "domaine public"),
        (None, 2026, "Année de mort inconnue"),
    ],
)
def test_seventy_years_after_death(died: int | None, year: int, said: str) -> None:
    assert said in europe(died, year)


@pytest.mark.parametrize(
    ("published", "year", "said"),
    [
        (1846, 2026, "parus avant 1931"),
        (1930, 2026, "parus avant 1931"),
        (1931, 2026, "protégé jusqu’à la fin de 2026"),
        (None, 2026, "Année de parution inconnue"),
    ],
)
def test_ninety_five_years_after_publication(published: int | None, year: int, said: str) -> None:
    assert said in america([changed(year=published)], year)


@pytest.mark.parametrize(
    ("changes", "licence"),
    [
        ({}, "public-domain"),
        ({"died": None}, "unknown"),
        ({"died": 1990}, "unknown"),
        ({"year": None}, "unknown"),
        ({"licence": ""}, "unknown"),
        ({"licence": "apache-2.0"}, "apache-2.0"),
    ],
)
def test_the_licence_of_a_corpus(changes: dict[str, object], licence: str) -> None:
    assert corpus_licence(corpus_of([changed(**changes)])) == licence


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("largest", "step"), [(0.21, 0.1), (0.2, 0.05), (203_026, 100_000), (36_000, 10_000), (0, 1)]
)
def test_steps_are_round(largest: float, step: float) -> None:
    assert plots.nice_step(largest, 4) == pytest.approx(step)


@pytest.mark.parametrize(("share", "words"), [(0.5, 2), (0.9, 10), (1.0, 10), (0.1, 1)])
def test_half_of_the_sentences_are_no_longer(share: float, words: int) -> None:
    assert plots.quantile({1: 3, 2: 3, 10: 4}, share) == words


def test_the_bars_hold_every_sentence() -> None:
    lengths: dict[Split, dict[int, int]] = {"train": {1: 1, 5: 1, 6: 1, 60: 1, 61: 1, 400: 1}}
    drawn = plots.sentence_lengths(replace(demo_contents(), sentence_lengths=lengths))
    assert drawn
    shares = [one.shares["train"] for one in drawn.bins]
    assert sum(shares) == pytest.approx(1)
    assert [round(share * 6) for share in shares] == [2, 1, *[0] * 9, 1, 2]
    assert all(0 <= one.tops["train"] <= plots.HEIGHT for one in drawn.bins)


def test_the_curve_ends_at_the_last_point() -> None:
    drawn = plots.vocabulary_growth(demo_contents())
    assert drawn
    assert len(drawn.curves[0].points.split()) <= plots.MOST_POINTS + 2
    assert drawn.curves[0].points.split()[-1].startswith("100.00,")
    assert drawn.curves[0].rows[-1] == demo_contents().vocabulary_growth["train"][-1]


def test_nothing_counted_is_nothing_drawn() -> None:
    empty = replace(demo_contents(), sentence_lengths={"train": {}}, vocabulary_growth={})
    assert plots.sentence_lengths(empty) is None
    assert plots.vocabulary_growth(empty) is None
