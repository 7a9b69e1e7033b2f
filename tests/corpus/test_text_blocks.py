"""Blocks: what stands between blank lines, where, and what kind of thing it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurore.corpus.cleaning.blocks import (
    Block,
    has_line_paragraphs,
    is_capitals,
    is_heading,
    is_named_heading,
    is_ornament,
    is_play,
    is_prose,
    split_blocks,
)

PROSE = (
    "L'hiver où je fus retenu six semaines à la ferme de la Chaume-Basse, par",
    "une jambe foulée et par le mauvais état des routes, j'appris deux choses.",
)


def block(text: str) -> Block:
    return Block(1, tuple(text.split("\n")))


@given(
    st.lists(st.sampled_from(["", "  ", "un", " deux", "trois "]), max_size=30), st.integers(1, 9)
)
@settings(max_examples=300, deadline=None, database=None)
def test_line_numbers_and_lines_are_right(lines: list[str], first: int) -> None:
    blocks = split_blocks(lines, first)
    placed = {b.number + i: line for b in blocks for i, line in enumerate(b.lines)}
    assert placed == {first + i: line for i, line in enumerate(lines) if line.strip()}
    assert [b.number for b in blocks] == sorted(b.number for b in blocks)
    for b in blocks:
        before, after = b.number - first - 1, b.number - first + len(b.lines)
        assert before < 0 or not lines[before].strip()
        assert after >= len(lines) or not lines[after].strip()


def test_with_one_paragraph_a_line_every_line_is_a_block() -> None:
    lines = ["a " * 80, "b " * 80, "", "c " * 80]
    assert has_line_paragraphs(lines)
    assert [(b.number, b.lines) for b in split_blocks(lines, 5)] == [
        (5, (lines[0].strip(),)),
        (6, (lines[1].strip(),)),
        (8, (lines[3].strip(),)),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], False),
        (["", " "], False),
        (["x" * 72] * 50, False),
        (["x" * 72] * 50 + ["x" * 300], False),
        (["x" * 300] * 5 + ["CHAPITRE I"], True),
    ],
)
def test_has_line_paragraphs(lines: list[str], expected: bool) -> None:
    assert has_line_paragraphs(lines) is expected


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("un\ndeux", "un deux"),
        ("  un  \n  deux", "un deux"),
        ("peut-\nêtre", "peut-être"),
        ("dit-il--\nOui", "dit-il-- Oui"),
        ("Oui -\nnon", "Oui - non"),
        ("une ligne- seule", "une ligne- seule"),
    ],
)
def test_lines_are_joined_as_running_text(written: str, text: str) -> None:
    assert block(written).text == text


@pytest.mark.parametrize(
    ("text", "named", "any_heading", "in_a_play"),
    [
        ("IV", True, True, True),
        ("IV.", True, True, True),
        ("I.--Une rencontre", True, True, True),
        ("VII.—Le nom sur la carte", True, True, True),
        ("CHAPITRE PREMIER", True, True, True),
        ("CHAPITRE II\nLE RETOUR", True, True, True),
        ("Chapitre deuxième", True, True, True),
        ("Notice", True, True, True),
        ("Préface", True, True, True),
        ("Épilogue", True, True, True),
        ("PREMIÈRE PARTIE", True, True, True),
        ("Troisième veillée", True, True, True),
        ("SCÈNE III.", True, True, True),
        ("_Lettre II._", True, True, True),
        ("ACTE PREMIER!", True, True, True),
        ("LES DAMES VERTES", False, True, False),
        ("GABRIEL", False, True, False),
        ("M. Lecoq avait terminé.", False, False, False),
        ("Livre-moi ton secret!", False, False, False),
        ("Partie de bon matin,", False, False, False),
        ("Oui.", False, False, False),
        ("1848", False, False, False),
        ("* * *", False, False, False),
        ("Première fois que je vis Paris.", False, False, False),
        ("CHAPITRE " + "LONG " * 30, False, False, False),
        ("\n".join(["CHAPITRE I", "UN", "DEUX", "TROIS"]), False, True, False),
        ("IV Germain le fin laboureur", True, True, True),  # a table of contents
        ("II y avait là un homme.", False, False, False),
        ("--OUI!", False, False, False),
    ],
)
def test_headings(text: str, named: bool, any_heading: bool, in_a_play: bool) -> None:
    assert is_named_heading(block(text)) is named
    assert is_heading(block(text)) is any_heading
    assert is_heading(block(text), play=True) is in_a_play


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ÉTÉ", True), ("Été", False), ("1848", False), ("", False), ("L'ÉTÉ, 1", True)],
)
def test_is_capitals(text: str, expected: bool) -> None:
    assert is_capitals(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n".join(PROSE), True),
        ("Trop court.", False),
        ("\n".join(PROSE)[:-1], False),
        ("\n".join(PROSE).upper(), False),
        ("\n".join(["LES ŒUVRES de George Sand", "1 vol. in-18. Paris,"] * 6) + ".", False),
        ("\n".join(["Un vers de sept syllabes,"] * 9) + "\nOui.", False),
    ],
    ids=["prose", "short", "no end", "capitals", "list", "verse"],
)
def test_is_prose(text: str, expected: bool) -> None:
    assert is_prose(block(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("* * * * *", True), ("-----", True), ("_______", True), ("*", True), ("* 1 *", False)],
)
def test_is_ornament(text: str, expected: bool) -> None:
    assert is_ornament(block(text)) is expected


def test_a_play_is_known_by_its_names_in_capitals() -> None:
    speech = [block("GABRIEL, bas."), block("Oui, mon père.")]
    prose = [block("\n".join(PROSE))] * 60
    assert is_play(speech * 30)
    assert not is_play(prose)
    assert not is_play(speech * 20), "too short to tell"
    assert not is_play(prose + speech * 5)
