"""What a text feels like, in figures: sentences, dialogue, punctuation, riches, repetition."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aurore.corpus.cleaning.language import FUNCTION_WORDS
from aurore.evaluation.style.words import style_words

MEASURES = (
    "sentence_words",
    "sentence_spread",
    "dialogue",
    "commas",
    "semicolons",
    "exclamations",
    "questions",
    "ellipses",
    "function_words",
    "richness",
    "repetition",
    "distinct_2",
    "distinct_3",
)
SIGNS = {"commas": ",", "semicolons": ";", "exclamations": "!", "questions": "?", "ellipses": "…"}
SENTENCE = re.compile(r"(?<=[.!?…])[»”)]?\s+(?=[—«A-ZÀ-Ý])")
WINDOW = 500  # words over which riches are counted (cited: Covington & McFall 2010, MATTR)
LOOK_BACK = 100  # words within which a run of four that comes again is a repetition (guess)
Values = NDArray[np.float64]


def texture(text: str) -> Values:
    """Every measure of `MEASURES` of a text, a paragraph a line; shape (measures,).

    Shares are between 0 and 1, signs are for a thousand words, lengths in words.
    """
    words = style_words(text)
    total = max(len(words), 1)
    lengths = [len(style_words(sentence)) for sentence in sentences(text)]
    lengths = [length for length in lengths if length] or [0]
    values = {
        "sentence_words": float(np.median(lengths)),
        "sentence_spread": float(np.subtract(*np.percentile(lengths, [75, 25]))),
        "dialogue": dialogue_share(text),
        "function_words": sum(w.rstrip("’") in FUNCTION_WORDS["fr"] for w in words) / total,
        "richness": richness(words),
        "repetition": repetition(words),
        "distinct_2": distinct(words, 2),
        "distinct_3": distinct(words, 3),
    } | {name: 1000 * text.count(sign) / total for name, sign in SIGNS.items()}
    return np.array([values[name] for name in MEASURES])


def sentences(text: str) -> list[str]:
    """The sentences, by their signs alone."""
    return [part for line in text.split("\n") for part in SENTENCE.split(line) if part.strip()]


def dialogue_share(text: str) -> float:
    """The share of words in paragraphs that open with a dash or a guillemet."""
    lines = [(len(line.split()), line.lstrip()[:1] in ("—", "«")) for line in text.split("\n")]
    return sum(count for count, spoken in lines if spoken) / max(sum(c for c, _ in lines), 1)


def richness(words: Sequence[str]) -> float:
    """The mean share of different words in a window of `WINDOW` that slides (MATTR)."""
    if len(words) <= WINDOW:
        return len(set(words)) / max(len(words), 1)
    counts = Counter(words[:WINDOW])
    total = len(counts)
    for gone, come in zip(words, words[WINDOW:], strict=False):
        counts[gone] -= 1
        if not counts[gone]:
            del counts[gone]
        counts[come] += 1
        total += len(counts)
    return total / (len(words) - WINDOW + 1) / WINDOW


def repetition(words: Sequence[str]) -> float:
    """The share of runs of four words that stood in the `LOOK_BACK` words before."""
    last: dict[tuple[str, ...], int] = {}
    again = 0
    runs = list(zip(*(words[i:] for i in range(4)), strict=False))
    for place, run in enumerate(runs):
        again += place - last.get(run, -LOOK_BACK - 1) <= LOOK_BACK
        last[run] = place
    return again / max(len(runs), 1)


def distinct(words: Sequence[str], length: int) -> float:
    """Distinct-n: different runs of `length` words among all of them, in the first 5,000 words.

    It falls as a text grows, so all texts are measured over the same length.
    """
    runs = list(zip(*(words[i:5000] for i in range(length)), strict=False))
    return len(set(runs)) / max(len(runs), 1)
