"""What is decided for a person who does not: rate, batch and context, by base and method.

The one table of defaults; docs/entrainer.md shows it to people.
"""

from dataclasses import asdict, dataclass

from aurore.base.settings import SCRATCH, TrainSettings
from aurore.model.bases import Base

LONGEST_CONTEXT = 1024  # guess: beyond it attention costs more than a laptop wants to pay


@dataclass(frozen=True)
class Recipe:
    """The defaults of a way to train."""

    learning_rate: float
    tokens_per_step: int
    context: int
    """At most: a base may see less."""


RECIPES = {
    # Muon 0.02, embeddings half of it; 8 × 256 tokens (measured: docs/LOG.md)
    SCRATCH: Recipe(0.02, 2048, 256),
    "full": Recipe(3e-4, 4096, LONGEST_CONTEXT),
    "lora": Recipe(1e-3, 4096, LONGEST_CONTEXT),
    "top-layers": Recipe(3e-4, 4096, LONGEST_CONTEXT),
}


@dataclass(frozen=True)
class Settled(TrainSettings):
    """Settings with nothing left open."""

    batch_size: int = 8
    learning_rate: float = RECIPES[SCRATCH].learning_rate
    context: int = RECIPES[SCRATCH].context


def settle(settings: TrainSettings, base: Base | None) -> Settled:
    """Fills in from the table what was not asked for."""
    method = (settings.method or "full") if base else None
    recipe = RECIPES[method or SCRATCH]
    context = settings.context or recipe.context
    if base:
        context = min(context, base.context)
    decided = {
        "method": method,
        "context": context,
        "batch_size": settings.batch_size or max(1, recipe.tokens_per_step // context),
        "learning_rate": settings.learning_rate or recipe.learning_rate,
    }
    return Settled(**(asdict(settings) | decided))
