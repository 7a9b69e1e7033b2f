"""The corpus on disk: a Hugging Face `DatasetDict`, and its card. Books come one at a time.

A book's sentences go to the file of their split as they come, so that memory does not grow with
the shelf and nothing is copied at the end.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from aurore.base.errors import MissingLibrary, UserError
from aurore.base.records import SPLITS, Split
from aurore.base.workspace import Workspace
from aurore.corpus.rows import BookRows
from aurore.corpus.saved_format import ARROW, describe_splits, features_of, schema_metadata
from aurore.corpus.split import Parts

CARD = "card.json"
COLUMNS = (
    "text", "book", "author", "chapter", "paragraph", "position", "kind", "sentence_length",
)  # fmt: skip
NUMBERS = ("paragraph", "position", "sentence_length")
FEATURES = features_of({column: "int32" if column in NUMBERS else "string" for column in COLUMNS})
Ints = npt.NDArray[np.int64]
LONGEST_COUNTED = 200  # words: longer sentences are counted together


@dataclass
class SplitTotals:
    """How much a split holds."""

    books: int = 0
    paragraphs: int = 0
    sentences: int = 0
    words: int = 0


@dataclass
class SplitTally:
    """What is known of a split while it is written."""

    totals: SplitTotals = field(default_factory=SplitTotals)
    lengths: Any = field(default_factory=lambda: np.zeros(LONGEST_COUNTED + 1, dtype=np.int64))
    """Sentences by number of words; shape (`LONGEST_COUNTED` + 1,)."""
    digest: Any = field(default_factory=hashlib.sha256)
    short: int = 0
    """Sentences left out because they have too few words."""
    longest_short: int = 0
    """Words of the longest of them."""

    def count(self, text: bytes, lengths: Ints, paragraph: Ints) -> None:
        """Takes account of sentences of one book.

        Args:
            text: the sentences, one a line.
            lengths: their words; shape (sentences,).
            paragraph: the number of the paragraph of each; shape (sentences,).
        """
        self.totals.books += 1
        self.totals.paragraphs += 1 + int(np.count_nonzero(np.diff(paragraph)))
        self.totals.sentences += len(lengths)
        self.totals.words += int(lengths.sum())
        self.lengths += np.bincount(
            lengths.clip(max=LONGEST_COUNTED), minlength=LONGEST_COUNTED + 1
        )
        self.digest.update(text)

    def count_short(self, lengths: Ints) -> None:
        """Takes account of sentences left out, by their words; shape (sentences,)."""
        self.short += len(lengths)
        self.longest_short = max(self.longest_short, *lengths.tolist(), 0)


class CorpusWriter:
    """Writes a `DatasetDict` into a folder, book after book. A context manager.

    Raises:
        MissingLibrary: Arrow is not installed; it comes with `datasets`.
    """

    def __init__(self, folder: Path, min_words: int = 0) -> None:
        try:
            import pyarrow as pa
        except ImportError as error:
            raise MissingLibrary("datasets") from error
        self._folder, self.min_words = folder, min_words
        self._arrow = pa
        self._schema = pa.schema(
            [(column, pa.int32() if column in NUMBERS else pa.string()) for column in COLUMNS],
            schema_metadata(FEATURES),
        )
        self.tallies: dict[Split, SplitTally] = {split: SplitTally() for split in SPLITS}

    def __enter__(self) -> "CorpusWriter":
        self._files = ExitStack()
        self._writers = {}
        for split in SPLITS:
            (self._folder / split).mkdir(parents=True)
            stream = self._arrow.ipc.new_stream(str(self._folder / split / ARROW), self._schema)
            self._writers[split] = self._files.enter_context(stream)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.close()
        if kind is None:
            describe_splits(self._folder, FEATURES)

    def add(self, rows: BookRows, kept: Any, parts: Parts) -> None:
        """Writes a book's sentences, each to its split.

        Args:
            kept: for each paragraph whether it stays; shape (paragraphs,).
            parts: for each sentence the index of its split; shape (sentences,).
        """
        text = rows.text.encode()
        ends = _places(text + b"\n", b"\n")
        lengths = np.diff(np.searchsorted(_places(text, b" "), ends), prepend=0) + 1
        paragraph = np.repeat(np.arange(len(rows.counts)), rows.counts)
        batch = self._batch(rows, self._lines(text, ends), lengths, paragraph)
        for index, split in enumerate(SPLITS):
            stays = kept[paragraph] & (parts == index)
            chosen = np.flatnonzero(stays & (lengths >= self.min_words))
            tally = self.tallies[split]
            tally.count_short(lengths[stays & (lengths < self.min_words)])
            if len(chosen) == len(lengths):  # most books
                self._writers[split].write_batch(batch)
                tally.count(text, lengths, paragraph)
            elif len(chosen):
                self._writers[split].write_batch(batch.take(self._numbers(chosen)))
                tally.count(_some_lines(text, chosen), lengths[chosen], paragraph[chosen])

    def _batch(self, rows: BookRows, text: Any, lengths: Ints, paragraph: Ints) -> Any:
        numbers, strings = self._numbers, self._strings
        position = np.arange(len(lengths)) - (np.cumsum(rows.counts) - rows.counts)[paragraph]
        of_paragraph, of_book = numbers(paragraph), numbers(np.zeros(len(lengths)))
        columns = {
            "text": text,
            "book": strings([rows.book.id]).take(of_book),
            "author": strings([rows.book.author]).take(of_book),
            "chapter": strings(rows.chapters).take(of_paragraph),
            "paragraph": of_paragraph,
            "position": numbers(position),
            "kind": strings(rows.kinds).take(of_paragraph),
            "sentence_length": numbers(lengths),
        }
        arrays = [columns[name] for name in COLUMNS]
        return self._arrow.RecordBatch.from_arrays(arrays, schema=self._schema)

    # `pyarrow.array` would load pandas, which takes 45 MB and a quarter of a second.

    def _numbers(self, values: Any) -> Any:
        """An Arrow array of whole numbers."""
        pa, values = self._arrow, np.ascontiguousarray(values, dtype=np.int32)
        return pa.Array.from_buffers(pa.int32(), len(values), [None, pa.py_buffer(values)])

    def _strings(self, texts: list[str]) -> Any:
        """An Arrow array of texts."""
        encoded = [text.encode() for text in texts]
        return self._array(b"".join(encoded), np.cumsum([0, *map(len, encoded)]))

    def _lines(self, text: bytes, ends: Ints) -> Any:
        """An Arrow array of the lines of a text, whose ends stand at these places."""
        return self._array(text.replace(b"\n", b""), np.append(0, ends - np.arange(len(ends))))

    def _array(self, text: bytes, bounds: Ints) -> Any:
        buffers = map(self._arrow.py_buffer, (bounds.astype(np.int32), text))
        return self._arrow.StringArray.from_buffers(len(bounds) - 1, *buffers)

    def sha256(self) -> str:
        """The hash of all texts, split by split."""
        whole = hashlib.sha256()
        for split in SPLITS:
            whole.update(self.tallies[split].digest.digest())
        return whole.hexdigest()

    @property
    def short_sentences(self) -> int:
        """Sentences left out because they have too few words."""
        return sum(tally.short for tally in self.tallies.values())

    def totals(self) -> dict[Split, dict[str, int]]:
        """How much each split holds."""
        return {split: asdict(tally.totals) for split, tally in self.tallies.items()}


def _places(text: bytes, sign: bytes) -> Ints:
    """Where a sign stands in a text."""
    return np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord(sign))


def _some_lines(text: bytes, chosen: Ints) -> bytes:
    lines = text.split(b"\n")
    return b"\n".join([lines[place] for place in chosen.tolist()])


def refuse_empty(writer: CorpusWriter, shelf: str) -> None:
    """Raises `UserError` when there is nothing to train on."""
    train = writer.tallies["train"]
    if train.totals.sentences:
        return
    if train.short:
        longest = int(train.longest_short)
        raise UserError("all_too_short", words=writer.min_words, count=train.short, longest=longest)
    raise UserError("nothing_to_train_on", shelf=shelf)


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Writes `card.json`."""
    text = json.dumps(card, ensure_ascii=False, indent=1)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")


def read_card(workspace: Workspace) -> dict[str, Any]:
    """The card of the corpus.

    Raises:
        MissingArtefact: there is no corpus yet.
        UserError: it is damaged.
    """
    workspace.check()
    path = workspace.need(workspace.corpus / CARD, "aurore prepare")
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UserError("broken_corpus", path=workspace.corpus) from error
    return card


def read_sentences(workspace: Workspace, split: Split) -> Any:
    """The `datasets.Dataset` of a split.

    Raises:
        MissingArtefact: there is no corpus yet.
        UserError: it is damaged.
    """
    workspace.check()
    workspace.need(workspace.corpus / CARD, "aurore prepare")
    try:
        from datasets import load_from_disk
    except ImportError as error:
        raise MissingLibrary("datasets") from error
    try:
        return load_from_disk(str(workspace.corpus))[split]
    except (OSError, ValueError, KeyError) as error:
        raise UserError("broken_corpus", path=workspace.corpus) from error


def read_books(workspace: Workspace, split: Split) -> Iterator[tuple[str, str]]:
    """Each book of a split as (id, text), its paragraphs joined from sentences, one a line."""
    rows = read_sentences(workspace, split)
    if not len(rows):  # `datasets` cannot give a column of no rows
        return
    columns = zip(rows["book"], rows["paragraph"], rows["text"], strict=True)
    for book, of_book in groupby(columns, key=lambda row: row[0]):
        paragraphs = groupby(of_book, key=lambda row: row[1])
        yield book, "\n".join(" ".join(text for _, _, text in rows) for _, rows in paragraphs)
