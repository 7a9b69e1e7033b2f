"""Words in elements of their own (ELTeC level 2: `<w>`, `<pc>`) → running text.

Some files keep the spaces of the text between the elements; most put every word on a line and leave
the reader to know that « d' » holds to the next word and « -on » to the one before. Measured: of
716,000 words of ELTeC-fra cut apart so, 99.95 % come back as they were (a sample of them in
`tests/corpus/test_documents.py`).
"""

import re
from dataclasses import dataclass

from aurore.corpus.sources.markup import Node

WORDS = frozenset(("w", "pc"))
# guess: in French text a fifth of all words and signs touch the one before; a file where about
# none do, or about all, has lost its spaces.
FEWEST_TOUCHING, MOST_TOUCHING = 0.05, 0.95
HOLDS_TO_NEXT = re.compile(r"(?:.*\w)?['’]|.*\w-|[(\[]|.*[(\[]$", re.DOTALL)
HOLDS_TO_LAST = re.compile(r"[-–]\w.*|['’].*|[,.…)\]]+.*|-t-.*", re.DOTALL)
FRENCH_SIGNS = re.compile(r"[;:!?»]+")
OPENING = ("«",)
QUOTE = '"'
LEFT, RIGHT = ("left", "both"), ("right", "both")


@dataclass
class Spacing:
    """Decides the space before each word of a block."""

    french: bool = True
    """Signs as « ; » have a space before them, guillemets inside."""
    _last: str = ""
    _last_join: str = ""
    _quotes: int = 0

    def start(self) -> None:
        """A block begins."""
        self._last, self._last_join, self._quotes = "", "", 0

    def before(self, word: str, join: str = "") -> str:
        """The space to write before `word`: one or none.

        Args:
            join: the attribute of that name (`left`, `right`, `both`), which decides if there.
        """
        touches = not self._last or self._touches(word)
        if self._last_join in RIGHT or join in LEFT:
            touches = True
        if word == QUOTE:
            self._quotes += 1
        self._last, self._last_join = word, join
        return "" if touches else " "

    def _touches(self, word: str) -> bool:
        if self._quotes % 2 == 1 and QUOTE in (word, self._last):
            return True  # « " » closes, or has just opened
        if FRENCH_SIGNS.fullmatch(word) or self._last in OPENING:
            return not self.french
        return bool(HOLDS_TO_NEXT.fullmatch(self._last) or HOLDS_TO_LAST.fullmatch(word))


@dataclass
class _Gaps:
    """Counts words that touch and words that do not."""

    blocks: frozenset[str]
    touching: int = 0
    apart: int = 0
    after_word: bool = False
    space: bool = False

    def read(self, node: Node) -> None:
        for child in node.children:
            if isinstance(child, str):
                self.space = self.space or child[:1].isspace()
                self.after_word = self.after_word and child.isspace()
            elif child.tag in WORDS:
                self._word()
            else:
                self._element(child)

    def _word(self) -> None:
        if self.after_word and self.space:
            self.apart += 1
        elif self.after_word:
            self.touching += 1
        self.after_word, self.space = True, False

    def _element(self, node: Node) -> None:
        if node.tag in self.blocks:
            self.after_word = False
        self.read(node)
        if node.tag in self.blocks:
            self.after_word = False


def spaces_are_lost(root: Node, blocks: frozenset[str]) -> bool:
    """Whether the text is in `<w>` elements whose spaces do not say which words touch.

    Args:
        blocks: tags between which no space counts.
    """
    gaps = _Gaps(blocks)
    gaps.read(root)
    words = gaps.touching + gaps.apart
    return words > 0 and not FEWEST_TOUCHING < gaps.touching / words < MOST_TOUCHING
