"""The error of guessing the next token, without holding all logits at once.

With a vocabulary of 50,257 the logits of a batch weigh more than the network. Here they are made
for a few rows at a time and turned at once into the loss and into its gradients: no product of
matrices is done twice, as it would be if the logits were computed again on the way back.
Source of the idea: Hsu et al., "Liger Kernel", 2024, for graphics cards.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from aurore.training.loss import loss_of

LOGITS_AT_ONCE = 2**24  # guess: 64 MB, a tenth of what a network with such a vocabulary takes
PROBE_TOKENS = 8
SAME = 1e-4  # largest difference of two ways to compute the same logits in single precision

LossOf = Callable[[Any, Tensor, Tensor], Tensor]


class HeadLoss(torch.autograd.Function):
    """Mean cross-entropy of `hidden @ weight.T`, its gradients computed on the way."""

    @staticmethod
    def forward(ctx: Any, hidden_ND: Tensor, weight_VD: Tensor, targets_N: Tensor) -> Tensor:
        """N rows of width D, a vocabulary of V."""
        wants_hidden, wants_weight, _ = ctx.needs_input_grad
        d_hidden = torch.empty_like(hidden_ND) if wants_hidden else None
        d_weight = torch.zeros_like(weight_VD) if wants_weight else None
        total = hidden_ND.new_zeros(())
        rows, count = max(1, LOGITS_AT_ONCE // len(weight_VD)), len(hidden_ND)
        for first in range(0, count, rows):
            part = slice(first, first + rows)
            hidden, targets = hidden_ND[part], targets_N[part, None]
            logits = hidden @ weight_VD.T
            normalisers = logits.logsumexp(-1, keepdim=True)
            total += (normalisers - logits.gather(1, targets)).sum()
            if d_hidden is None and d_weight is None:
                continue
            # What the gradient of the logits is: probabilities, less one where the target stands.
            error = logits.sub_(normalisers).exp_().div_(count)
            error.scatter_add_(1, targets, error.new_full(targets.shape, -1 / count))
            if d_hidden is not None:
                torch.mm(error, weight_VD, out=d_hidden[part])
            if d_weight is not None:
                d_weight.addmm_(error.T, hidden)
        ctx.gradients = d_hidden, d_weight
        return total / count

    @staticmethod
    def backward(ctx: Any, d_loss: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients made above, scaled."""
        return *(None if d is None else d.mul_(d_loss) for d in ctx.gradients), None


def cheap_loss_of(model: Any, tokens: int) -> LossOf:
    """A function of model, inputs and targets that gives what `loss_of` gives, in less memory.

    Where the logits of a pass fit anyway, it is `loss_of` itself. Some classes do more between the
    last layer and the logits (biases, scales, caps): that is tried on a few tokens, and where the
    logits differ, it is `loss_of` too.

    Args:
        tokens: that the network reads in one pass.
    """
    head = model.get_output_embeddings()
    if head is None or tokens * len(head.weight) <= LOGITS_AT_ONCE or not _is_plain(model, head):
        return loss_of
    return _loss_by_chunks


def _loss_by_chunks(model: Any, inputs_BT: Tensor, targets_BT: Tensor) -> Tensor:
    hidden_BTD = model.base_model(input_ids=inputs_BT, use_cache=False).last_hidden_state
    weight_VD = model.get_output_embeddings().weight
    rows_ND, targets_N = hidden_BTD.flatten(0, 1), targets_BT.flatten()
    loss: Tensor = HeadLoss.apply(rows_ND, weight_VD, targets_N)  # type: ignore[no-untyped-call]
    return loss


@torch.no_grad()
def _is_plain(model: Any, head: Any) -> bool:
    """Whether the logits are a product of the last layer's output and the head's matrix."""
    ids = torch.arange(PROBE_TOKENS).unsqueeze(0) % head.weight.shape[0]
    try:
        hidden = model.base_model(input_ids=ids, use_cache=False).last_hidden_state
        product = hidden @ head.weight.T
    except (AttributeError, RuntimeError, TypeError):
        return False
    logits = model(input_ids=ids, use_cache=False).logits
    return logits.shape == product.shape and torch.allclose(logits, product, atol=SAME, rtol=SAME)
