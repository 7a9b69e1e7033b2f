"""Cleaning any book laid out as Gutenberg does: every line of the body stays, no other does.

The books are made here: the shape is drawn by Hypothesis, the words by a seeded generator.
"""

import random
import re
import textwrap
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from real import where_lines_are

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.rows import book_rows

OPENINGS = [
    "Il",
    "Elle",
    "On",
    "Je",
    "Nous",
    "Alors",
    "Quand",
    "Pourtant",
    "Ce",
    "Le",
    "La",
    "Les",
    "Un",
    "Une",
    "À",
    "Était-ce",
]
WORDS = [
    "le",
    "la",
    "les",
    "de",
    "des",
    "et",
    "un",
    "une",
    "que",
    "qui",
    "dans",
    "il",
    "elle",
    "pas",
    "forêt",
    "fenêtre",
    "était",
    "même",
    "âme",
    "peut-être",
    "l'oubli",
    "d'abord",
    "aujourd'hui",
    "œuvre",
    "cœur",
    "FIN",
    "END",
    "DIFFÉREND",
    "APPENDICE",
    "SEND",
    "vieux",
    "chemin",
    "soir",
    "_italique_",
    "_deux",
    "mots_",
    "M.",
    "Lecoq",
    "à",
    "là",
    "où",
    "déjà",
    "gaîté",
    "reçu",
    "très-beau",
    "châtaigne",
]
ENDS = [".", ".", ".", "!", "?", "...", "…", ".»"]
STARTS = [
    ["*** START OF THIS PROJECT GUTENBERG EBOOK {} ***"],
    ["*** START OF THE PROJECT GUTENBERG EBOOK {} ***"],
    ["***START OF THE PROJECT GUTENBERG EBOOK {}***"],
    ["*** START OF THIS PROJECT GUTENBERG EBOOK, {} ***"],
    ["*** START OF THIS PROJECT GUTENBERG EBOOK HISTOIRE", "DE {} ***"],
    ["*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*"],
]
FINISHES = [
    ["*** END OF THIS PROJECT GUTENBERG EBOOK {} ***"],
    ["*** END OF THE PROJECT GUTENBERG EBOOK {} ***"],
    ["***END OF THE PROJECT GUTENBERG EBOOK {}***"],
    ["End of Project Gutenberg's {}, by Aurore"],
    [
        "End of the Project Gutenberg EBook of {}, by Aurore",
        "",
        "*** END OF THIS PROJECT GUTENBERG EBOOK {} ***",
    ],
]
CREDITS = [
    [],
    ["Produced by the Online Distributed Proofreading Team at http://www.pgdp.net"],
    [
        "Produced by Someone and the Online Distributed Proofreading",
        "Team. This file was produced from images generously made available",
        "by the Bibliothèque nationale de France (BnF/Gallica)",
    ],
    ["Produit par les volontaires", "", "", "[Note du transcripteur: rien n'est changé.]"],
]
TITLE_PAGES = [
    ["LÉLIA"],
    ["LÉLIA", "", "PAR", "", "GEORGE SAND", "", "PARIS", "CALMANN LÉVY, ÉDITEUR", "", "1867"],
    ["LE MOULIN", "", "DES DEUX-EAUX", "", "[Illustration: la roue du moulin]", "", "1832"],
    ["LÉLIA", "", "TABLE DES MATIÈRES", "I. Les trois pains", "II. L'apparition", "", "1867"],
]
LICENCE = [
    "",
    "***** This file should be named 1-0.txt or 1-0.zip *****",
    "http://www.gutenberg.org/1/",
    "",
    "Creating the works from public domain print editions means that no",
    "one owns a United States copyright in these works.",
    "",
    "1.E.8.  You may charge a reasonable fee. SEND DONATIONS or determine",
    "the status of compliance. Project Gutenberg is a registered trademark.",
]
FRENCH_BOOK = Book("1", "Lélia", "Aurore", "fr")
WHOLE = PrepareSettings(largest_cut=1.0)
PROPERTY = settings(max_examples=40)


def sentences(rng: random.Random, least: int, most: int) -> str:
    """A French-looking paragraph of that many sentences."""
    return " ".join(
        f"{rng.choice(OPENINGS)} {' '.join(rng.choices(WORDS, k=rng.randint(5, 14)))} "
        f"et que dans la {rng.choice(['forêt', 'vallée', 'fenêtre', 'mêlée'])}{rng.choice(ENDS)}"
        for _ in range(rng.randint(least, most))
    )


@dataclass
class Made:
    """A synthetic book: its lines, and what must be left of it."""

    lines: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *lines: str) -> None:
        self.lines += [*lines, ""]

    def add_body(self, text: str) -> None:
        self.body.append(text)
        self.add(*textwrap.wrap(text, 72, break_on_hyphens=False, break_long_words=False))


@st.composite
def made_books(draw: st.DrawFn) -> Made:
    """Header, marker, credits, title page, chapters with all that stands in them, FIN, licence."""
    made, rng = Made(), random.Random(draw(st.integers(0, 10**6)))
    made.add(
        "The Project Gutenberg EBook of Lélia, by Aurore", "", "Title: Lélia", "Language: French"
    )
    made.add(*(line.format("LÉLIA") for line in draw(st.sampled_from(STARTS))))
    made.add("", *draw(st.sampled_from(CREDITS)))
    made.add("", *draw(st.sampled_from(TITLE_PAGES)), "")
    headings = draw(st.sampled_from(["roman", "chapter", "dash"]))
    for number, roman in enumerate(["I", "II", "III", "IV"][: draw(st.integers(1, 4))]):
        shown = {"roman": f"{roman}.", "chapter": f"CHAPITRE {roman}", "dash": f"{roman}.--Le soir"}
        made.add("", shown[headings], "")
        made.chapters.append(shown[headings])
        for kind in draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=14)):
            add_paragraph(made, rng, kind)
        made.add_body(sentences(rng, 4, 8))
        if number == 1:
            made.add("FIN DU TOME PREMIER.")
    made.add(*draw(st.sampled_from([["FIN"], ["FIN."], ["FIN DE LÉLIA."], [""], ["* * *"]])))
    made.add("", *(line.format("LÉLIA") for line in draw(st.sampled_from(FINISHES))))
    made.add(*LICENCE)
    return made


KINDS = ["prose", "prose", "said", "said", "short", "note", "ornament", "picture", "quoted"]


def add_paragraph(made: Made, rng: random.Random, kind: str) -> None:
    """One thing that stands in a chapter; only what the author wrote counts as body."""
    if kind == "note":
        number = len(made.notes) + 1
        text = f"[Note {number}: {sentences(rng, 1, 2)}]"
        made.notes.append(text)
        made.add_body(sentences(rng, 2, 4) + f" Voilà la fin[{number}].")
        made.body[-1] = made.body[-1].replace(f"[{number}].", ".")
        made.add(*textwrap.wrap(text, 72, break_on_hyphens=False))
    elif kind == "ornament":
        made.add("       *       *       *       *       *")
    elif kind == "picture":
        made.add("[Illustration: la roue", "du moulin]")
    else:
        text = {
            "prose": sentences(rng, 2, 6),
            "said": f"--{sentences(rng, 1, 2)}",
            "short": rng.choice(["Il sortit.", "--Oui!", "Elle se tut...", "--Non, dit-il."]),
            "quoted": f"« {sentences(rng, 1, 3)} »",
        }[kind]
        made.add_body(text)


def letters(text: str) -> str:
    """The letters alone: no typography, no italics, no dashes."""
    return re.sub(r"[\W_]+", "", text)


def raw(made: Made, encoding: str, line_end: str) -> bytes:
    text = line_end.join(made.lines)
    if encoding == "latin-1":
        text = text.replace("œ", "oe").replace("…", "...")
    return text.encode(encoding)


FORMS = st.tuples(
    st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "cp1252"]), st.sampled_from(["\n", "\r\n"])
)


@given(made_books(), FORMS)
@PROPERTY
def test_cleaning_keeps_every_line_of_the_body_and_nothing_else(
    made: Made, form: tuple[str, str]
) -> None:
    cleaned = clean_book(FRENCH_BOOK, raw(made, *form), WHOLE)
    expected = [letters(paragraph) for paragraph in made.body]
    assert [letters(paragraph.text) for paragraph in cleaned.paragraphs] == expected
    assert [p.number for p in cleaned.paragraphs] == list(range(len(made.body)))


@given(made_books())
@PROPERTY
def test_notes_are_kept_apart(made: Made) -> None:
    cleaned = clean_book(FRENCH_BOOK, raw(made, "utf-8", "\r\n"), WHOLE)
    assert list(map(letters, cleaned.notes)) == list(map(letters, made.notes))


@given(made_books())
@PROPERTY
def test_every_written_line_is_counted_once(made: Made) -> None:
    cleaned = clean_book(FRENCH_BOOK, raw(made, "utf-8", "\n"), WHOLE)
    written = sum(1 for line in made.lines if line.strip())
    assert cleaned.lines == written
    assert cleaned.kept_lines + sum(cleaned.cut_lines.values()) == written
    assert all(cleaned.cut_lines.values())
    assert cleaned.words == sum(len(p.text.split()) for p in cleaned.paragraphs)


@given(made_books())
@PROPERTY
def test_first_and_last_lines_are_those_of_the_file(made: Made) -> None:
    cleaned = clean_book(FRENCH_BOOK, raw(made, "utf-8", "\n"), WHOLE)
    assert made.lines[cleaned.first_line - 1] == made.chapters[0]
    last = made.lines[cleaned.last_line - 1]
    assert last and made.body[-1].endswith(last)


@given(made_books())
@PROPERTY
def test_chapters_are_named_by_their_headings(made: Made) -> None:
    cleaned = clean_book(FRENCH_BOOK, raw(made, "utf-8", "\n"), WHOLE)
    found = list(dict.fromkeys(paragraph.chapter for paragraph in cleaned.paragraphs))
    assert list(map(letters, found)) == list(map(letters, made.chapters))


@given(made_books())
@PROPERTY
def test_sentences_are_the_paragraphs_again(made: Made) -> None:
    cleaned = clean_book(FRENCH_BOOK, raw(made, "utf-8", "\n"), WHOLE)
    rows = book_rows(cleaned, WHOLE)
    assert len(rows.counts) == len(rows.kinds) and (rows.counts > 0).all()
    ends = rows.counts.cumsum()
    joined = [
        " ".join(rows.sentences[end - count : end])
        for end, count in zip(ends, rows.counts, strict=True)
    ]
    assert joined == rows.paragraphs == [paragraph.text for paragraph in cleaned.paragraphs]
    assert ends[-1] == len(rows.sentences)


@given(made_books(), FORMS)
@PROPERTY
def test_every_written_line_is_in_exactly_one_place(made: Made, form: tuple[str, str]) -> None:
    assert where_lines_are(clean_book(FRENCH_BOOK, raw(made, *form), WHOLE)) == {}


PIECES = st.sampled_from(
    [
        b"\n\n",
        b"\r\n",
        b"\n",
        b"FIN",
        b"[Note 1: ",
        b"]",
        b"***",
        b"I.",
        b"--",
        b"_",
        b"\xe9",
        b"\0",
        b"*** START OF THIS PROJECT GUTENBERG EBOOK X ***\n",
        b"\xef\xbb\xbf",
        b"\x81",
        b" le la ",
        b"*** END OF THIS PROJECT GUTENBERG EBOOK X ***\n",
        b"Errata",
        b"CHAPITRE I",
        b"[1]",
        b".",
        b"Il dit que la nuit et le jour. " * 5,
        b"[Illustration]",
        b"* * *",
        b"\xe2\x80\x94",
        b"LELIA",
    ]
)


@given(
    st.binary(max_size=400) | st.lists(PIECES, max_size=60).map(b"".join),
    st.sampled_from(["fr", "en"]),
    st.sampled_from([0.0, 0.2, 1.0]),
)
@settings(max_examples=600)
def test_any_bytes_give_a_book_or_an_error_for_the_user(
    data: bytes, language: str, largest_cut: float
) -> None:
    try:
        cleaned = clean_book(
            Book("1", "T", "A", language), data, PrepareSettings(largest_cut=largest_cut)
        )
    except UserError as error:
        assert error.problem and error.remedy
    else:
        assert cleaned.paragraphs and all(p.text for p in cleaned.paragraphs)
        assert cleaned.kept_lines + sum(cleaned.cut_lines.values()) == cleaned.lines
