"""Texts damaged by copying come back as they were, or are refused; sound texts are left alone."""

import re
from pathlib import Path

import pytest

from aurore.base.errors import UserError
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.cleaning.mending import mend
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import find

SIGNS = (
    "«\u00a0Où çà\u202f?\u00a0» dit l’aîné… — À l’œuvre, ô naïfs “cœurs” brûlés, ÉTÉ, GRÂCE,"
    " ŒUVRE, 3\u00a0€"
)


def story(book_id: str = "900001") -> str:
    """A tale of the package, decoded."""
    return decode(find(catalogue.book(book_id), None)[2])[0]


def misread(text: str, encoding: str) -> str:
    """The text's UTF-8 read in another encoding; Windows reads what cp1252 lacks as Latin-1."""
    if encoding == "latin-1":
        return text.encode().decode("latin-1")
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("text", [SIGNS, "été", "L’été", story()], ids=["signs", "1", "2", "story"])
def test_letters_saved_in_another_encoding_come_back_and_are_counted(
    text: str, encoding: str
) -> None:
    mended, counts = mend(misread(text, encoding), "1", "T")
    assert mended == text
    assert counts == {"mojibake": sum(not sign.isascii() for sign in text)}


@pytest.mark.parametrize("first", ["latin-1", "cp1252"])
@pytest.mark.parametrize("second", ["latin-1", "cp1252"])
def test_a_text_damaged_twice_is_mended_twice(first: str, second: str) -> None:
    assert mend(misread(misread(SIGNS, first), second), "1", "T")[0] == SIGNS


def test_a_text_damaged_in_part_is_mended_there() -> None:
    text = f"{SIGNS}\n{misread(SIGNS, 'latin-1')}\n"
    assert mend(text, "1", "T")[0] == f"{SIGNS}\n{SIGNS}\n"


def test_an_a_whose_space_was_changed_is_an_a() -> None:
    broken = misread("Il alla à la mare, déjà\nà pied, l’été.", "latin-1").replace("\u00a0", " ")
    assert mend(broken, "1", "T")[0] == "Il alla à la mare, déjà\nà pied, l’été."


@pytest.mark.parametrize("book_id", ["900001", "900002", "900003"])
def test_sound_texts_are_left_alone(book_id: str) -> None:
    assert mend(story(book_id), "1", "T") == (story(book_id), {})


def test_french_capitals_and_their_signs_are_no_damage() -> None:
    text = "«LIBERTÉ», CHÂTEAU, « À »… GRÂCE’, BEAUTÉ…"
    assert mend(text, "1", "T") == (text, {})


@pytest.mark.parametrize(
    "broken",
    [
        re.sub("Ã.", "Ã", misread("L’été, il fut déjà près de la forêt. " * 20, "latin-1")),
        "L\ufffd\ufffdt\ufffd, il fut d\ufffdj\ufffd l\ufffd. " * 20,
    ],
)
def test_letters_that_nothing_tells_are_refused_and_shown(broken: str) -> None:
    with pytest.raises(UserError) as caught:
        mend(broken, "roman", "Roman")
    assert caught.value.name == "lost_letters"
    assert re.search("[Ã\ufffd]", caught.value.problem) and "source" in caught.value.remedy


def test_a_stray_sign_in_a_long_text_is_no_reason_to_refuse() -> None:
    text = story() + "\nUn signe\ufffd perdu.\n"
    assert mend(text, "1", "T") == (text, {})


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("vous- même", "vous-même"),
        ("Est- ce lui ? dit- elle.", "Est-ce lui ? dit-elle."),
        ("Voudra-t- elle ? telle", "Voudra-t-elle ? telle"),
        (
            "le procureur- général ; un procureur-général",
            "le procureur-général ; un procureur-général",
        ),
        ("oc- cupés, occupés", "occupés, occupés"),
        ("rez-de- chaussée, rez-de-chaussée", "rez-de-chaussée, rez-de-chaussée"),
        ("ce- lui, celui", "celui, celui"),
        ("avant- et arrière-garde", "avant- et arrière-garde"),
        ("un battement- sourd", "un battement- sourd"),
        ("-- Oui -- dit-il-- Non", "-- Oui -- dit-il-- Non"),
        ("un - deux -trois", "un - deux -trois"),
    ],
)
def test_halves_of_words_come_together_when_the_whole_is_known(text: str, mended: str) -> None:
    found, counts = mend(text, "1", "T")
    assert found == mended
    assert counts.get("hyphen", 0) == text.count("- ") - mended.count("- ")


@pytest.mark.books
def test_in_the_books_of_gutenberg_nothing_is_taken_for_damage(real_books: Path) -> None:
    for path in sorted((real_books / "gutenberg" / "files").rglob("*.txt")):
        text, _ = decode(path.read_bytes())
        counts = mend(text, "1", path.name)[1]
        assert "mojibake" not in counts, path.name
        assert counts.get("hyphen", 0) <= 2, path.name  # « Qu'est- ce que », in the file so
