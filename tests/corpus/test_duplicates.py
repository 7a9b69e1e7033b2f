"""Repeated paragraphs: what training shares with the test book leaves training."""

import pytest

from aurore.base.records import Book, Split
from aurore.corpus.cleaning.book import CleanBook, Paragraph
from aurore.corpus.duplicates import SHORTEST_CHARS, without_repeats

LONG = "Il y a des pluies dont on garde de la reconnaissance; celle qui me surprit, un soir, aussi."
OTHER = "Mon cheval boitait; mon manteau, que le marchand m’avait juré impénétrable, buvait l’eau."
SHORT = "— Oui, monsieur, dit-elle."


def clean(name: str, split: Split, *texts: str) -> CleanBook:
    paragraphs = [Paragraph(text, "I", number) for number, text in enumerate(texts)]
    book = Book(name, name, "A", "fr", split)
    return CleanBook(book, "utf-8", paragraphs, [], 9, 9, 1, 9)


def left(books: list[CleanBook]) -> dict[str, list[str]]:
    return {b.book.id: [p.text for p in b.paragraphs] for b in without_repeats(books)}


@pytest.mark.parametrize(
    ("first", "second"), [("train", "test"), ("train", "validation"), ("validation", "test")]
)
@pytest.mark.parametrize("reverse", [False, True])
def test_the_book_that_measures_keeps_the_paragraph(
    first: Split, second: Split, reverse: bool
) -> None:
    books = [clean("a", first, LONG, OTHER), clean("b", second, LONG)]
    assert left(books[::-1] if reverse else books) == {"a": [OTHER], "b": [LONG]}


def test_within_a_split_the_first_book_keeps_the_paragraph() -> None:
    books = [clean("a", "train", LONG), clean("b", "train", OTHER, LONG)]
    assert left(books) == {"a": [LONG], "b": [OTHER]}


def test_the_order_given_is_kept() -> None:
    books = [clean("a", "train", LONG), clean("b", "test", OTHER), clean("c", "train", SHORT)]
    assert [book.book.id for book in without_repeats(iter(books))] == ["a", "b", "c"]


def test_short_paragraphs_may_repeat() -> None:
    just_short = "x" * (SHORTEST_CHARS - 1)
    books = [clean("a", "test", SHORT, just_short), clean("b", "train", SHORT, just_short)]
    assert left(books) == {"a": [SHORT, just_short], "b": [SHORT, just_short]}


@pytest.mark.parametrize(
    "variant", [LONG.upper(), LONG.replace(";", " —"), LONG.replace(",", ""), f"«{LONG}»"]
)
def test_case_and_punctuation_make_no_difference(variant: str) -> None:
    assert left([clean("a", "train", LONG, OTHER), clean("b", "test", variant)])["a"] == [OTHER]


def test_repeats_are_counted_and_numbers_stay() -> None:
    books = without_repeats([clean("a", "train", LONG, OTHER), clean("b", "test", LONG)])
    assert [book.repeated_paragraphs for book in books] == [1, 0]
    assert [paragraph.number for paragraph in books[0].paragraphs] == [1]
