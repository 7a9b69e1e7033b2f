"""The studio with all its pages: importing this module puts them together."""

from aurore.serving.studio import books, network, tokens, training, writing
from aurore.serving.studio.frame import studio

__all__ = ["books", "network", "studio", "tokens", "training", "writing"]
