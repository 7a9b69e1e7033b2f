"""The parts of a network: what each is, its shape, how many numbers it holds."""

import re
from dataclasses import dataclass
from typing import Literal

from aurore.model.forward import Forward

Kind = Literal["entrance", "positions", "attention", "thought", "norm", "exit"]
# By what their names hold, in this order; what is left is part of what each token thinks.
NAMES: tuple[tuple[str, Kind], ...] = (
    ("norm", "norm"), ("ln_", "norm"), ("embed", "entrance"), ("wte", "entrance"),
    ("wpe", "positions"), ("lm_head", "exit"), ("attn", "attention"),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One table of numbers."""

    name: str
    kind: Kind
    layer: int | None
    """From 0; `None` outside the layers."""
    shape: tuple[int, ...]

    @property
    def parameters(self) -> int:
        """How many numbers."""
        count = 1
        for size in self.shape:
            count *= size
        return count


def parts_of(network: Forward) -> list[Part]:
    """All parts in the order a text goes through them."""
    found = [_part(name, weights.shape) for name, weights in network.weights.items()]
    last = network.layers

    def place(part: Part) -> tuple[int, str]:
        before = part.kind in ("entrance", "positions")
        return (-1 if before else last if part.layer is None else part.layer, part.name)

    return sorted(found, key=place)


def _part(name: str, shape: tuple[int, ...]) -> Part:
    kind: Kind = next((kind for sign, kind in NAMES if sign in name), "thought")
    number = re.search(r"\b(?:layers|h)\.(\d+)\.", name)
    return Part(name, kind, int(number[1]) if number else None, shape)
