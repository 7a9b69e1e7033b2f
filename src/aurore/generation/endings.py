"""Where a text may end: after a sentence, or at least after a whole word."""

import re

from aurore.corpus.sentences.split import ABBREVIATIONS

SENTENCE_END = re.compile(r"[.!?…][»”)\]]*$")
NEXT_OPENS = re.compile(r"^[\s—«]")


def ends_a_sentence(text: str, following: str) -> bool:
    """Whether `text` ends a sentence, given what the network wrote after it.

    « Il vit M. » does not when « Dupin » follows; « Quoi! » does not when « » » follows.
    """
    if not SENTENCE_END.search(text) or not NEXT_OPENS.match(following):
        return False
    words = text.split()
    opens_low = following.strip()[:1].islower()
    return not opens_low and bool(words) and words[-1].lstrip("(«—") not in ABBREVIATIONS


def cut_at_word(text: str) -> str:
    """The text without its last, perhaps unfinished, word, and with an ellipsis."""
    whole = text.rstrip()
    if " " in whole.strip():
        whole = whole[: whole.rindex(" ")]
    return whole.rstrip(" ,;:—-«(") + "…"
