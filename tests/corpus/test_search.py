"""Finding a book by what one remembers of it."""

import pytest

from aurore.corpus.sources.catalogue import known_books, shelf
from aurore.corpus.sources.search import nearest, search


def ids(words: str = "", author: str = "", language: str = "") -> set[str]:
    return {one.book.id for one in search(words, author, language)}


@pytest.mark.parametrize(
    "words",
    [
        "La petite Fadette",
        "fadette",
        "FADETTE",
        "fad",
        "fadette sand",
        "sand, fadette",
        "george fadette fr",
        "fadette français",
        "34204",
        "342",
    ],
)
def test_the_same_book_by_all_its_words(words: str) -> None:
    assert ids(words) == {"34204"}


@pytest.mark.parametrize("words", ["etang fileuses", "L’ÉTANG", "l'étang", "étang", "e\u0301tang"])
def test_accents_capitals_and_apostrophes_do_not_matter(words: str) -> None:
    assert "900003" in ids(words)


def test_ligatures_do_not_matter() -> None:
    with_one = next(book for book in known_books().values() if "œ" in book.title.lower())
    for words in (with_one.title, with_one.title.replace("œ", "oe").upper()):
        assert with_one.id in ids(words)


def test_a_word_is_found_by_its_beginning_not_by_its_middle() -> None:
    assert "34204" in ids("fade") and "34204" not in ids("adette")


def test_every_word_must_be_there() -> None:
    assert ids("fadette zola") == set()
    assert ids("woolf night") == {"1245"}


def test_nothing_asked_is_everything() -> None:
    assert ids() == ids("  ") == set(known_books())


def test_by_author_or_by_the_name_of_a_shelf() -> None:
    of_zola = {book.id for book in known_books().values() if book.author == "Émile Zola"}
    assert ids(author="emile zola") == ids(author="Zola") == of_zola
    on_shelf = {book.id for book in (*shelf("sand").books, *shelf("sand").left_out)}
    assert on_shelf <= ids(author="sand")
    everything = (*shelf("sand-all").books, *shelf("sand-all").left_out)
    assert ids(author="sand-all") == {book.id for book in everything}
    assert ids("night", author="sand") == set()


@pytest.mark.parametrize("language", ["en", "EN", "anglais", "english"])
def test_by_language(language: str) -> None:
    assert ids(language=language) == {b.id for b in known_books().values() if b.language == "en"}
    assert "63445" in ids("indiana", language=language)


def test_an_unknown_language_finds_nothing() -> None:
    assert ids(language="klingon") == set()


def test_the_shelves_of_a_book_are_told() -> None:
    (found,) = search("34204")
    assert {"sand", "sand-all"} <= set(found.shelves)


@pytest.mark.parametrize(
    ("asked", "book_id"),
    [("fadete", "34204"), ("geoge fadete", "34204"), ("Zolla Germinale", "5711")],
)
def test_what_is_misspelt_is_guessed(asked: str, book_id: str) -> None:
    assert ids(asked) == set()
    assert nearest(asked)[0].id == book_id


def test_a_book_that_has_one_word_of_two_is_not_offered_beside_the_one_that_has_both() -> None:
    assert [book.id for book in nearest("geoge fadete")] == ["34204"]


@pytest.mark.parametrize("asked", ["", "zzzzzz", "?!"])
def test_what_is_like_nothing_has_no_nearest(asked: str) -> None:
    assert nearest(asked) == []


def test_few_are_offered() -> None:
    assert 1 <= len(nearest("sandd")) <= 3
