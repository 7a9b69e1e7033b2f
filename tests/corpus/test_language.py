"""Each paragraph's language: English around the book goes, what the author quotes stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurore.base.records import Book
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.cleaning.language import (
    AROUND,
    ENOUGH_CHARS,
    FEWEST_WORDS,
    FUNCTION_WORDS,
    MOSTLY_ENOUGH,
    detect,
    foreign,
    is_doubtful,
    is_mixed,
)

FRENCH = [
    "Il y a des pluies dont on garde de la reconnaissance; celle qui me surprit, un soir, aussi.",
    "--Oui, monsieur, dit-elle en ouvrant la porte du moulin, où l'on n'y voyait plus rien.",
    "Paganel, Glenarvan, Mary Grant, lady Helena, John Mangles, Robert, Wilson, Mulrady, Olbinett.",
    "Consuelo, Anzoleto, Porpora, Corilla, Zustiniani chantèrent, dansèrent, rirent, pleurèrent.",
    # measured: the detector takes these two, of Dumas and of Verne, for German and for English
    "--_ Ich bin ein Deutscher_, répondit le prisonnier.",
    "Si Glenarvan, lady Helena, miss Grant, Paganel, le major, Robert,\n"
    "John Mangles, Olbinett, Mulrady, Wilson, ne comprenaient rien aux\n"
    "étonnements du vieux marin, quelle fut leur stupéfaction, quand\n"
    "Tom répondit d'une voix calme:",
]
QUOTED = [  # the author's
    "Nessun maggior dolore che ricordarsi del tempo felice nella miseria; e ciò sa il tuo dottore.",
    "Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani.",
    "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, vivía un hidalgo.",
]
AROUND_BOOKS = {
    "en": "This text was carefully prepared by volunteers, and the spelling of the first edition "
    "has been kept throughout, with the exception of a few obvious errors of the printer.",
    "de": "Dieses Buch wurde von den Freiwilligen sorgfältig vorbereitet, und die Schreibweise der "
    "ersten Ausgabe ist überall beibehalten worden, mit Ausnahme der Druckfehler.",
    "nl": "Dit boek werd door de vrijwilligers met zorg voorbereid, en de spelling van de eerste "
    "uitgave is overal behouden gebleven, met uitzondering van de drukfouten.",
}


@pytest.mark.parametrize("text", FRENCH + QUOTED)
def test_the_authors_paragraphs_stay(text: str) -> None:
    assert list(foreign([text], "fr")) == []


@pytest.mark.parametrize(("language", "text"), AROUND_BOOKS.items())
def test_what_stands_around_books_is_found(language: str, text: str) -> None:
    assert list(foreign([FRENCH[0], text, FRENCH[1]], "fr")) == [(1, language)]
    assert detect(text) == language


@pytest.mark.parametrize("text", AROUND_BOOKS.values())
def test_a_book_in_a_language_without_a_list_is_left_alone(text: str) -> None:
    assert list(foreign([text, FRENCH[0]], "en")) == []
    assert "en" not in FUNCTION_WORDS


def test_the_languages_looked_for_are_not_the_books_own() -> None:
    assert AROUND.keys() == FUNCTION_WORDS.keys()
    assert all(language not in around for language, around in AROUND.items())


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("Consuelo chanta.", False),
        ("one two three four five six seven", False),
        ("one two three four five six seven eight", True),
        ("le two three four five six seven eight", True),
        ("le la three four five six seven eight", False),
    ],
)
def test_a_paragraph_is_looked_at_when_it_lacks_function_words(text: str, doubtful: bool) -> None:
    assert is_doubtful(text, "fr") is doubtful
    assert not is_doubtful(" ".join(text.split()[: FEWEST_WORDS - 1]), "fr")


def test_a_start_in_french_is_enough_and_a_start_in_names_is_not() -> None:
    french, names = "le la les de des du et un que qui " * 4, "Glenarvan Paganel Ayrton Tom " * 5
    assert MOSTLY_ENOUGH < len(french) < len(names) < ENOUGH_CHARS < 2 * len(names)
    assert not is_doubtful(french + names * 9, "fr")
    assert not is_doubtful(names + french, "fr")
    assert is_doubtful(names + names + french, "fr")


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        (FRENCH[4], True),
        (FRENCH[5], True),
        ("Lady Helena and the others, répondit John Mangles.", False),
        ("Lady Helena and the others, le prisonnier.", False),
        (AROUND_BOOKS["en"], False),
    ],
)
def test_french_about_foreign_names_has_accents_and_function_words(text: str, mixed: bool) -> None:
    assert is_mixed(text, "fr") is mixed


def test_a_text_without_letters_has_no_language() -> None:
    for text in ("", "\n", "* * *", "1848", "\ufffd" * 30):
        assert detect(text) not in AROUND["fr"]


@given(st.lists(st.text(max_size=80), max_size=6))
@settings(max_examples=200)
def test_foreign_takes_any_text(texts: list[str]) -> None:
    found = dict(foreign(texts, "fr"))
    assert found.keys() <= set(range(len(texts)))
    assert set(found.values()) <= AROUND["fr"]


def test_what_is_cut_is_counted() -> None:
    text = "\n\n".join(["CHAPITRE I", *FRENCH, AROUND_BOOKS["en"], *QUOTED, FRENCH[0]])
    cleaned = clean_book(Book("1", "T", "A", "fr"), text.encode())
    assert cleaned.cut_lines == {"heading": 1, "language": 1}
    assert [(cut.reason, cut.block.text) for cut in cleaned.cuts] == [
        ("language", AROUND_BOOKS["en"])
    ]
    assert len(cleaned.paragraphs) == len(FRENCH) + len(QUOTED) + 1
