"""Useful tokens a second of a 124 M GPT-2: our way beside that of the first workshop, and memory.

python benchmarks/finetune.py WORK [--rounds 3] [--curve 8]

WORK is a work folder with a corpus (`aurore prepare --author sand`). The base has random weights in
the layout of benjamin/gpt2-wechsel-french (12 layers of width 768, 50,257 tokens, 1,024 positions).
Each way lives in a process of its own, so that its peak memory is its own; they take turns.

The first workshop's way is in first_recipe.py. Only predictions of real tokens count as useful.

--curve compares our loss, step by step, with that of a loop in plain PyTorch on the same blocks.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from environment import print_environment, print_ratio
from first_recipe import CountUseful, sentence_rows, train_padded
from safetensors.torch import load_file, save_file
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, GPT2Config, GPT2LMHeadModel
from transformers.utils import logging

from aurore.base.settings import TokenizeSettings, TrainSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_sentences
from aurore.model.bases import find_base
from aurore.tokenizer.bpe import save_tokenizer, train_tokenizer
from aurore.tokenizer.reader import read_reader
from aurore.training.loop import CLIP_NORM, Run, step_once
from aurore.training.optimizers import ADAM_BETAS
from aurore.training.plan import Plan, read_texts, start_run
from aurore.training.recipe import settle

VOCABULARY, POSITIONS = 50_257, 1024
THEIR_STEPS = 5  # a turn of theirs
# Small steps: plain PyTorch holds all logits; its products are in single precision.
CURVE = {"context": 256, "batch_size": 2, "precision": "single"}
STEPS = 100  # more than anyone will wait for


def make_base(folder: Path, work: Workspace) -> None:
    """Random weights with the head, the masks and the names that the published file has."""
    folder.mkdir()
    sentences = read_sentences(work, "train")["text"]
    tokenizer = train_tokenizer(sentences, TokenizeSettings(vocab_size=VOCABULARY))
    save_tokenizer(tokenizer, folder, POSITIONS)
    torch.manual_seed(0)
    GPT2LMHeadModel(GPT2Config(bos_token_id=0, eos_token_id=0)).save_pretrained(str(folder))
    tensors = load_file(folder / "model.safetensors")
    tensors["lm_head.weight"] = tensors["transformer.wte.weight"].clone()
    for layer in range(12):
        mask = torch.ones(POSITIONS, POSITIONS, dtype=torch.uint8).tril()
        tensors[f"transformer.h.{layer}.attn.bias"] = mask.view(1, 1, POSITIONS, POSITIONS)
        tensors[f"transformer.h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})


@dataclass
class Turns:
    """A process's side of taking turns: a line comes in, a turn is done, a line goes out."""

    started: float = field(default_factory=time.perf_counter)
    used: float = field(default_factory=time.process_time)

    def wait(self) -> bool:
        """Until it is this process's turn; False when there are no more."""
        line = sys.stdin.readline()
        self.started, self.used = time.perf_counter(), time.process_time()
        return bool(line)

    def tell(self, useful: int) -> None:
        """What the turn was worth."""
        seconds = time.perf_counter() - self.started
        used = time.process_time() - self.used
        speeds = {"speed": useful / seconds, "per_processor_second": useful / used}
        found = speeds | {"peak": peak_bytes()}
        print(json.dumps(found), flush=True)


def peak_bytes() -> int:
    """Most memory this program had; `getrusage` would count what its parent had before it."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def begin(folder: Path, work: Workspace, **values: Any) -> Run:
    """Our run at step 0, with our own defaults for what `values` leaves open."""
    base = find_base(str(folder))
    asked = TrainSettings(base=str(folder), minutes=None, epochs=1, **values)
    texts = read_texts(work, read_reader(folder))
    settings = settle(asked, base)
    plan = Plan(settings, base.size, STEPS, VOCABULARY, texts.bytes_per_token, "", 0.0, base)
    run = start_run(plan, texts, Path(tempfile.gettempdir()))
    run.model.train()
    return run


def ours(folder: Path, work: Workspace, turns: Turns) -> None:
    """A step a turn."""
    run = begin(folder, work)
    for step in range(STEPS):
        if not turns.wait():
            return
        step_once(run, step)
        turns.tell(run.batches.tokens_per_step)


class TheirTurns(CountUseful):
    """Lets `Trainer` go on for `THEIR_STEPS` steps a turn, and counts what they predict."""

    def __init__(self, model: Any, turns: Turns) -> None:
        super().__init__(model)
        self.turns = turns

    def on_train_begin(self, *inputs: Any, **named: Any) -> None:
        """The first turn."""
        self.turns.wait()

    def on_step_end(self, args: Any, state: Any, control: Any, **named: Any) -> None:
        """The end of a turn, perhaps of the last."""
        if state.global_step % THEIR_STEPS == 0:
            self.turns.tell(self.useful)
            self.useful = 0
            control.should_training_stop = not self.turns.wait()


def theirs(folder: Path, work: Workspace, turns: Turns) -> None:
    """The first workshop's recipe."""
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    rows = sentence_rows(tokenizer, read_sentences(work, "train")["text"])
    model = GPT2LMHeadModel.from_pretrained(str(folder))
    train_padded(model, tokenizer, rows, THEIR_STEPS * STEPS, [TheirTurns(model, turns)])


WAYS = {"ours": ours, "theirs": theirs}


def compare_curves(folder: Path, work: Workspace, steps: int) -> None:
    """Our losses and those of the same steps written with PyTorch alone."""
    run = begin(folder, work, **CURVE)
    our_losses = [step_once(run, step) for step in range(steps)]
    batches, rates = run.batches, [run.learning_rate * run.course.rate(s) for s in range(steps)]
    del run
    model = GPT2LMHeadModel.from_pretrained(str(folder)).eval()  # no dropout
    optimizer = torch.optim.AdamW(model.parameters(), betas=ADAM_BETAS, weight_decay=0.0)
    for step in range(steps):
        inputs, targets = batches.at(step)
        optimizer.param_groups[0]["lr"] = rates[step]
        loss = cross_entropy(model(inputs).logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        optimizer.step()
        gap = our_losses[step] - float(loss.detach())
        print(
            f"step {step + 1}: loss {our_losses[step]:.5f}, of plain PyTorch {gap:+.1e}", flush=True
        )


def turn(process: "subprocess.Popen[str]") -> dict[str, float]:
    """Lets one way work while the other waits."""
    assert process.stdin and process.stdout
    process.stdin.write("\n")
    process.stdin.flush()
    found: dict[str, float] = json.loads(process.stdout.readline())
    return found


def main() -> None:
    """Makes the base, lets both ways take turns, prints speeds and peaks."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--curve", type=int, default=8, help="steps; 0 for none")
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--base", type=Path)
    asked = parser.parse_args()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    if asked.way:
        return WAYS[asked.way](asked.base, Workspace(asked.work), Turns())
    print_environment()
    print(f"{torch.get_num_threads()} threads")
    with tempfile.TemporaryDirectory() as place:
        base = Path(place) / "base"
        make_base(base, Workspace(asked.work))
        compare_curves(base, Workspace(asked.work), asked.curve)
        command = [sys.executable, __file__, str(asked.work), "--base", str(base), "--way"]
        pipe = subprocess.PIPE
        children = {
            way: subprocess.Popen([*command, way], stdin=pipe, stdout=pipe, text=True)
            for way in WAYS
        }
        found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
        for _ in range(asked.rounds + 1):  # the first turn warms up
            for way, child in children.items():
                found[way].append(turn(child))
                print(way, {k: round(v, 1) for k, v in found[way][-1].items()}, flush=True)
        for child in children.values():
            child.communicate()
    for way, turns in found.items():
        print(f"{way}: peak {turns[-1]['peak'] / 1e9:.2f} GB")
    # The second is of use where others compute at the same time, with a single thread.
    for speed in ("speed", "per_processor_second"):
        of = {way: [turn[speed] for turn in turns[1:]] for way, turns in found.items()}
        for way, speeds in of.items():
            print(f"{way}: {sorted(speeds)[len(speeds) // 2]:.0f} useful tokens, {speed}")
        print_ratio(f"ours / theirs, {speed}", of["ours"], of["theirs"])


if __name__ == "__main__":
    main()
