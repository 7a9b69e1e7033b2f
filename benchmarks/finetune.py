"""Useful tokens a second of a 124 M GPT-2: our way beside that of the first workshop, and memory.

python benchmarks/finetune.py WORK [--rounds 3]

WORK is a work folder with a corpus (`aurore prepare --author sand`). The base has random weights in
the layout of benjamin/gpt2-wechsel-french (12 layers of width 768, 50,257 tokens, 1,024 positions).
Each way lives in a process of its own, so that its peak memory is its own; they take turns.

The first workshop's way (channotte/text-gen, 2023): sentences of more than three words, cut at 100
tokens, batches of 8 padded to the longest, dropout, all logits, AdamW at 5e-5. Only predictions of
real tokens count as useful.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from environment import print_environment, print_ratio
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import GPT2Config, GPT2LMHeadModel

from aurore.base.settings import TokenizeSettings, TrainSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_sentences
from aurore.model.bases import find_base
from aurore.tokenizer.bpe import save_tokenizer, train_tokenizer
from aurore.tokenizer.reader import read_reader
from aurore.training.loop import step_once
from aurore.training.plan import Plan, read_texts, start_run
from aurore.training.recipe import settle

VOCABULARY, POSITIONS = 50_257, 1024
SENTENCE_TOKENS, SENTENCES, FEWEST_WORDS = 100, 8, 4
THEIR_STEPS = 5  # a turn of theirs


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


def ours(folder: Path, work: Workspace) -> Iterator[int]:
    """Useful tokens of a step, step after step."""
    base = find_base(str(folder))
    settings = settle(TrainSettings(base=str(folder), minutes=None, epochs=1), base)
    texts = read_texts(work, read_reader(folder))
    plan = Plan(settings, base.size, 100, VOCABULARY, texts.bytes_per_token, "", 0.0, base)
    run = start_run(plan, texts, Path(tempfile.gettempdir()))
    run.model.train()
    for step in range(plan.steps):
        step_once(run, step)
        yield run.batches.tokens_per_step


def theirs(folder: Path, work: Workspace) -> Iterator[int]:
    """Useful tokens of some steps."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    kept = [t for t in read_sentences(work, "train")["text"] if len(t.split()) >= FEWEST_WORDS]
    model = GPT2LMHeadModel.from_pretrained(str(folder)).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5, weight_decay=0.01)
    dice = random.Random(0)
    while True:
        useful = 0
        for _ in range(THEIR_STEPS):
            batch = padded(tokenizer, dice.sample(kept, SENTENCES))
            useful += int((batch["labels"][:, 1:] != -100).sum())
            optimizer.zero_grad()
            model(**batch).loss.backward()
            optimizer.step()
        yield useful


def padded(tokenizer: Tokenizer, sentences: list[str]) -> dict[str, Any]:
    """Ids, mask and labels, each of shape (sentences, tokens of the longest)."""
    rows = [tokenizer.encode(sentence).ids[:SENTENCE_TOKENS] for sentence in sentences]
    longest = max(map(len, rows))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return {"input_ids": ids, "attention_mask": mask, "labels": ids.masked_fill(mask == 0, -100)}


WAYS: dict[str, Callable[[Path, Workspace], Iterator[int]]] = {"ours": ours, "theirs": theirs}


def serve(way: str, folder: Path, work: Workspace) -> None:
    """A turn for each line that comes in; a line of JSON back."""
    turns = WAYS[way](folder, work)
    for _ in sys.stdin:
        started, used = time.perf_counter(), time.process_time()
        useful = next(turns)
        seconds, used = time.perf_counter() - started, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        found = {"speed": useful / seconds, "per_processor_second": useful / used, "peak": peak}
        print(json.dumps(found), flush=True)


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
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--base", type=Path)
    asked = parser.parse_args()
    if asked.way:
        return serve(asked.way, asked.base, Workspace(asked.work))
    print_environment()
    print(f"{torch.get_num_threads()} threads")
    with tempfile.TemporaryDirectory() as place:
        base = Path(place) / "base"
        make_base(base, Workspace(asked.work))
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
