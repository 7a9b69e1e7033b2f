"""Where a text may end: after a sentence, a paragraph, or at least after a whole word."""

import re

from aurore.base.settings import GenerateSettings
from aurore.corpus.sentences.split import ABBREVIATIONS

# Tokens a text may run past those asked for, to reach the end of its sentence or paragraph (guess).
PATIENCE_TOKENS = {"sentence": 60, "paragraph": 250, "count": 0}
SENTENCE_END = re.compile(r"[.!?…][»”)\]]*$")
NEXT_OPENS = re.compile(r"^[\s—«]")
UNFINISHED = re.compile(r"[\s,;:—«(-]*\S*$")


def ends_a_sentence(text: str, following: str) -> bool:
    """Whether `text` ends a sentence, given what the network wrote after it.

    « Il vit M. » does not when « Dupin » follows; « Quoi! » does not when « » » follows.
    """
    if not SENTENCE_END.search(text) or not NEXT_OPENS.match(following):
        return False
    last = text[-80:].split()
    opens_low = following.strip()[:1].islower()
    return not opens_low and bool(last) and last[-1].lstrip("(«—") not in ABBREVIATIONS


def whole_words(text: str) -> int:
    """How many characters of `text` stay whatever comes: all but the last word, and what leads
    to it."""
    found = UNFINISHED.search(text)
    assert found is not None  # the pattern matches the empty end
    return found.start()


def cut_at_word(text: str) -> str:
    """The text without its last, perhaps unfinished, word, and with an ellipsis."""
    return text[: whole_words(text.rstrip())] + "…"


class Ending:
    """Decides, token by token, whether and where a text ends."""

    def __init__(self, settings: GenerateSettings) -> None:
        self._settings = settings
        self.most_tokens = settings.tokens + PATIENCE_TOKENS[settings.until]
        """The text never has more."""

    def cut(self, text: str, came: int, tokens: int) -> str | None:
        """The text as it ends, or `None` if it goes on.

        Args:
            text: what has been written.
            came: how many of its characters are new.
            tokens: how many it has; at `most_tokens` it ends.
        """
        stopped = self._at_a_string(text, came)
        if stopped is not None:
            return stopped
        before = text[: len(text) - came]
        if tokens > self._settings.tokens and self._may_end(before, text[len(before) :]):
            return before
        return cut_at_word(text) if tokens >= self.most_tokens else None

    def _at_a_string(self, text: str, came: int) -> str | None:
        """The text before the first of the strings that end it."""
        found = []
        for stop in self._settings.stop:
            place = text.find(stop, max(len(text) - came - len(stop) + 1, 0))
            if place >= 0:
                found.append(place)
        return text[: min(found)] if found else None

    def _may_end(self, before: str, following: str) -> bool:
        if self._settings.until == "paragraph":
            return following.startswith("\n")
        return self._settings.until == "sentence" and ends_a_sentence(before, following)

    def safe(self, text: str) -> int:
        """How many characters of `text` will stay, wherever it ends."""
        longest = max(map(len, self._settings.stop), default=1) - 1
        return whole_words(text[: max(len(text) - longest, 0)])
