"""A base on its way to a manner: batches read in passes that fit the memory.

Its subclasses differ in which weights learn: all of them here, small matrices beside the frozen
ones in `lora.py`, the last layers in `top_layers.py`.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from aurore.training.chunked_loss import LossOf
from aurore.training.gradients import put_gradient
from aurore.training.loop import Run
from aurore.training.loss import loss_of

# Numbers a network keeps for one token of one layer, in multiples of its width, until the
# gradient has come back (measured: GPT-2 of 124 M weights; our own classes 26 to 33, docs/LOG.md).
KEPT_PER_TOKEN = 46
ACTIVATION_BYTES = 2e9  # guess: what one pass may take of a laptop's memory


@dataclass
class Specialisation(Run):
    """All weights of a base learn."""

    loss: LossOf = loss_of
    """The loop's figure, perhaps in less memory."""
    blocks_at_once: int = 1

    @property
    def parameters(self) -> int:
        """Weights of the network."""
        return sum(p.numel() for p in self.model.parameters())

    @property
    def learned(self) -> int:
        """Weights that are corrected."""
        return sum(p.numel() for p in self.model.parameters() if p.requires_grad)

    def loss_of(self, inputs_BT: Tensor, targets_BT: Tensor) -> Tensor:
        """How wrong the network is."""
        if self.device.is_plain:
            return self.loss(self.model, inputs_BT, targets_BT)
        return super().loss_of(inputs_BT, targets_BT)

    def backward(self, step: int) -> float:
        """The gradients of a batch, part by part: their sum is that of the whole."""
        inputs, targets = self.batches.at(step)
        if self.is_fused:
            return put_gradient(self.model, inputs, targets)
        total = 0.0
        for part in torch.split(torch.arange(len(inputs)), self.blocks_at_once):
            loss = self.part_loss(inputs[part], targets[part]) * (len(part) / len(inputs))
            loss.backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
        return total

    def part_loss(self, inputs_BT: Tensor, targets_BT: Tensor) -> Tensor:
        """The loss of one pass, to learn from."""
        return self.loss_of(inputs_BT, targets_BT)


def blocks_at_once(batch_size: int, layers: int, width: int, context: int) -> int:
    """Blocks of a batch whose activations fit into `ACTIVATION_BYTES`; at least one."""
    fitting = int(ACTIVATION_BYTES // activation_bytes(layers, width, context))
    return max(1, min(batch_size, fitting))


def activation_bytes(layers: int, width: int, context: int) -> int:
    """What one block keeps in memory from the way there to the way back."""
    return 4 * KEPT_PER_TOKEN * layers * width * context
