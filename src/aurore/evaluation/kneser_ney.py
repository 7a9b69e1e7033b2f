"""An n-gram model of the same tokens: what counting alone makes of the same books.

Interpolated modified Kneser-Ney (Chen & Goodman 1998, §3), orders 1 to 5. An n-gram is known by the
number of its first n - 1 tokens and by its last token, so that every table is one sorted array and
nothing depends on the size of the vocabulary.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ORDER = 5  # cited: the usual baseline of language models, as in KenLM's papers
DISCOUNTS = 3  # one for n-grams seen once, one for twice, one for more
FALLBACK = 0.75  # cited: Chen & Goodman; for texts too short to estimate one
Ids = NDArray[np.int64]
Numbers = NDArray[np.int32]
Reals = NDArray[np.float64]
Shares = NDArray[np.float32]  # half the memory of `Reals`: millions of n-grams are kept


@dataclass(frozen=True)
class Table:
    """The n-grams of one length."""

    keys: Ids
    """number of the first n - 1 tokens × vocabulary + last token; sorted."""
    kept: Shares
    """Of each n-gram: its count less the discount, over the count of its context."""
    handed_down: Shares
    """Of each context: the share of the probability that shorter n-grams divide."""


class KneserNey:
    """The model; `bits` is what it makes of a text."""

    def __init__(self, training: Ids, vocabulary: int, end: int, order: int = ORDER) -> None:
        """Args: training: one row of ids, the token `end` after each book."""
        self._size, self._end = vocabulary, end
        self._tables: list[Table] = []
        number = np.zeros(len(training), dtype=np.int32)  # of the n-gram that ends at each place
        unique, contexts = np.zeros(1, dtype=np.int64), 1
        for n in range(1, order + 1):
            longer, somewhere, longer_number = _distinct(_ending_here(number, training, vocabulary))
            if n > 1:  # in how many different contexts each is seen, rather than how often
                before = np.bincount(number[somewhere], minlength=len(unique))
                self._tables.append(_table(unique, before, contexts, vocabulary))
                contexts = len(unique)
            unique, number = longer, longer_number
        counts = np.bincount(number, minlength=len(unique))
        self._tables.append(_table(unique, counts, contexts, vocabulary))

    def bits(self, ids: Ids) -> Reals:
        """The surprise of each token, shape (tokens,), in a text that begins with the first."""
        text = np.concatenate([[self._end], ids])
        # Of the n-gram that ends at each place; -1: never seen.
        numbers = np.zeros(len(text), dtype=np.int64)
        probability = np.full(len(text), 1 / self._size)
        for order, table in enumerate(self._tables, start=1):
            before = np.roll(numbers, 1)
            before[0] = 0 if order == 1 else -1  # nothing stands before the first token
            keys = before * self._size + text
            places = np.minimum(np.searchsorted(table.keys, keys), len(table.keys) - 1)
            seen = (table.keys[places] == keys) & (before >= 0)
            handed = np.where(before >= 0, table.handed_down[before], 1.0)
            probability = np.where(seen, table.kept[places], 0.0) + handed * probability
            numbers = np.where(seen, places, -1)
        bits: Reals = -np.log2(probability[1:])
        return bits


def _ending_here(context_numbers: Numbers, ids: Ids, vocabulary: int) -> Ids:
    """The key of the n-gram that ends at each place.

    The text is a ring: before its first token stands its last. So every n-gram continues another
    one and is continued, and no count is zero.
    """
    keys: Ids = np.roll(context_numbers, 1).astype(np.int64) * vocabulary + ids
    return keys


def _distinct(keys: Ids) -> tuple[Ids, Ids, Numbers]:
    """The sorted keys without repeats, a place of each, and the number of the key at each place.

    As `numpy.unique`, in a third of its memory.
    """
    order = np.argsort(keys)
    keys = keys[order]
    is_new = np.append(True, keys[1:] != keys[:-1])
    numbers = np.empty(len(keys), dtype=np.int32)
    numbers[order] = np.cumsum(is_new, dtype=np.int32) - 1
    return keys[is_new], order[is_new], numbers


def _table(unique: Ids, counts: Ids, contexts: int, vocabulary: int) -> Table:
    context = unique // vocabulary
    discount = _discounts(counts)[np.minimum(counts, DISCOUNTS)]
    total = np.bincount(context, weights=counts, minlength=contexts)
    held_back = np.bincount(context, weights=discount, minlength=contexts)
    kept = ((counts - discount) / total[context]).astype(np.float32)
    return Table(unique, kept, (held_back / total).astype(np.float32))


def _discounts(counts: Ids) -> Reals:
    """What is taken from an n-gram seen 0, 1, 2, 3 or more times; shape (4,)."""
    times = [int(np.count_nonzero(counts == n)) for n in range(1, DISCOUNTS + 2)]
    if 0 in times:
        return np.array([0.0, FALLBACK, FALLBACK, FALLBACK])
    y = times[0] / (times[0] + 2 * times[1])
    found = [n - (n + 1) * y * times[n] / times[n - 1] for n in range(1, DISCOUNTS + 1)]
    return np.array([0.0, *(min(max(d, 0.0), n) for n, d in enumerate(found, 1))])
