"""How far texts are from a first one, by every measure at hand; what each cannot see."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from tokenizers import Tokenizer

from aurore.base.settings import EvaluateSettings
from aurore.corpus.cleaning.typography import unify
from aurore.evaluation.bits_per_byte import Scorer, token_bits
from aurore.evaluation.distances.strings import (
    bleu,
    character_error_rate,
    chrf,
    token_error_rate,
    word_error_rate,
)
from aurore.evaluation.distances.vectors import cosine_distance, sentence_encoder, text_vector

Distance = Callable[[str, str], float]


@dataclass(frozen=True)
class Row:
    """A measure and what it says of each text."""

    measure: str
    """`cer`, `wer`, `chrf`, `bleu`, `tokens`, `model_vector`, `sentence_vector` or `surprise`."""
    values: list[float]
    """Of each text after the first; 0 is the same text. Of `surprise` bits per byte, and the first
    text's comes before them."""


@dataclass(frozen=True)
class Distances:
    """All measures of some texts."""

    names: list[str]
    rows: list[Row]

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        return {"texts": self.names, "measures": [asdict(row) for row in self.rows]}


def example() -> list[str]:
    """The three versions of the slide « Mesure de l’erreur »."""
    path = files("aurore.evaluation.distances") / "example.toml"
    table = tomllib.loads(path.read_text("utf-8"))
    return [table["reference"], *table["others"]]


def unified(text: str) -> str:
    """The typography of the corpus, so that no measure is about apostrophes."""
    return "\n".join(filter(None, map(unify, text.split("\n"))))


def distances(
    texts: Sequence[str], names: Sequence[str], scorer: Scorer, tokenizer: Tokenizer
) -> Distances:
    """Every measure of each text against the first. The texts are in unified typography."""
    reference, *others = texts
    rows = [
        Row(name, [measure(reference, other) for other in others])
        for name, measure in _measures(scorer, tokenizer).items()
    ]
    settings = EvaluateSettings(scorer.context, scorer.context // 2)
    surprise = [_bits_per_byte(scorer, tokenizer, text, settings) for text in texts]
    return Distances(list(names), [*rows, Row("surprise", surprise)])


def _measures(scorer: Scorer, tokenizer: Tokenizer) -> dict[str, Distance]:
    found: dict[str, Distance] = {
        "cer": character_error_rate,
        "wer": word_error_rate,
        "chrf": chrf,
        "bleu": bleu,
        "tokens": lambda a, b: token_error_rate(tokenizer, a, b),
        "model_vector": lambda a, b: cosine_distance(
            text_vector(scorer, tokenizer, a), text_vector(scorer, tokenizer, b)
        ),
    }
    encode = sentence_encoder()
    if encode:
        found["sentence_vector"] = lambda a, b: cosine_distance(encode(a), encode(b))
    return found


def _bits_per_byte(
    scorer: Scorer, tokenizer: Tokenizer, text: str, settings: EvaluateSettings
) -> float:
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    return float(token_bits(scorer, ids, settings).sum()) / max(len(text.encode()), 1)
