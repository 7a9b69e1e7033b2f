"""Footnotes: which blocks they are, how far they go, and the marks that call them."""

import pytest

from aurore.base.records import Book
from aurore.corpus.cleaning.blocks import Block, join_lines, split_blocks
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.cleaning.notes import (
    bracket_group,
    is_note,
    mark_forms,
    note_flags,
    without_marks,
)

PROSE = (
    "L'hiver où je fus retenu six semaines à la ferme de la Chaume-Basse, par\n"
    "une jambe foulée et par le mauvais état des routes, j'appris deux choses."
)


def block(text: str) -> Block:
    return Block(1, text, join_lines(text, set()))


def notes(*texts: str) -> list[str]:
    """The first lines of the blocks taken for notes, among blocks of prose."""
    blocks = split_blocks("\n\n".join([PROSE] * 3 + [*texts, PROSE]))
    return [b.lines[0] for b, flag in zip(blocks, note_flags(blocks), strict=True) if flag]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1] En patois.", True),
        ("[12] En patois.", True),
        ("[A] En patois.", True),
        ("[*] En patois.", True),
        ("[1]", True),
        ("[1. Le chemin qui détourne.]", True),
        ("[1 En patois.]", True),
        ("[Note 1: En patois.]", True),
        ("[NOTE 1: En patois.]", True),
        ("[Note: En patois.]", True),
        ("[Note 7. En patois.]", True),
        ("[Footnote 3: En patois.]", True),
        ("[FOOTNOTE 3: En patois.]", True),
        ("[Nota. En patois.]", True),
        ("Note 12: En patois.", True),
        ("Footnote 2: En patois.", True),
        ("(1) En patois.", True),
        ("(1). En patois.", True),
        ("* En patois.", True),
        ("*En patois.", True),
        ("** En patois.", True),
        ("(*) En patois.", True),
        ("[Il sort.]", False),
        ("(Il sort.)", False),
        ("(1848) fut une mauvaise année.", False),
        ("*Le Moulin*", False),
        ("* * *", False),
        ("***", False),
        ("Note bien: je n'ai rien promis.", False),
        ("Notre maître: un homme dur.", False),
        ("[Illustration: la roue.]", False),
        ("Non!", False),
        ("1. En patois.", False),
        ("--[1] Oui.", False),
        ("", False),
    ],
)
def test_is_note(text: str, expected: bool) -> None:
    assert is_note(block(text)) is expected


# ── How far a note goes ──────────────────────────────────────────────────────────────────────────


def test_a_note_in_brackets_goes_on_until_its_bracket_closes() -> None:
    several = ["[Note 1: En patois,", "comme on le parle [ici] et là,", "dans le Berry.]"]
    assert notes(*several) == several
    assert notes(*several, "La suite.") == several


def test_a_bracket_that_is_never_closed_does_not_take_the_book() -> None:
    assert notes("[Note 1: En patois,", *["La suite."] * 80) == ["[Note 1: En patois,"]


def test_a_note_set_in_goes_on_over_the_blocks_set_in_as_far() -> None:
    first, second, verse = "  [1] En patois.", "  On le parle ici.", "    O mon pays!"
    assert notes(first, second, verse) == [first, second, verse]
    assert notes(first, second, "\n" + verse) == [first, second], "a gap ends the note"
    assert notes(first, "  [2] Une autre.", second) == [first, "  [2] Une autre.", second]
    assert notes(first, "Je repris ma route.", second) == [first]


def test_a_note_at_the_margin_is_one_block() -> None:
    assert notes("[1] En patois.", "On le parle ici.") == ["[1] En patois."]


def test_a_book_that_is_all_set_in_keeps_what_follows_a_note() -> None:
    blocks = split_blocks("\n\n".join(["    Je repris ma route."] * 9 + ["    [1] En patois."]))
    assert note_flags(blocks) == [False] * 9 + [True]
    assert note_flags([*blocks, blocks[0]]) == [False] * 9 + [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Cette lettre est perdue. (Note de l'éditeur.)]", True),
        ("[Cette lettre est perdue. (N. d. E.)]", True),
        ("[Cette lettre est perdue.]", False),
        ("Cette lettre est perdue. (Note de l'éditeur.)", False),
    ],
)
def test_the_editors_brackets_are_notes(text: str, expected: bool) -> None:
    assert notes(text) == [text] * expected


def test_the_group_of_a_bracket() -> None:
    blocks = split_blocks("[Illustration: une\n\nroue [grande]\n\nau moulin]\n\nLa suite.")
    assert [b.text for b in bracket_group(blocks, 0)] == [
        "[Illustration: une", "roue [grande]", "au moulin]",
    ]  # fmt: skip
    assert bracket_group(blocks, 3) == [blocks[3]]


# ── Marks ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("la brande[1] rousse", "la brande rousse"),
        ("la brande [1] rousse", "la brande rousse"),
        ("la brande[1].", "la brande."),
        ("la brande[A], dit-il", "la brande, dit-il"),
        ("la brande[*], dit-il", "la brande, dit-il"),
        ("la brande[Note 3] rousse", "la brande rousse"),
        ("la brande[1][2] rousse", "la brande rousse"),
        ("affronteux1 [1. Le chemin qui détourne.] et", "affronteux et"),
        ("en 1848 [1. L'année.] et", "en 1848 et"),
        ("la brande [Note 1: lande.] rousse", "la brande rousse"),
        ("la brande [NOTE: lande.] rousse", "la brande rousse"),
        ("ces [mots] restent", "ces [mots] restent"),
        ("S...[a] reste", "S...[a] reste"),
        ("l'an [1848] reste", "l'an [1848] reste"),
        ("un [seul", "un [seul"),
        ("la brande(1) rousse", "la brande(1) rousse"),
        ("la brande* rousse", "la brande* rousse"),
    ],
)
def test_marks_in_brackets_go(written: str, text: str) -> None:
    assert without_marks(written, False, False) == text
    assert without_marks(text, False, False) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("la brande(1) rousse", "la brande rousse"),
        ("la brande (12), dit-il", "la brande, dit-il"),
        ("la fin (1)", "la fin"),
        ("en (1848) encore", "en (1848) encore"),
        ("(a) encore", "(a) encore"),
    ],
)
def test_marks_in_parentheses_go_where_the_book_has_such_notes(written: str, text: str) -> None:
    assert without_marks(written, True, False) == text
    assert without_marks(written, False, False) == written


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("la brande* rousse", "la brande rousse"),
        ("la brande**.", "la brande."),
        ("la brande(*) rousse", "la brande rousse"),
        ("la fin.*", "la fin."),
        ("le comte de *** vint", "le comte de *** vint"),
        ("*cette* homme", "*cette homme"),  # what `without_tags` has left is no pair of stars
    ],
)
def test_stars_go_where_the_book_has_such_notes(written: str, text: str) -> None:
    assert without_marks(written, False, True) == text
    assert without_marks(written, False, False) == written


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], (False, False)),
        (["[1] En patois."], (False, False)),
        (["(1) En patois."], (True, False)),
        (["* En patois."], (False, True)),
        (["[1] Un.", "(1) Deux.", "* Trois."], (True, True)),
    ],
)
def test_the_forms_of_the_marks_are_those_of_the_notes(
    texts: list[str], expected: tuple[bool, bool]
) -> None:
    assert mark_forms([block(text) for text in texts]) == expected


# ── In a book ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mark", "note"),
    [("[1]", "[1] En patois."), ("(1)", "(1) En patois."), ("*", "* En patois."),
     ("[Note 1]", "[Note 1: En patois.]"), ("[A]", "[A] En patois.")],
)  # fmt: skip
def test_notes_are_kept_apart_and_their_marks_go(mark: str, note: str) -> None:
    text = "\n\n".join(["I", PROSE, f"On était en pleine brande{mark}, dit-il.", note, PROSE])
    cleaned = clean_book(Book("1", "T", "A", "fr"), text.encode())
    assert cleaned.notes == [note]
    assert cleaned.paragraphs[1].text == "On était en pleine brande, dit-il."
    assert len(cleaned.paragraphs) == 3


def test_a_note_inside_a_paragraph_takes_no_line_with_it() -> None:
    """Its bracket may close only in the next paragraph: then nothing is a note."""
    opened = "Il dit [Note 1: la suite de la chose"
    text = "\n\n".join(["I", PROSE, opened, "et la fin] de la chose.", PROSE])
    paragraphs = clean_book(Book("1", "T", "A", "fr"), text.encode()).paragraphs
    assert [p.text for p in paragraphs[1:3]] == [opened, "et la fin] de la chose."]
