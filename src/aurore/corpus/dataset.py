"""Clean books → the corpus on disk: a Hugging Face `DatasetDict` split by book, and its card."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from aurore import __version__
from aurore.base.errors import MissingLibrary, UserError
from aurore.base.records import SPLITS, Sentence, Split
from aurore.base.workspace import Workspace, replace_folder
from aurore.corpus.cleaning.book import CleanBook

CARD = "card.json"
COLUMNS = tuple(Sentence.__dataclass_fields__)
NUMBERS = ("paragraph", "position")


@dataclass(frozen=True)
class SplitTotals:
    """How much a split holds."""

    books: int
    paragraphs: int
    sentences: int
    words: int


def write_corpus(
    books: list[CleanBook], workspace: Workspace, shelf: str, inputs: str
) -> dict[str, Any]:
    """Writes `corpus/` whole or not at all, and returns its card.

    Raises:
        UserError: there is nothing to train on.
    """
    try:
        from datasets import Dataset, DatasetDict, Features, Value, disable_progress_bars
    except ImportError as error:
        raise MissingLibrary("datasets") from error
    disable_progress_bars()
    rows = {split: _rows(books, split) for split in SPLITS}
    if not rows["train"]["text"]:
        raise UserError("nothing_to_train_on", shelf=shelf)
    card = _card(books, rows, shelf) | {"inputs": inputs}
    # Said in full, because an empty split could not tell its types.
    features = Features(
        {column: Value("int32" if column in NUMBERS else "string") for column in COLUMNS}
    )
    splits = {s: Dataset.from_dict(rows[s], features=features, split=s) for s in SPLITS}
    with replace_folder(workspace.corpus) as folder:
        # One shard each: by default an empty split is written as none, and does not open again.
        DatasetDict(splits).save_to_disk(str(folder), num_shards=dict.fromkeys(SPLITS, 1))
        (folder / CARD).write_text(
            json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return card


def _rows(books: list[CleanBook], split: Split) -> dict[str, list[Any]]:
    """The columns of a split, sentences in reading order."""
    rows: dict[str, list[Any]] = {column: [] for column in COLUMNS}
    for book in books:
        if book.book.split == split:
            for sentence in book.sentences():
                for column in COLUMNS:
                    rows[column].append(getattr(sentence, column))
    return rows


def _card(
    books: list[CleanBook], rows: dict[Split, dict[str, list[Any]]], shelf: str
) -> dict[str, Any]:
    digest = hashlib.sha256()
    for split in SPLITS:
        for text in rows[split]["text"]:
            digest.update(text.encode())
    return {
        "aurore": __version__,
        "shelf": shelf,
        "sha256": digest.hexdigest(),
        "splits": {
            split: asdict(
                SplitTotals(
                    books=len(set(rows[split]["book"])),
                    paragraphs=sum(len(b.paragraphs) for b in books if b.book.split == split),
                    sentences=len(rows[split]["text"]),
                    words=sum(len(text.split()) for text in rows[split]["text"]),
                )
            )
            for split in SPLITS
        },
        "books": [_about(book) for book in books],
    }


def _about(book: CleanBook) -> dict[str, Any]:
    return {
        "id": book.book.id,
        "title": book.book.title,
        "author": book.book.author,
        "split": book.book.split,
        "encoding": book.encoding,
        "lines": book.lines,
        "kept_lines": book.kept_lines,
        "cut_lines": book.cut_lines,
        "words": book.words,
        "cut_words": book.words_in_file - book.words,
        "repeated_paragraphs": book.repeated_paragraphs,
        "first_line": book.first_line,
        "last_line": book.last_line,
        "first": book.paragraphs[0].text if book.paragraphs else "",
        "last": book.paragraphs[-1].text if book.paragraphs else "",
        "notes": book.notes,
    }


def read_card(workspace: Workspace) -> dict[str, Any]:
    """The card of the corpus.

    Raises:
        MissingArtefact: there is no corpus yet.
    """
    workspace.check()
    path = workspace.need(workspace.corpus / CARD, "aurore prepare")
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return card


def read_sentences(workspace: Workspace, split: Split) -> Any:
    """The `datasets.Dataset` of a split.

    Raises:
        MissingArtefact: there is no corpus yet.
    """
    workspace.check()
    workspace.need(workspace.corpus / CARD, "aurore prepare")
    try:
        from datasets import load_from_disk
    except ImportError as error:
        raise MissingLibrary("datasets") from error
    return load_from_disk(str(workspace.corpus))[split]


def read_books(workspace: Workspace, split: Split) -> Iterator[tuple[str, str]]:
    """Each book of a split as (id, text), its paragraphs joined from sentences, one a line."""
    rows = read_sentences(workspace, split)
    if not len(rows):  # `datasets` cannot give a column of no rows
        return
    columns = zip(rows["book"], rows["paragraph"], rows["text"], strict=True)
    for book, of_book in groupby(columns, key=lambda row: row[0]):
        paragraphs = groupby(of_book, key=lambda row: row[1])
        yield book, "\n".join(" ".join(text for _, _, text in rows) for _, rows in paragraphs)
