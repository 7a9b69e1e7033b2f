"""Texts: the same whole or in pieces, in French typography, ending at a sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aurore.base.errors import UserError
from aurore.base.settings import GenerateSettings
from aurore.corpus.cleaning.typography import unify
from aurore.generation.endings import cut_at_word, ends_a_sentence
from aurore.generation.prompts import clean_prompt
from aurore.generation.typeset import Typesetter, typeset
from aurore.generation.writer import Writer

PROMPT = "Cette jeune femme était assise"


@pytest.fixture(scope="module")
def writer(trained) -> Writer:
    """A small trained model, ready."""
    return Writer(trained[1].folder / "model", "demo")


@pytest.mark.parametrize("seed", range(6))
def test_pieces_make_the_whole_text(writer: Writer, seed: int) -> None:
    settings = GenerateSettings(tokens=30, seed=seed)
    *pieces, whole = writer.stream(PROMPT, settings)
    assert len(pieces) > 3 and "".join(pieces) == whole.text
    assert whole.text == writer.write(PROMPT, settings).text


@pytest.mark.parametrize("seed", range(6))
def test_a_text_ends_with_a_sentence_or_an_ellipsis(writer: Writer, seed: int) -> None:
    text = writer.write(PROMPT, GenerateSettings(tokens=25, seed=seed)).text
    assert re.search(r"[.!?…][»”)\]\s]*$", text), text[-40:]


def test_without_a_seed_one_is_drawn_that_gives_the_text_again(writer: Writer) -> None:
    first = writer.write(PROMPT, GenerateSettings(tokens=20))
    again = writer.write(PROMPT, GenerateSettings(tokens=20, seed=first.seed))
    assert again.text == first.text and again.model == "demo" and again.tokens >= 20


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t \n", "\x00\x1b", "\u00a0"])
def test_a_prompt_without_words_is_refused(prompt: str) -> None:
    with pytest.raises(UserError):
        clean_prompt(prompt)


def test_a_prompt_is_put_into_the_typography_of_the_books() -> None:
    assert clean_prompt("  L'eau -- dit-il !\n\n«Oui» \x07 ") == "L’eau — dit-il!\n«Oui»"


@given(
    st.lists(
        st.sampled_from([" Il", " vint", " «Oui", " non»", " quoi!", ": dix", "; or", "\n— «Et"])
    )
)
def test_a_text_typeset_in_pieces_is_the_text_typeset(pieces: list[str]) -> None:
    typesetter = Typesetter("a")
    found = "".join(typesetter.add(piece) for piece in pieces)
    assert found == typeset("a" + "".join(pieces))[1:]


def test_a_long_prompt_is_continued_from_its_end(writer: Writer) -> None:
    assert writer.write("Il marchait. " * 300, GenerateSettings(tokens=5, seed=1)).text


@pytest.mark.parametrize(
    ("text", "following", "ends"),
    [
        ("Il vint.", " Elle", True),
        ("Il vint.", "\n— Oui", True),
        ("Il vit M.", " Dupin", False),
        ("Quoi!", " dit-il", False),
        ("Quoi!", "»", False),
        ("Quoi!»", " Elle", True),
        ("Il vint", " Elle", False),
        ("l’an 1.", "5", False),
    ],
)
def test_where_a_sentence_ends(text: str, following: str, ends: bool) -> None:
    assert ends_a_sentence(text, following) is ends


def test_a_text_ends_with_its_paragraph_or_its_count(writer: Writer) -> None:
    counted = writer.write(PROMPT, GenerateSettings(tokens=15, seed=1, until="count"))
    assert counted.tokens == 15 and counted.text.endswith("…")
    paragraph = writer.write(PROMPT, GenerateSettings(tokens=15, seed=1, until="paragraph"))
    assert "\n" not in paragraph.text[len(counted.text) :]


def test_a_text_ends_before_a_string(writer: Writer) -> None:
    whole = writer.write(PROMPT, GenerateSettings(tokens=40, seed=2)).text
    stop = whole.split()[6][:3]
    settings = GenerateSettings(tokens=40, seed=2, stop=(stop, "jamais vu"))
    *pieces, short = writer.stream(PROMPT, settings)
    assert short.text == whole[: whole.index(stop)] and "".join(pieces) == short.text


def test_pieces_are_whole_words(writer: Writer) -> None:
    *pieces, whole = writer.stream(PROMPT, GenerateSettings(tokens=40, seed=2))
    assert all(not piece[-1:].isspace() for piece in pieces[:-1])
    assert whole.text.split() == "".join(pieces).split()


def test_a_text_without_an_end_stops_after_a_whole_word() -> None:
    assert cut_at_word("Elle marchait vers la riv") == "Elle marchait vers la…"


@pytest.mark.parametrize(
    ("plain", "french"),
    [
        ("Quoi! dit-il.", "Quoi\u202f! dit-il."),
        ("«Oui», dit-elle: «non».", "«\u202fOui\u202f», dit-elle\u00a0: «\u202fnon\u202f»."),
        ("Vraiment?…", "Vraiment\u202f?…"),
        ("à 10:30", "à 10:30"),
    ],
)
def test_french_spaces_are_put_back(plain: str, french: str) -> None:
    assert typeset(plain) == french


@given(st.text(alphabet="ab é.!?:;«»—’ "))
def test_the_typography_of_the_books_comes_back_from_that_of_reading(text: str) -> None:
    unified = unify(text)
    assert unify(typeset(unified)) == unified
