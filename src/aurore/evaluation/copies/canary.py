"""Does the detector see? Real passages in disguise must be found, shuffled ones must not."""

import random
import re
from dataclasses import dataclass

from aurore.evaluation.copies.index import Index
from aurore.evaluation.copies.search import find_copies

CANARIES = 100
CANARY_WORDS = 12
SIGNS = re.compile(r"[,;:.!?…«»—]")


@dataclass(frozen=True)
class CanaryReport:
    """What came of the test."""

    planted: int
    found: int
    shuffled_words: int
    false_alarms: int

    @property
    def false_alarms_per_10000(self) -> float:
        """Runs wrongly told in 10,000 words of shuffled passages."""
        return 10_000 * self.false_alarms / max(self.shuffled_words, 1)


def try_canaries(index: Index, seed: int = 0, count: int = CANARIES) -> CanaryReport:
    """Plants `count` passages of the books, with other punctuation and case, then shuffled ones."""
    dice = random.Random(seed)
    found = alarms = words = planted = 0
    for _ in range(count):
        first = dice.randrange(max(len(index.places) - CANARY_WORDS, 1))
        passage = index.text(first, first + CANARY_WORDS)
        if "\n" in passage and 0 in index.words[first : first + CANARY_WORDS]:
            continue  # over the end of a book
        planted += 1
        copies = find_copies(index, disguise(passage, dice), CANARY_WORDS)
        found += bool(copies)
        shuffled = passage.split()
        dice.shuffle(shuffled)
        words += len(shuffled)
        alarms += len(find_copies(index, " ".join(shuffled)))
    return CanaryReport(planted, found, words, alarms)


def disguise(passage: str, dice: random.Random) -> str:
    """The same words in other clothes: straight apostrophes, other signs, other case."""
    plain = SIGNS.sub(lambda _: dice.choice([",", ";", " -- ", "..."]), passage)
    plain = plain.replace("’", "'").replace("œ", "oe")
    return dice.choice([plain.upper(), plain.lower(), plain.title(), plain])
