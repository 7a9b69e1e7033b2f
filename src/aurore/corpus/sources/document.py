"""What a reader of any format gives back: a book's blocks, its notes, an account of the rest."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["prose", "heading", "verse", "speaker", "stage", "note", "ornament"]

TEXT = ".txt"
FORMATS = (TEXT, ".epub", ".xml", ".tei")
"""How the files that can be read are called."""

GUTENBERG = "gutenberg"
"""A licence of `Document`: it came in Project Gutenberg's envelope, which was taken off."""


@dataclass(frozen=True)
class LabelledBlock:
    """A paragraph, a heading, a stanza, and what the file says it is."""

    text: str
    """One space between words, no `_italics_`; in verse, one line a line."""
    kind: Kind
    place: str
    """Where it begins: `file:line`, in an EPUB the file inside it."""


@dataclass(frozen=True)
class Dropped:
    """Something of the file that is not the author's running text, and why it went."""

    text: str
    """Empty for a picture."""
    reason: str
    """A key of `[reasons]` in the messages."""
    place: str


@dataclass(frozen=True)
class Document:
    """A book as its file has it, before its typography is unified."""

    title: str
    """Empty when the file does not say; so are the author and the language."""
    author: str
    language: str
    """ISO 639-1 code."""
    year: int | None
    """Of first publication."""
    blocks: list[LabelledBlock]
    """What is kept, in reading order; no notes among them."""
    notes: list[LabelledBlock] = field(default_factory=list)
    """Footnotes, paragraph by paragraph; their marks are gone from the text."""
    dropped: list[Dropped] = field(default_factory=list)
    licence: str = ""
    """`GUTENBERG`, an SPDX identifier, or empty when the file does not say."""
    died: int | None = None
    """Year of the author's death."""

    @property
    def cuts(self) -> dict[str, int]:
        """How many paragraphs, marks and pictures went, by reason; the notes among them."""
        counts = Counter(one.reason for one in self.dropped)
        counts["note"] += len(self.notes)
        return {reason: count for reason, count in sorted(counts.items()) if count}
