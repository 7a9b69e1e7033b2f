"""Numbers of pages go, and the sentences they cut are whole again; other numbers stay."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.blocks import Block, split_blocks
from aurore.corpus.cleaning.book import CleanBook, clean_book
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.cleaning.page_numbers import without_page_numbers
from aurore.corpus.documents import clean_file
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import find

ROW = "Le meunier sortait par la porte de la grange, l'été, pour voir si l'eau était montée"


def tale() -> CleanBook:
    book = catalogue.book("900001")
    return clean_book(book, find(book, None)[2])


def in_pages(paragraphs: list[str], form: str, height: int = 18, width: int = 60) -> str:
    """The paragraphs, wrapped and parted by blank lines, with the page's number every so often."""
    lines = [line for text in paragraphs for line in [*textwrap.wrap(text, width), ""]]
    return "\n".join(_with_numbers(lines, form, height))


def _with_numbers(lines: list[str], form: str, height: int) -> Iterator[str]:
    for count, line in enumerate(lines, start=1):
        yield line
        if count % height == 0:
            yield form.format(count // height)


def cleaned(text: str, tmp_path: Path) -> CleanBook:
    path = tmp_path / "conte.txt"
    path.write_text(text, encoding="utf-8")
    return clean_file(Book("conte", "conte", "", "fr"), path, PrepareSettings())


@pytest.mark.parametrize(
    "form", ["{}", "\n{}\n", "- {} -", "\n— {} —\n", "Page {}", "\n[{}]\n", "{} / 300", "\f{}"]
)
def test_the_text_is_what_it_was_before_it_was_cut_into_pages(form: str, tmp_path: Path) -> None:
    paragraphs = [paragraph.text for paragraph in tale().paragraphs]
    found = cleaned(in_pages(paragraphs, form), tmp_path)
    plain = cleaned("\n\n".join(textwrap.fill(text, 60) for text in paragraphs), tmp_path)
    words = " ".join(p.text for p in plain.paragraphs).split()
    assert " ".join(p.text for p in found.paragraphs).split() == words
    pages = sum(len(textwrap.wrap(text, 60)) + 1 for text in paragraphs) // 18
    assert found.cut_lines["page_number"] == pages > 20
    starts = {p.text[:30] for p in plain.paragraphs}
    strange = [p.text for p in found.paragraphs if p.text[:30] not in starts]
    assert len(strange) <= 0.1 * pages, "before a capital nothing tells that a sentence goes on"
    assert not [p for p in strange if p[0].islower()]
    assert found.kept_lines + sum(found.cut_lines.values()) == found.lines


def test_every_number_is_shown_at_its_line(tmp_path: Path) -> None:
    paragraphs = [paragraph.text for paragraph in tale().paragraphs]
    found = cleaned(in_pages(paragraphs, "{}", height=9), tmp_path)
    lines = found.text.split("\n")
    numbers = [cut.block for cut in found.cuts if cut.reason == "page_number"]
    assert len(numbers) > 20
    assert [block.text for block in numbers] == [lines[block.number - 1] for block in numbers]


def test_a_word_cut_by_the_page_comes_together() -> None:
    pages = "\n".join(f"{ROW}, et sa recon-\n\n{i}\n\nnaissance était grande.\n" for i in range(9))
    blocks, cuts = without_page_numbers(split_blocks(f"Sa reconnaissance était là.\n\n{pages}"))
    assert len(cuts) == 9
    assert sum("et sa reconnaissance était" in block.text for block in blocks) == 9


def test_numbers_of_chapters_stay() -> None:
    text = "\n\n".join(f"{i}\n\n{ROW}.\n\n— Non, dit-elle." for i in range(1, 30))
    blocks = split_blocks(text)
    assert without_page_numbers(blocks) == (blocks, [])


def test_chapters_stay_among_pages() -> None:
    parts = []
    for page in range(1, 41):
        chapter = f"{page // 10}\n\nUn soir, il vint.\n\n" if page % 10 == 0 else ""
        parts.append(f"{chapter}{ROW},\n\n{page + 20}\n\net voilà tout.\n\n")
    blocks, cuts = without_page_numbers(split_blocks("".join(parts)))
    assert [cut.block.text for cut in cuts] == [str(page + 20) for page in range(1, 41)]
    assert [block.text for block in blocks if block.text.isdigit()] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "text",
    [
        f"{ROW}\n\n1848\n\net ainsi de suite",
        "\n\n".join([ROW, "3", "et", ROW, "7", "et", ROW, "90", "et", "12", "et"]),
        "1\n\n2\n\n3",
        "",
    ],
)
def test_a_few_numbers_prove_nothing(text: str) -> None:
    blocks: list[Block] = split_blocks(text)
    assert without_page_numbers(blocks) == (blocks, [])


@pytest.mark.books
def test_in_the_books_of_gutenberg_no_number_is_taken_for_a_pages(real_books: Path) -> None:
    for path in sorted((real_books / "gutenberg" / "files").rglob("*.txt")):
        blocks = split_blocks(decode(path.read_bytes())[0])
        assert without_page_numbers(blocks)[1] == [], path.name
