"""What each ingredient of the recipe is worth: one of them changed, for the same compute.

python benchmarks/recipe.py WORK LOG [TRY …] --flops 9e12 --seeds 42 43 44

WORK is prepared by `aurore prepare`. Each try is trained from scratch on its books, until it has
used so many floating-point operations, and appends one JSON line to LOG: bits per byte on the
validation and the test book (whole texts, half a window of context at least). What stands in LOG is
not done again. `--table` prints LOG as a table. The slides' way is the try `gpt2-adamw`.
"""

import argparse
import json
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
import transformers
from environment import print_environment
from scoring import bits_per_byte

from aurore.base.settings import TokenizeSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_books
from aurore.model import network
from aurore.model.sizes import HEAD_WIDTH, Size, size_named
from aurore.tokenizer.blocks import pack
from aurore.tokenizer.bpe import train_tokenizer
from aurore.training import loop, loss, optimizers, schedule
from aurore.training.batches import make_batches
from aurore.training.loop import Run, step_once
from aurore.training.optimizers import ADAM_BETAS, build_optimizers
from aurore.training.schedule import Course

Network = Any


@dataclass(frozen=True)
class Try:
    """The recipe as it is, or with something changed."""

    size: str | Size = "petite"
    kind: str = "qwen3"
    """`qwen3`, `llama` or `gpt2`, a class of transformers each."""
    optimizer: str = "muon"
    rate: float = 0.02
    adam_share: float = optimizers.ADAM_SHARE
    momentum: float = optimizers.MOMENTUM
    iterations: int = optimizers.ITERATIONS
    vocabulary: int = 4096
    context: int = 256
    batch: int = 8
    short_context: int = loss.SHORT_CONTEXT
    short_share: float = loop.SHORT_SHARE
    warmup: float = schedule.WARMUP_SHARE
    constant: float = schedule.CONSTANT_SHARE
    spread: float = 0.02
    """Standard deviation of the first weights."""

    def shape(self) -> Size:
        """The size by name or as given."""
        return self.size if isinstance(self.size, Size) else size_named(self.size)


RECIPE = Try()
GPT2 = Try(kind="gpt2", optimizer="adamw", rate=3e-3, short_share=0.0, batch=16)
TRIES: dict[str, Try] = {
    "recipe": RECIPE,
    "llama": replace(RECIPE, kind="llama"),
    "gpt2": replace(RECIPE, kind="gpt2"),
    "adamw": replace(RECIPE, optimizer="adamw", rate=6e-3),
    "adamw-3e-3": replace(RECIPE, optimizer="adamw", rate=3e-3),
    "batch-16": replace(RECIPE, batch=16),
    "batch-4": replace(RECIPE, batch=4, rate=0.015),
    "long-context": replace(RECIPE, short_share=0.0),
    "short-128": replace(RECIPE, short_context=128),
    "short-0.7": replace(RECIPE, short_share=0.7),
    "embeddings-sixth": replace(RECIPE, adam_share=1 / 6),
    "embeddings-whole": replace(RECIPE, adam_share=1.0),
    "vocabulary-2048": replace(RECIPE, vocabulary=2048),
    "vocabulary-8192": replace(RECIPE, vocabulary=8192),
    "momentum-0.95": replace(RECIPE, momentum=0.95),
    "momentum-0.85": replace(RECIPE, momentum=0.85),
    "iterations-3": replace(RECIPE, iterations=3),
    "rate-0.01": replace(RECIPE, rate=0.01),
    "rate-0.03": replace(RECIPE, rate=0.03),
    "constant-0": replace(RECIPE, constant=0.0),
    "warmup-0.01": replace(RECIPE, warmup=0.01),
    "spread-0.05": replace(RECIPE, spread=0.05),
    "wide": replace(RECIPE, size=Size("wide", 256, 3, 0)),
    "deep": replace(RECIPE, size=Size("deep", 128, 12, 0)),
    "minuscule": replace(RECIPE, size="minuscule"),
    "moyenne": replace(RECIPE, size="moyenne"),
    "gpt2-adamw": GPT2,
    "gpt2-adamw-7e-4": replace(GPT2, rate=7e-4),
    "gpt2-adamw-batch-8": replace(GPT2, rate=1.5e-3, batch=8),
    "gpt2-adamw-1.5e-3": replace(GPT2, rate=1.5e-3),
    "gpt2-adamw-6e-3": replace(GPT2, rate=6e-3),
}


def main() -> None:
    """Runs what is missing, or prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("log", type=Path)
    parser.add_argument("tries", nargs="*", help=", ".join(TRIES))
    parser.add_argument("--flops", type=float, default=9e12)
    parser.add_argument("--seeds", type=int, nargs="+", default=[42])
    parser.add_argument("--table", action="store_true")
    asked = parser.parse_args()
    done = [json.loads(line) for line in asked.log.open()] if asked.log.exists() else []
    if asked.table:
        return print_table(done, asked.flops)
    print_environment()
    known = {(line["try"], line["flops"], line["seed"]) for line in done}
    for seed in asked.seeds:
        for name in asked.tries or TRIES:
            if (name, asked.flops, seed) not in known:
                line = train(name, asked.flops, seed, Workspace(asked.work))
                print(json.dumps(line), flush=True)
                with asked.log.open("a") as log:
                    log.write(json.dumps(line) + "\n")


def train(name: str, flops: float, seed: int, workspace: Workspace) -> dict[str, Any]:
    """One try, from first weights to scores."""
    change = TRIES[name]
    books = [text for _, text in read_books(workspace, "train")]
    tokenizer = train_tokenizer(books, TokenizeSettings(vocab_size=change.vocabulary))
    ids = pack(tokenizer, books)
    apply_constants(change)
    model = build(change, tokenizer.get_vocab_size(), seed)
    batches = make_batches(ids, change.context, change.batch, seed)
    weights = sum(p.numel() for p in model.parameters())
    steps = int(flops / operations_per_token(change, weights) / batches.tokens_per_step)
    course = Course(steps, steps)
    run = Run(model, optimizers_of(change, model), batches, course, change.rate, 1.0, Path())
    started = time.perf_counter()
    model.train()
    for step in range(steps):
        step_once(run, step)
    seconds = time.perf_counter() - started
    found = {"try": name, "flops": flops, "seed": seed, "weights": weights, "steps": steps}
    for split in ("validation", "test"):
        (_, text), *_ = read_books(workspace, split)
        found[split] = bits_per_byte(model, tokenizer, text, change.context)
    epochs = steps * change.batch / len(batches.blocks)
    return found | {"epochs": round(epochs, 2), "seconds": round(seconds), "at": int(time.time())}


def apply_constants(change: Try) -> None:
    """The constants of the recipe, as the try wants them."""
    loss.SHORT_CONTEXT, loop.SHORT_SHARE = change.short_context, change.short_share
    optimizers.ADAM_SHARE, optimizers.MOMENTUM = change.adam_share, change.momentum
    optimizers.ITERATIONS = change.iterations
    schedule.WARMUP_SHARE, schedule.CONSTANT_SHARE = change.warmup, change.constant


def operations_per_token(change: Try, weights: int) -> float:
    """Six a weight (cited: Kaplan et al. 2020), and the attention's products, causal."""
    shape = change.shape()
    return 6 * weights + 6 * shape.layers * shape.width * change.context


def build(change: Try, vocabulary: int, seed: int) -> Network:
    """First weights."""
    shape = change.shape()
    torch.manual_seed(seed)
    if change.kind == "qwen3":
        model = network.build(shape, vocabulary, change.context, seed)
        if change.spread != RECIPE.spread:
            for p in model.parameters():
                if p.ndim == 2:
                    p.data.mul_(change.spread / RECIPE.spread)
        return model
    if change.kind == "llama":
        return transformers.LlamaForCausalLM(
            transformers.LlamaConfig(
                vocab_size=vocabulary,
                hidden_size=shape.width,
                intermediate_size=shape.inner_width,
                num_hidden_layers=shape.layers,
                num_attention_heads=shape.heads,
                max_position_embeddings=change.context,
                tie_word_embeddings=True,
            )
        )
    return transformers.GPT2LMHeadModel(
        transformers.GPT2Config(
            vocab_size=vocabulary,
            n_embd=shape.width,
            n_layer=shape.layers,
            n_head=shape.width // HEAD_WIDTH,
            n_positions=change.context,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
        )
    )


def optimizers_of(change: Try, model: Network) -> list[torch.optim.Optimizer]:
    """Muon with AdamW as `aurore train` has it, or AdamW alone with the usual decay."""
    if change.optimizer == "muon":
        return build_optimizers(model, change.rate)
    matrices = [p for p in model.parameters() if p.ndim == 2]
    others = [p for p in model.parameters() if p.ndim != 2]
    groups = [
        {"params": matrices, "weight_decay": 0.1, "share": 1.0},
        {"params": others, "weight_decay": 0.0, "share": 1.0},
    ]
    return [torch.optim.AdamW(groups, lr=change.rate, betas=ADAM_BETAS, fused=True)]


def print_table(done: list[dict[str, Any]], flops: float) -> None:
    """Mean and spread over the seeds, best first, and the distance from the recipe."""
    scores = defaultdict(list)
    for line in done:
        if line["flops"] == flops:
            scores[line["try"]].append(line["test"])
    base = statistics.mean(scores["recipe"])
    print(f"| try | bits per byte at {flops:.0e} operations | seeds | against the recipe |")
    print("|---|---|---|---|")
    for name, found in sorted(scores.items(), key=lambda item: statistics.mean(item[1])):
        mean, spread = statistics.mean(found), (max(found) - min(found)) / 2
        print(f"| {name} | {mean:.3f} ± {spread:.3f} | {len(found)} | {mean - base:+.3f} |")


if __name__ == "__main__":
    main()
