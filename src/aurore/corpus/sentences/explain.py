"""Which rule keeps a place together, or ends a sentence there: for a lesson to show."""

import re
from bisect import bisect_right
from typing import NamedTuple

from aurore.corpus.sentences.rules import (
    CLOSED,
    END_RULES,
    PARAGRAPH_RULES,
    SIGNS,
    SMALL_RULES,
    STRETCH_RULES,
    Rule,
)
from aurore.corpus.sentences.split import CANDIDATE, CLOSING, DOUBTFUL, FIRST_HEAD, deciding

PLACE = re.compile(rf"[{SIGNS}]++{CLOSING}(?= )")
_STRETCHES = [(rule, re.compile(rf".(?:{rule.stretch})")) for rule in STRETCH_RULES]
_HEADS = [(rule, re.compile(rule.stretch)) for rule in PARAGRAPH_RULES]


class Place(NamedTuple):
    """A sign with a space after it, inside a paragraph."""

    offset: int
    """After the sign and its closing marks."""
    rule: str
    """The name of the rule that decides."""
    ended: bool
    """Whether a sentence ends there."""


def explain(paragraph: str) -> list[Place]:
    """Every place of a paragraph where a sentence might end, and the rule that decides there.

    The places that are ended are those of `sentence_ends`.
    """
    stretches, decided = _decisions(paragraph)
    starts = [start for start, _, _ in stretches]
    for match in PLACE.finditer(paragraph):
        before = stretches[: bisect_right(starts, match.start())]
        inside = before[-1][2] if before and match.end() <= before[-1][1] else None
        decided.setdefault(match.end(), inside or _small(paragraph, match.end()))
    return [Place(offset, rule.name, rule.ends) for offset, rule in sorted(decided.items())]


def _decisions(paragraph: str) -> tuple[list[tuple[int, int, Rule]], dict[int, Rule]]:
    """The stretches that are never cut, and the rules at the places `sentence_ends` looks at."""
    stretches, decided = [], {}
    head = FIRST_HEAD.match(paragraph)
    if head:
        stretches.append((0, head.end(), _rule_of(_HEADS, paragraph, 0)))
    for match in CANDIDATE.finditer(paragraph, head.end() if head else 0):
        start, end = match.span()
        if paragraph[start] == "\n":
            stretches.append((start, end, _rule_of(_HEADS, paragraph, start + 1)))
        elif paragraph[start] not in SIGNS:
            stretches.append((start, end, _rule_of(_STRETCHES, paragraph, start)))
        if match.lastindex:
            doubtful = match.lastindex == DOUBTFUL
            found = deciding(paragraph, start, end) if doubtful else None
            decided[end] = found or _end(paragraph, end)
    return stretches, decided


def _rule_of(rules: list[tuple[Rule, re.Pattern[str]]], paragraph: str, start: int) -> Rule:
    return next(rule for rule, pattern in rules if pattern.match(paragraph, start))


def _end(paragraph: str, end: int) -> Rule:
    if paragraph[end - 1] not in SIGNS:
        return CLOSED
    return next(rule for rule in END_RULES if not rule.after or rule.after.match(paragraph, end))


def _small(paragraph: str, end: int) -> Rule:
    return next(rule for rule in SMALL_RULES if not rule.after or rule.after.match(paragraph, end))
