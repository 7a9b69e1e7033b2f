"""Of several texts that a model wrote: whose habits they have, and what they feel like."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from aurore.evaluation.blind import exact_interval
from aurore.evaluation.copies.index import Index
from aurore.evaluation.copies.invented import Invented, invented
from aurore.evaluation.copies.search import CopyRate, copy_rate
from aurore.evaluation.style.compare import Comparison, Texture, compare
from aurore.evaluation.style.delta import DELTAS, Kind
from aurore.evaluation.style.profiles import Profiles


@dataclass(frozen=True)
class Manner:
    """What a model's texts have in common."""

    author: str
    """Whose they should be like."""
    texts: int
    words: int
    """Of all of them."""
    nearest: dict[Kind, dict[str, int]]
    """By Delta, how many texts are nearest each author, the most frequent first."""
    textures: list[Texture]
    """The median over the texts, beside the author's own passages."""
    invented: Invented
    usual: Invented | None
    """The same of real books that the model has not read."""
    copies: CopyRate | None
    """Of all the texts; `None` without training books."""

    def hits(self, kind: Kind = "cosine") -> int:
        """Texts nearest their author."""
        return self.nearest[kind].get(self.author, 0)

    def interval(self, kind: Kind = "cosine") -> tuple[float, float]:
        """Of the share of hits: exact binomial, at 95 %."""
        return exact_interval(self.hits(kind), self.texts)

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        counts = {"hits": {kind: self.hits(kind) for kind in self.nearest}}
        data = asdict(self) | counts | {"interval": self.interval()}
        data["textures"] = [one.as_data() for one in self.textures]
        data["copies"] = self.copies.as_data() if self.copies else None
        return data


def manner(
    texts: Sequence[str],
    author: str,
    profiles: Profiles,
    index: Index | None = None,
    real: Sequence[str] = (),
) -> Manner:
    """Compares each text, and all together.

    Args:
        index: of the training books.
        real: books that the model has not read, by the same author.
    """
    found = [compare(str(number), text, author, profiles) for number, text in enumerate(texts)]
    return Manner(
        author=author,
        texts=len(texts),
        words=sum(one.words for one in found),
        nearest={kind: _count(found, kind) for kind in DELTAS},
        textures=_medians(found),
        invented=invented("\n".join(texts), index),
        usual=invented("\n".join(real), index) if real else None,
        copies=copy_rate(index, texts) if index else None,
    )


def _count(found: Sequence[Comparison], kind: Kind) -> dict[str, int]:
    return dict(Counter(one.nearest(kind) for one in found).most_common())


def _medians(found: Sequence[Comparison]) -> list[Texture]:
    return [
        Texture(
            same[0].measure,
            float(np.median([one.value for one in same])),
            same[0].low,
            same[0].middle,
            same[0].high,
        )
        for same in zip(*(one.textures for one in found), strict=True)
    ]
