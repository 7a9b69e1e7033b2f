"""Floating-point rate of training beside that of a plain matrix product, same cores, same run.

python benchmarks/train.py [SIZE]
"""

import sys
import time
from pathlib import Path

import numpy as np
import torch
from environment import print_environment, print_ratio

from aurore.model.network import build
from aurore.model.sizes import size_named
from aurore.training.batches import make_batches
from aurore.training.loop import Run, step_once
from aurore.training.optimizers import build_optimizers
from aurore.training.schedule import Course

VOCABULARY, CONTEXT, BATCH = 4096, 256, 16
SIDE = 2048
PAIRS = 5


def main() -> None:
    """Alternates training steps and matrix products."""
    size = size_named(sys.argv[1] if len(sys.argv) > 1 else "petite")
    print_environment()
    ids = np.random.default_rng(0).integers(0, VOCABULARY, 200_000).astype(np.uint16)
    model = build(size, VOCABULARY, CONTEXT, seed=0)
    run = Run(
        model,
        build_optimizers(model, 0.02),
        make_batches(ids, CONTEXT, BATCH, 0),
        Course(1000, 1000),
        0.02,
        3.5,
        Path(),
    )
    matrix = torch.randn(SIDE, SIDE)
    # Six operations a weight and token (cited: Kaplan et al. 2020), and the attention's products.
    per_token = 6 * size.parameters(VOCABULARY) + 12 * size.layers * size.width * CONTEXT
    training, products = [], []
    for pair in range(PAIRS + 1):
        started = time.perf_counter()
        step_once(run, pair)
        training.append(per_token * BATCH * CONTEXT / (time.perf_counter() - started) / 1e9)
        started = time.perf_counter()
        for _ in range(8):
            matrix @ matrix
        products.append(8 * 2 * SIDE**3 / (time.perf_counter() - started) / 1e9)
    training, products = training[1:], products[1:]
    print(f"training, size {size.name}: {sorted(training)[PAIRS // 2]:.0f} Gflop/s")
    print(f"matrix product: {sorted(products)[PAIRS // 2]:.0f} Gflop/s")
    print_ratio("training / matrix product", training, products)


if __name__ == "__main__":
    main()
