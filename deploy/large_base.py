"""Specialises a base that no card holds alone: `accelerate` shares its weights out (FSDP).

    accelerate launch --config_file deploy/fsdp.yaml deploy/large_base.py \
        --work FOLDER --base OWNER/NAME --run NAME --epochs 1

The corpus was made by `aurore prepare` before; all processes must see the work folder. What comes
out is a run like any other: `aurore evaluate --run NAME`. It does not resume: what accelerate
keeps of an optimiser is a pickle, and Aurore opens none.
"""

import argparse
import math
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedType, FullyShardedDataParallelPlugin
from accelerate.utils.fsdp_utils import fsdp2_apply_ac, fsdp2_prepare_model
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from torch.distributed.tensor import DTensor
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM

from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace, replace_folder
from aurore.corpus.dataset import read_card
from aurore.model.bases import find_base
from aurore.model.readings import readings_of
from aurore.release.cards import write_model_card
from aurore.tokenizer.reader import copy_tokenizer
from aurore.training.batches import Batches, make_batches
from aurore.training.journal import Journal, bits_per_byte
from aurore.training.loop import CLIP_NORM
from aurore.training.methods import adamw, choose_reader
from aurore.training.plan import Plan, Texts, read_texts, write_plan
from aurore.training.recipe import settle
from aurore.training.schedule import rate_at


@dataclass(frozen=True)
class Job:
    """What is to be done, the same in every process."""

    workspace: Workspace
    plan: Plan
    texts: Texts
    batches: Batches

    @property
    def folder(self) -> Path:
        """Of the run."""
        return self.workspace.run(self.plan.settings.name)


def decide(asked: argparse.Namespace, accelerator: Accelerator) -> Job:
    """Base, texts in its tokens, steps; the first process alone fetches what is not there."""
    workspace = Workspace(asked.work)
    settings = TrainSettings(
        name=asked.run, base=asked.base, minutes=None, epochs=asked.epochs, context=asked.context,
        batch_size=asked.batch_size, learning_rate=asked.learning_rate,
    )  # fmt: skip
    with accelerator.main_process_first():
        base = find_base(asked.base)
    settled = settle(settings, base)
    count = accelerator.num_processes
    if settled.batch_size % count:
        raise SystemExit(f"--batch-size must be a multiple of {count}, the number of processes")
    texts = read_texts(workspace, choose_reader(base, settings, workspace))
    batches = make_batches(texts.train, settled.context, settled.batch_size, settled.seed)
    plan = Plan(
        settings=settled, size=base.size, steps=math.ceil(asked.epochs * len(batches)),
        vocab_size=base.vocabulary, bytes_per_token=texts.bytes_per_token,
        corpus_sha256=texts.sha256, seconds_per_step=0.0, base=base,
    )  # fmt: skip
    share = (accelerator.process_index, count)
    return Job(workspace, plan, texts, replace(batches, share=share))


def share_out(model: Any, learning_rate: float, accelerator: Accelerator) -> tuple[Any, Any]:
    """The model and its optimiser, shared by the processes as the configuration says."""
    asked = os.environ.get("ACCELERATE_USE_FSDP") == "true"
    if not (asked and accelerator.distributed_type == DistributedType.MULTI_CPU):
        return accelerator.prepare(model, adamw(model, learning_rate))
    # accelerate shares weights out on cards alone; its own functions do it on processors as well.
    accelerator.state.fsdp_plugin = FullyShardedDataParallelPlugin()
    if accelerator.state.fsdp_plugin.activation_checkpointing:
        model = fsdp2_apply_ac(accelerator, model)
    model = fsdp2_prepare_model(accelerator, model)
    return model, adamw(model, learning_rate)


def learn(job: Job, model: Any, optimizer: Any, accelerator: Accelerator) -> None:
    """The steps; the first process writes the journal."""
    plan, journal = job.plan, Journal(job.folder, accelerator.is_main_process)
    rate = plan.settings.learning_rate
    model.train()
    for step in range(plan.steps):
        started = time.perf_counter()
        inputs_BT, targets_BT = (ids.to(accelerator.device) for ids in job.batches.at(step))
        for group in optimizer.param_groups:
            group["lr"] = rate * rate_at(step, plan.steps)
        logits_BTV = model(input_ids=inputs_BT, use_cache=False).logits
        loss = cross_entropy(logits_BTV.flatten(0, 1).float(), targets_BT.flatten())
        accelerator.backward(loss)
        accelerator.clip_grad_norm_(model.parameters(), CLIP_NORM)
        optimizer.step()
        optimizer.zero_grad()
        found = float(accelerator.reduce(loss.detach(), "mean"))
        pace = job.batches.tokens_per_step / (time.perf_counter() - started)
        bits = bits_per_byte(found, plan.bytes_per_token)
        journal.write("step", step=step + 1, loss=found, bits_per_byte=bits,
                      tokens_per_second=round(pace, 1))  # fmt: skip
        if accelerator.is_main_process:
            print(f"{step + 1}/{plan.steps}  {bits:.3f}  {pace:.0f} tokens/s", flush=True)


def save(job: Job, model: Any, accelerator: Accelerator) -> None:
    """The weights, gathered by the first process, with tokenizer, readings and card."""
    options = StateDictOptions(full_state_dict=True, cpu_offload=True)
    model = accelerator.unwrap_model(model)
    weights = get_model_state_dict(model, options=options)
    if not accelerator.is_main_process:
        return
    if model.config.tie_word_embeddings:  # gathered, they would be two
        weights.pop("lm_head.weight", None)
    base, card = job.plan.base, read_card(job.workspace)
    assert base
    with replace_folder(job.folder / "model") as folder:
        model.save_pretrained(str(folder), state_dict=weights)
        copy_tokenizer(base.folder, folder, job.texts.tokenizer)
        books = {str(book["id"]) for book in card["books"] if book["split"] == "train"}
        readings_of(base.folder).and_then(books, card["language"]).write(folder)
    write_model_card(job.workspace, job.plan.settings.name)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--base", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--epochs", type=float, default=1.0)
    parser.add_argument("--context", type=int)
    parser.add_argument("--batch-size", type=int, help="blocks of a step, of all processes")
    parser.add_argument("--learning-rate", type=float)
    asked = parser.parse_args()
    accelerator = Accelerator()
    job = decide(asked, accelerator)
    base, settings = job.plan.base, job.plan.settings
    assert base
    torch.manual_seed(settings.seed)
    # On the first process alone where the configuration says `cpu_ram_efficient_loading`.
    model = AutoModelForCausalLM.from_pretrained(
        str(base.folder), dtype=torch.float32, local_files_only=True, use_safetensors=True,
        trust_remote_code=False,
    )  # fmt: skip
    count = sum(p.numel() for p in model.parameters())
    job = replace(job, plan=replace(job.plan, parameters=count, learned=count))
    if accelerator.is_main_process:
        if (job.folder / "model").exists():
            raise SystemExit(f"the run {settings.name} exists")
        write_plan(job.folder, job.plan)
    model, optimizer = share_out(model, settings.learning_rate, accelerator)
    own = [p.to_local() if isinstance(p, DTensor) else p for p in model.parameters()]
    held = sum(p.numel() for p in own)
    if accelerator.is_main_process:
        print(f"{held} of {count} weights in the first process", flush=True)
    learn(job, model, optimizer, accelerator)
    save(job, model, accelerator)
    accelerator.end_training()


if __name__ == "__main__":
    main()
