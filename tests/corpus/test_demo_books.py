"""The three embedded books, to the line: they are laid out as Gutenberg's and carry its traps."""

import re
from collections import Counter
from functools import cache

import pytest
from real import where_lines_are

from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import CleanBook, clean_book
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import find

IDS = ["900001", "900002", "900003"]
ENGLISH = re.compile(
    r"\b(?:the|of|and|this|that|you|with|was|is|are|project|gutenberg|licen[cs]e|copyright"
    r"|donations?|trademark|ebook|proofread\w*|transcriber|section|warranty)\b",
    re.IGNORECASE,
)
TELL_TALE = re.compile(r"produced by|produit par|note de transcription|illustration|\bFIN\b|_|\*")


@cache
def cleaned(book_id: str) -> CleanBook:
    book = catalogue.book(book_id)
    return clean_book(book, find(book, None)[2], PrepareSettings())


@pytest.mark.parametrize(
    ("book_id", "encoding", "lines", "kept", "first", "last", "cuts"),
    [
        (
            "900001",
            "utf-8",
            899,
            838,
            49,
            1143,
            {
                "closing_word": 1,
                "credits": 3,
                "gutenberg": 42,
                "heading": 8,
                "illustration": 1,
                "title_page": 6,
            },
        ),
        (
            "900002",
            "latin-1",
            687,
            619,
            46,
            866,
            {
                "closing_word": 1,
                "credits": 3,
                "gutenberg": 42,
                "heading": 14,
                "note": 4,
                "title_page": 4,
            },
        ),
        (
            "900003",
            "utf-8",
            798,
            733,
            60,
            998,
            {
                "closing_word": 1,
                "credits": 2,
                "gutenberg": 42,
                "heading": 7,
                "title_page": 12,
                "transcriber_note": 1,
            },
        ),
    ],
)
def test_the_account_of_each_book(
    book_id: str,
    encoding: str,
    lines: int,
    kept: int,
    first: int,
    last: int,
    cuts: dict[str, int],
) -> None:
    book = cleaned(book_id)
    assert (book.encoding, book.lines, book.kept_lines) == (encoding, lines, kept)
    assert (book.first_line, book.last_line, book.cut_lines) == (first, last, cuts)
    assert book.kept_lines + sum(book.cut_lines.values()) == book.lines


@pytest.mark.parametrize(
    ("book_id", "count", "words", "first", "last"),
    [
        (
            "900001",
            218,
            9410,
            "À mon ami Fabien, qui m’a souvent reproché de ne rapporter de mes promenades que des",
            "de dire laquelle avait donné quelque chose à l’autre.",
        ),
        (
            "900002",
            151,
            6898,
            "Je m’étais égaré, comme il arrive à tous ceux qui marchent en regardant à leurs",
            "je n’ai jamais cherché, depuis, à savoir comment elle l’avait entendu.",
        ),
        (
            "900003",
            178,
            8099,
            "Il y a des pluies dont on garde de la reconnaissance.",
            "d’une main qui ne tremblait pas, sur le bord de la table, elle corrigea.",
        ),
    ],
)
def test_first_and_last_words(book_id: str, count: int, words: int, first: str, last: str) -> None:
    book = cleaned(book_id)
    assert len(book.paragraphs) == count
    assert book.words == words
    assert book.paragraphs[0].text.startswith(first)
    assert book.paragraphs[-1].text.endswith(last)


@pytest.mark.parametrize(
    ("book_id", "kinds"),
    [
        ("900001", {"prose": 218}),
        ("900002", {"prose": 151}),
        ("900003", {"prose": 174, "verse": 4}),  # on purpose: every line of verse is a paragraph
    ],
)
def test_the_kinds_of_each_book(book_id: str, kinds: dict[str, int]) -> None:
    assert Counter(p.kind for p in cleaned(book_id).paragraphs) == kinds


def test_the_song_keeps_its_lines() -> None:
    verse = [p for p in cleaned("900003").paragraphs if p.kind == "verse"]
    assert [p.text for p in verse] == [
        "Tourne, fuseau, le jour baisse,",
        "L’eau s’endort sous les roseaux;",
        "Tant qu’un fil tient à la tresse,",
        "Le chemin tient sur les eaux.",
    ]
    assert {(p.line, p.chapter) for p in verse} == {(186, "II. — Les quenouilles des Aubières")}


@pytest.mark.parametrize("book_id", IDS)
def test_every_line_is_in_one_place(book_id: str) -> None:
    assert where_lines_are(cleaned(book_id)) == {}


@pytest.mark.parametrize("book_id", IDS)
def test_the_lines_of_cuts_are_those_of_the_file(book_id: str) -> None:
    book = cleaned(book_id)
    lines = decode(find(book.book, None)[2])[0].split("\n")
    for cut in book.cuts:
        first = cut.block.number - 1
        assert [line.rstrip() for line in lines[first : first + cut.block.line_count]] == [
            line.rstrip() for line in cut.block.lines
        ]
    assert [cut.block.number for cut in book.cuts] == sorted(c.block.number for c in book.cuts)


@pytest.mark.parametrize("book_id", IDS)
def test_every_line_between_first_and_last_is_the_authors_or_counted(book_id: str) -> None:
    book = cleaned(book_id)
    lines = decode(find(book.book, None)[2])[0].split("\n")
    inside = [line for line in lines[book.first_line - 1 : book.last_line] if line.strip()]
    inner = {"heading", "note", "ornament"}
    counted = sum(count for reason, count in book.cut_lines.items() if reason in inner)
    assert len(inside) == book.kept_lines + counted


@pytest.mark.parametrize("book_id", IDS)
def test_no_english_line_and_no_wrapping_is_left(book_id: str) -> None:
    for paragraph in cleaned(book_id).paragraphs:
        assert not ENGLISH.search(paragraph.text), paragraph
        assert not TELL_TALE.search(paragraph.text), paragraph


@pytest.mark.parametrize("book_id", IDS)
def test_the_wrapping_was_there_to_be_cut(book_id: str) -> None:
    text = decode(find(catalogue.book(book_id), None)[2])[0]
    assert ENGLISH.search(text) and TELL_TALE.search(text)


def test_notes_are_kept_apart() -> None:
    assert cleaned("900002").notes == [
        "[Note 1: Brande: lande couverte de bruyères et d’ajoncs, où l’on mène paître les moutons "
        "et où l’on coupe la litière des bêtes.]",
        "[Note 2: Berlaude: simple d’esprit, ahurie; on le dit sans méchanceté, mais on le dit "
        "volontiers.]",
    ]
    text = " ".join(paragraph.text for paragraph in cleaned("900002").paragraphs)
    assert "grande brande toute rousse" in text
    assert "[" not in text
    assert cleaned("900001").notes == cleaned("900003").notes == []


@pytest.mark.parametrize(
    ("book_id", "chapters"),
    [
        ("900001", ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"]),
        (
            "900002",
            [
                "CHAPITRE PREMIER, OÙ L’ON ENTEND UNE CLOCHE QUE PERSONNE NE SONNE",
                "CHAPITRE II, LA PETITE-FILLE DU VENDEUR DE CLOCHES",
                "CHAPITRE III, LE SIXIÈME POT",
                "CHAPITRE IV, CE QUE DISAIT LA TERRE",
                "CHAPITRE V, LE SECRET DE MAÎTRE CORNUEL",
                "CHAPITRE VI, LA DEMOISELLE RÉPOND",
                "CHAPITRE VII, OÙ LA GROSSE CLOCHE DIT SON NOM",
            ],
        ),
        (
            "900003",
            [
                "I. — La carte au-dessus de la cheminée",
                "II. — Les quenouilles des Aubières",
                "III. — L’homme au trépied",
                "IV. — La foire de la Saint-Luc",
                "V. — La troisième quenouille",
                "VI. — Quand l’étang se tut",
                "VII. — Le nom sur la carte",
            ],
        ),
    ],
)
def test_chapters(book_id: str, chapters: list[str]) -> None:
    found = dict.fromkeys(paragraph.chapter for paragraph in cleaned(book_id).paragraphs)
    assert list(found) == chapters


@pytest.mark.parametrize("book_id", IDS)
def test_clean_keeps_dialogue_dashes(book_id: str) -> None:
    raw = decode(find(catalogue.book(book_id), None)[2])[0]
    spoken = re.findall(r"^--\w+", raw.replace("_", ""), re.MULTILINE)
    paragraphs = cleaned(book_id).paragraphs
    found = re.findall(r"^— \w+", "\n".join(p.text for p in paragraphs), re.MULTILINE)
    assert len(spoken) > 20
    assert [line.replace("--", "— ") for line in spoken] == found


def test_each_book_stands_in_its_own_split() -> None:
    assert [(b.id, b.split) for b in catalogue.shelf("demo").books] == [
        ("900001", "train"),
        ("900002", "validation"),
        ("900003", "test"),
    ]
