"""What cleaning makes of a book."""

from dataclasses import dataclass, field
from typing import NamedTuple

from aurore.base.records import Book
from aurore.corpus.cleaning.blocks import Block
from aurore.corpus.cleaning.boilerplate import Cut


class Paragraph(NamedTuple):
    """A paragraph in the chosen typography."""

    text: str
    chapter: str
    number: int
    kind: str = "prose"
    line: int = 0
    """Of its first line in the file."""


@dataclass(frozen=True)
class CleanBook:
    """A book's own text, and the account of the rest."""

    book: Book
    encoding: str
    paragraphs: list[Paragraph]
    notes: list[str]
    lines: int
    """Of the file; blank lines are not counted anywhere."""
    kept_lines: int
    first_line: int
    last_line: int
    cuts: list[Cut]
    cut_lines: dict[str, int] = field(default_factory=dict)
    """Lines cut, by reason."""
    cut_words: int = 0
    headings: list[Block] = field(default_factory=list)
    """Taken out of the text, kept as names of chapters."""
    licence: str = ""
    """What the file says: `gutenberg`, an SPDX identifier, or nothing."""
    died: int | None = None
    """Year of the author's death, when the file says it."""
    mended: dict[str, int] = field(default_factory=dict)
    """What copying had damaged, by a key of `[mended]` in the messages."""
    text: str = field(default="", repr=False)
    """The file, decoded."""

    @property
    def words(self) -> int:
        """Words kept."""
        return sum(len(paragraph.text.split()) for paragraph in self.paragraphs)
