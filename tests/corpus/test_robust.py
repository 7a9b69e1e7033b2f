"""Whatever the text: the pure functions keep their promises, and nothing ends in a traceback.

Letters are never lost or changed, except by a reason that is counted; what is done twice changes
nothing more; and every written line of a file is in one place.
"""

import re
import time
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from real import clean_file, inside, where_lines_are

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.blocks import join_lines, split_blocks, without_trailing_spaces
from aurore.corpus.cleaning.boilerplate import separate
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.cleaning.encoding import decode, sample
from aurore.corpus.cleaning.kinds import KINDS, is_heading, kind_of, layout_of
from aurore.corpus.cleaning.markers import marker_bounds
from aurore.corpus.cleaning.markup import without_tags
from aurore.corpus.cleaning.notes import note_flags, without_marks
from aurore.corpus.cleaning.typography import (
    ODD_SPACES,
    as_printed,
    one_space,
    plain_spaces,
    restore_ligatures,
    typeset,
    unify,
    without_italics,
)
from aurore.corpus.duplicates import letters as folded
from aurore.corpus.duplicates import paragraph_keys, sketch
from aurore.corpus.passages import cut_passages
from aurore.corpus.rows import book_rows

MANY = settings(max_examples=300)
PROSE = "Il était une fois dans la forêt une fée qui aimait le thé et les pâtés, et qui le disait."
SIGNS = "aéœÀ1oeE .,…;:!?'’ʼ‘´-—–―_«»<>()[]{}*^/|#~\t\u00a0\u202f\u2028\x0b\x0c\x85\n\r\0"
SIGN_TEXTS = st.text(SIGNS, max_size=60)
TEXTS = SIGN_TEXTS | st.text(max_size=80)
LINES = st.sampled_from(
    [
        "", "", "", " ", "\t", "\x0c", "I", "IV.", "CHAPITRE II", "LES DAMES VERTES", "Préface",
        "FIN", "FIN DU TOME PREMIER.", "TABLE", "TABLE DES MATIÈRES", "Errata", "page 3, lisez: un",
        "[1] En patois.", "[Note 2: En patois", "de chez nous.]", "(3) En patois.", "* En patois.",
        "[Illustration: la", "roue]", "* * *", "-----", "RIGHT", "[12]", "/*", "*/", "1867",
        "PARIS", "PAR", "GEORGE SAND", "G. S.", "A MON FILS", "Imprimerie de Clichy",
        "Nohant, 12 mai 1850.", "    Le vent qui vient", "    Me rendra fou", "GABRIEL, bas.",
        "GABRIEL. Oui.", "(Il sort.)", "--Oui, dit-il; et vous?", "«Non.»",
        "Un.--Deux.--Trois.--Quatre.", PROSE, PROSE + " Oui!",
        "This book was kept as it was, with the spelling and the hyphens of the first edition.",
        "Produced by the Online Distributed Proofreading Team at http://www.pgdp.net",
        "*** START OF THIS PROJECT GUTENBERG EBOOK LÉLIA ***",
        "*** END OF THIS PROJECT GUTENBERG EBOOK LÉLIA ***",
        "End of Project Gutenberg's Lélia", "*END*THE SMALL PRINT!*END*", "peut-", "être là",
        "Note de transcription: l'orthographe a été conservée.", "]", "[", "*", "...", "<i>mot</i>",
    ]
)  # fmt: skip
FILES = st.lists(LINES, max_size=80).map("\n".join)
BOOK = Book("1", "Lélia", "George Sand", "fr")
WHOLE = PrepareSettings(largest_cut=1.0)


def letters(text: str) -> str:
    """Letters and digits. U+02BC, a letter to Unicode, is an apostrophe in books; œ is two."""
    text = text.replace("œ", "oe").replace("Œ", "OE").lower()
    return "".join(sign for sign in text if sign.isalnum() and sign != "ʼ")


# ── Typography ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "function",
    [unify, as_printed, plain_spaces, one_space, without_italics, restore_ligatures,
     without_trailing_spaces, sample],
)  # fmt: skip
@given(TEXTS)
@MANY
def test_done_twice_it_changes_nothing_more(function, text: str) -> None:  # type: ignore[no-untyped-def]
    once = function(text)
    assert function(once) == once


@pytest.mark.parametrize(
    "function",
    [unify, as_printed, plain_spaces, one_space, without_italics, restore_ligatures,
     without_trailing_spaces],
)  # fmt: skip
@given(TEXTS)
@MANY
def test_no_letter_is_lost_and_no_line(function, text: str) -> None:  # type: ignore[no-untyped-def]
    done = function(text)
    assert letters(done) == letters(text)
    assert done.count("\n") == text.count("\n"), "one paragraph a line before, one after"


@pytest.mark.parametrize(
    "function",
    [as_printed, plain_spaces, one_space, without_italics, restore_ligatures,
     without_trailing_spaces],
)  # fmt: skip
@given(TEXTS)
@MANY
def test_it_never_grows(function, text: str) -> None:  # type: ignore[no-untyped-def]
    assert len(function(text)) <= len(text)


@given(TEXTS)
@MANY
def test_unify_grows_by_spaces_around_dashes_and_after_ellipses_only(text: str) -> None:
    done = unify(text)
    dashes = sum(map(text.count, "—–―")) + text.count("--")
    assert len(done) <= len(text) + 2 * dashes + text.count("…") + text.count("...")
    assert len("".join(done.split())) <= len("".join(text.split()))


@given(TEXTS)
@MANY
def test_as_printed_only_takes_italics_and_spaces_away(text: str) -> None:
    assert "".join(as_printed(text).split()) == "".join(text.replace("_", "").split())


@pytest.mark.parametrize("space", [chr(code) for code in range(0x3001) if chr(code).isspace()])
def test_every_space_becomes_a_plain_one(space: str) -> None:
    if space in "\n\r\x1c\x1d\x1e\x1f\u1680":  # ends of lines; in no book
        assert space not in ODD_SPACES
    else:
        assert plain_spaces(f"un{space}mot") == unify(f"un{space}mot") == "un mot"


@given(TEXTS, st.sampled_from(["unified", "as-printed"]))
@MANY
def test_paragraphs_are_set_together_as_one_by_one(text: str, typography: str) -> None:
    together = typeset(text, typography).split("\n")
    assert together == [typeset(line, typography) for line in text.split("\n")]


# ── Marks and mark-up ────────────────────────────────────────────────────────────────────────────


@given(TEXTS, st.booleans(), st.booleans())
@MANY
def test_marks_and_tags_only_take_away(text: str, parentheses: bool, stars: bool) -> None:
    # But for « n^{o} », which is « n° »: the sign is put there for it to be found.
    read = re.sub(r"(?<=n)\^(?:o|\{o\})", r"\g<0>°", text, flags=re.IGNORECASE)
    for done in (without_marks(text, parentheses, stars), without_tags(text)):
        rest = iter(read)
        assert all(sign in rest for sign in done), "what is left stands in the text, in that order"


@given(st.text("aé .,;:!?'-—«»1", max_size=60), st.booleans(), st.booleans())
@MANY
def test_a_text_without_marks_and_tags_stays(text: str, parentheses: bool, stars: bool) -> None:
    assert without_marks(text, parentheses, stars) == text == without_tags(text)


# ── Blocks ───────────────────────────────────────────────────────────────────────────────────────


@given(FILES | TEXTS)
@MANY
def test_blocks_hold_every_written_line_once(text: str) -> None:
    blocks = split_blocks(text)
    lines = text.split("\n")
    placed = {block.number + i: line for block in blocks for i, line in enumerate(block.lines)}
    assert placed == {i: line.rstrip() for i, line in enumerate(lines, start=1) if line.strip()}
    assert all(block.text and block.text == block.text.strip() for block in blocks)
    for block in blocks:
        assert letters(block.text) == letters(block.raw)
        assert len(block.text) <= len(block.raw) + block.line_count


@given(TEXTS, st.sets(st.text("aéo", min_size=1, max_size=4), max_size=5))
@MANY
def test_joined_lines_keep_their_letters(text: str, words: set[str]) -> None:
    assert letters(join_lines(text, words)) == letters(text)


@given(FILES, st.sampled_from(["", "George Sand"]))
@MANY
def test_each_block_is_kept_or_cut_and_has_a_kind(text: str, author: str) -> None:
    blocks = split_blocks(text)
    separated = separate(blocks, author)
    places = Counter(block.number for block in separated.kept)
    places += Counter(cut.block.number for cut in separated.cuts)
    assert places == Counter(block.number for block in blocks)
    assert [b.number for b in separated.kept] == sorted(b.number for b in separated.kept)
    layout = layout_of(blocks, author)
    for block in blocks:
        assert kind_of(block, layout) in KINDS
        assert is_heading(block, layout, True) or not is_heading(block, layout, False)
    assert len(note_flags(blocks)) == len(blocks)


@given(FILES | TEXTS)
@example("*** START OF THIS PROJECT GUTENBERG EBOOK")
@example("*** START OF THIS PROJECT GUTENBERG EBOOK\nX ***\n*** END OF THIS PROJECT GUTENBERG")
@MANY
def test_the_markers_are_at_ends_of_lines(text: str) -> None:
    start, end = marker_bounds(text)
    assert 0 <= start <= end <= len(text)
    assert start in (0, len(text)) or text[start - 1] == "\n"
    assert end == len(text) or end == 0 or text[end - 1] == "\n"


# ── Bytes ────────────────────────────────────────────────────────────────────────────────────────


@given(st.binary(max_size=300))
@MANY
def test_decoded_text_has_one_kind_of_line_ends_and_can_be_written(data: bytes) -> None:
    text, _ = decode(data)
    assert "\r" not in text and "\ufeff" not in text
    assert text.encode().decode() == text, "no lone surrogate"


@given(
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff\u00ad"), max_size=99
    )
)
@MANY
def test_utf_8_and_utf_16_are_read_back(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")
    assert decode(text.encode("utf-16")) == (text, "utf-16")


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


def all_of(data: bytes, book: Book, chosen: PrepareSettings) -> None:
    """Everything that is done to a file: a clean book and its rows, or an error for the user."""
    try:
        cleaned = clean_book(book, data, chosen)
    except UserError as error:
        assert error.problem and error.remedy
        return
    assert cleaned.paragraphs and all(p.text and "\n" not in p.text for p in cleaned.paragraphs)
    assert [p.number for p in cleaned.paragraphs] == list(range(len(cleaned.paragraphs)))
    assert cleaned.kept_lines + sum(cleaned.cut_lines.values()) == cleaned.lines
    assert all(count > 0 for count in cleaned.cut_lines.values())
    assert cleaned.lines == sum(1 for line in cleaned.text.split("\n") if line.strip())
    rows = book_rows(cleaned, chosen)
    assert len(rows.keys) == len(rows.counts) == len(rows.paragraphs)
    assert rows.counts.sum() == len(rows.sentences) and rows.counts.min() > 0
    lines = cleaned.text.split("\n")
    for passage in cut_passages(cleaned):
        assert passage.text.split("\n") == lines[passage.first_line - 1 : passage.last_line]
    assert all(1 <= one.line <= len(lines) for one in rows.details["suspicious"])


ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "cp850"])


@given(FILES, ENCODINGS, st.sampled_from(["fr", "en"]), st.sampled_from([0.2, 1.0]),
       st.sampled_from(["unified", "as-printed"]))  # fmt: skip
@example("\x0b", "utf-8", "fr", 1.0, "unified")  # found here: a line that only looks written
@settings(max_examples=500)
def test_any_lines_give_a_book_or_an_error_for_the_user(
    text: str, encoding: str, language: str, largest_cut: float, typography: str
) -> None:
    chosen = PrepareSettings(largest_cut=largest_cut, typography=typography)  # type: ignore[arg-type]
    all_of(text.encode(encoding, "replace"), Book("1", "T", "George Sand", language), chosen)


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_give_a_book_or_an_error_for_the_user(data: bytes) -> None:
    all_of(data, BOOK, WHOLE)
    all_of(f"I\n\n{PROSE * 2}\n\n".encode() + data + f"\n\n{PROSE * 2}".encode(), BOOK, WHOLE)


@given(FILES)
@example("[Note 2: En patois\nde chez nous.]")
@MANY
def test_every_written_line_of_a_file_is_in_one_place(text: str) -> None:
    try:
        cleaned = clean_book(BOOK, f"{text}\n\nCHAPITRE XX\n\n{PROSE * 2}\n".encode(), WHOLE)
    except UserError:
        return
    silent = {  # a paragraph of marks alone
        number for number, places in where_lines_are(cleaned).items() if not places
    }
    lines = cleaned.text.split("\n")
    assert where_lines_are(cleaned).keys() == silent
    for number in silent:
        assert not letters(without_tags(without_marks(lines[number - 1], True, True))), lines


@given(st.lists(st.text("abcé ", max_size=90), max_size=30))
@MANY
def test_each_paragraph_has_a_key(paragraphs: list[str]) -> None:
    small = folded("\n".join(paragraphs).lower().encode())
    assert len(paragraph_keys(small)) == max(1, len(paragraphs))
    assert sketch(small).tolist() == sorted(set(sketch(small).tolist()))


# ── The real books ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.books
@pytest.mark.parametrize(
    "file", [file for file in inside() if "/2465" not in file and "/14115" not in file]
)
def test_every_written_line_of_a_real_book_is_in_one_place(file: str) -> None:
    book = clean_file(file)
    assert where_lines_are(book) == {}
    assert book.kept_lines + sum(book.cut_lines.values()) == book.lines
    assert book.lines == sum(1 for line in book.text.split("\n") if line.strip())


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "unit",
    ["FIN\n\n", f"FIN\n\n{PROSE}\n\n", "TABLE\n\n", f"TABLE\n\n{PROSE}\n\n", "[\n\n",
     "[Illustration ", "[Illustration: [a] ", "[Note 1: ", "[", "*", "* a", "(1) ", "^{a", "<b",
     " ", " \n", "\t", ". ", "...", "_", "A ", "IV\n\n", "a-\n", "Errata\n\np. 1 lisez\n\n",
     "GABRIEL. Oui.\n\n", "*** START OF THE PROJECT GUTENBERG ", "orthographe ",
     "A.--B.--C.\n\n", PROSE + " "],
    ids=lambda unit: repr(unit)[1:30],
)  # fmt: skip
def test_no_file_takes_long(unit: str) -> None:
    """A repeated sign makes a bad pattern take hours; 100 kB of it take a moment here."""
    data = f"I\n\n{PROSE * 2}\n\n{unit * (100_000 // len(unit))}\n\n{PROSE * 2}\n".encode()
    started = time.perf_counter()
    all_of(data, BOOK, WHOLE)
    assert time.perf_counter() - started < 10
