"""Is a text by the author it imitates? Its habits beside those of fourteen authors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from aurore.base.errors import UserError
from aurore.evaluation.style.delta import DELTAS, Kind, Rows
from aurore.evaluation.style.profiles import PIECE_WORDS, Profiles
from aurore.evaluation.style.texture import MEASURES, texture
from aurore.evaluation.style.tree import Tree, join
from aurore.evaluation.style.words import style_words
from aurore.model.lexicon import plane

FEWEST_WORDS = 200  # guess: below, the shares of words are noise
STEP_WORDS = 1000  # guess: of the rolling window


@dataclass(frozen=True)
class Texture:
    """A measure of a text beside an author's own books."""

    measure: str
    value: float
    low: float
    middle: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether nine tenths of the author's passages are about like it."""
        return self.low <= self.value <= self.high

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self) | {"inside": self.inside}


@dataclass(frozen=True)
class Comparison:
    """A text beside the authors."""

    name: str
    words: int
    distances: dict[Kind, dict[str, float]]
    """By Delta, from each author, the nearest first."""
    textures: list[Texture]
    rolling: list[tuple[int, str, float]]
    """(first word, nearest author, distance) of each window of a long text."""

    @property
    def is_short(self) -> bool:
        """Attribution is unsure below `PIECE_WORDS`."""
        return self.words < PIECE_WORDS

    def nearest(self, kind: Kind = "cosine") -> str:
        """The author."""
        return next(iter(self.distances[kind]))

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        data = asdict(self) | {"nearest": {kind: self.nearest(kind) for kind in self.distances}}
        data["textures"] = [one.as_data() for one in self.textures]
        return data


@dataclass(frozen=True)
class Company:
    """Several texts and the authors, together."""

    tree: Tree
    names: list[str]
    places: Rows
    """On the two directions in which they differ most; shape (names, 2)."""
    explained: float


def compare(name: str, text: str, author: str, profiles: Profiles) -> Comparison:
    """A text beside the authors; its texture beside that of `author`.

    Raises:
        UserError: the text has too few words to say anything, or nobody knows the author.
    """
    words = style_words(text)
    if len(words) < FEWEST_WORDS:
        raise UserError("too_short_for_style", name=name, words=len(words), fewest=FEWEST_WORDS)
    profiles.need(author)
    ranges = profiles.texture_range(author).T.tolist()
    values = texture(text).tolist()
    return Comparison(
        name,
        len(words),
        {kind: profiles.distances(Counter(words), kind) for kind in DELTAS},
        [Texture(m, v, *r) for m, v, r in zip(MEASURES, values, ranges, strict=True)],
        rolling(words, profiles) if len(words) >= 2 * PIECE_WORDS else [],
    )


def rolling(words: Sequence[str], profiles: Profiles) -> list[tuple[int, str, float]]:
    """Cosine Delta of a window of `PIECE_WORDS` that moves by `STEP_WORDS`."""
    found = []
    for first in range(0, len(words) - PIECE_WORDS + 1, STEP_WORDS):
        distances = profiles.distances(Counter(words[first : first + PIECE_WORDS]))
        author, distance = next(iter(distances.items()))
        found.append((first, author, distance))
    return found


def company(texts: Sequence[tuple[str, str]], profiles: Profiles) -> Company:
    """The tree and the plane of some (name, text) and all authors, by Cosine Delta."""
    rows = np.array(
        [*profiles.centres, *(profiles.z(Counter(style_words(text))) for _, text in texts)]
    )
    names = [*profiles.authors, *(name for name, _ in texts)]
    distances = DELTAS["cosine"](rows[:, None], rows[None])
    sizes = np.linalg.norm(rows, axis=1, keepdims=True)
    places, explained = plane(rows / np.maximum(sizes, 1e-12))
    return Company(join(names, distances), names, places, explained)
