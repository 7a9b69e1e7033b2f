"""What a run will do, decided before it starts: its texts, its size, its number of steps."""

import json
import math
import time
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tokenizers import Tokenizer

from aurore.base.errors import UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace, write_atomically
from aurore.corpus.dataset import read_books, read_card
from aurore.model.network import build
from aurore.model.sizes import Size, size_for, size_named
from aurore.tokenizer.blocks import Ids, pack
from aurore.tokenizer.stage import corpus_tokenizer
from aurore.training.batches import make_batches
from aurore.training.loop import FINISHING_SECONDS, VALIDATIONS, Run, seconds_per_step
from aurore.training.optimizers import build_optimizers
from aurore.training.schedule import Course

SETTINGS = "settings.toml"
VALIDATION_BLOCKS = 64  # guess: about 16,000 tokens, one and a half steps' worth of time
FEWEST_STEPS = 2
DERIVED = ("steps", "vocab_size", "bytes_per_token", "corpus_sha256", "seconds_per_step")


@dataclass(frozen=True)
class Plan:
    """What a run will do, decided before it starts; written to `settings.toml`."""

    settings: TrainSettings
    size: Size
    steps: int
    vocab_size: int
    bytes_per_token: float
    corpus_sha256: str
    seconds_per_step: float

    @property
    def parameters(self) -> int:
        """Weights to learn."""
        return self.size.parameters(self.vocab_size)

    @property
    def tokens(self) -> int:
        """Predictions the network will learn from, repeats included."""
        return self.steps * self.settings.batch_size * self.settings.context


@dataclass(frozen=True)
class Texts:
    """The corpus as the network sees it."""

    tokenizer: Tokenizer
    train: Ids
    validation: Ids
    bytes_per_token: float
    validation_bytes_per_token: float
    sha256: str


def read_texts(workspace: Workspace) -> Texts:
    """The training and validation books as token ids."""
    card = read_card(workspace)
    tokenizer = corpus_tokenizer(workspace)
    ids, ratios = {}, {}
    for split in ("train", "validation"):
        books = [text for _, text in read_books(workspace, split)]
        ids[split] = pack(tokenizer, books)
        ratios[split] = sum(len(text.encode()) for text in books) / max(len(ids[split]), 1)
    return Texts(
        tokenizer,
        ids["train"],
        ids["validation"],
        ratios["train"],
        ratios["validation"],
        card["sha256"],
    )


def make_plan(settings: TrainSettings, texts: Texts, started: float) -> Plan:
    """Decides size and number of steps from the time or the epochs asked for."""
    size = size_named(settings.size) if settings.size else size_for(settings.minutes or 0)
    plan = Plan(
        settings=settings,
        size=size,
        steps=10**9,  # for the calibration only
        vocab_size=texts.tokenizer.get_vocab_size(),
        bytes_per_token=texts.bytes_per_token,
        corpus_sha256=texts.sha256,
        seconds_per_step=0.0,
    )
    run = start_run(plan, texts, Path())
    seconds = seconds_per_step(run)
    if settings.epochs is not None:
        steps = math.ceil(settings.epochs * len(run.batches))
    else:
        assert settings.minutes is not None
        left = settings.minutes * 60 - (time.monotonic() - started) - FINISHING_SECONDS
        steps = int(left / (seconds * overhead(settings, left / seconds)))
    return replace(plan, steps=max(FEWEST_STEPS, steps), seconds_per_step=seconds)


def overhead(settings: TrainSettings, steps: float) -> float:
    """Time of a run for one second of learning: validation and samples cost some more.

    A forward pass costs a third of a step; VALIDATIONS passes over VALIDATION_BLOCKS are made.
    """
    forward_steps = VALIDATIONS * (VALIDATION_BLOCKS / settings.batch_size + 2) / 3
    return 1 + forward_steps / max(steps, 1)


def start_run(plan: Plan, texts: Texts, folder: Path) -> Run:
    """A run at step 0: everything in it follows from the plan and the texts."""
    settings = plan.settings
    batches = make_batches(texts.train, settings.context, settings.batch_size, settings.seed)
    model = build(plan.size, plan.vocab_size, settings.context, settings.seed)
    return Run(
        model=model,
        optimizers=build_optimizers(model, settings.learning_rate),
        batches=batches,
        course=Course(plan.steps, plan.steps),
        learning_rate=settings.learning_rate,
        bytes_per_token=plan.bytes_per_token,
        folder=folder,
    )


def write_plan(folder: Path, plan: Plan) -> None:
    values = {name: value for name, value in asdict(plan.settings).items() if value is not None}
    values |= {"size": plan.size.name} | {name: getattr(plan, name) for name in DERIVED}
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in values.items()]
    with write_atomically(folder / SETTINGS) as path:
        path.write_text("".join(lines), encoding="utf-8")


def read_plan(folder: Path) -> Plan:
    """The plan of a run.

    Raises:
        UserError: there is no such run.
    """
    if not (folder / SETTINGS).exists():
        raise UserError("nothing_to_resume", folder=folder)
    values = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    derived = {name: values.pop(name) for name in DERIVED}
    settings = TrainSettings(**({"minutes": None} | values))
    return Plan(settings=settings, size=size_named(values["size"]), **derived)
