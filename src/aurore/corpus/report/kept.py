"""The contents of the report as a file, for the studio, which shows them in the reader's language.

A line of JSON for the corpus, then one for each book with its passages: who wants one book reads
one line.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from aurore.corpus.report.contents import (
    BlendPart,
    CutPassage,
    Leak,
    LeftOut,
    Line,
    Quotation,
    ReportBook,
    ReportCorpus,
    SplitFigures,
    SplitLeak,
    Suspicion,
)

KEPT = "report.jsonl"


def write_kept(contents: ReportCorpus, folder: Path) -> None:
    """Writes `report.jsonl` into `folder`."""
    with (folder / KEPT).open("w", encoding="utf-8", newline="\n") as file:
        for part in _parts(contents):
            file.write(json.dumps(asdict(part), ensure_ascii=False, default=str) + "\n")


def _parts(contents: ReportCorpus) -> Iterator[ReportCorpus | ReportBook]:
    bare = [replace(book, passages=[], suspicious=[], notes=[]) for book in contents.books]
    yield replace(contents, books=bare)
    yield from contents.books


def read_kept(folder: Path) -> ReportCorpus | None:
    """The corpus, its books without their passages, notes and suspicious lines.

    `None` for a folder that another version of Aurore prepared.
    """
    if not (folder / KEPT).exists():
        return None
    try:
        return _corpus(_line(folder, 0))
    except (KeyError, TypeError):  # a field that was not known then, or is not known now
        return None


def _corpus(told: dict[str, Any]) -> ReportCorpus:
    lengths, growth = told["sentence_lengths"], told["vocabulary_growth"]
    return ReportCorpus(
        **told
        | {
            "date": date.fromisoformat(told["date"]),
            "splits": {split: SplitFigures(**one) for split, one in told["splits"].items()},
            "books": [_book(one) for one in told["books"]],
            "sentence_lengths": {
                split: {int(words): count for words, count in counts.items()}
                for split, counts in lengths.items()
            },
            "vocabulary_growth": {s: [(a, b) for a, b in points] for s, points in growth.items()},
            "leaks": [Leak(**one) for one in told["leaks"]],
            "split_leaks": [SplitLeak(**one) for one in told["split_leaks"]],
            "editions": [Leak(**one) for one in told["editions"]],
            "quotations": [Quotation(**one) for one in told["quotations"]],
            "left_out": [LeftOut(**one) for one in told["left_out"]],
            "blend": [BlendPart(**one) for one in told["blend"]],
        }
    )


def read_kept_book(folder: Path, index: int) -> ReportBook:
    """A book of the corpus by its place, whole."""
    return _book(_line(folder, 1 + index))


def _line(folder: Path, number: int) -> dict[str, Any]:
    with (folder / KEPT).open(encoding="utf-8", newline="\n") as file:
        [line] = islice(file, number, number + 1)
    found: dict[str, Any] = json.loads(line)
    return found


def _book(told: dict[str, Any]) -> ReportBook:
    bounds = {name: Line(*told[name]) if told[name] else None for name in ("first", "last")}
    return ReportBook(
        **told
        | bounds
        | {
            "passages": [CutPassage(**one) for one in told["passages"]],
            "suspicious": [Suspicion(**one) for one in told["suspicious"]],
        }
    )
