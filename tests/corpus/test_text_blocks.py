"""Blocks: what stands between blank lines, where it stands, and how its lines are joined."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurore.corpus.cleaning.blocks import (
    Block,
    _has_indented_paragraphs,
    has_line_paragraphs,
    join_lines,
    split_blocks,
    without_trailing_spaces,
)
from aurore.corpus.cleaning.encoding import decode


def joined(text: str, *words: str) -> str:
    return join_lines(text, set(words))


@given(
    st.lists(
        st.sampled_from(["", "  ", "\t", "un", " deux", "trois ", "quatre-", "\tcinq"]), max_size=30
    ),
    st.integers(1, 9),
)
@settings(max_examples=300)
def test_line_numbers_and_lines_are_right(lines: list[str], first: int) -> None:
    blocks = split_blocks("\n".join(lines), first)
    placed = {b.number + i: line for b in blocks for i, line in enumerate(b.lines)}
    assert placed == {first + i: line.rstrip() for i, line in enumerate(lines) if line.strip()}
    assert [b.number for b in blocks] == sorted(b.number for b in blocks)
    for b in blocks:
        before, after = b.number - first - 1, b.number - first + len(b.lines)
        assert before < 0 or not lines[before].strip()
        assert after >= len(lines) or not lines[after].strip()
        assert b.line_count == len(b.lines) and b.raw == "\n".join(b.lines)


@given(
    st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["un", "un\ndeux"])), max_size=9),
    st.integers(0, 3),
)
@settings(max_examples=200)
def test_the_gap_is_the_blank_lines_before(pieces: list[tuple[int, str]], last: int) -> None:
    text = "".join("\n" * (blanks + bool(i)) + piece for i, (blanks, piece) in enumerate(pieces))
    blocks = split_blocks(text + "\n" * last)
    assert [(b.gap, b.raw) for b in blocks] == pieces


def test_with_one_paragraph_a_line_every_line_is_a_block() -> None:
    lines = ["a " * 80, " b" * 80, "", "c " * 80]
    assert has_line_paragraphs("\n".join(lines))
    assert [(b.number, b.lines, b.text) for b in split_blocks("\n".join(lines), 5)] == [
        (5, [lines[0].rstrip()], lines[0].strip()),
        (6, [lines[1]], lines[1].strip()),
        (8, [lines[3].rstrip()], lines[3].strip()),
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
    assert has_line_paragraphs("\n".join(lines)) is expected


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("un\ndeux", "un deux"),
        ("  un  \n  deux", "un deux"),
        ("peut-\nêtre", "peut-être"),
        ("dit-il--\nOui", "dit-il-- Oui"),
        ("Oui -\nnon", "Oui - non"),
        ("une ligne- seule", "une ligne- seule"),
        ("peut-\n    être", "peut-être"),
        ("Oui--\n  non", "Oui-- non"),
        ("un-\ndeux-\ntrois", "un-deux-trois"),
        ("1848-\n1852", "1848-1852"),
        ("un    deux\n    trois", "un    deux trois"),  # columns stay: they tell a table
        ("fin-\n", "fin-"),
        ("", ""),
    ],
)
def test_lines_are_joined_as_running_text(written: str, text: str) -> None:
    assert joined(written) == text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["reconnaissance"], "la reconnaissance dit-il"),
        (["recon-naissance"], "la recon-naissance dit-il"),
        (["reconnaissance", "recon-naissance"], "la recon-naissance dit-il"),
        ([], "la recon-naissance dit-il"),
    ],
)
def test_a_word_cut_at_the_end_of_a_line_is_written_as_elsewhere_in_the_book(
    words: list[str], text: str
) -> None:
    assert joined("la recon-\nnaissance dit-il", *words) == text


def test_the_words_are_those_of_the_whole_text() -> None:
    blocks = split_blocks("la recon-\nnaissance\n\nsans reconnaissance peut-\nêtre\n\nou peut-être")
    assert [b.text for b in blocks] == [
        "la reconnaissance",
        "sans reconnaissance peut-être",
        "ou peut-être",
    ]


def test_a_line_of_spaces_is_blank() -> None:
    assert without_trailing_spaces("un \t \n \t\ndeux\t ") == "un\n\ndeux"
    assert [b.raw for b in split_blocks("un\n  \t\ndeux")] == ["un", "deux"]


def test_a_block_begins_as_prose_of_one_gap() -> None:
    assert Block(3, "un\ndeux", "un deux") == Block(3, "un\ndeux", "un deux", 1, "prose")


# ── Layouts of people's own files ────────────────────────────────────────────────────────────────

PROSE = (
    "Le meunier ouvrit la porte de la grange et vit que l'été était là, avec le blé mûr, les "
    "hirondelles et la rivière basse. Il resta là longtemps, sans rien dire, puis il rentra."
)


@pytest.mark.parametrize("indent", ["  ", "\t", "    ", "\u00a0\u00a0", "\u2003"])
def test_paragraphs_that_begin_with_spaces_need_no_blank_lines(indent: str) -> None:
    texts = [PROSE, "— Oui.", "— Non, dit-elle.", PROSE, PROSE[:99], PROSE]
    written = "\n".join(textwrap.fill(text, 60, initial_indent=indent) for text in texts)
    written = f"CHAPITRE I\n{written}\nCHAPITRE II\n{written}"
    blocks = split_blocks(written, 11)
    assert [block.text for block in blocks] == ["CHAPITRE I", *texts, "CHAPITRE II", *texts]
    lines = written.split("\n")
    for block in blocks:
        assert [line.strip() for line in lines[block.number - 11 :]][: block.line_count] == (
            block.raw.split("\n")
        )


def test_blank_lines_among_indented_paragraphs_keep_their_count() -> None:
    written = "\n".join(textwrap.fill(PROSE, 60, initial_indent="   ") for _ in range(4))
    blocks = split_blocks(f"{written}\n\n\nI\n\n{written}")
    assert [block.gap for block in blocks] == [1, 1, 1, 1, 2, 1, 1, 1, 1]
    assert len(blocks) == 9 and blocks[4].text == "I"


def test_verse_set_in_by_turns_is_no_row_of_paragraphs() -> None:
    stanza = "La roue tourne au fil de l'eau,\n   Et le grain chante,\nEt le seau descend\n   Plein"
    blocks = split_blocks("\n\n".join([stanza] * 9))
    assert [block.raw for block in blocks] == [stanza] * 9


def test_lines_wrapped_in_a_wide_window_are_no_paragraphs() -> None:
    texts = [PROSE * 4, "— Oui.", PROSE * 3, PROSE * 2] * 5
    blocks = split_blocks("\n\n".join(textwrap.fill(text, 140) for text in texts))
    assert [block.text for block in blocks] == texts


def test_a_word_cut_at_the_end_of_a_wide_line_comes_together() -> None:
    line = f"{PROSE[:120]} vous-\nmême {PROSE[:114]}"
    blocks = split_blocks("\n\n".join([line] * 20))
    assert len(blocks) == 20 and all(" vous-même " in block.text for block in blocks)


@pytest.mark.books
def test_the_books_of_gutenberg_are_neither_indented_nor_wide(real_books: Path) -> None:
    for path in sorted((real_books / "gutenberg" / "files").rglob("*.txt")):
        text = without_trailing_spaces(decode(path.read_bytes())[0])
        assert not has_line_paragraphs(text) and not _has_indented_paragraphs(text), path.name
