"""Contents of a report, made by hand from raw books: what a reader sees in them, no cleaning."""

import hashlib
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from aurore.base.records import Split
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.report.contents import (
    CutPassage,
    Leak,
    Line,
    ReportBook,
    ReportCorpus,
    SplitFigures,
    SplitLeak,
    Suspicion,
)

DEMO = Path(__file__).parents[2] / "src" / "aurore" / "corpus" / "sources" / "demo" / "files"
BOOKS: tuple[tuple[str, str, Split], ...] = (
    ("900001", "Le Moulin des Deux-Eaux", "train"),
    ("900002", "La Cloche de Vauclaire", "validation"),
    ("900003", "L’Étang des Fileuses", "test"),
)
MARKER = re.compile(r"\*\*\* ?(START|END) OF TH(?:IS|E) PROJECT GUTENBERG")
HEADING = re.compile(r"\s*(?:[IVXL]{1,7}\.?|CHAPITRE .*)")


def passage(lines: list[str], reason: str, first: int, last: int) -> CutPassage:
    """Lines `first` to `last` (numbers from 1, included) and three on each side."""
    return CutPassage(
        reason,
        first,
        last,
        "\n".join(lines[first - 1 : last]),
        lines[max(first - 4, 0) : first - 1],
        lines[last : last + 3],
    )


def raw_book(path: Path, book_id: str, title: str, split: Split = "train") -> ReportBook:
    """A book of which the envelope and the numbers of chapters are cut."""
    data = path.read_bytes()
    text, encoding = decode(data)
    lines = text.split("\n")
    marks = [i for i, line in enumerate(lines, start=1) if MARKER.match(line)]
    start, end = (marks[0], marks[-1]) if len(marks) > 1 else (1, len(lines))
    inside = [(i, lines[i - 1]) for i in range(start + 1, end) if lines[i - 1].strip()]
    headings = [i for i, line in inside if HEADING.fullmatch(line)]
    passages = [passage(lines, "gutenberg", 1, start), passage(lines, "gutenberg", end, len(lines))]
    passages += [passage(lines, "heading", i, i) for i in headings]
    written = sum(1 for line in lines if line.strip())
    words = sum(len(line.split()) for _, line in inside)
    spoken = sum(len(line.split()) for _, line in inside if line.startswith("--"))
    return ReportBook(
        id=book_id,
        title=title,
        author="Aurore",
        split=split,
        source=f"https://www.gutenberg.org/files/{book_id}/{path.name}",
        file=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        lines=written,
        kept_lines=len(inside) - len(headings),
        words=words,
        sentences=words // 16,
        dialogue_share=spoken / words,
        year=1846,
        died=1876,
        first=Line(*inside[0]),
        last=Line(*inside[-1]),
        cut={"gutenberg": written - len(inside), "heading": len(headings)},
        passages=passages,
        suspicious=[Suspicion(inside[0][0], inside[0][1], "anglais")],
        kinds={"prose": 150, "verse": 4},
        repeated_paragraphs=2,
        notes=["Le patois du pays."],
    )


def corpus_of(books: list[ReportBook]) -> ReportCorpus:
    """A corpus of these books, with counts taken from their raw passages' surroundings."""
    lengths = Counter({3: 40, 12: 110, 19: 90, 33: 41, 70: 9})
    figures = {
        split: SplitFigures(
            books=len(chosen),
            paragraphs=150 * len(chosen),
            sentences=sum(book.sentences for book in chosen),
            words=sum(book.words for book in chosen),
        )
        for split in ("train", "validation", "test")
        if (chosen := [book for book in books if book.split == split])
    }
    return ReportCorpus(
        shelf="demo",
        title="Trois contes écrits pour Aurore",
        date=date(2026, 11, 23),
        version="0.1.0",
        sha256="0123456789abcdef" * 4,
        splits=figures,
        books=books,
        sentence_lengths={split: dict(lengths) for split in figures},
        vocabulary_growth={
            "train": [(n * 500, round(9 * (n * 500) ** 0.6)) for n in range(1, 300)]
        },
        leaks=[Leak(books[0].id, books[-1].id, 0.042)],
        split_leaks=[SplitLeak("test", "train", 0.0), SplitLeak("validation", "train", 0.0)],
        settings={"author": "demo", "largest_cut": 0.2},
    )


@cache
def demo_contents() -> ReportCorpus:
    """The three embedded tales."""
    paths = [next((DEMO / book_id).iterdir()) for book_id, _, _ in BOOKS]
    return corpus_of([raw_book(path, *known) for path, known in zip(paths, BOOKS, strict=True)])
