"""Speed of training beside a plain matrix product, `Trainer` and the first workshop's recipe.

python benchmarks/train.py WORK [SIZE]

WORK is a work folder with a corpus (`aurore prepare --author sand`). Same cores, same network (the
class and size that `aurore train` builds), same books, one after another, round after round. The
floating-point rate is of our steps (of the second half of a run, which see the whole context), of a
product of two square matrices, and of the products that a step is made of, alone: there and back
through every matrix of the network, in their own shapes. The useful tokens a second are of our
steps, of `transformers.Trainer` on the same packed blocks, and of `Trainer` on padded sentences as
in the first workshop (first_recipe.py), where padding is of no use.
"""

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from environment import print_environment, print_ratio
from first_recipe import SENTENCES, CountUseful, run_trainer, sentence_rows, train_padded
from transformers import PreTrainedTokenizerFast, default_data_collator
from transformers.utils import logging

from aurore.base.settings import TokenizeSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_books, read_sentences
from aurore.model.network import build
from aurore.model.sizes import Size, size_named
from aurore.tokenizer.blocks import pack
from aurore.tokenizer.bpe import train_tokenizer
from aurore.training.batches import Batches, make_batches
from aurore.training.loop import Run, step_once
from aurore.training.optimizers import build_optimizers
from aurore.training.schedule import Course

VOCABULARY, CONTEXT, BATCH = 4096, 256, 16
SIDE = 2048
ROUNDS, STEPS = 5, 4
COURSE = 1000  # steps of the run that those we time are taken from


class Timed(CountUseful):
    """The clock of the steps of a `Trainer`, from the end of its first."""

    def on_step_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        """The first step warms up."""
        self.now = time.perf_counter()
        if state.global_step == 1:
            self.started, self.useful = self.now, 0

    @property
    def speed(self) -> float:
        """Useful tokens a second."""
        return self.useful / (self.now - self.started)


def our_speed(run: Run, first: int) -> float:
    """Tokens a second; every one is of use."""
    started = time.perf_counter()
    for step in range(first, first + STEPS):
        step_once(run, step)
    return STEPS * run.batches.tokens_per_step / (time.perf_counter() - started)


def product_rate() -> float:
    """Operations a second of a product of matrices."""
    matrix = torch.randn(SIDE, SIDE)
    started = time.perf_counter()
    for _ in range(8):
        matrix @ matrix
    return 8 * 2 * SIDE**3 / (time.perf_counter() - started)


def shapes_rate(size: Size) -> float:
    """Operations a second of the products of a step: each matrix once there, twice back."""
    width, inner, layers = size.width, size.inner_width, size.layers
    shapes = [(width, width, 4), (width, inner, 2), (inner, width, 1)] * layers
    tokens, operations, seconds = BATCH * CONTEXT, 0, 0.0
    for columns, rows, count in [*shapes, (width, VOCABULARY, 1)]:
        x, weight, gradient = (
            torch.randn(*shape) for shape in ((tokens, columns), (rows, columns), (tokens, rows))
        )
        started = time.perf_counter()
        for _ in range(count):
            x @ weight.T
            gradient @ weight
            gradient.T @ x
        seconds += time.perf_counter() - started
        operations += count * 3 * 2 * tokens * columns * rows
    return operations / seconds


def packed_speed(size: Size, batches: Batches) -> float:
    """Useful tokens a second of `Trainer` on the blocks that we learn from."""
    model = build(size, VOCABULARY, CONTEXT, seed=0)
    rows = [{"input_ids": block, "labels": block} for block in batches.blocks[:1000].astype(int)]
    timed = Timed(model)
    steps = 1 + STEPS * BATCH // SENTENCES
    run_trainer(model, rows, default_data_collator, steps, [timed])
    return timed.speed


def padded_speed(size: Size, tokenizer: Any, rows: list[Any]) -> float:
    """Useful tokens a second of the first workshop's recipe."""
    model = build(size, VOCABULARY, CONTEXT, seed=0)
    timed = Timed(model)
    train_padded(model, tokenizer, rows, 1 + 4 * STEPS, [timed])
    return timed.speed


def main() -> None:
    """Alternates, and prints medians and ratios."""
    work = Workspace(Path(sys.argv[1]))
    size = size_named(sys.argv[2] if len(sys.argv) > 2 else "petite")
    logging.set_verbosity_error()
    print_environment()
    books = [text for _, text in read_books(work, "train")]
    ours = train_tokenizer(books, TokenizeSettings(vocab_size=VOCABULARY))
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=ours, eos_token="<|endoftext|>")
    rows = sentence_rows(tokenizer, read_sentences(work, "train")["text"])
    batches = make_batches(pack(ours, books), CONTEXT, BATCH, 0)
    model = build(size, VOCABULARY, CONTEXT, seed=0)
    course = Course(COURSE, COURSE)
    run = Run(model, build_optimizers(model, 0.02), batches, course, 0.02, 3.5, Path())
    ways = ("Aurore", "product", "shapes", "Trainer", "padded")
    found: dict[str, list[float]] = {way: [] for way in ways}
    for turn in range(ROUNDS + 1):  # the first warms up
        found["Aurore"].append(our_speed(run, COURSE // 2 + turn * STEPS))
        found["product"].append(product_rate())
        found["shapes"].append(shapes_rate(size))
        found["Trainer"].append(packed_speed(size, batches))
        found["padded"].append(padded_speed(size, tokenizer, rows))
    print_found({name: speeds[1:] for name, speeds in found.items()}, size)


def print_found(found: dict[str, list[float]], size: Size) -> None:
    """Rates, speeds, ratios."""
    # Six operations a weight and token (cited: Kaplan et al. 2020), and the attention's products.
    per_token = 6 * size.parameters(VOCABULARY) + 12 * size.layers * size.width * CONTEXT
    rates = [speed * per_token for speed in found["Aurore"]]
    print(f"size {size.name}, {np.median(rates) / 1e9:.0f} Gflop/s")
    print(f"matrix product: {np.median(found['product']) / 1e9:.0f} Gflop/s")
    print(f"products of a step alone: {np.median(found['shapes']) / 1e9:.0f} Gflop/s")
    print_ratio("training / matrix product", rates, found["product"])
    print_ratio("training / products of a step alone", rates, found["shapes"])
    for way in ("Aurore", "Trainer", "padded"):
        print(f"{way}: {np.median(found[way]):.0f} useful tokens a second")
    print_ratio("Aurore / Trainer on the same blocks", found["Aurore"], found["Trainer"])
    print_ratio("Aurore / the first recipe", found["Aurore"], found["padded"])


if __name__ == "__main__":
    main()
