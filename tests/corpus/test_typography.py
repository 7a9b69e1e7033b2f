"""One typography: the same words always look the same, and no word changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurore.corpus.cleaning.typography import as_printed, typeset, unify

TABLE = [
    # written, unified
    ("l'arbre", "l’arbre"),
    ("l’arbre", "l’arbre"),
    ("lʼarbre", "l’arbre"),
    ("l'_Uscoque_", "l’Uscoque"),
    ("d'« amour »", "d’«amour»"),
    ("'stray", "’stray"),
    ("--Oui", "— Oui"),
    ("— Oui", "— Oui"),
    ("----Oui", "— Oui"),
    ("Oui--dit-il--non", "Oui — dit-il — non"),
    ("Oui ―non", "Oui — non"),
    ("peut-être", "peut-être"),
    ("1848-1852", "1848-1852"),
    ("Eh bien...", "Eh bien…"),
    ("Eh bien. . .", "Eh bien…"),
    ("Eh bien....", "Eh bien…"),
    ("Eh bien...oui", "Eh bien… oui"),
    ("Eh bien...!", "Eh bien…!"),
    ("Ah... ... oui", "Ah… oui"),
    ("Ah… …", "Ah…"),
    ("R... n'était", "R… n’était"),
    ("«Oui...»", "«Oui…»"),
    ("(Oui...)", "(Oui…)"),
    ("« Oui »", "«Oui»"),
    ("«\u00a0Oui\u00a0»", "«Oui»"),
    ("«\u202fOui\u202f»", "«Oui»"),
    ("Oui !", "Oui!"),
    ("Oui\u202f?", "Oui?"),
    ("Oui ; non : si", "Oui; non: si"),
    ("Oui , non .", "Oui, non."),
    ("prix .5", "prix .5"),
    ("_italique_", "italique"),
    ("_sur deux mots_ puis", "sur deux mots puis"),
    ("__gras__", "gras"),
    ("  deux   espaces ", "deux espaces"),
    ("une\ttabulation", "une tabulation"),
    ("", ""),
    ("cœur, bœuf, Lætitia", "cœur, bœuf, Lætitia"),
    ("À Ç É Ÿ", "À Ç É Ÿ"),
    # œ, by a list
    ("coeur, soeur, oeuvre, OEUVRES, Oeuvre", "cœur, sœur, œuvre, ŒUVRES, Œuvre"),
    ("noeud, voeu, boeufs, moeurs, manoeuvre", "nœud, vœu, bœufs, mœurs, manœuvre"),
    ("l'oeil, d'oeillets, un oedème", "l’œil, d’œillets, un œdème"),
    (
        "Oedipe, oecuménique, oesophage, foetus, Phoebus",
        "Œdipe, œcuménique, œsophage, fœtus, Phœbus",
    ),
    ("moelle, poète, coexister, goéland, Goethe", "moelle, poète, coexister, goéland, Goethe"),
    ("Noël, Boëce, coercition, Monroe, soeil", "Noël, Boëce, coercition, Monroe, soeil"),
    # signs of several characters
    ("<<Oui>>", "«Oui»"),
    ("l´arbre, l‘arbre", "l’arbre, l’arbre"),
    ("une ligne de points..........", "une ligne de points…"),
    ("…… …", "…"),
    ("Oui…encore", "Oui… encore"),
    ("Oui--", "Oui —"),
    ("-Oui", "-Oui"),
    ("— — Oui", "— Oui"),
    ("2 — 3", "2 — 3"),
    ("Non ...oui", "Non… oui"),
    ("12 h. . Oui", "12 h.. Oui"),
]

SIGNS = st.text(alphabet="aéœAÉ1 .,…;:!?'’ʼ‘´-—–_«»()[]\u00a0\u202f*\n", max_size=40)


@pytest.mark.parametrize(("written", "unified"), TABLE)
def test_unify(written: str, unified: str) -> None:
    assert unify(written) == unified


@pytest.mark.parametrize(("written", "unified"), TABLE)
def test_unified_text_stays_as_it_is(written: str, unified: str) -> None:
    assert unify(unified) == unified


@given(SIGNS | st.text(max_size=60))
@settings(max_examples=600)
def test_unify_twice_changes_nothing_more(text: str) -> None:
    once = unify(text)
    assert unify(once) == once


def letters(text: str) -> str:
    """Letters and digits. U+02BC, a letter to Unicode, is an apostrophe in books; œ is two."""
    text = text.replace("œ", "oe").replace("Œ", "OE").lower()
    return "".join(sign for sign in text if sign.isalnum() and sign != "ʼ")


@given(SIGNS | st.text(max_size=60))
@settings(max_examples=500)
def test_unify_never_changes_a_letter(text: str) -> None:
    assert letters(unify(text)) == letters(text)


@given(SIGNS)
@settings(max_examples=300)
def test_unified_text_has_one_form_of_each_sign(text: str) -> None:
    unified = unify(text)
    for other in ("'", "ʼ", "‘", "_", "--", "...", "–", "  ", "\u00a0", "\u202f", "« ", " »"):
        assert other not in unified


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("l'_Uscoque_ --Oui", "l'Uscoque --Oui"),
        ("« Oui ! »  dit-il...", "« Oui ! » dit-il..."),
        ("coeur\toeil ", "coeur oeil"),
        (" Oui\u00a0; ’non’ ", "Oui\u00a0; ’non’"),
    ],
)
def test_as_printed_keeps_the_books_own_signs(written: str, printed: str) -> None:
    assert as_printed(written) == printed == as_printed(printed)


def test_the_typography_is_chosen_by_name() -> None:
    assert typeset("l'_oeil_", "unified") == "l’œil"
    assert typeset("l'_oeil_", "as-printed") == "l'oeil"


def test_every_paragraph_keeps_its_line() -> None:
    assert unify("--Oui... \n\n ...non--\n") == "— Oui…\n\n… non —\n"
