"""Markdown is read: its headings are chapters, its signs go, plain texts are not taken for it."""

from pathlib import Path

import pytest

from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.documents import clean_file
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import find
from aurore.corpus.sources.markdown import is_markdown, read_markdown
from aurore.corpus.sources.plain import read_plain
from aurore.corpus.sources.reading import read_document, reader_of

NOVEL = """---
title: Le Moulin
author: Jeanne Vauquer
---

# Le Moulin

## Chapitre premier ##
Le **meunier** ouvrit la *porte* de la [grange](https://exemple.org/grange) et vit
que l'_été_ était là[^1], avec __le blé mûr__.

![Le moulin](images/moulin.png)

***

> — Oui, dit-elle.
> — Non.

Un soir
-------

Il ne dit rien : 3 \\* 4 \\*ne\\* font \\# pas douze.

[^1]: En juin, donc.

La roue tourne au fil de l'eau,
Et le grain chante, et le seau
Descend plein de nuit sous terre
Chercher un peu de lumière.
"""


def of(tmp_path: Path, text: str, name: str = "roman.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_headings_are_chapters_and_signs_go(tmp_path: Path) -> None:
    document = read_document(of(tmp_path, NOVEL))
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "Le Moulin"),
        ("heading", "Chapitre premier"),
        (
            "prose",
            "Le meunier ouvrit la porte de la grange et vit que l'été était là, avec le blé mûr.",
        ),
        ("ornament", "***"),
        ("prose", "— Oui, dit-elle. — Non."),
        ("heading", "Un soir"),
        ("prose", "Il ne dit rien : 3 * 4 *ne* font # pas douze."),
        (
            "verse",
            "La roue tourne au fil de l'eau,\nEt le grain chante, et le seau\n"
            "Descend plein de nuit sous terre\nChercher un peu de lumière.",
        ),
    ]
    assert [note.text for note in document.notes] == ["En juin, donc."]
    assert [(one.reason, one.text.split("\n")[0]) for one in document.dropped] == [
        ("title_page", "---"),
        ("note_mark", "[^1]"),
        ("illustration", "Le moulin"),
    ]
    lines = NOVEL.split("\n")
    for block in document.blocks:
        assert block.text[:3] in lines[int(block.place.rpartition(":")[2]) - 1], block


def test_its_chapters_are_those_of_the_corpus(tmp_path: Path) -> None:
    path = of(tmp_path, NOVEL)
    book = clean_file(Book("roman", "roman", "", "fr"), path, PrepareSettings())
    assert list(dict.fromkeys(p.chapter for p in book.paragraphs)) == [
        "Le Moulin, Chapitre premier",
        "Un soir",
    ]
    assert not [p.text for p in book.paragraphs if any(sign in p.text for sign in "[](_>")]


def test_a_tale_in_markdown_is_the_tale(tmp_path: Path) -> None:
    book = catalogue.book("900001")
    tale = clean_book(book, find(book, None)[2])
    parts, chapter = [], ""
    for paragraph in tale.paragraphs:
        if paragraph.chapter != chapter:
            chapter = paragraph.chapter
            parts.append(f"## {chapter}")
        parts.append(paragraph.text.replace("Fabien", "**Fabien**").replace("eau", "*eau*"))
    path = of(tmp_path, "\n\n".join(parts))
    found = clean_file(Book("conte", "conte", "", "fr"), path, PrepareSettings())
    prose = [p for p in tale.paragraphs if p.kind == "prose"]
    assert [(p.chapter, p.text) for p in found.paragraphs if p.kind == "prose"] == [
        (p.chapter, p.text) for p in prose
    ]


def test_letters_saved_in_another_encoding_are_mended_there_too(tmp_path: Path) -> None:
    path = of(tmp_path, "# L’été\n\nIl était là, déjà.\n".encode().decode("latin-1"))
    book = clean_file(Book("roman", "roman", "", "fr"), path, PrepareSettings())
    assert book.paragraphs[0].text == "Il était là, déjà." and book.mended["mojibake"] == 7


@pytest.mark.parametrize(
    "text",
    [
        "# Titre\n",
        "Il vint.\n\n###   Deux   ###\n\nElle partit.",
        "Voir [ici](http://exemple.org).",
        "Voir [la note](#note).",
        "Un **mot**, puis un **autre mot**.",
    ],
)
def test_what_is_markdown(text: str) -> None:
    assert is_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * *\n\nIl vint.\n\n***\n\nElle partit.",
        "#1 et # seul\n#\n",
        "[1] Une note. (Et ceci.)",
        "[Illustration: un moulin]",
        "_Il_ vint *là*. -- Oui.\n--------\n",
        "** seul, et 2 ** 3 ** 4",
    ],
)
def test_what_is_not(text: str) -> None:
    assert not is_markdown(text)


def test_only_settings_are_a_header(tmp_path: Path) -> None:
    text = "---\n\nIl vint.\n\n---\n\n# Un\n\nElle partit.\n"
    document = read_markdown(of(tmp_path, text))
    assert [block.text for block in document.blocks] == [
        "---",
        "Il vint.",
        "---",
        "Un",
        "Elle partit.",
    ]


@pytest.mark.books
def test_no_book_of_gutenberg_is_taken_for_markdown(real_books: Path) -> None:
    for path in sorted((real_books / "gutenberg" / "files").rglob("*.txt")):
        assert reader_of(path) is read_plain, path.name
