"""Where each sentence goes: by book, by chapter, or at random for the lesson of why not."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurore.base.records import SPLITS, Book, Split
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.rows import BookRows, book_rows
from aurore.corpus.split import as_plan, folds, parts_of

PROSE = (
    "L'hiver où je fus retenu six semaines à la ferme de la Chaume-Basse, par une jambe foulée et "
    "par le mauvais état des routes, j'appris deux choses. La première est que l'on s'ennuie. "
    "La seconde est que l'on s'y fait!"
)
PROPERTY = settings(max_examples=60)


def rows_of(chapters: list[int], split: Split = "train", book: str = "1") -> BookRows:
    """The rows of a book whose chapters have so many paragraphs, of three sentences each."""
    blocks = []
    for number, paragraphs in enumerate(chapters, start=1):
        blocks += [f"CHAPITRE {number}", *[PROSE] * paragraphs]
    cleaned = clean_book(Book(book, "T", "A", "fr", split), "\n\n".join(blocks).encode())
    assert len(cleaned.paragraphs) == sum(chapters)
    return book_rows(cleaned, PrepareSettings())


def splits_by_chapter(count: int) -> list[int]:
    """The split of each of so many chapters, of one paragraph each."""
    rows = rows_of([1] * count)
    parts = parts_of(rows, "chapter").reshape(count, -1)
    assert (parts == parts[:, :1]).all(), "a chapter is in one part"
    return [int(part) for part in parts[:, 0]]


@pytest.mark.parametrize("split", SPLITS)
def test_by_book_everything_goes_where_the_shelf_says(split: Split) -> None:
    rows = rows_of([2, 3], split)
    parts = parts_of(rows, "book")
    assert parts.tolist() == [SPLITS.index(split)] * len(rows.sentences) == [parts[0]] * 15


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [0]),
        (2, [0, 0]),
        (3, [0, 1, 2]),
        (4, [0, 0, 1, 2]),
        (9, [0] * 7 + [1, 2]),
        (10, [0] * 8 + [1, 2]),
        (12, [0] * 8 + [1, 2] + [0, 0]),
        (20, ([0] * 8 + [1, 2]) * 2),
    ],
)
def test_by_chapter_the_ninth_and_the_tenth_are_held_out(count: int, expected: list[int]) -> None:
    assert splits_by_chapter(count) == expected


@given(st.lists(st.integers(1, 4), min_size=1, max_size=25))
@PROPERTY
def test_by_chapter_no_chapter_is_in_two_parts(chapters: list[int]) -> None:
    rows = rows_of(chapters)
    parts = parts_of(rows, "chapter")
    names = np.repeat(rows.chapters, rows.counts)
    for name in set(names):
        assert len(set(parts[names == name])) == 1
    assert len(set(parts)) == (3 if len(chapters) >= 3 else 1)


def test_by_sentence_eight_in_ten_are_for_training_and_the_draw_is_the_same_each_time() -> None:
    rows = rows_of([200] * 10)
    parts = parts_of(rows, "sentence")
    shares = {part: count / len(parts) for part, count in Counter(parts.tolist()).items()}
    assert shares[0] == pytest.approx(0.8, abs=0.02)
    assert shares[1] == pytest.approx(0.1, abs=0.02)
    assert shares[2] == pytest.approx(0.1, abs=0.02)
    assert (parts == parts_of(rows, "sentence")).all()
    assert (parts != parts_of(rows_of([200] * 10, book="2"), "sentence")).any()


def test_by_sentence_held_out_sentences_stand_beside_those_for_training() -> None:
    """Why it is the wrong way."""
    parts = parts_of(rows_of([100]), "sentence").tolist()
    beside = sum(one != other for one, other in pairwise(parts))
    assert beside > 0.25 * len(parts)


# ── Cross-validation ─────────────────────────────────────────────────────────────────────────────

WORDS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=4), st.integers(1, 10**6), min_size=3
)


@given(WORDS, st.integers(3, 6))
@PROPERTY
def test_folds_share_the_books_out(words: dict[str, int], count: int) -> None:
    groups = folds(words, count)
    assert sorted(book for group in groups for book in group) == sorted(words)
    assert len(groups) == count
    sizes = [sum(words[book] for book in group) for group in groups]
    assert max(sizes) - min(sizes) <= max(words.values()), "as even as books of this size allow"
    assert groups == folds(dict(reversed(words.items())), count), "whatever the order"


@given(WORDS, st.integers(3, 6))
@PROPERTY
def test_each_book_is_tested_once_and_never_trained_on_there(
    words: dict[str, int], count: int
) -> None:
    plan = as_plan(folds(words, count))
    assert len(plan) == count
    for fold in plan:
        assert tuple(fold) == SPLITS
        assert sorted(book for split in SPLITS for book in fold[split]) == sorted(words)
    assert sorted(book for fold in plan for book in fold["test"]) == sorted(words)
    assert sorted(book for fold in plan for book in fold["validation"]) == sorted(words)
