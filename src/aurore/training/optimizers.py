"""Muon in single precision for the matrices, AdamW for the rest.

`torch.optim.Muon` orthogonalises in bfloat16, which processors without the instructions run a
hundred times slower (DESIGN §5): these are the same few lines in float32.
Source: Keller Jordan, "Muon: an optimizer for hidden layers", 2024.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # cited: of the quintic iteration, Jordan 2024
ITERATIONS = 5  # cited: same source
MOMENTUM = 0.9  # measured: docs/models.md, « What each ingredient is worth »
ADAM_BETAS = (0.9, 0.95)  # cited: usual for language models (GPT-3)
ADAM_SHARE = 0.5  # measured: better than a sixth, and about as good as 1 (docs/LOG.md)


def orthogonalise(gradients_NRC: Tensor) -> Tensor:
    """Each matrix of the stack, its singular values brought near 1.

    Args:
        gradients_NRC: N matrices of R rows and C columns.
    """
    a, b, c = COEFFICIENTS
    x: Tensor = gradients_NRC / (gradients_NRC.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    tall = x.size(-2) > x.size(-1)
    if tall:
        x = x.mT
    for _ in range(ITERATIONS):
        gram = torch.bmm(x, x.mT)
        # Sums within the products: two thirds of the time of apart (measured: docs/LOG.md).
        polynomial = torch.baddbmm(gram, gram, gram, beta=b, alpha=c)
        x = torch.baddbmm(x, polynomial, x, beta=a)
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised: every direction of a matrix moves by the same amount."""

    def __init__(self, params: Iterable[Tensor], lr: float) -> None:
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """One step. Matrices of one shape are orthogonalised together, which is faster."""
        assert closure is None
        for group in self.param_groups:
            by_shape: dict[Any, list[Tensor]] = defaultdict(list)
            for p in group["params"]:
                by_shape[p.shape].append(p)
            for shape, parameters in by_shape.items():
                updates = orthogonalise(torch.stack([self._momentum(p) for p in parameters]))
                scale = max(1.0, shape[0] / shape[1]) ** 0.5
                for p, update in zip(parameters, updates, strict=True):
                    p.add_(update, alpha=-group["lr"] * scale)

    def _momentum(self, p: Tensor) -> Tensor:
        """The gradient with Nesterov momentum."""
        assert p.grad is not None
        state = self.state[p]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(p)
        state["momentum"].lerp_(p.grad, 1 - MOMENTUM)
        ahead: Tensor = p.grad.lerp(state["momentum"], MOMENTUM)
        return ahead


def build_optimizers(model: torch.nn.Module, learning_rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the layers, AdamW for embeddings and norms."""
    matrices: list[Tensor] = []
    others: list[Tensor] = []
    for name, p in model.named_parameters():
        inside = p.ndim == 2 and "embed" not in name and "lm_head" not in name
        (matrices if inside else others).append(p)
    adam = torch.optim.AdamW(
        others, lr=learning_rate * ADAM_SHARE, betas=ADAM_BETAS, weight_decay=0.0
    )
    return [Muon(matrices, lr=learning_rate), adam]


def set_rate(optimizers: list[torch.optim.Optimizer], learning_rate: float) -> None:
    """Gives every optimiser its share of the rate of this step."""
    for optimizer in optimizers:
        share = 1.0 if isinstance(optimizer, Muon) else ADAM_SHARE
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * group.get("share", share)
