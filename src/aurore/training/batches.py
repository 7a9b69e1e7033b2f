"""Blocks of token ids → batches, in an order that only the seed and the step decide.

Nothing is remembered between steps, so a resumed run meets the same batches.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from aurore.base.errors import UserError
from aurore.tokenizer.blocks import Ids, cut_blocks


@dataclass(frozen=True)
class Batches:
    """The blocks of a text and how they are dealt."""

    blocks: Ids
    """Shape (blocks, context + 1)."""
    batch_size: int
    seed: int
    share: tuple[int, int] = (0, 1)
    """Which of how many processes reads them: each takes every so manieth block of a batch."""

    def __len__(self) -> int:
        """Batches in one epoch: every block is seen once, the last batch may be filled up."""
        return -(-len(self.blocks) // self.batch_size)

    @property
    def weight(self) -> float:
        """How much of a batch this process reads."""
        rank, size = self.share
        return len(range(rank, self.batch_size, size)) / self.batch_size

    @property
    def tokens_per_step(self) -> int:
        """Predictions in one batch."""
        return self.batch_size * (int(self.blocks.shape[1]) - 1)

    def at(self, step: int) -> tuple[Tensor, Tensor]:
        """Inputs and targets of a step, each of shape (own part of batch_size, context)."""
        epoch, index = divmod(step, len(self))
        order = np.random.default_rng((self.seed, epoch)).permutation(len(self.blocks))
        chosen = order[
            np.arange(index * self.batch_size, (index + 1) * self.batch_size) % len(order)
        ]
        rank, size = self.share
        batch = torch.from_numpy(self.blocks[chosen[rank::size]].astype(np.int64))
        return batch[:, :-1], batch[:, 1:]


def make_batches(ids: Ids, context: int, batch_size: int, seed: int) -> Batches:
    """Batches over a text.

    Raises:
        UserError: the text is shorter than one block.
    """
    blocks = cut_blocks(ids, context)
    if not len(blocks):
        raise UserError("text_too_short", tokens=len(ids), context=context)
    return Batches(blocks, batch_size, seed)
