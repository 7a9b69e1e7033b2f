"""What a report is made from. Nothing here knows how it will look."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from aurore.base.messages import message
from aurore.base.records import Split

SMALLEST_LEAK = 0.00005  # of a text in another: what « 0,00 % » hides, proverbs and quotations
GUTENBERG = "gutenberg"
"""A licence of `ReportBook`: the book came in Project Gutenberg's envelope, which was taken off."""


class Line(NamedTuple):
    """A line of a raw file."""

    number: int
    """In the file, from 1."""
    text: str


@dataclass(frozen=True)
class CutPassage:
    """Consecutive lines that were cut for one reason."""

    reason: str
    """A key of `[reasons]` in the messages; any other word is shown as it is."""
    first_line: int
    """In the raw file, from 1."""
    last_line: int
    """Included."""
    text: str
    """The raw lines, `last_line - first_line + 1` of them."""
    before: list[str] = field(default_factory=list)
    """Up to three raw lines just before, blank ones included."""
    after: list[str] = field(default_factory=list)
    """Up to three raw lines just after."""


@dataclass(frozen=True)
class Suspicion:
    """A line that was kept and that a person had better look at."""

    line: int
    """In the raw file, from 1."""
    text: str
    why: str
    """A key of `[suspicions]` in the messages; any other text is shown as it is."""


@dataclass(frozen=True)
class ReportBook:
    """A book of the corpus, and the account of what went."""

    id: str
    title: str
    author: str
    split: Split
    source: str
    """Address the file came from; empty when it is a file of the user."""
    file: str
    """Its name."""
    sha256: str
    """Of the raw bytes."""
    encoding: str
    lines: int
    """Written lines of the file; blank ones are counted nowhere."""
    kept_lines: int
    words: int
    """Kept."""
    sentences: int
    """Kept."""
    dialogue_share: float
    """Of the words kept, the part that somebody says: 0 to 1."""
    year: int | None = None
    """Of first publication, approximate."""
    died: int | None = None
    """Year of the author's death."""
    licence: str = GUTENBERG
    """`GUTENBERG`, an SPDX identifier, or empty when nobody knows."""
    first: Line | None = None
    """First line kept."""
    last: Line | None = None
    """Last line kept."""
    cut: dict[str, int] = field(default_factory=dict)
    """Written lines by reason."""
    passages: list[CutPassage] = field(default_factory=list)
    suspicious: list[Suspicion] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    """Paragraphs kept, by kind: `prose`, `verse`, `speech`, `speaker`, `stage`."""
    repeated_paragraphs: int = 0
    """Left out because they were read before, in another book or in this one."""
    repeated_inside: int = 0
    """Of these, those that were read in this one."""
    quoted_paragraphs: int = 0
    """Left out because they quote a book that measures."""
    language_cut: int = 0
    """Paragraphs left out because they are in another language."""
    notes: list[str] = field(default_factory=list)
    """Texts of the notes, kept apart."""
    mended: dict[str, int] = field(default_factory=dict)
    """What copying had damaged, by a key of `[mended]` in the messages."""

    @property
    def cut_lines(self) -> int:
        """Written lines that went, whatever the reason."""
        return sum(self.cut.values())

    @property
    def cut_share(self) -> float:
        """Of the written lines of the file: 0 to 1."""
        return self.cut_lines / self.lines if self.lines else 0.0


@dataclass(frozen=True)
class SplitFigures:
    """How much a split holds."""

    books: int
    paragraphs: int
    sentences: int
    words: int


@dataclass(frozen=True)
class Leak:
    """Text that a book has in common with another."""

    book: str
    """Id."""
    other: str
    """Id."""
    share: float
    """Of `book`'s text, the part that stands in `other` too: 0 to 1."""


@dataclass(frozen=True)
class Quotation:
    """Paragraphs of a book that were left out because they quote one that measures."""

    book: str
    """Id of the book that quotes."""
    other: str
    """Id of the book that is quoted."""
    lines: list[int]
    """First lines of the paragraphs, in the raw file."""
    first: str
    """The beginning of the first of them."""


@dataclass(frozen=True)
class LeftOut:
    """A book of the shelf that was not prepared."""

    id: str
    title: str
    author: str
    why: str


@dataclass(frozen=True)
class BlendPart:
    """A shelf of a mixture."""

    title: str
    """What people call it."""
    asked: float
    """Share of the training text that was asked for: 0 to 1…"""
    share: float
    """… and what it came to."""
    words: int
    """Taken."""
    available: int
    """Words of its training books."""


@dataclass(frozen=True)
class SplitLeak:
    """Text that a split has in common with another, once the repeated paragraphs are out."""

    split: Split
    other: Split
    share: float
    """Of `split`'s text, the part that stands in `other` too: 0 to 1."""
    books: list[str] = field(default_factory=list)
    """Ids of the books of `other` where it stands, those that have most first."""


@dataclass(frozen=True)
class ReportCorpus:
    """A whole corpus."""

    shelf: str
    """Name, as `--author` takes it, or numbers of books."""
    title: str
    """What people call the shelf."""
    date: date
    """Of the report; the rights are computed for this year."""
    version: str
    """Of Aurore."""
    sha256: str
    """Of the corpus."""
    splits: dict[Split, SplitFigures]
    books: list[ReportBook]
    sentence_lengths: dict[Split, dict[int, int]] = field(default_factory=dict)
    """Words in a sentence → how many sentences have that many."""
    vocabulary_growth: dict[Split, list[tuple[int, int]]] = field(default_factory=dict)
    """(words read, distinct words among them), growing."""
    leaks: list[Leak] = field(default_factory=list)
    split_leaks: list[SplitLeak] = field(default_factory=list)
    editions: list[Leak] = field(default_factory=list)
    """Training books left out because they are another edition of one before."""
    quotations: list[Quotation] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    beside_training: float = 0.0
    """Of the sentences set aside, the share that stands beside one for training: 0 to 1."""
    settings: dict[str, object] = field(default_factory=dict)
    """Settings of the stage by name."""
    skipped: list[str] = field(default_factory=list)
    """Files of the user's folders in formats that are not read."""
    short_sentences: int = 0
    """Left out because they have fewer words than the setting `min_words` wants."""
    language: str = "fr"
    """ISO 639-1 code of the books."""
    blend: list[BlendPart] = field(default_factory=list)
    """The shelves of a mixture; empty without one."""

    @property
    def split_rule(self) -> str:
        """How the books were split, and what it is worth: one sentence or two."""
        way = self.settings.get("split", "book")
        return message(f"report.leaks.rule_{way}", share=self.beside_training)
