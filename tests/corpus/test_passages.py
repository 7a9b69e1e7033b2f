"""What the report shows a person: lines kept that had better be looked at, each once."""

import pytest
from real import clean_file, file_of, inside

from aurore.corpus.cleaning.book import Paragraph
from aurore.corpus.passages import MOST_OF_A_SIGN, SHOWN_OF_A_SIGN, suspicions
from aurore.corpus.report.contents import Suspicion


def suspected(*texts: str) -> list[Suspicion]:
    """The suspicions of a book of these paragraphs, each on the line of its number."""
    paragraphs = [Paragraph(text, "", i, line=i + 1) for i, text in enumerate(texts)]
    joined = "\n".join(texts)
    return suspicions(paragraphs, joined, joined.lower().encode())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("— Tu as dit |e mot, Consuelo.", "leftover"),
        ("l’absurdité des arrêts * les révoltes", "leftover"),
        ("Le frère puiné* de M. le marquis", "leftover"),
        ("car *car ils font là un sabbat", "leftover"),
        ("ni ***, ni *****, qui ne sont point", "leftover"),
        ("Il \ufffdtait une fois", "leftover"),
        ("le diable n`enlève!", "leftover"),
        ("Numérisé par la bibliothèque (Gallica).", "tell_tale"),
        ("Visit www.gutenberg.org", "tell_tale"),
        ("1837.", "number_alone"),
        ("[12]", "leftover"),
    ],
)
def test_what_should_not_be_left_is_shown(text: str, why: str) -> None:
    found = suspected("Il sortit.", text, "Elle aussi.")
    assert {one.line for one in found} == {2}
    assert why in {one.why for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "le comte de ***, à B***, et madame***",
        "* * *",
        "* * * * *",
        "— …",
        "…",
        "février 183*…, l’année 175*. Ce mariage",
        "He pulled out his notebook, and his notebooks.",
        "une Église gallicane, l’Église gallicane",
        "En 1837.",
    ],
)
def test_what_the_author_may_have_written_is_not(text: str) -> None:
    assert suspected(text) == []


def test_a_line_is_shown_once_for_a_reason_and_so_are_the_same_words() -> None:
    assert len(suspected("Il a [dit] et [redit] |cela|.")) == 1
    assert [one.line for one in suspected("[JEAN,]", "Oui.", "[JEAN,]")] == [1]
    assert {one.why for one in suspected("ebook [1]")} == {"leftover", "tell_tale"}


def test_of_a_sign_that_is_a_habit_of_the_book_the_first_lines_are_enough() -> None:
    few = suspected(*(f"Il dit [{'a' * i}] cela." for i in range(1, MOST_OF_A_SIGN + 1)))
    assert len(few) == MOST_OF_A_SIGN and {one.why for one in few} == {"leftover"}
    many = suspected(*(f"Il dit [{'a' * i}] cela." for i in range(1, MOST_OF_A_SIGN + 2)))
    assert [one.line for one in many] == list(range(1, SHOWN_OF_A_SIGN + 1))
    assert {one.why for one in many} == {"often"}


@pytest.mark.books
def test_the_list_of_a_shelf_can_be_read(real_books: object) -> None:
    """Before: 500 lines for 106 books, most of them « le comte de *** »."""
    books = {name.split("/")[1] for name in inside() if name.startswith("files/")}
    found = []
    for book_id in sorted(books - {"14115", "2465", "63445"}):
        paragraphs = clean_file(file_of(book_id)).paragraphs
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        of_book = suspicions(paragraphs, text, text.lower().encode())
        assert len({(one.line, one.why) for one in of_book}) == len(of_book) < 20
        found += of_book
    assert 40 < len(found) < 120
    assert not [one for one in found if not any(map(str.isalnum, one.text))]
    assert [one for one in found if "Tu as dit |e mot" in one.text], "a misprint of Consuelo"
