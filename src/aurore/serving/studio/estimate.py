"""What a training will take, roughly, before it starts: time, passes over the books, memory."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from safetensors import safe_open

from aurore.base.settings import TokenizeSettings, TrainSettings
from aurore.model.sizes import size_for

# Measured (DESIGN §5): 5.7 million parameters learn from 2,030 tokens a second on two cores.
PARAMETERS_TIMES_SPEED = 5.7e6 * 2030
TOKENS_PER_WORD = 1.6  # guess: of French in a vocabulary of 4,096
LIBRARIES_BYTES = 0.6e9  # measured: docs/LOG.md
BYTES_PER_PARAMETER = 16  # weight, gradient and two moments of the optimiser, in single precision
BYTES_PER_PLACE = 160  # guess: of a token in a layer, for each number of its vector
USUAL_BATCH, USUAL_CONTEXT = 16, 256  # training/recipe.py


@dataclass(frozen=True)
class Estimate:
    """The machine is measured only as a training starts."""

    minutes: float
    epochs: float
    parameters: int
    memory_bytes: float


@dataclass(frozen=True)
class Shape:
    """Of a network: how many numbers it learns, and how many of a token it holds while it does."""

    parameters: int
    numbers_per_token: int


def estimated(
    words: int, minutes: float | None, epochs: float | None, base: Path | None, batch: int | None
) -> Estimate:
    """Of a training on so many words, for `minutes` or `epochs`, from a base or from scratch."""
    tokens = words * TOKENS_PER_WORD
    shape = _from_scratch(minutes or TrainSettings.minutes or 0) if base is None else _of(base)
    speed = PARAMETERS_TIMES_SPEED / shape.parameters
    lasts = epochs * tokens / speed / 60 if epochs else minutes or 0.0
    places = (batch or USUAL_BATCH) * USUAL_CONTEXT
    held = shape.parameters * BYTES_PER_PARAMETER
    held += places * shape.numbers_per_token * BYTES_PER_PLACE
    return Estimate(lasts, lasts * 60 * speed / tokens, shape.parameters, LIBRARIES_BYTES + held)


def _from_scratch(minutes: float) -> Shape:
    size = size_for(minutes)
    return Shape(size.parameters(TokenizeSettings.vocab_size), size.width * size.layers)


def _of(folder: Path) -> Shape:
    """Read in the files of a model, without its weights."""
    with safe_open(folder / "model.safetensors", framework="numpy") as weights:
        names = weights.keys()
        parameters = sum(math.prod(weights.get_slice(name).get_shape()) for name in names)
    told = json.loads((folder / "config.json").read_text("utf-8"))
    width, layers = (
        next(told[name] for name in names if name in told)
        for names in (("hidden_size", "n_embd"), ("num_hidden_layers", "n_layer"))
    )
    return Shape(parameters, width * layers)
