"""What is gathered while the books of a shelf pass, and what is told of it: card and report."""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from aurore import __version__
from aurore.base.records import SPLITS, Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.dataset import CorpusWriter
from aurore.corpus.report.contents import (
    BlendPart,
    Leak,
    LeftOut,
    Line,
    Quotation,
    ReportBook,
    ReportCorpus,
    SplitFigures,
    SplitLeak,
)
from aurore.corpus.rows import BookRows
from aurore.corpus.shelf_measures import ShelfMeasures, sentence_lengths
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.checks import read_origin
from aurore.corpus.sources.selection import Selection

# Of a larger shelf the report shows figures alone, because a page with so many passages does not
# open any more (guess).
MOST_DETAILED_BOOKS = 500


@dataclass(frozen=True)
class File:
    """A book and the file it is in."""

    book: Book
    path: Path
    died: int | None = None
    """Year of the author's death, when the user says it."""


@dataclass
class ShelfAccount:
    """What is gathered, by the books' places on the shelf."""

    selection: Selection
    settings: PrepareSettings
    inputs: str
    """A hash of all that the corpus follows from."""
    accounts: dict[int, dict[str, Any]] = field(default_factory=dict)
    details: dict[int, dict[str, Any]] = field(default_factory=dict)
    measures: ShelfMeasures = field(init=False)

    def __post_init__(self) -> None:
        self.measures = ShelfMeasures(by_book=self.settings.split == "book")
        if self.settings.editions == "all":
            self.measures.editions = None

    def take(self, index: int, rows: BookRows) -> None:
        """Takes note of a book that was written."""
        self.accounts[index] = rows.account
        self.details[index] = rows.details | {"sentences": int(rows.counts.sum())}
        if len(self.selection.sources) > MOST_DETAILED_BOOKS:
            self.details[index]["passages"] = []


def card_of(account: ShelfAccount, writer: CorpusWriter) -> dict[str, Any]:
    """The contents of `card.json`."""
    return {
        "aurore": __version__,
        "shelf": account.selection.name,
        "title": account.selection.title,
        "language": account.selection.language,
        "settings": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(account.settings).items()
        },
        "sha256": writer.sha256(),
        "splits": writer.totals(),
        "leaks": account.measures.as_data(),
        "skipped": list(account.selection.skipped),
        "short_sentences": writer.short_sentences,
        "books": [account.accounts[index] for index in sorted(account.accounts)],
        "left_out": [
            {"id": book.id, "title": book.title, "author": book.author, "why": book.note}
            for book in account.selection.left_out
        ],
        "inputs": account.inputs,
    }


def report_of(
    account: ShelfAccount, card: dict[str, Any], writer: CorpusWriter, files: list[File]
) -> ReportCorpus:
    """The contents of `report.html` and of the data set's card."""
    measures = account.measures
    return ReportCorpus(
        shelf=card["shelf"],
        title=card["title"],
        date=date.today(),
        version=__version__,
        sha256=card["sha256"],
        splits={split: SplitFigures(**card["splits"][split]) for split in SPLITS},
        books=[
            _report_book(file, account.accounts[index], account.details[index])
            for index, file in enumerate(files)
        ],
        sentence_lengths=sentence_lengths(writer),
        vocabulary_growth={"train": measures.growth},
        beside_training=card["leaks"]["beside_training"],
        leaks=[Leak(**one) for one in card["leaks"]["between_books"]],
        split_leaks=[SplitLeak(**one) for one in card["leaks"]["between_splits"]],
        editions=[Leak(**one) for one in card["leaks"]["editions"]],
        quotations=[Quotation(**one) for one in card["leaks"]["quotations"]],
        left_out=[LeftOut(**one) for one in card["left_out"]],
        settings=card["settings"],
        skipped=card["skipped"],
        short_sentences=card["short_sentences"],
        language=card["language"],
        blend=[
            BlendPart(title=catalogue.shelf(name).title, **part)
            for name, part in card.get("blend", {}).items()
        ],
    )


def _report_book(file: File, told: dict[str, Any], details: dict[str, Any]) -> ReportBook:
    origin = _origin(file)
    details = details | {
        "licence": origin["licence"] or details["licence"],
        "died": file.died or details["died"] or catalogue.died(file.book.author),
    }
    return ReportBook(
        id=told["id"],
        title=told["title"],
        author=told["author"],
        split=told["split"],
        source=origin["source"],
        file=origin["file"],
        sha256=origin["sha256"],
        encoding=told["encoding"],
        lines=told["lines"],
        kept_lines=told["kept_lines"],
        words=told["words"],
        year=file.book.year,
        first=Line(told["first_line"], told["first"]),
        last=Line(told["last_line"], told["last"]),
        cut=told["cut_lines"],
        repeated_paragraphs=told["repeated_paragraphs"],
        repeated_inside=told["repeated_inside"],
        quoted_paragraphs=told["quoted_paragraphs"],
        notes=told["notes"],
        mended=told["mended"],
        **details,
    )


def _origin(file: File) -> dict[str, str]:
    """Where the file came from: its sidecar says it, or it is the user's own."""
    told = read_origin(file.path)
    if told:
        licence = catalogue.licence(file.book.id)
        return {name: told[name] for name in ("source", "file", "sha256")} | {"licence": licence}
    digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
    return {"source": "", "file": file.path.name, "sha256": digest, "licence": ""}
