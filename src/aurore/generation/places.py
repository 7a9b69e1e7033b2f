"""Where each text lies in the memory: first those that write, side by side, then those that read.

The network writes for neighbouring places in one call, so a place that falls empty is filled at
once by moving another text.
"""

from aurore.generation.network import Memory
from aurore.generation.texts import Text


class Places:
    """The texts in the memory. The first `writing` of them have one token left to read."""

    def __init__(self, memory: Memory, size: int) -> None:
        self.memory = memory
        self.size = size
        self.texts: list[Text] = []
        self.writing = 0

    @property
    def free(self) -> int:
        """Texts that could come in."""
        return self.size - len(self.texts)

    def add(self, text: Text) -> None:
        """A new text, at the end of those that read."""
        self.texts.append(text)

    def sort(self) -> None:
        """Puts each text where it belongs, after some have read or slid."""
        for place in reversed(range(self.writing)):
            if len(self.texts[place].unread) != 1:
                self.writing -= 1
                self._swap(place, self.writing)
        for place in range(self.writing, len(self.texts)):
            if len(self.texts[place].unread) == 1:
                self._swap(place, self.writing)
                self.writing += 1

    def remove(self, text: Text) -> None:
        """Takes a text out and closes the gap."""
        place = self.texts.index(text)
        if place < self.writing:
            self.writing -= 1
            self._swap(place, self.writing)
            place = self.writing
        self._swap(place, len(self.texts) - 1)
        self.texts.pop()

    def _swap(self, one: int, other: int) -> None:
        if one == other:
            return
        texts = self.texts
        tokens = max(texts[one].read, texts[other].read)
        self.memory.swap(one, other, tokens)
        texts[one], texts[other] = texts[other], texts[one]
