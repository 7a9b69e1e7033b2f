"""A paragraph → its sentences. Joined by a space they are the paragraph again.

One pattern runs over a text of many paragraphs, stops where a sentence may end and jumps over what
is never cut (quotations, parentheses); the rules of `rules.py` decide at the doubtful places.
"""

import re

from aurore.corpus.sentences.rules import (
    CALLING,
    CRY_RULES,
    HESITATION_RULES,
    PARAGRAPH_RULES,
    POINT_RULES,
    SIGNS,
    STRETCH_RULES,
    Rule,
)
from aurore.corpus.sentences.words import (
    CAPITAL,
    FIRST_NAMES,
    POINTERS,
    REFERENCES,
    SMALL,
    TITLES,
)

ABBREVIATIONS = frozenset(
    f"{word}."
    for word in TITLES | FIRST_NAMES | REFERENCES | POINTERS | {"etc", "J.-C", *"NBPRVLS"}
)
"""With their point: what `generation/` does not take for the end of a sentence."""

# Closing marks stay with their sentence; as printed, « » » may have a space before it.
CLOSING = r"(?:[ \u00a0\u202f]?»|[”\"’')\]])*+"
_SPACE = r"[ \u00a0\u202f]?"
# What opens a sentence: a capital or a digit, perhaps after a dash or an opening mark.
OPENING = rf" (?:(?:[—–]|--?){_SPACE})?(?:[«“\"(\[]{_SPACE})?(?:(?:—|--) ?)?[{CAPITAL}0-9]"
# The stretch ended with a sign and up to three closing marks: « Il dit (oui!)». »
_CLOSER = r"[ \u00a0\u202f»”\"’')\]]"
_SIGNED = "|".join(rf"(?<=[{SIGNS}]{_CLOSER * marks})" for marks in (1, 2, 3))
_HEAD = "|".join(rule.stretch for rule in PARAGRAPH_RULES)
_STRETCH = "|".join(rule.stretch for rule in STRETCH_RULES)

# Its groups are empty and tell the kind of a place by `lastindex`: sure, doubtful, after a stretch.
DOUBTFUL = 2
CANDIDATE = re.compile(
    # One class first: the engine then runs over all other characters.
    rf"[{SIGNS}«“\"(\[\n](?:"
    # The first sign of a run, so that a line of dots is read once.
    rf"(?<=[{SIGNS}])(?<![{SIGNS}]{{2}})(?:"
    # Sure: a point after five small letters, or a cry after which nobody is called.
    rf"(?:(?<=[{SMALL}]{{5}}\.)|(?<=[!?])[!?]*+(?!…|{CALLING.pattern})){CLOSING}(?={OPENING})()"
    rf"|[{SIGNS}]*+{CLOSING}(?={OPENING})())"
    rf"|(?:{_STRETCH})(?:{CLOSING}(?:{_SIGNED})(?={OPENING})())?"
    rf"|(?<=\n)(?:{_HEAD}))"
)
FIRST_HEAD = re.compile(_HEAD)

_WORD = re.compile(r"[\w&][\w.°º&-]*\Z")
_LONGEST_WORD = 13  # characters: « Mademoiselle… » is the longest word of a rule
_LONGEST_CRY = 40  # characters, guess: « Votre Excellence » and a name
_WORDS = frozenset().union(*(rule.words for rule in POINT_RULES))


def split_sentences(paragraph: str) -> list[str]:
    """The sentences of one paragraph, unified or as printed."""
    return pieces(paragraph, sentence_ends(paragraph))


def pieces(paragraph: str, ends: list[int]) -> list[str]:
    """The paragraph cut at its ends, each of which a space follows."""
    starts = [0, *(end + 1 for end in ends)]
    stops = [*ends, len(paragraph)]
    return [paragraph[start:stop] for start, stop in zip(starts, stops, strict=True) if paragraph]


def sentence_ends(text: str) -> list[int]:
    """Where sentences end inside the paragraphs of a text, one a line.

    Each is the offset after the last sign of a sentence, where a space follows. The ends of the
    paragraphs are not listed.
    """
    ends: list[int] = []
    head = FIRST_HEAD.match(text)
    for match in CANDIDATE.finditer(text, head.end() if head else 0):
        kind = match.lastindex
        if kind == DOUBTFUL:
            rule = deciding(text, match.start(), match.end())
            if rule is None or rule.ends:
                ends.append(match.end())
        elif kind:
            ends.append(match.end())
    return ends


def deciding(text: str, start: int, end: int) -> Rule | None:
    """The rule of abbreviations and cries that decides at the place `text[start:end]`."""
    if text[end - 1] not in SIGNS:
        return None  # after a closing mark a capital opens a sentence, whatever is closed
    if text[start:end] == ".":
        return _after_point(text, start, end)
    rules = HESITATION_RULES + CRY_RULES if text[end - 1] in "…." else CRY_RULES
    return next((rule for rule in rules if _applies(rule, text, start, end)), None)


def _after_point(text: str, start: int, end: int) -> Rule | None:
    word = _word_before(text, start)
    if word not in _WORDS and not word[-1:].isupper() and not word[:1].isdigit():
        return None  # most places: no rule speaks of such a word
    return next((rule for rule in POINT_RULES if _applies(rule, text, start, end)), None)


def _applies(rule: Rule, text: str, start: int, end: int) -> bool:
    if rule.words and _word_before(text, start) not in rule.words:
        return False
    if rule.signs != SIGNS and text[start:end].strip(rule.signs):
        return False
    if rule.after and not rule.after.match(text, end):
        return False
    if not rule.before:
        return True
    before = rule.before.search(text, max(0, start - _LONGEST_CRY), start)
    if before is None:
        return False
    return not rule.again or text.startswith(before[1], end + 1)


def _word_before(text: str, start: int) -> str:
    last = text[max(0, start - _LONGEST_WORD) : start].rpartition(" ")[2]
    if last.isalpha():  # most words, without the pattern
        return last
    match = _WORD.search(text, max(0, start - _LONGEST_WORD), start)
    return match[0] if match else ""
