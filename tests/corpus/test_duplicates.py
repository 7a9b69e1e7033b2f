"""What stands twice: what training shares with the test book leaves training, and is measured."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurore.base.records import Book, Split
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.duplicates import (
    BASE,
    ELSEWHERE,
    INSIDE,
    MIX,
    MOST_PAIRS,
    NEW,
    ONE_IN,
    SHORTEST_LETTERS,
    WINDOW_LETTERS,
    Keys,
    Seen,
    shares,
    sketch,
)
from aurore.corpus.leaks import split_leaks
from aurore.corpus.prepare import File, _in_reading_order
from aurore.corpus.report.contents import SplitLeak
from aurore.corpus.rows import BookRows, book_rows
from aurore.corpus.shelf_measures import ShelfMeasures

LONG = "Il y a des pluies dont on garde de la reconnaissance; celle qui me surprit, un soir, aussi."
OTHER = "Mon cheval boitait; mon manteau, que le marchand m’avait juré impénétrable, buvait l’eau."
SHORT = "— Oui, monsieur, dit-elle."
# Long enough to be prose; between two names there are fewer letters than books may share.
FRAME = (
    "Ce livre porte le nom de {0}, il commence par {0}, il finit par {0}, il ne dit que {0},"
    " et ces mots ne sont qu’à lui; {1}"
)
Written = tuple[str, Split, tuple[str, ...]]


def written(name: str, split: Split, *texts: str) -> Written:
    return name, split, texts


def raw(name: str, texts: tuple[str, ...]) -> bytes:
    """A book of these paragraphs, between two of its own that are long enough to be prose."""
    own = [FRAME.format(name * 9, f"{end} {name * 30}.") for end in ("début", "fin")]
    return "\n\n".join(["I", own[0], *texts, own[1]]).encode()


def rows_of(name: str, split: Split, texts: tuple[str, ...]) -> BookRows:
    return book_rows(clean_book(Book(name, name, "A", "la", split), raw(name, texts)), SETTINGS)


SETTINGS = PrepareSettings()


def left(books: list[Written], folder: Path) -> dict[str, list[str]]:
    """What stays of each book when the stage reads these files, in the order it reads them."""
    files = []
    for name, split, texts in books:
        path = folder / f"{name}.txt"
        path.write_bytes(raw(name, texts))
        files.append(File(Book(name, name, "A", "la", split), path))
    measures, found = ShelfMeasures(), {}
    for index, rows in _in_reading_order(SETTINGS, files):
        assert rows.book == files[index].book
        rows, kept = measures.without_repeats(rows)
        pairs = list(zip(rows.paragraphs, kept, strict=True))
        gone = rows.account["repeated_paragraphs"] + rows.account["quoted_paragraphs"]
        assert gone == sum(not stays for _, stays in pairs)
        assert pairs[0][1] and pairs[-1][1]
        found[rows.book.id] = [paragraph for paragraph, stays in pairs[1:-1] if stays]
    return found


# ── Repeated paragraphs ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "second"), [("train", "test"), ("train", "validation"), ("validation", "test")]
)
@pytest.mark.parametrize("reverse", [False, True])
def test_the_book_that_measures_keeps_the_paragraph(
    first: Split, second: Split, reverse: bool, tmp_path: Path
) -> None:
    books = [written("a", first, LONG, OTHER), written("b", second, LONG)]
    assert left(books[::-1] if reverse else books, tmp_path) == {"a": [OTHER], "b": [LONG]}


def test_within_a_split_the_first_book_keeps_the_paragraph(tmp_path: Path) -> None:
    books = [written("a", "train", LONG), written("b", "train", OTHER, LONG)]
    assert left(books, tmp_path) == {"a": [LONG], "b": [OTHER]}


def test_within_a_book_the_first_keeps_the_paragraph(tmp_path: Path) -> None:
    assert left([written("a", "train", LONG, OTHER, LONG)], tmp_path) == {"a": [LONG, OTHER]}


def test_books_are_read_test_first_and_in_the_order_of_the_shelf(tmp_path: Path) -> None:
    order: list[Written] = [
        written("a", "train"), written("b", "test"), written("c", "validation"),
        written("d", "train"), written("e", "test"),
    ]  # fmt: skip
    assert list(left(order, tmp_path)) == ["b", "e", "c", "a", "d"]


def test_short_paragraphs_may_repeat(tmp_path: Path) -> None:
    """Compared by letters on purpose: before, by at least so many characters."""
    just_short = "x" * (SHORTEST_LETTERS - 1) + "; 1848."
    books = [written("a", "test", SHORT, just_short), written("b", "train", SHORT, just_short)]
    assert left(books, tmp_path) == {"a": [SHORT, just_short], "b": [SHORT, just_short]}
    enough = "x" * SHORTEST_LETTERS
    books = [written("a", "test", enough), written("b", "train", enough, SHORT)]
    assert left(books, tmp_path) == {"a": [enough], "b": [SHORT]}


@pytest.mark.parametrize(
    "variant", [LONG.upper(), LONG.replace(";", " —"), LONG.replace(",", ""), f"«{LONG}»"]
)
def test_case_and_punctuation_make_no_difference(variant: str, tmp_path: Path) -> None:
    books = [written("a", "train", LONG, OTHER), written("b", "test", variant)]
    assert left(books, tmp_path)["a"] == [OTHER]
    books = [written("a", "train", LONG, OTHER), written("b", "train", variant + " Non!")]
    assert len(left(books, tmp_path)["b"]) == 1, "a word more makes another paragraph"


def test_a_repeat_in_the_book_itself_is_no_repeat_of_another() -> None:
    measures = ShelfMeasures()
    measures.without_repeats(rows_of("b", "train", (OTHER,)))
    rows, kept = measures.without_repeats(rows_of("a", "train", (LONG, OTHER, LONG, SHORT, SHORT)))
    assert rows.account["repeated_paragraphs"] == 2 and rows.account["repeated_inside"] == 1
    assert kept.tolist() == [True, True, False, False, True, True, True]


def test_repeats_are_counted_and_numbers_stay() -> None:
    measures = ShelfMeasures()
    measures.without_repeats(rows_of("b", "test", (LONG,)))
    rows, kept = measures.without_repeats(rows_of("a", "train", (LONG, OTHER)))
    assert rows.account["repeated_paragraphs"] == 1
    assert kept.tolist() == [True, False, True, True]
    assert rows.counts.tolist() == [1, 1, 1, 1]


@given(st.lists(st.integers(0, 5), max_size=30))
@settings(max_examples=100)
def test_each_key_is_new_once_and_zero_always(numbers: list[int]) -> None:
    keys = np.array(numbers, dtype=np.uint64)
    inside = [INSIDE if n and n in numbers[:i] else NEW for i, n in enumerate(numbers)]
    assert Seen().read(keys).tolist() == inside
    both = Seen()
    assert both.read(keys[:9]).tolist() == inside[:9]
    for number, found in zip(numbers[9:], both.read(keys[9:]).tolist(), strict=True):
        assert (found == ELSEWHERE) is (number in numbers[:9] and number > 0)


# ── Sketches ─────────────────────────────────────────────────────────────────────────────────────

RNG = np.random.default_rng(1)
BOOK = bytes(RNG.choice(np.frombuffer(b"abcdefghijklmnopqrstuvwxyz\n", np.uint8), 300_000))
OTHER_BOOK = bytes(RNG.choice(np.frombuffer(b"abcdefghijklmnopqrstuvwxyz\n", np.uint8), 300_000))


def slow_sketch(folded: bytes) -> Keys:
    """The sketch by its definition: a hash of each window, one after the other."""
    signs = folded.replace(b"\n", b"")
    kept = set()
    for start in range(len(signs) - WINDOW_LETTERS + 1):
        window = signs[start : start + WINDOW_LETTERS]
        value = sum(sign * int(BASE) ** i for i, sign in enumerate(window)) % 2**64
        value ^= value >> 32
        value = value * int(MIX) % 2**64
        if value < 2**64 // ONE_IN:
            kept.add(value)
    return np.array(sorted(kept), dtype=np.uint64)


@pytest.mark.parametrize("size", [0, 1, WINDOW_LETTERS - 1, WINDOW_LETTERS, 3000])
def test_the_sketch_is_what_its_definition_says(size: int) -> None:
    assert sketch(BOOK[:size]).tolist() == slow_sketch(BOOK[:size]).tolist()


@pytest.mark.parametrize(
    "size", [16_384, 16_384 + WINDOW_LETTERS - 2, 16_384 + WINDOW_LETTERS, 40_000]
)
def test_the_sketch_does_not_depend_on_the_pieces_it_is_made_in(size: int) -> None:
    signs = BOOK.replace(b"\n", b"")
    halves = {*sketch(signs[:size]).tolist(), *sketch(signs[size - WINDOW_LETTERS + 1 :]).tolist()}
    assert sketch(signs).tolist() == sorted(halves)


def test_the_sketch_keeps_about_one_window_in_so_many() -> None:
    expected = len(BOOK.replace(b"\n", b"")) / ONE_IN
    assert len(sketch(BOOK)) == pytest.approx(expected, rel=0.05)


def share_in(part: Keys, whole: Keys) -> float:
    """The share of a sketch that stands in another, hash by hash."""
    return len({*part.tolist()} & {*whole.tolist()}) / max(1, len(part))


def test_what_a_half_has_of_a_book_and_a_book_of_its_half() -> None:
    whole, half, other = sketch(BOOK), sketch(BOOK[:150_000]), sketch(OTHER_BOOK)
    assert share_in(half, whole) == 1
    assert share_in(whole, half) == pytest.approx(0.5, abs=0.03)
    assert share_in(whole, other) == 0


def test_the_splits_are_compared_and_the_books_that_share_most_named() -> None:
    sketches = {
        "test": sketch(BOOK),
        "little": sketch(OTHER_BOOK[:200_000] + BOOK[:30_000]),
        "much": sketch(BOOK[100_000:200_000]),
        "none": sketch(OTHER_BOOK),
        "empty": sketch(b""),
    }
    splits: dict[str, Split] = dict.fromkeys(sketches, "train") | {"test": "test"}
    train = np.unique(np.concatenate([sketches[book] for book in sketches if book != "test"]))
    expected = SplitLeak(
        "test", "train", round(share_in(sketches["test"], train), 5), ["much", "little"]
    )
    assert split_leaks(sketches, splits) == [expected]
    assert split_leaks(sketches, splits | {"none": "validation"}) == [
        expected,
        SplitLeak(
            "validation",
            "train",
            round(share_in(sketches["none"], sketches["little"]), 5),
            ["little"],
        ),
        SplitLeak("test", "validation", 0.0, []),
    ]
    assert split_leaks({"test": sketch(b"")}, splits) == []


def test_shares_between_all_books() -> None:
    sketches = {
        "whole": sketch(BOOK),
        "half": sketch(BOOK[:150_000]),
        "mixed": sketch(OTHER_BOOK[:200_000] + BOOK[200_000:250_000]),
        "other": sketch(OTHER_BOOK),
        "empty": sketch(b""),
    }
    found = {(a, b): share for a, b, share in shares(sketches, 0.02)}
    expected = {
        (a, b): round(share_in(sketches[a], sketches[b]), 4)
        for a in sketches for b in sketches if a != b
    }  # fmt: skip
    assert found == {pair: share for pair, share in expected.items() if share >= 0.02}
    assert {("half", "whole"), ("whole", "mixed"), ("mixed", "other")} <= found.keys()
    assert ("half", "mixed") not in found and ("empty", "whole") not in found
    above = [share for share in expected.values() if share > 0]  # only pairs that share something
    assert [share for *_, share in shares(sketches, 0)] == sorted(above, reverse=True)
    assert shares({}, 0) == []


def test_of_many_copies_the_list_of_pairs_is_bounded() -> None:
    found = shares(dict.fromkeys(map(str, range(60)), sketch(BOOK)), 0.02)
    assert len(found) == MOST_PAIRS < 60 * 59
    assert all(one != other and share == 1 for one, other, share in found)


def test_what_leaks_is_measured_on_what_is_left() -> None:
    """Whole paragraphs that both hold have left training; a paragraph changed a little leaks."""
    draw, words = random.Random(1), f"{LONG} {OTHER}".split()
    texts = tuple(" ".join(draw.choices(words, k=40)) for _ in range(60))
    assert leaks(texts, texts) == 0
    assert leaks(texts, tuple(text + " Oui!" for text in texts)) > 0.7


def leaks(test: tuple[str, ...], train: tuple[str, ...]) -> float:
    """The share of a test book that stands in the book for training."""
    measures = ShelfMeasures(by_book=False)  # else the paragraphs that quote would be left out
    measures.without_repeats(rows_of("b", "test", test))
    measures.without_repeats(rows_of("a", "train", train))
    (leak,) = split_leaks(measures.sketches, measures.splits)
    assert (leak.split, leak.other) == ("test", "train")
    assert {(a, b) for a, b, _ in measures.near_duplicates()} in (set(), {("a", "b"), ("b", "a")})
    assert leak.books == (["a"] if leak.share else [])
    return leak.share
