"""The two things the corpus is made of."""

from dataclasses import dataclass
from typing import Literal

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test")


@dataclass(frozen=True)
class Book:
    """A book of the catalogue."""

    id: str
    """Project Gutenberg's number, or the stem of a file's name."""
    title: str
    author: str
    language: str
    """ISO 639-1 code of the text itself, not of the original work."""
    split: Split = "train"
    year: int | None = None
    """Of first publication, approximate."""
    note: str = ""
    """What a reader of the catalogue must know: « traduction anglaise »."""
    sha256: dict[str, str] | None = None
    """Expected hash by file name."""
    by_hand: dict[str, tuple[tuple[int, int, str], ...]] | None = None
    """By file name, what only reading could find: first line, last line, and why they go, or an
    empty string if they stay against the rules."""


@dataclass(frozen=True)
class Sentence:
    """One sentence at its place in a book. The fields are the columns of the data set."""

    text: str
    book: str
    author: str
    chapter: str
    """The heading it stands under; empty before the first."""
    paragraph: int
    """Number of its paragraph in the book, from 0."""
    position: int
    """Its place in the paragraph, from 0."""
