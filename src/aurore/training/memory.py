"""How much memory a run will take, foreseen before a single weight is read or drawn."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from aurore.base.errors import UserError
from aurore.model.bases import Base, read_config
from aurore.model.sizes import Size
from aurore.training.chunked_loss import LOGITS_AT_ONCE
from aurore.training.gradients import tokens_at_once
from aurore.training.lora import RANK
from aurore.training.recipe import Settled
from aurore.training.specialise import activation_bytes, blocks_at_once
from aurore.training.top_layers import learned_layers

LIBRARIES_BYTES = 0.6e9  # measured: PyTorch and transformers, imported (docs/LOG.md)
# Numbers our own network keeps for one token of one layer, in multiples of its width (measured:
# 1.0 to 2.2 GB at the peak where this foresees 1.4 to 2.4, docs/LOG.md).
OWN_KEPT_PER_TOKEN = 33
BYTES_PER_ID = 20  # of a whole batch: as it is cut, as numbers of 64 bits, and on the way there
MEMORY_FILE = Path("/proc/meminfo")


def check_memory(base: Base, settings: Settled, available: float | None) -> None:
    """Raises `UserError` when a run would take more than there is.

    Args:
        available: bytes, None where the system does not say.
    """
    needed = needed_bytes(base, settings)
    if available is not None and needed > available:
        raise UserError(
            "not_enough_memory",
            base=base.name,
            method=settings.method,
            needed=needed / 1e9,
            available=available / 1e9,
        )


def needed_bytes(base: Base, settings: Settled) -> float:
    """What a run takes at its peak: weights, what corrects them, one pass, some logits."""
    count, in_layers = count_parameters(base)
    learned = {
        "full": count,
        "top-layers": in_layers * learned_layers(base.layers) // base.layers,
        # Two thin matrices for each of some seven a layer, about as long as the width.
        "lora": base.layers * 7 * 2 * RANK * 2 * base.width,
    }[settings.method or "full"]
    blocks = blocks_at_once(settings.batch_size, base.layers, base.width, settings.context)
    one_pass = blocks * activation_bytes(base.layers, base.width, settings.context)
    head = 3 * 4 * LOGITS_AT_ONCE + 2 * 4 * base.vocabulary * base.width
    gradients_and_moments = 3 * 4 * learned
    return LIBRARIES_BYTES + 4 * count + gradients_and_moments + one_pass + head


def check_batch(size: Size, vocab_size: int, settings: Settled, available: float | None) -> None:
    """Raises `UserError` when a step from scratch would take more memory than there is.

    The error says how many blocks would fit.
    """
    needed = scratch_bytes(size, vocab_size, settings)
    if available is not None and needed > available:
        raise UserError(
            "batch_too_large",
            batch_size=settings.batch_size,
            fitting=fitting_batch(size, vocab_size, settings, available),
            needed=needed / 1e9,
            available=available / 1e9,
        )


def fitting_batch(size: Size, vocab_size: int, settings: Settled, available: float) -> int:
    """A half of the batch asked for, or of that half, until it fits; at least one block."""
    while settings.batch_size > 1 and scratch_bytes(size, vocab_size, settings) > available:
        settings = replace(settings, batch_size=settings.batch_size // 2)
    return settings.batch_size


def scratch_bytes(size: Size, vocab_size: int, settings: Settled) -> float:
    """What a run from scratch takes at its peak: libraries, weights and optimisers, one piece."""
    per_token = 4 * OWN_KEPT_PER_TOKEN * size.layers * size.width + 3 * 4 * vocab_size
    tokens = settings.batch_size * settings.context
    pieces = tokens_at_once(tokens) * per_token + tokens * BYTES_PER_ID
    return LIBRARIES_BYTES + 4 * 4 * size.parameters(vocab_size) + pieces


def count_parameters(base: Base) -> tuple[int, int]:
    """Weights of a network and those inside its layers, counted without making them."""
    import torch
    from transformers import AutoModelForCausalLM

    with torch.device("meta"):
        model: Any = AutoModelForCausalLM.from_config(read_config(base.folder))
    outside = {
        id(p) for m in model.modules() if isinstance(m, torch.nn.Embedding) for p in m.parameters()
    }
    head = model.get_output_embeddings()
    outside |= {id(p) for p in head.parameters()} if head is not None else set()
    sizes = [(p.numel(), id(p) in outside) for p in model.parameters()]
    return sum(n for n, _ in sizes), sum(n for n, out in sizes if not out)


def available_bytes() -> float | None:
    """Memory that a program could have now; None where the system does not say."""
    if MEMORY_FILE.exists():
        for line in MEMORY_FILE.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return None
