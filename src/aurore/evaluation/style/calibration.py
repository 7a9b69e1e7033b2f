"""Does attribution work at all? Real books whose author is known, each held out in its turn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aurore.evaluation.style.delta import Kind
from aurore.evaluation.style.profiles import WORDS, Piece, make_profiles, sum_counts


@dataclass(frozen=True)
class Attribution:
    """A held-out text and who it was given to."""

    author: str
    book: str
    given_to: str


@dataclass(frozen=True)
class Calibration:
    """What came of it."""

    kind: Kind
    books: list[Attribution]
    """Each held-out book as a whole."""
    pieces: list[Attribution]
    """Each of its pieces of `PIECE_WORDS` words."""


def accuracy(found: Sequence[Attribution]) -> float:
    """The share of texts given to their author."""
    return sum(one.author == one.given_to for one in found) / max(len(found), 1)


def confusion(found: Sequence[Attribution]) -> dict[str, dict[str, int]]:
    """By author, how many texts were given to whom."""
    table: dict[str, dict[str, int]] = {}
    for one in sorted(found, key=lambda one: one.author):
        row = table.setdefault(one.author, {})
        row[one.given_to] = row.get(one.given_to, 0) + 1
    return table


def calibrate(
    known: Sequence[Piece], held_out: Sequence[Piece], kind: Kind = "cosine", words: int = WORDS
) -> Calibration:
    """Attributes held-out pieces, and the books they make, with profiles of the known ones.

    Args:
        known: pieces of other books; none of a held-out book.
    """
    profiles = make_profiles(known, words)
    books: dict[tuple[str, str], list[Piece]] = {}
    for piece in held_out:
        books.setdefault((piece.author, piece.book), []).append(piece)

    def given(author: str, book: str, counts: Counter[str]) -> Attribution:
        return Attribution(author, book, next(iter(profiles.distances(counts, kind))))

    return Calibration(
        kind,
        [given(author, book, sum_counts(mine)) for (author, book), mine in books.items()],
        [given(piece.author, piece.book, piece.counts) for piece in held_out],
    )
