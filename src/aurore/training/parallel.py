"""Several processes that train one network: each reads its share of a batch, all learn the same.

Started by `torchrun`, which says in the environment who each is. Gradients are averaged over gloo
(processors) or NCCL (graphics cards); the first process alone writes, and decides when to stop.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor

from aurore.base.errors import UserError
from aurore.base.processes import team_size

PATIENCE = timedelta(minutes=30)  # guess: what the others may wait while the first validates


class WorkerLostError(UserError):
    """Another process is no more."""

    def __init__(self) -> None:
        super().__init__("worker_lost")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), ()


@dataclass(frozen=True)
class Team:
    """The processes of a run, as one of them sees them; alone, everything here does nothing."""

    rank: int = 0
    size: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this process writes."""
        return self.rank == 0

    def average(self, model: Any, loss: float, weight: float) -> float:
        """Puts the mean gradient of the whole batch into every weight; returns its mean loss.

        Args:
            weight: the share of the batch that this process has read.
        """
        if self.size == 1:
            return loss
        gradients = [p.grad for p in model.parameters() if p.grad is not None]
        parts = [*(g.flatten() for g in gradients), gradients[0].new_tensor([loss])]
        flat = torch.cat(parts).mul_(weight)
        with _telling_the_lost():
            dist.all_reduce(flat)
        *sums, total = torch.split(flat, [part.numel() for part in parts])
        for gradient, found in zip(gradients, sums, strict=True):
            gradient.copy_(found.view_as(gradient))
        return float(total)

    def sum(self, values: Sequence[float]) -> list[float]:
        """Of what all processes say, number by number."""
        if self.size == 1:
            return list(values)
        told = torch.tensor(values, dtype=torch.float64)
        with _telling_the_lost():
            dist.all_reduce(told)
        return [float(value) for value in told]

    def hear(self, text: str) -> str:
        """What the first process says here; what the others say is not listened to."""
        if self.size == 1:
            return text
        spoken = text.encode() if self.is_first else b""
        (length,) = self.sum([len(spoken)])
        told = torch.zeros(int(length), dtype=torch.uint8)
        if self.is_first:
            told = torch.frombuffer(bytearray(spoken), dtype=torch.uint8)
        with _telling_the_lost():
            dist.broadcast(told, 0)
        return bytes(told.tolist()).decode()

    def take_weights(self, model: Any) -> None:
        """The weights of the first process, in all."""
        if self.size == 1:
            return
        with _telling_the_lost(), torch.no_grad():
            for tensor in (*model.parameters(), *model.buffers()):
                _broadcast(tensor)


def _broadcast(tensor: Tensor) -> None:
    dist.broadcast(tensor, 0)


ALONE = Team()


@contextmanager
def joined() -> Iterator[Team]:
    """The team this process belongs to, by what `torchrun` says."""
    if team_size() == 1:
        yield ALONE
        return
    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    with _telling_the_lost():
        dist.init_process_group(backend, timeout=PATIENCE)
    team = Team(dist.get_rank(), dist.get_world_size())
    try:
        yield team
    finally:
        dist.destroy_process_group()


@contextmanager
def _telling_the_lost() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:  # all that the backends raise, `DistNetworkError` included
        raise WorkerLostError from error


def check_share(batch_size: int, size: int) -> None:
    """Raises `UserError` when a batch has no block for some process."""
    if batch_size < size:
        raise UserError("batch_smaller_than_team", batch=batch_size, processes=size)
