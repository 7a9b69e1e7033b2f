"""How wrong the network is, and on rows of which length."""

from typing import Any

from torch import Tensor
from torch.nn.functional import cross_entropy

SHORT_CONTEXT = 64  # measured: better than 128 and than none for the same compute (docs/LOG.md)


def loss_of(model: Any, inputs_BT: Tensor, targets_BT: Tensor) -> Tensor:
    """Mean cross-entropy of the next token, in nats. B blocks of T tokens."""
    logits_BTV = model(input_ids=inputs_BT, use_cache=False).logits
    return cross_entropy(logits_BTV.flatten(0, 1), targets_BT.flatten())


def shorter(ids_BT: Tensor) -> Tensor:
    """The same tokens in rows of `SHORT_CONTEXT`, where that divides the context."""
    context = ids_BT.shape[1]
    return ids_BT if context % SHORT_CONTEXT else ids_BT.reshape(-1, SHORT_CONTEXT)
