"""The studio with all its pages: importing this module puts them together."""

from aurore.serving.studio import (
    books,
    measuring,
    network,
    quiz,
    tokens,
    training,
    workshop,
    writers,
    writing,
)
from aurore.serving.studio.frame import studio

__all__ = [
    "books", "measuring", "network", "quiz", "studio", "tokens", "training", "workshop", "writers",
    "writing",
]  # fmt: skip
