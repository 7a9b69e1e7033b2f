"""From a base to a run: which tokens it reads, which of its weights learn, how fast it will be."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from aurore.base.errors import UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.model.bases import Base, load_base
from aurore.model.transfer import same_tokens, transfer_embeddings
from aurore.tokenizer.bpe import END_OF_TEXT_ID
from aurore.tokenizer.reader import Reader, read_reader
from aurore.tokenizer.stage import corpus_tokenizer
from aurore.training.batches import Batches
from aurore.training.chunked_loss import cheap_loss_of
from aurore.training.loop import Run, seconds_per_step, step_once
from aurore.training.lora import Lora, adapt
from aurore.training.memory import available_bytes, check_memory
from aurore.training.optimizers import ADAM_BETAS
from aurore.training.recipe import Settled
from aurore.training.schedule import Course
from aurore.training.specialise import Specialisation, blocks_at_once
from aurore.training.top_layers import Store, TopLayers, fits_the_disk, freeze, store_bytes

SLOW_STEP_SECONDS = 3.0  # guess: a step as long as this is timed once, not four times


@dataclass(frozen=True)
class Start:
    """What a run begins with, whichever base and method."""

    base: Base
    settings: Settled
    batches: Batches
    course: Course
    bytes_per_token: float
    reader: Reader
    """Of the texts: the base's own, unless its embeddings are transferred."""

    @property
    def keeps_activations(self) -> bool:
        """Whether blocks will be read again: only then is it worth keeping anything."""
        return self.settings.method == "top-layers" and self.course.length > len(self.batches)

    @property
    def kept_bytes(self) -> int:
        """On the disk, when every block has been read."""
        return store_bytes(len(self.batches.blocks), self.settings.context, self.base.width)


def choose_reader(base: Base | None, settings: TrainSettings, workspace: Workspace) -> Reader:
    """The tokens in which the texts are read.

    Raises:
        UserError: the work folder's tokens are asked for under the base's embeddings.
    """
    if base is None:
        return Reader(corpus_tokenizer(workspace), END_OF_TEXT_ID)
    own = read_reader(base.folder)
    if own.largest_id >= base.vocabulary:
        raise UserError(
            "tokenizer_of_another_model",
            base=base.name,
            tokens=own.largest_id + 1,
            vocabulary=base.vocabulary,
        )
    if not settings.transfer_embeddings and settings.tokenizer != "work":
        return own
    work = Reader(corpus_tokenizer(workspace), END_OF_TEXT_ID)
    if same_tokens(own.tokenizer, work.tokenizer):
        return own
    if not settings.transfer_embeddings:
        raise UserError("retrained_tokenizer", base=base.name)
    return work


def start(begin: Start, folder: Path) -> Specialisation:
    """A run at step 0. Everything in it follows from `begin`."""
    settings, base = begin.settings, begin.base
    check_memory(base, settings, available_bytes())
    own = read_reader(base.folder)
    model = load_base(base, begin.reader.end)
    if settings.transfer_embeddings and not same_tokens(own.tokenizer, begin.reader.tokenizer):
        transfer_embeddings(model, own, begin.reader)
    blocks = blocks_at_once(settings.batch_size, base.layers, base.width, settings.context)
    common: dict[str, Any] = {
        "model": model,
        "batches": begin.batches,
        "course": begin.course,
        "learning_rate": settings.learning_rate,
        "bytes_per_token": begin.bytes_per_token,
        "folder": folder,
        "loss": cheap_loss_of(model, blocks * settings.context),
        "blocks_at_once": blocks,
    }
    run: Specialisation
    if settings.method == "lora":
        run = Lora(**common, optimizers=[], adapted=adapt(model, settings.seed))
    elif settings.method == "top-layers":
        run = TopLayers(**common, optimizers=[], frozen=freeze(model), store=_store(begin, folder))
    else:
        run = Specialisation(**common, optimizers=[])
    run.optimizers = [adamw(model, settings.learning_rate)]
    return run


def _store(begin: Start, folder: Path) -> Store | None:
    if not begin.keeps_activations or not fits_the_disk(folder, begin.kept_bytes):
        return None
    context, width = begin.settings.context, begin.base.width
    return Store(folder, (len(begin.batches.blocks), context, width))


def adamw(model: Any, learning_rate: float) -> torch.optim.Optimizer:
    """AdamW over what learns: measured as good as Muon from a base, and cheaper (docs/LOG.md)."""
    learning = [p for p in model.parameters() if p.requires_grad]
    return torch.optim.AdamW(
        [{"params": learning, "share": 1.0}],
        lr=learning_rate,
        betas=ADAM_BETAS,
        weight_decay=0.0,
        fused=True,
    )


def count_weights(run: Run) -> tuple[int, int]:
    """Weights of the network to be saved, and those that are corrected."""
    if isinstance(run, Specialisation):
        return run.parameters, run.learned
    count = sum(p.numel() for p in run.model.parameters())
    return count, count


def paces(run: Run) -> tuple[float, float]:
    """Seconds of a step, of the first epoch and of the later ones.

    The run is of no use afterwards: build a new one.
    """
    started = time.perf_counter()
    step_once(run, 0)
    first = time.perf_counter() - started
    if first < SLOW_STEP_SECONDS:
        first = seconds_per_step(run)
    if not isinstance(run, TopLayers) or run.store is None:
        return first, first
    started = time.perf_counter()
    step_once(run, 0)
    return first, time.perf_counter() - started
