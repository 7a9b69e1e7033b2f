"""Where the network learns and in which numbers, by what the machine says of itself.

A graphics card learns in bfloat16 and compiles the network, where it can. A processor learns in
single precision with the passes of `fused.py`; large networks in bfloat16, and small ones when it
is asked for, but none without the instructions: it is then a hundred times slower (DESIGN §5).
"""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from aurore.base.errors import UserError
from aurore.base.settings import TrainSettings

# guess, between two that were measured (docs/LOG.md): in bfloat16 a processor that has it is twice
# as fast at 124 M weights, and not at all at 3 M.
LARGE_WEIGHTS = 50_000_000


@dataclass(frozen=True)
class Device:
    """A place to learn."""

    kind: str = "cpu"
    bf16: bool = False
    """Products in bfloat16; weights and their corrections stay in single precision."""
    compiled: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the passes written for processors in single precision are of use."""
        return self == CPU

    def place(self, model: Any) -> None:
        """Puts a network there, before anything is learned."""
        model.to(self.kind)
        if self.compiled:
            model.compile()

    def take(self, ids_BT: Tensor) -> Tensor:
        """Token ids, where the network is."""
        return ids_BT.to(self.kind)

    def numbers(self) -> AbstractContextManager[Any]:
        """In which the network computes, within."""
        return torch.autocast(self.kind, dtype=torch.bfloat16, enabled=self.bf16)


CPU = Device()


def choose_device(settings: TrainSettings, weights: int = 0) -> Device:
    """What the settings ask for, or the best that is there for a network of so many weights.

    Raises:
        UserError: a card or instructions are asked for that this machine has not.
    """
    card = torch.cuda.is_available()
    if settings.device == "cuda" and not card:
        raise UserError("no_graphics_card")
    kind = "cuda" if card and settings.device != "cpu" else "cpu"
    if kind == "cuda":
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    can = has_bf16(kind)
    if settings.precision == "bf16" and not can:
        raise UserError("no_bf16")
    if kind == "cuda" and settings.method == "top-layers":
        raise UserError("top_layers_on_card")
    pays = kind == "cuda" or (weights >= LARGE_WEIGHTS and settings.method != "top-layers")
    bf16 = settings.precision == "bf16" or (settings.precision == "auto" and pays and can)
    return Device(kind, bf16, compiled=kind == "cuda")


def has_bf16(kind: str) -> bool:
    """Whether bfloat16 is computed by instructions of its own there."""
    if kind == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    told = torch.cpu.get_capabilities()
    return any(told.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))
