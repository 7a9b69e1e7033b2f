"""What a person typed → a prompt in the form the network has read."""

import secrets
import unicodedata

from aurore.base.errors import UserError
from aurore.corpus.cleaning.typography import unify

SEEDS = 1_000_000  # few enough to be copied from a screen


def clean_prompt(prompt: str) -> str:
    """The prompt in the typography the network knows, without control characters.

    Raises:
        UserError: nothing is left.
    """
    visible = "".join(
        c if c in "\n\t" or unicodedata.category(c)[0] != "C" else " " for c in prompt
    )
    paragraphs = [unify(line) for line in visible.split("\n")]
    cleaned = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    if not cleaned:
        raise UserError("empty_prompt")
    return cleaned


def draw_seed() -> int:
    """A seed that can be typed again."""
    return secrets.randbelow(SEEDS)
