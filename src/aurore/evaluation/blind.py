"""The blind test: passages by the author and by the machine, of the same length, in any order.

The real passages are of books that the model has not read. A written passage that copies the books
is not taken: whoever recognises a sentence recognises the book, not the author.
"""

import json
import math
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aurore.base.errors import UserError
from aurore.base.workspace import reporting_full_disk
from aurore.evaluation.copies.index import Index
from aurore.evaluation.copies.search import find_copies
from aurore.evaluation.texts import Text

VOTES = "votes.jsonl"
MOST_TRIES = 10  # draws for each written passage, before giving up on a model that recites
SENTENCE_END = re.compile(r"(?<=[.!?…])\s")
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Passage:
    """A passage of the quiz."""

    text: str
    is_real: bool
    source: str
    """Book and chapter, or the model, its seed and the opening it was given."""


@dataclass(frozen=True)
class Vote:
    """What somebody said of a passage."""

    text: str
    source: str
    is_real: bool
    said_real: bool


@dataclass(frozen=True)
class Result:
    """What the votes come to."""

    votes: int
    right: int
    interval: tuple[float, float]
    """Of the share of right answers: exact binomial (Clopper & Pearson 1934), at 95 %."""
    fooled: list[tuple[str, int, int]]
    """(passage, times taken for the other kind, votes), the most deceptive first."""

    @property
    def accuracy(self) -> float:
        """The share of right answers; a half is chance."""
        return self.right / max(self.votes, 1)

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self) | {"accuracy": self.accuracy}


def make_quiz(
    real: Sequence[Text],
    write: Callable[[str, int], str],
    model: str,
    index: Index,
    count: int,
    words: int,
    seed: int,
) -> list[Passage]:
    """`count` passages, half of them real, shuffled.

    Args:
        real: books that the model has not read.
        write: (opening, seed) → what the model writes after it; it must be long enough.
        words: about how long each passage is; both kinds end with a sentence.

    Raises:
        UserError: the books are too short, or the model copies whatever it is asked.
    """
    dice = random.Random(seed)
    found = _real_passages(real, index, words, dice)
    half = count // 2
    chosen = [next(found) for _ in range(count - half)]
    openings = [next(found) for _ in range(half)]
    written = [_written(one, write, model, index, words, seed) for one in openings]
    quiz = [*chosen, *written]
    dice.shuffle(quiz)
    return quiz


def _real_passages(
    real: Sequence[Text], index: Index, words: int, dice: random.Random
) -> Iterator[Passage]:
    """Beginnings of long paragraphs, each once, none of which stands in a training book."""
    places = [
        (text, number)
        for text in real
        for number, paragraph in enumerate(text.paragraphs)
        if len(paragraph.split()) >= words
    ]
    dice.shuffle(places)
    for text, number in places:
        passage = cut(text.paragraphs[number], words)
        if passage and not find_copies(index, passage):
            yield Passage(passage, True, f"{text.name}, {text.chapters[number]}".rstrip(", "))
    raise UserError("too_few_passages", words=words)


def _written(
    opening: Passage,
    write: Callable[[str, int], str],
    model: str,
    index: Index,
    words: int,
    seed: int,
) -> Passage:
    """What the model writes after the first words of a real passage, which are its own too."""
    start = " ".join(opening.text.split()[:4])
    for draw in range(seed, seed + MOST_TRIES):
        passage = cut(start + write(start, draw), words)
        if passage and not find_copies(index, passage):
            return Passage(passage, False, f"{model}, {draw}, {start}…")
    raise UserError("always_copies", draws=MOST_TRIES, words=8)


def cut(text: str, words: int) -> str:
    """Whole sentences of the text, about `words` words; empty if it has not that many."""
    kept: list[str] = []
    for sentence in SENTENCE_END.split(" ".join(text.split())):
        kept.append(sentence)
        size = len(" ".join(kept).split())
        if size >= words:
            return " ".join(kept) if size <= 2 * words else ""
    return ""


def keep_votes(votes: Sequence[Vote], folder: Path) -> Path:
    """Adds votes to those of others."""
    path = folder / VOTES
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with reporting_full_disk():
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            for vote in votes:
                file.write(json.dumps({"at": now} | asdict(vote), ensure_ascii=False) + "\n")
    return path


def read_votes(folder: Path) -> list[Vote]:
    """All votes so far."""
    path = folder / VOTES
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Vote(**{k: v for k, v in row.items() if k != "at"}) for row in rows]


def count_votes(votes: Sequence[Vote]) -> Result:
    """The result of some votes."""
    right = sum(vote.said_real == vote.is_real for vote in votes)
    wrong: dict[str, list[int]] = {}
    for vote in votes:
        tally = wrong.setdefault(vote.text, [0, 0])
        tally[0] += vote.said_real != vote.is_real
        tally[1] += 1
    fooled = [(text, tally[0], tally[1]) for text, tally in wrong.items() if tally[0]]
    fooled.sort(key=lambda row: (-row[1] / row[2], -row[2]))
    return Result(len(votes), right, exact_interval(right, len(votes)), fooled)


def exact_interval(successes: int, trials: int) -> tuple[float, float]:
    """The shares under which so many successes would not surprise: Clopper & Pearson's interval."""
    if not trials:
        return 0.0, 1.0
    tail = (1 - CONFIDENCE) / 2
    low = _solve(lambda p: _at_least(successes, trials, p) - tail) if successes else 0.0
    high = _solve(lambda p: tail - _at_most(successes, trials, p)) if successes < trials else 1.0
    return low, high


def _at_least(successes: int, trials: int, p: float) -> float:
    return sum(_exactly(k, trials, p) for k in range(successes, trials + 1))


def _at_most(successes: int, trials: int, p: float) -> float:
    return sum(_exactly(k, trials, p) for k in range(successes + 1))


def _exactly(successes: int, trials: int, p: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(successes + 1)
    ways -= math.lgamma(trials - successes + 1)
    return math.exp(ways + successes * math.log(p) + (trials - successes) * math.log1p(-p))


def _solve(rising: Callable[[float], float]) -> float:
    """Where a rising function is zero between 0 and 1, to 1e-9, by halving."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
