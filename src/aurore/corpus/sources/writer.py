"""Collects text into labelled blocks: a reader says what it meets, the writer keeps the account."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from aurore.corpus.sources.document import Dropped, Kind, LabelledBlock

LINE_BREAK = "\v"  # a break the book has; XML cannot hold this sign, and `text` takes it out
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]")
EMPTY_BRACKETS = re.compile(r"\s*(?:\[\s*\]|\(\s*\))")  # what stood in them was a mark
ORNAMENT = re.compile(r"[\s*·.•~_=—–⁂#-]+")
ITALICS = re.compile(r"(?<!\w)_([^_\v]+)_(?!\w)")
# Files indented by a program have line ends where the book has no space: « l'⏎ <hi>ouaille</hi> »,
# « <hi>étrange</hi>⏎ , dit-il » (measured: ELTeC-fra, level 1).
INDENTED = r"[^\S\v]*\n[^\S\v]*"
AFTER_ELISION = re.compile(rf"(\b(?:[cdjlmnst]|\w*qu)['’]){INDENTED}(?=\w)", re.IGNORECASE)
AFTER_BRACKET = re.compile(rf"([(\[]){INDENTED}")
BEFORE_POINT = re.compile(rf"{INDENTED}([,.)\]…])")


class BlockWriter:
    """The blocks, notes and cuts of one document, in the order they are met."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        """Name shown in places; a reader of several files changes it."""
        self.blocks: list[LabelledBlock] = []
        self.notes: list[LabelledBlock] = []
        self.dropped: list[Dropped] = []
        self.reason: str | None = None
        """Why everything written now is dropped."""
        self.kind: Kind = "prose"
        """Of the block that is open."""
        self._pieces: list[str] = []
        self._line = 0

    @property
    def is_open(self) -> bool:
        """Whether a block has text in it."""
        return bool(self._pieces)

    def text(self, piece: str, kind: Kind, line: int) -> None:
        """Adds to the open block; another kind closes it and opens the next."""
        if not piece or piece.isspace():
            if self._pieces:
                self._pieces.append(piece)
            return
        if self._pieces and kind != self.kind:
            self.flush()
        if not self._pieces:
            self.kind, self._line = kind, line
        self._pieces.append(piece.replace(LINE_BREAK, " "))

    def line_break(self) -> None:
        """Ends a line of verse; in prose it is a space."""
        if self._pieces:
            self._pieces.append(LINE_BREAK)

    def ends_with_space(self) -> bool:
        """Whether nothing, or a space, stands before what comes next."""
        return not self._pieces or self._pieces[-1][-1:].isspace()

    def flush(self) -> None:
        """Closes the open block."""
        text = tidy("".join(self._pieces), verse=self.kind == "verse")
        self._pieces.clear()
        if not text:
            return
        place = self.place(self._line)
        if self.reason:
            self.dropped.append(Dropped(text, self.reason, place))
        elif self.kind == "note":
            self.notes.append(LabelledBlock(text, "note", place))
        elif ORNAMENT.fullmatch(text):
            self.blocks.append(LabelledBlock(text.replace("\n", " "), "ornament", place))
        else:
            self.blocks.append(LabelledBlock(text, self.kind, place))

    def drop(self, text: str, reason: str, line: int) -> None:
        """Records something that stood inside a block; the block goes on."""
        dropped = Dropped(tidy(text), self.reason or reason, self.place(line))
        self.dropped.append(dropped)

    @contextmanager
    def dropping(self, reason: str, line: int) -> Iterator[None]:
        """Drops every block written inside, for that reason; an outer reason holds.

        What had no text (a picture) is recorded at `line`.
        """
        self.flush()
        outer, known = self.reason, len(self.dropped)
        self.reason = outer or reason
        yield
        self.flush()
        self.reason = outer
        if not outer and len(self.dropped) == known:
            self.drop("", reason, line)

    def place(self, line: int) -> str:
        """`file:line`."""
        return f"{self.file}:{line}"


def tidy(text: str, verse: bool = False) -> str:
    """One space between words, none at the ends; in verse the breaks stay, as line ends."""
    if "\n" in text:
        for artefact in (AFTER_ELISION, AFTER_BRACKET, BEFORE_POINT):
            text = artefact.sub(r"\1", text)
    text = ITALICS.sub(r"\1", EMPTY_BRACKETS.sub("", INVISIBLE.sub("", text)))
    lines = [" ".join(line.split()) for line in text.split(LINE_BREAK)]
    return ("\n" if verse else " ").join(line for line in lines if line)
