"""Sentences: cut where a reader would, and nothing is lost between them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurore.corpus.sentences.split import split_sentences

TABLE: list[list[str]] = [
    ["Il vint."],
    ["Il vint.", "Elle partit."],
    ["Il vint!", "Elle partit?", "Oui."],
    ["Il vint…", "Elle partit."],
    ["Il vint?!", "Elle partit."],
    # after an abbreviation or an initial
    ["M. Lecoq avait terminé.", "Il sortit."],
    ["MM. Dupont et Mme. Durand parlaient.", "Mlle. Rose aussi."],
    ["Le Dr. Blanche et Mgr. Affre vinrent."],
    ["J.-J. Rousseau et J. J. Ampère.", "Oui."],
    ["Voyez p. 12 et chap. IV du t. II."],
    ["Des pommes, des poires, etc. Il en mangea."],
    ["(M. Lecoq.)", "Il sortit."],
    # inside guillemets
    ["Elle dit: «Viens. Il est tard.»", "Il vint."],
    ["«Viens. Il est tard! Vite.»"],
    ["«Viens.»", "«Non.»"],
    # before « dit-il »
    ["— Viens! dit-il.", "Il est tard."],
    ["— Quoi? demanda-t-elle.", "— Rien."],
    ["— Oui.", "— Non."],
    # closing marks go with their sentence
    ["«Viens!»", "Elle sortit."],
    ["Il vint (hier soir.)", "Elle sortit."],
    # what follows opens no sentence
    ["Il vint… puis partit."],
    ["Il paya 3.50 francs."],
    # what follows opens one
    ["Il vint.", "À midi, il partit."],
    ["Il vint.", "Œil pour œil."],
    ["Il vint.", "1848 commençait."],
    ["Il vint.", "(Elle dormait.)"],
    ["sans signe à la fin"],
]


@pytest.mark.parametrize("sentences", TABLE, ids=lambda sentences: " ".join(sentences)[:40])
def test_split_sentences(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


def test_an_empty_paragraph_has_no_sentence() -> None:
    assert split_sentences("") == []


PIECES = st.sampled_from(
    [
        "Il vint",
        "elle",
        "M.",
        "J.",
        "etc.",
        ".",
        "!",
        "?",
        "…",
        "«",
        "»",
        "— Oui",
        " ",
        "  ",
        "(",
        ")",
        "p.",
        "À",
        "1",
        ",",
        ";",
        "’",
        "\n",
        "”",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
@settings(max_examples=500, deadline=None, database=None)
def test_sentences_joined_by_a_space_are_the_paragraph(paragraph: str) -> None:
    assert " ".join(split_sentences(paragraph)) == paragraph


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=200, deadline=None, database=None)
def test_no_sentence_is_empty(paragraph: str) -> None:
    assert all(split_sentences(paragraph))
