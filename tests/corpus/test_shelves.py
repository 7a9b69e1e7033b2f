"""The catalogue: what is asked for by name is there, and the test book stays out of training."""

import pytest

from aurore.base.errors import UserError
from aurore.base.records import SPLITS
from aurore.corpus.sources.catalogue import book, known_books, shelf, shelf_names

TEST_BOOK = "23582"


@pytest.mark.parametrize("name", shelf_names())
def test_every_shelf_has_books_of_its_language(name: str) -> None:
    found = shelf(name)
    assert found.title and found.books
    assert any(book.split == "train" for book in found.books)
    assert {book.language for book in found.books} == {found.language}


@pytest.mark.parametrize("name", shelf_names())
def test_no_book_stands_twice_on_a_shelf(name: str) -> None:
    found = shelf(name)
    ids = [book.id for book in (*found.books, *found.left_out)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", shelf_names())
def test_a_shelf_is_in_the_order_of_the_splits(name: str) -> None:
    places = [SPLITS.index(book.split) for book in shelf(name).books]
    assert places == sorted(places)


@pytest.mark.parametrize("name", shelf_names())
def test_the_test_book_is_in_no_training_set(name: str) -> None:
    assert TEST_BOOK not in [b.id for b in shelf(name).books if b.split != "test"]


def test_the_workshop_shelf() -> None:
    found = shelf("sand")
    assert len(found.books) == 12
    assert [book.id for book in found.books if book.split == "test"] == [TEST_BOOK]
    assert [book.id for book in found.books if book.split == "validation"] == ["69098"]
    assert [(book.id, book.language) for book in found.left_out] == [("63445", "en")]


def test_books_are_known_by_id() -> None:
    for book_id, found in known_books().items():
        assert found.id == book_id and book_id.isdigit()
        assert found.title and found.author and found.language in ("fr", "en")
        assert found.split == "train", "a book's split is the shelf's to say"


def test_every_book_to_download_has_the_hash_of_its_file() -> None:
    for book_id, found in known_books().items():
        if not book_id.startswith("9000"):
            assert found.sha256, book_id
            for name, digest in found.sha256.items():
                assert name.startswith(book_id) and name.endswith(".txt")
                assert len(digest) == 64 and set(digest) <= set("0123456789abcdef")


def test_an_unknown_shelf_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError) as caught:
        shelf("balzack")
    assert caught.value.name == "unknown_author"
    for name in shelf_names():
        assert name in caught.value.remedy


@pytest.mark.parametrize("book_id", ["", "abc", "34204.txt", "-1", "../34204", "34 204", "1e3"])
def test_an_id_that_is_no_number_is_refused(book_id: str) -> None:
    with pytest.raises(UserError) as caught:
        book(book_id)
    assert caught.value.name == "bad_book_id"


def test_a_book_the_catalogue_does_not_know_is_taken_for_french() -> None:
    found = book("999999")
    assert (found.id, found.language, found.split, found.sha256) == ("999999", "fr", "train", None)


def test_a_known_book_has_its_title() -> None:
    assert book("34204").title == "La petite Fadette"
