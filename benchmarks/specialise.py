"""Which optimiser, rate and batch suit a base: as many tokens each, one line a try.

python benchmarks/specialise.py BASE WORK --tokens 500000 [--seed 42] adamw:3e-4 muon:2e-3:8 …

A try is a way, its highest rate and perhaps its batch size. Ways: `adamw` and `muon` correct all
weights, `lora` and `top-layers` some of them, by AdamW. Prints bits per byte on a fifth of the
validation book, before, halfway and at the end; it decides nothing on the test book.
"""

import argparse
import json
import math
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.model.bases import Base, find_base
from aurore.tokenizer.blocks import cut_blocks
from aurore.tokenizer.reader import read_reader
from aurore.training.journal import bits_per_byte
from aurore.training.loop import Run, step_once
from aurore.training.optimizers import build_optimizers
from aurore.training.plan import Plan, Texts, read_texts, start_run
from aurore.training.recipe import settle

LOOKS = 2


def main() -> None:
    """Runs every try that was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("work", type=Path)
    parser.add_argument("--tokens", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("tries", nargs="+")
    asked = parser.parse_args()
    base = find_base(asked.base)
    texts = read_texts(Workspace(asked.work), read_reader(base.folder))
    for arm in asked.tries:
        run = begin(base, texts, arm, asked.tokens, asked.seed)
        print(json.dumps({"try": arm, **follow(run, texts)}), flush=True)


def begin(base: Base, texts: Texts, arm: str, tokens: int, seed: int) -> Run:
    """A run as `aurore train` would begin it, with the optimiser, rate and batch of the try."""
    way, rate_asked, *batch = arm.split(":")
    rate = float(rate_asked)
    method: Any = way if way in ("lora", "top-layers") else "full"
    batch_size = int(batch[0]) if batch else None
    asked = TrainSettings(
        base=base.name, method=method, learning_rate=rate, minutes=None, epochs=1, seed=seed,
        batch_size=batch_size,
    )  # fmt: skip
    settings = settle(asked, base)
    steps = tokens // (settings.batch_size * settings.context)
    plan = Plan(settings, base.size, steps, 0, texts.bytes_per_token, "", 0.0, base)
    run = start_run(plan, texts, Path(tempfile.gettempdir()))
    if way == "muon":
        run.optimizers = build_optimizers(run.model, rate)
    return run


def follow(run: Run, texts: Texts) -> dict[str, Any]:
    """Trains to the end; returns the curve."""
    blocks = cut_blocks(texts.validation, run.batches.blocks.shape[1] - 1)[::5]
    curve = [look(run, blocks, texts)]
    started = time.process_time()
    for step in range(run.steps):
        run.model.train()
        step_once(run, step)
        if (step + 1) % math.ceil(run.steps / LOOKS) == 0 or step + 1 == run.steps:
            curve.append(look(run, blocks, texts))
    seconds = time.process_time() - started
    return {"steps": run.steps, "curve": curve, "processor_seconds": round(seconds)}


@torch.no_grad()
def look(run: Run, blocks: Any, texts: Texts) -> float:
    """Bits per byte on the blocks."""
    run.model.eval()
    parts = torch.split(torch.from_numpy(blocks.astype("int64")), run.batches.batch_size)
    nats = sum(float(run.loss_of(part[:, :-1], part[:, 1:])) * len(part) for part in parts)
    return round(bits_per_byte(nats / len(blocks), texts.validation_bytes_per_token), 4)


if __name__ == "__main__":
    main()
