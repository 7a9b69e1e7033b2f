"""The sentences of English books: the rules of French, less what English says differently.

Signs, quotations and initials are read alike in both; English adds its own abbreviations, and who
speaks after a closing quotation mark may have a capital: “Richmond?” Rachel asked.
"""

import re

from aurore.corpus.sentences.split import sentence_ends
from aurore.corpus.sentences.words import any_of, table

# A name or a sentence goes on after these (guess: the usual ones; Mr, Mrs, Dr, St are in `words`).
ABBREVIATIONS = frozenset(
    table(
        """Rev Hon Col Gen Maj Sgt Lt Cpl Esq Jas Wm Thos Chas Geo Robt Jno viz vs i.e e.g
    Bros Ave Rt Supt Gov Pres Sec Adm Cmdr"""
    )
)
_SAYS = any_of(
    table(
        """said says asked cried replied answered exclaimed repeated murmured whispered observed
    remarked began continued added returned thought called shouted demanded inquired protested
    interrupted insisted laughed sighed muttered went echoed suggested declared"""
    )
)
_NAME = r"[A-Z][\w’-]*\.?"
SPEAKER = re.compile(rf" (?:{_NAME} ){{1,3}}(?:{_SAYS})\b")
_LONGEST_WORD = 8


def english_ends(text: str) -> list[int]:
    """As `sentence_ends`."""
    return [end for end in sentence_ends(text) if not _goes_on(text, end)]


def _goes_on(text: str, end: int) -> bool:
    if text[end - 1] in '”"’':
        return SPEAKER.match(text, end) is not None
    if text[end - 1] != ".":
        return False
    return text[max(0, end - _LONGEST_WORD) : end - 1].rpartition(" ")[2] in ABBREVIATIONS
