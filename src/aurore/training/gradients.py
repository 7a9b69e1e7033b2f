"""The gradient of a batch, with each core on a part of it.

Two threads that each compute half a batch beat one computation on two threads, which wait for each
other after every operation: 1.3 to 1.4 times faster (measured: docs/LOG.md).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import torch
from torch import Tensor

from aurore.training.fused import fused_loss

PIECE = 2048  # tokens at once in a thread (measured: 1,024 and 2,048 alike, 4,096 slower)


def put_gradient(model: Any, inputs_BT: Tensor, targets_BT: Tensor) -> float:
    """Puts the gradient of the mean loss into every weight of a network that `is_fused`.

    The parts are added in a fixed order: the same cores give the same bits.

    Returns:
        The mean cross-entropy of the next token, in nats.
    """
    weights = list(model.parameters())
    loss, gradients = _by_parts(model, weights, inputs_BT, targets_BT)
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.grad = gradient
    return loss


def _by_parts(
    model: Any, weights: list[Tensor], inputs_BT: Tensor, targets_BT: Tensor
) -> tuple[float, list[Tensor]]:
    """Each thread takes its share of the rows, in pieces."""
    threads = min(torch.get_num_threads(), len(inputs_BT))
    shares = zip(inputs_BT.chunk(threads), targets_BT.chunk(threads), strict=True)
    tokens = inputs_BT.numel()

    def share(rows: tuple[Tensor, Tensor]) -> tuple[float, list[Tensor]]:
        return _in_pieces(lambda i, t: fused_loss(model, i, t, tokens), weights, *rows)

    results = list(_workers(threads).map(share, shares))
    for _, gradients in results[1:]:
        torch._foreach_add_(results[0][1], gradients)
    return sum(loss for loss, _ in results), results[0][1]


def _in_pieces(
    loss_of_piece: Callable[[Tensor, Tensor], Tensor],
    weights: list[Tensor],
    inputs_BT: Tensor,
    targets_BT: Tensor,
) -> tuple[float, list[Tensor]]:
    rows = max(1, PIECE // inputs_BT.shape[1])
    total, sums = 0.0, None
    for inputs, targets in zip(
        torch.split(inputs_BT, rows), torch.split(targets_BT, rows), strict=True
    ):
        loss = loss_of_piece(inputs, targets)
        gradients = list(torch.autograd.grad(loss, weights))
        total += float(loss.detach())
        if sums is None:
            sums = gradients
        else:
            torch._foreach_add_(sums, gradients)
    assert sums is not None
    return total, sums


def tokens_at_once(tokens: int) -> int:
    """Of a batch of so many, those whose activations lie in memory at one time."""
    return min(tokens, torch.get_num_threads() * PIECE)


@cache
def _workers(threads: int) -> ThreadPoolExecutor:
    """Threads that leave the other cores to each other."""
    return ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
