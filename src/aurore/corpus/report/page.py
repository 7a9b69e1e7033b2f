"""The report as one HTML page: nothing outside it is needed to read it."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aurore.base.messages import language, message
from aurore.base.records import SPLITS
from aurore.corpus.report import labels, plots
from aurore.corpus.report.card import dataset_card
from aurore.corpus.report.contents import SMALLEST_LEAK, ReportBook, ReportCorpus
from aurore.corpus.report.excerpts import ReasonCuts, Shown, book_cuts
from aurore.corpus.report.kept import write_kept
from aurore.corpus.report.rights import YEARS_AFTER_PUBLICATION, came_from_gutenberg, rights

PAGE = "report.html"
README = "README.md"
STATIC = files("aurore.corpus.report") / "static"
FONTS = {"normal": "eb-garamond-regular.woff2", "italic": "eb-garamond-italic.woff2"}
ENGLISH_REASONS = frozenset(["gutenberg", "credits"])
"""Cuts that a screen reader reads as English."""
MOST_LINE_NUMBERS = 5  # guess: more in a cell of the table are read in the book's sheet


@dataclass(frozen=True)
class Sheet:
    """A book on the page."""

    anchor: str
    book: ReportBook
    cuts: list[ReasonCuts]


@dataclass(frozen=True)
class ReasonTotal:
    """A reason in the whole corpus."""

    reason: str
    lines: int
    books: int


def write_report(contents: ReportCorpus, folder: Path) -> None:
    """Writes `report.html` and the dataset card `README.md` into `folder`, in the current
    language, and `report.jsonl`. The caller puts the folder in its place whole or not at all.
    """
    with (folder / PAGE).open("w", encoding="utf-8", newline="\n") as page:
        page.writelines(_pieces(contents))  # one by one: that of a large shelf is never held whole
    write_kept(contents, folder)
    (folder / README).write_text(dataset_card(contents), encoding="utf-8", newline="\n")


def report_page(contents: ReportCorpus) -> str:
    """The page as HTML."""
    return "".join(_pieces(contents))


def _pieces(contents: ReportCorpus) -> Iterator[str]:
    template = environment().get_template("report.html")
    return template.generate(
        contents=contents,
        language=language(),
        sheets=list(_sheets(contents)),
        figures=_figures(contents),
        totals=_totals(contents),
        titles={book.id: book.title for book in contents.books},
        is_clean=all(leak.share < SMALLEST_LEAK for leak in contents.split_leaks),
        rights=rights(contents),
        from_gutenberg=came_from_gutenberg(contents),
        settings=labels.settings(contents.settings),
        american_limit=contents.date.year - YEARS_AFTER_PUBLICATION,
        struck="",  # its style says « cut » before a cut
        first_open=False,
        **drawn(contents),
        **_look(),
    )


def drawn(contents: ReportCorpus) -> dict[str, object]:
    """What `drawings.html` draws."""
    return {
        "lengths": plots.sentence_lengths(contents),
        "growth": plots.vocabulary_growth(contents),
        "words": plots.words_by_book(contents.books),
        "dialogue": plots.dialogue_by_book(contents.books),
    }


def _sheets(contents: ReportCorpus) -> Iterator[Sheet]:
    shown = Shown()
    for index, book in enumerate(contents.books, start=1):
        anchor = f"b{index}"  # not the id: that of a user's file may hold any sign
        yield Sheet(anchor, book, book_cuts(book, anchor, shown))


def _figures(contents: ReportCorpus) -> list[tuple[str, str]]:
    """The large figures at the top, and what each counts."""
    books = contents.books
    kept, lines = sum(b.kept_lines for b in books), sum(b.lines for b in books)
    splits = contents.splits.values()
    counts = {
        "books": len(books) - len(contents.editions),
        "words": sum(split.words for split in splits),
        "sentences": sum(split.sentences for split in splits),
        "suspicious": sum(len(book.suspicious) for book in books),
    }
    found = [
        (message("cli.count", count=count), message(f"report.short.{name}"))
        for name, count in counts.items()
    ]
    cut = message("report.short.kept", count=sum(book.cut_lines for book in books))
    found.insert(3, (message("report.percent", share=kept / max(lines, 1)), cut))
    for leak in contents.split_leaks:
        if (leak.split, leak.other) == ("test", "train"):
            figure = message("report.fine_percent", share=leak.share)
            found.append((figure, message("report.short.leak")))
    return found


def _totals(contents: ReportCorpus) -> list[ReasonTotal]:
    """The reasons of the whole corpus, the most frequent first."""
    lines: Counter[str] = Counter()
    books: Counter[str] = Counter()
    for book in contents.books:
        lines.update(book.cut)
        books.update([reason for reason, count in book.cut.items() if count])
    return [ReasonTotal(reason, count, books[reason]) for reason, count in lines.most_common()]


@cache
def environment() -> Environment:
    """The report's templates, and what they use to speak."""
    made = Environment(
        loader=PackageLoader("aurore.corpus.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals.update(
        t=message,
        splits=SPLITS,
        reasons=labels.reasons,
        reason_name=labels.reason_name,
        reason_meaning=labels.reason_meaning,
        kinds=labels.kinds,
        mended=labels.mended,
        suspicion=labels.suspicion,
        day=labels.day,
        legend=plots.legend,
        plot_height=plots.HEIGHT,
        english_reasons=ENGLISH_REASONS,
        most_line_numbers=MOST_LINE_NUMBERS,
    )
    made.filters["n"] = lambda count: message("cli.count", count=count)
    made.filters["fine"] = lambda share: message("report.fine_percent", share=share)
    made.filters["share"] = lambda share: message("report.percent", share=share)
    return made


@cache
def _look() -> dict[str, Any]:
    """Style, script and type, all of them ours and safe to write as they are."""
    script = _static("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    fonts = {
        style: base64.b64encode((STATIC / "fonts" / name).read_bytes()).decode()
        for style, name in FONTS.items()
    }
    return {
        "style": Markup(_static("report.css")),
        "script": Markup(script),
        "script_sha256": digest,
        "fonts": fonts,
    }


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
