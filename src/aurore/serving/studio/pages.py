"""The studio with all its pages: importing this module puts them together."""

from aurore.serving.studio import network, tokens, writing
from aurore.serving.studio.frame import studio

__all__ = ["network", "studio", "tokens", "writing"]
