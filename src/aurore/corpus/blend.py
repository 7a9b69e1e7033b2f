"""A stated mixture of shelves: `--blend sand=0.7,verne=0.3`, by words of the training text.

1. The shelf that has least for its share is taken whole and says how long the mixture is.
2. Of the others, every training book gives its beginning, paragraph after paragraph, until the
   shelf has its share: all its books are there, what is read stays in one piece, and the same
   books give the same mixture.

Validation and test books stay whole: they measure, and are not mixed.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from aurore.base.errors import UserError
from aurore.corpus.rows import BookRows
from aurore.corpus.sources.catalogue import shelf

NEAR_ONE = 0.005  # what rounding may leave of a sum of shares: 0.33 + 0.33 + 0.33 is no whole
Held = tuple[int, BookRows, npt.NDArray[np.bool_]]
"""A training book: its place on the shelf, its rows, which of its paragraphs stay."""


def read_shares(text: str) -> dict[str, float]:
    """`sand=0.7,verne=0.3` → the shares by shelf, in that order.

    Raises:
        UserError: it cannot be read so, or the shares are not a whole; no such shelf.
    """
    shares: dict[str, float] = {}
    for part in text.replace(" ", "").split(","):
        name, equals, number = part.partition("=")
        try:
            share = float(number)
        except ValueError:
            share = 0.0
        if not (equals and name and 0 < share < 1) or name in shares:
            raise UserError("bad_blend", text=text)
        shelf(name)
        shares[name] = share
    if abs(sum(shares.values()) - 1) > NEAR_ONE:
        raise UserError("blend_is_no_whole", sum=sum(shares.values()))
    return shares


@dataclass
class Blend:
    """Gathers the training books, and then gives of each what the mixture takes."""

    shares: dict[str, float]
    held: list[Held] = field(default_factory=list)

    def hold(self, index: int, rows: BookRows, kept: npt.NDArray[np.bool_]) -> None:
        """Keeps a training book until all are known."""
        self.held.append((index, rows, kept))

    def mixed(self) -> Iterator[Held]:
        """The books, each with the paragraphs that the mixture takes."""
        taken: dict[str, float] = defaultdict(float)
        wanted: dict[str, float] = defaultdict(float)
        shelves, available = self._shelves(), self._available()
        total = self._total()
        for index, rows, kept in self.held:
            name, words = shelves[rows.book.id], _words(rows) * kept
            wanted[name] += words.sum() * self.shares[name] * total / available[name]
            fits = taken[name] + np.cumsum(words) <= wanted[name] + 0.5
            kept = kept & fits
            count = int((words * fits).sum())
            taken[name] += count
            yield index, replace(rows, account=rows.account | {"blend_words": count}), kept

    def as_data(self, accounts: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
        """For the card: what was asked for, what was taken of how much, what it came to."""
        shelves, available = self._shelves(), self._available()
        taken: dict[str, int] = dict.fromkeys(self.shares, 0)
        for book in accounts:
            if "blend_words" in book:
                taken[shelves[book["id"]]] += book["blend_words"]
        whole = max(1, sum(taken.values()))
        return {
            name: {"asked": share, "words": taken[name], "available": available[name],
                   "share": round(taken[name] / whole, 4)}
            for name, share in self.shares.items()
        }  # fmt: skip

    def _total(self) -> float:
        return min(words / self.shares[name] for name, words in self._available().items())

    def _available(self) -> dict[str, int]:
        """Words of each shelf that can be trained on."""
        shelves, found = self._shelves(), dict.fromkeys(self.shares, 0)
        for _, rows, kept in self.held:
            found[shelves[rows.book.id]] += int((_words(rows) * kept).sum())
        return found

    def _shelves(self) -> dict[str, str]:
        """Of each book the first shelf that has it."""
        found: dict[str, str] = {}
        for name in self.shares:
            for book in shelf(name).books:
                found.setdefault(book.id, name)
        return found


def _words(rows: BookRows) -> npt.NDArray[np.int64]:
    """Words of each paragraph; shape (paragraphs,)."""
    of_sentence = np.array([sentence.count(" ") + 1 for sentence in rows.sentences])
    paragraph = np.repeat(np.arange(len(rows.counts)), rows.counts)
    return np.bincount(paragraph, of_sentence, minlength=len(rows.counts)).astype(np.int64)
