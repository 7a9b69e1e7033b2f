"""What is measured over a whole shelf while its books pass: repeats, leaks, vocabulary."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from itertools import compress
from typing import Any

import numpy as np

from aurore.base.records import Split
from aurore.corpus.dataset import LONGEST_COUNTED, CorpusWriter
from aurore.corpus.duplicates import INSIDE, NEW, Keys, Seen, letters, shares, sketch
from aurore.corpus.editions import Editions
from aurore.corpus.leaks import split_leaks
from aurore.corpus.quotations import HeldOut
from aurore.corpus.report.contents import Leak, Quotation
from aurore.corpus.rows import BookRows
from aurore.corpus.split import Parts

LONGEST_QUOTED = 120  # characters of the first paragraph, to recognise it
NEAR_DUPLICATE = 0.02  # guess: books that share less of their text share quotations


@dataclass
class ShelfMeasures:
    """Fed one book at a time, in the order test, validation, train."""

    by_book: bool = True
    """Whether whole books are set aside; else every book is on all sides."""
    seen: Seen = field(default_factory=Seen)
    held_out: HeldOut = field(default_factory=HeldOut)
    quotations: list[Quotation] = field(default_factory=list)
    editions: Editions | None = field(default_factory=Editions)
    """None when all editions of a book are wanted."""
    left_editions: list[Leak] = field(default_factory=list)
    """Training books that were left out, of which book they are an edition."""
    sketches: dict[str, Keys] = field(default_factory=dict)
    """By book."""
    splits: dict[str, Split] = field(default_factory=dict)
    """By book, for the leaks between splits."""
    vocabulary: set[int] = field(default_factory=set)
    growth: list[tuple[int, int]] = field(default_factory=list)
    """(words read, distinct words among them) in a sample, after each training book."""
    words: int = 0
    tested: int = 0
    """Sentences for validation or test…"""
    beside: int = 0
    """… of which so many stand beside one for training."""
    shared_books: int = 0
    """Books that stand in the test and in training."""

    def without_repeats(self, rows: BookRows) -> tuple[BookRows, Any]:
        """The book with its repeats and quotations counted, and for each paragraph whether it
        stays.

        What test and validation share with training is taken out of training, because they are
        read first.
        """
        if self.editions and rows.book.split == "train":
            first = self.editions.read(rows.book.id, rows.sketch)
            if first:
                self.left_editions.append(Leak(rows.book.id, *first))
                counts = _counts(repeated=len(rows.keys))
                return replace(rows, account=rows.account | counts), np.zeros(len(rows.keys), bool)
        read = self.seen.read(rows.keys)
        kept = read == NEW
        repeats, inside = int((~kept).sum()), int((read == INSIDE).sum())
        quoted = self._leave_quotations(rows, kept) if self.by_book else 0
        shared = rows.sketch
        if repeats or quoted:
            shared = sketch(_folded(compress(rows.paragraphs, kept)))
        self.sketches[rows.book.id] = shared
        self.splits[rows.book.id] = rows.book.split
        counts = _counts(repeats, inside, quoted)
        return replace(rows, account=rows.account | counts), kept

    def _leave_quotations(self, rows: BookRows, kept: Any) -> int:
        """Takes out of `kept` the paragraphs that quote a book that measures; how many."""
        before, folded = int(kept.sum()), b""
        for other in self.held_out.shared(rows.sketch) if rows.book.split != "test" else ():
            folded = folded or _folded(rows.paragraphs)
            places = np.flatnonzero(self.held_out.quoted(other, folded) & kept)
            if len(places):
                lines = rows.lines[places].tolist()
                first = rows.paragraphs[places[0]][:LONGEST_QUOTED]
                self.quotations.append(Quotation(rows.book.id, other, lines, first))
                kept[places] = False
        if rows.book.split != "train":
            self.held_out.add(rows.book.id, folded or _folded(rows.paragraphs), rows.sketch)
        return before - int(kept.sum())

    def count(self, rows: BookRows, parts: Parts) -> None:
        """Takes account of where a book's sentences went."""
        held_out, trained = parts != 0, parts == 0
        self.tested += int(held_out.sum())
        near = np.zeros(len(parts), dtype=bool)
        near[1:] |= trained[:-1]
        near[:-1] |= trained[1:]
        self.beside += int((held_out & near).sum())
        self.shared_books += bool((parts == 2).any() and trained.any())
        if trained.any():
            self.words += rows.sampled_words
            self.vocabulary.update(rows.vocabulary.tolist())
            self.growth.append((self.words, len(self.vocabulary)))

    def near_duplicates(self) -> list[tuple[str, str, float]]:
        """(book, other, share of the first in the second), largest first."""
        return shares(self.sketches, NEAR_DUPLICATE)

    def as_data(self) -> dict[str, Any]:
        """For the card. Splits that cut books through are not compared: they share the books."""
        between_splits = split_leaks(self.sketches, self.splits) if self.by_book else []
        return {
            "between_splits": [asdict(one) for one in between_splits],
            "editions": [asdict(one) for one in self.left_editions],
            "quotations": [asdict(one) for one in self.quotations],
            "between_books": [
                {"book": a, "other": b, "share": share} for a, b, share in self.near_duplicates()
            ],
            "held_out_sentences": self.tested,
            "beside_training": round(self.beside / self.tested, 4) if self.tested else 0.0,
            "books_in_test_and_train": self.shared_books,
        }


def _counts(repeated: int, inside: int = 0, quoted: int = 0) -> dict[str, int]:
    """What the account of a book says of the paragraphs that the shelf made superfluous."""
    return {
        "repeated_paragraphs": repeated,
        "repeated_inside": inside,
        "quoted_paragraphs": quoted,
    }


def _folded(paragraphs: Iterable[str]) -> bytes:
    """The letters of paragraphs, one a line."""
    return letters("\n".join(paragraphs).lower().encode())


def sentence_lengths(writer: CorpusWriter) -> dict[Split, dict[int, int]]:
    """Words in a sentence → how many sentences have that many; the last stands for all longer."""
    return {
        split: {
            words: int(tally.lengths[words])
            for words in range(LONGEST_COUNTED + 1)
            if tally.lengths[words]
        }
        for split, tally in writer.tallies.items()
    }
