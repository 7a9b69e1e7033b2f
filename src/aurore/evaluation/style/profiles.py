"""The habits of authors, in a small file: shares of frequent words in pieces of their books.

The file ships with Aurore (`profiles.npz`, made by `make profiles` from the catalogue's books), so
that a text can be compared with fourteen authors without network and without their books.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from aurore.base.errors import UserError
from aurore.evaluation.style.delta import DELTAS, Kind, Rows, z_scores
from aurore.evaluation.style.texture import MEASURES, texture
from aurore.evaluation.style.words import frequencies, most_frequent, style_words

WORDS = 500  # measured: docs/LOG.md; the most frequent words of all the authors together
PIECE_WORDS = 5000  # cited: Eder 2015, « Does size matter? »: below, attribution is unsure
TEXTURED = 40  # guess: enough for a range of nine in ten
FILE = "profiles.npz"
SAND = "George Sand"
"""Whose habits are looked for unless another author is named."""


@dataclass(frozen=True)
class Piece:
    """A passage of a known author."""

    author: str
    book: str
    counts: Counter[str]
    """How often each word stands in it."""
    text: str


@dataclass(frozen=True)
class Profiles:
    """Authors to compare with."""

    words: list[str]
    """Shape (words,), the most frequent first."""
    mean: Rows
    """Of the shares over the pieces; shape (words,)."""
    deviation: Rows
    authors: list[str]
    centres: Rows
    """z-scores of each author: the mean of their pieces; shape (authors, words)."""
    texture_authors: list[str] = field(default_factory=list)
    """Of each passage whose texture is known."""
    textures: Rows = field(default_factory=lambda: np.zeros((0, len(MEASURES))))
    """Shape (passages, measures)."""

    def need(self, author: str) -> None:
        """Raises `UserError` when nobody knows the habits of an author."""
        if author not in self.authors:
            raise UserError("unknown_style", name=author, known=", ".join(self.authors))

    def z(self, counts: Counter[str]) -> Rows:
        """The z-scores of a text, given how often each word stands in it; shape (words,)."""
        return z_scores(frequencies(counts, self.words), self.mean, self.deviation)

    def distances(self, counts: Counter[str], kind: Kind = "cosine") -> dict[str, float]:
        """From each author, the nearest first."""
        found = DELTAS[kind](self.centres, self.z(counts)[None])
        pairs = zip(self.authors, found.tolist(), strict=True)
        return dict(sorted(pairs, key=lambda pair: pair[1]))

    def texture_range(self, author: str) -> Rows:
        """Least, median and most of each measure over an author's pieces: shape (3, measures).

        The extreme twentieths are left out.
        """
        rows = self.textures[[name == author for name in self.texture_authors]]
        return np.asarray(np.quantile(rows, [0.05, 0.5, 0.95], axis=0))


def cut_pieces(author: str, book: str, text: str, size: int = PIECE_WORDS) -> list[Piece]:
    """A book in pieces of whole paragraphs, of at least `size` words each; a short rest is left."""
    found, paragraphs, words = [], [], []
    for paragraph in text.split("\n"):
        paragraphs.append(paragraph)
        words += style_words(paragraph)
        if len(words) >= size:
            found.append(Piece(author, book, Counter(words), "\n".join(paragraphs)))
            paragraphs, words = [], []
    return found


def make_profiles(pieces: Sequence[Piece], count: int = WORDS) -> Profiles:
    """The profiles of the authors of some pieces.

    Mean and deviation give each author the same weight, however many books there are of them.
    """
    authors = sorted({piece.author for piece in pieces})
    by_author = [[piece for piece in pieces if piece.author == name] for name in authors]
    pooled = [sum_counts(mine) for mine in by_author]
    words = most_frequent(pooled, count)
    shares = [np.array([frequencies(p.counts, words) for p in mine]) for mine in by_author]
    weights = np.concatenate([np.full(len(mine), 1 / len(mine)) for mine in shares])
    rows = np.concatenate(shares)
    mean = np.average(rows, axis=0, weights=weights)
    deviation = np.sqrt(np.average((rows - mean) ** 2, axis=0, weights=weights))
    centres = [z_scores(mine, mean, deviation).mean(axis=0) for mine in shares]
    return Profiles(
        words,
        mean,
        deviation,
        authors,
        np.array(centres),
    )


def with_textures(profiles: Profiles, pieces: Sequence[Piece]) -> Profiles:
    """The profiles with the texture of `TEXTURED` passages of each author, evenly spread."""
    chosen = []
    for author in profiles.authors:
        mine = [piece for piece in pieces if piece.author == author]
        chosen += mine[:: max(len(mine) // TEXTURED, 1)][:TEXTURED]
    return replace(
        profiles,
        texture_authors=[piece.author for piece in chosen],
        textures=np.array([texture(piece.text) for piece in chosen]),
    )


def sum_counts(pieces: Sequence[Piece]) -> Counter[str]:
    """How often each word stands in some passages together."""
    total: Counter[str] = Counter()
    for piece in pieces:
        total.update(piece.counts)
    return total


def save_profiles(profiles: Profiles, path: Path) -> None:
    """Writes the file, in half precision: a thousandth of a deviation is nobody's style."""
    np.savez_compressed(
        path,
        words=np.array(profiles.words),
        mean=profiles.mean.astype(np.float32),
        deviation=profiles.deviation.astype(np.float32),
        authors=np.array(profiles.authors),
        centres=profiles.centres.astype(np.float16),
        texture_authors=np.array(profiles.texture_authors),
        textures=profiles.textures.astype(np.float32),
    )


def load_profiles(path: Path | None = None) -> Profiles:
    """The profiles of a file, or those that come with Aurore. Nothing pickled is read."""
    if path is None:
        with as_file(files("aurore.evaluation.style") / FILE) as shipped:
            return load_profiles(shipped)
    with np.load(path, allow_pickle=False) as held:
        return Profiles(
            [str(word) for word in held["words"]],
            held["mean"].astype(np.float64),
            held["deviation"].astype(np.float64),
            [str(name) for name in held["authors"]],
            held["centres"].astype(np.float64),
            [str(name) for name in held["texture_authors"]],
            held["textures"].astype(np.float64),
        )
