"""What a worker made of a book, as a file: numbers in NumPy's format, all else in JSON. No pickle.

The file takes its name when it is whole, so that a book is done or is to be done again.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from aurore.base.records import Book
from aurore.base.workspace import write_atomically
from aurore.corpus.report.contents import CutPassage, Suspicion
from aurore.corpus.rows import BookRows

ARRAYS = ("lines", "counts", "keys", "sketch", "vocabulary")
TOLD = ("chapters", "kinds", "sampled_words", "account")


def part_of(folder: Path, index: int) -> Path:
    """Where the book at a place of the shelf lies."""
    return folder / f"{index:06d}.npz"


def write_rows(path: Path, rows: BookRows) -> None:
    """Puts the rows of a book into a file."""
    told = {name: getattr(rows, name) for name in TOLD}
    told["book"] = asdict(rows.book)
    told["details"] = rows.details | {
        "passages": [asdict(one) for one in rows.details["passages"]],
        "suspicious": [asdict(one) for one in rows.details["suspicious"]],
    }
    arrays: dict[str, Any] = {name: getattr(rows, name) for name in ARRAYS}
    with write_atomically(path) as temporary, temporary.open("wb") as file:
        np.savez(file, text=_bytes(rows.text), told=_bytes(json.dumps(told)), **arrays)


def read_rows(path: Path) -> BookRows:
    """The rows that `write_rows` wrote."""
    with np.load(path, allow_pickle=False) as held:
        arrays: dict[str, Any] = {name: held[name] for name in ARRAYS}
        text, told = held["text"].tobytes().decode(), json.loads(held["told"].tobytes())
    details = told.pop("details")
    details["passages"] = [CutPassage(**one) for one in details["passages"]]
    details["suspicious"] = [Suspicion(**one) for one in details["suspicious"]]
    return BookRows(text=text, book=book_of(told.pop("book")), details=details, **arrays, **told)


def book_of(told: dict[str, Any]) -> Book:
    """A book as JSON gives it back."""
    by_hand = told["by_hand"]
    if by_hand is not None:
        by_hand = {name: tuple(map(tuple, rows)) for name, rows in by_hand.items()}
    return Book(**(told | {"by_hand": by_hand}))


def _bytes(text: str) -> Any:
    return np.frombuffer(text.encode(), dtype=np.uint8)
