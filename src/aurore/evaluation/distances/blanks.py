"""A sentence with a hole: which word does the network put there, and what of the true one?"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from aurore.base.errors import UserError
from aurore.corpus.cleaning.typography import unify
from aurore.evaluation.bits_per_byte import Scorer
from aurore.evaluation.distances.vectors import Vector, cosine_distance

HOLE = re.compile(r"_{2,}")
AT_ONCE = 32  # beginnings of words that are continued together
MOST_BEGINNINGS = 800  # guess: some seconds; a truth rarer than that has no rank
ELIDED = frozenset(["l", "d", "qu", "n", "s", "m", "t", "j", "c", "jusqu", "lorsqu", "puisqu"])


@dataclass(frozen=True)
class Choice:
    """A word for the hole."""

    word: str
    probability: float
    """Among the choices given."""
    bits: float
    """The surprise of the whole sentence with it."""


@dataclass(frozen=True)
class Guess:
    """A word of the network's own."""

    word: str
    probability: float
    """Among everything the network could write there."""


@dataclass(frozen=True)
class Truth:
    """What the network thinks of the true word."""

    word: str
    probability: float
    rank: int | None
    """Words it finds likelier, and one; `None` when there are too many to count."""
    guess: str
    distance: float
    """Cosine distance between the vectors of the true word and of the network's."""


def parts(sentence: str) -> tuple[str, str]:
    """What stands before and after the hole, in the typography of the corpus.

    Raises:
        UserError: there is no hole, or more than one.
    """
    holes = list(HOLE.finditer(sentence))
    if len(holes) != 1:
        raise UserError("no_hole", count=len(holes))
    marker = "xxholexx"
    before, _, after = unify(HOLE.sub(marker, sentence)).partition(marker)
    return before, after


def choose(
    scorer: Scorer, tokenizer: Tokenizer, sentence: str, among: Sequence[str]
) -> list[Choice]:
    """The words in the order in which the network would take them.

    Each is put into the hole, and the whole sentence scored: what follows the hole counts too.

    Raises:
        UserError: no hole, fewer than two words, or a sentence longer than the network can see.
    """
    before, after = parts(sentence)
    words = list(dict.fromkeys(unify(word) for word in among if word.strip()))
    if len(words) < 2:
        raise UserError("too_few_choices")
    rows = [_ids(scorer, tokenizer, before + word + after) for word in words]
    if max(map(len, rows)) > scorer.context:
        raise UserError("sentence_too_long", context=scorer.context)
    nats = np.array([row.sum() for row in scorer.log_probabilities(rows)])
    shares = np.exp(nats - nats.max())
    shares /= shares.sum()
    found = [
        Choice(word, float(share), -float(one) / math.log(2))
        for word, share, one in zip(words, shares, nats, strict=True)
    ]
    return sorted(found, key=lambda choice: choice.bits)


def guesses(
    scorer: Scorer, tokenizer: Tokenizer, before: str, least: float, most: int | None = None
) -> list[Guess] | None:
    """Every word at least as likely as `least` after `before`, the likeliest first.

    A word is one or more tokens, then one that begins something else. A beginning of a word that is
    already too rare is not continued, so that none is missed; `None` if more than
    `MOST_BEGINNINGS` would have to be.

    Args:
        most: stop when so many are sure.
    """
    kinds = Kinds(tokenizer)
    start = _ids(scorer, tokenizer, before.rstrip(" "))[-(scorer.context - 16) :]
    open_: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    found: list[Guess] = []
    floor, asked = math.log(max(least, 1e-12)), 0
    while open_ and asked < MOST_BEGINNINGS:
        open_.sort(reverse=True)
        some, open_ = open_[:AT_ONCE], open_[AT_ONCE:]
        asked += len(some)
        rows = scorer.next_log_probabilities([[*start, *word] for _, word in some])
        for (before_nats, word), nats in zip(some, rows, strict=True):
            if word:
                ends = before_nats + float(np.logaddexp.reduce(nats[~kinds.goes_on]))
                if ends >= floor:
                    found.append(Guess(kinds.text(word), math.exp(ends)))
            next_ = kinds.goes_on if word else kinds.begins
            likely = np.flatnonzero(next_ & (before_nats + nats >= floor))
            open_ += [(before_nats + float(nats[i]), (*word, int(i))) for i in likely]
        found.sort(key=lambda guess: -guess.probability)
        if most and len(found) >= most:
            best_open = max((nats for nats, _ in open_), default=-math.inf)
            if math.log(found[most - 1].probability) >= best_open:
                return found[:most]
    return None if open_ else found


def truth(scorer: Scorer, tokenizer: Tokenizer, before: str, word: str, guess: str) -> Truth:
    """What the network thinks of the true word after `before`; `guess` is its own first."""
    start = _ids(scorer, tokenizer, before.rstrip(" "))
    ids = tokenizer.encode(" " + word, add_special_tokens=False).ids
    kinds = Kinds(tokenizer)
    (nats,) = scorer.log_probabilities([[*start, *ids]])
    last = scorer.next_log_probabilities([[*start, *ids]])[0]
    ends = nats[-len(ids) :].sum() + np.logaddexp.reduce(last[~kinds.goes_on])
    probability = math.exp(float(ends))
    likelier = guesses(scorer, tokenizer, before, probability * (1 + 1e-6))
    vectors = [word_vector(tokenizer, scorer.embeddings(), one) for one in (word, guess)]
    rank = None if likelier is None else 1 + sum(one.word != word for one in likelier)
    return Truth(word, probability, rank, guess, cosine_distance(*vectors))


def word_vector(tokenizer: Tokenizer, embeddings: Vector, word: str) -> Vector:
    """The mean of the vectors of a word's tokens, less that of all tokens; shape (width,)."""
    ids = tokenizer.encode(" " + word, add_special_tokens=False).ids
    vector: Vector = embeddings[ids].mean(axis=0) - embeddings.mean(axis=0)
    return vector


def _ids(scorer: Scorer, tokenizer: Tokenizer, text: str) -> list[int]:
    return [scorer.end, *tokenizer.encode(text, add_special_tokens=False).ids]


class Kinds:
    """Which tokens begin a word after a space, and which go on with one."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        texts = [tokenizer.decode([i]) for i in range(tokenizer.get_vocab_size())]
        self.begins: NDArray[np.bool_] = np.array(
            [text[:1] == " " and text[1:2].isalpha() for text in texts]
        )
        # Part of an accented letter decodes to U+FFFD.
        self.goes_on: NDArray[np.bool_] = np.array(
            [text[:1].isalpha() or text[:1] in "\ufffd-" for text in texts]
        ) & np.array([bool(text) for text in texts])

    def text(self, ids: Sequence[int]) -> str:
        """The word; « l » is « l’ » for people."""
        word = str(self._tokenizer.decode(list(ids))).strip()
        return f"{word}’" if word.lower() in ELIDED else word
