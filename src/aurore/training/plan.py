"""What a run will do, decided before it starts: its texts, its size, its number of steps."""

import json
import math
import time
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tokenizers import Tokenizer

from aurore.base.errors import UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace, write_atomically
from aurore.corpus.dataset import read_books, read_card
from aurore.model.bases import Base
from aurore.model.network import build
from aurore.model.sizes import Size, size_for, size_named
from aurore.tokenizer.blocks import Ids, pack
from aurore.tokenizer.bpe import END_OF_TEXT_ID
from aurore.tokenizer.reader import Reader
from aurore.tokenizer.stage import corpus_tokenizer
from aurore.training.batches import Batches, make_batches
from aurore.training.clock import FINISHING_SECONDS
from aurore.training.device import choose_device
from aurore.training.loop import VALIDATIONS, Run
from aurore.training.memory import available_bytes, check_batch, needed_bytes, scratch_bytes
from aurore.training.methods import Start, count_weights, paces, start
from aurore.training.optimizers import build_optimizers
from aurore.training.recipe import Settled, settle
from aurore.training.schedule import Course
from aurore.training.top_layers import steps_in

SETTINGS = "settings.toml"
VALIDATION_BLOCKS = 64  # guess: about 16,000 tokens, one and a half steps' worth of time
LOOK_SHARE = 0.1  # guess: of the time of learning, what looking at a large base may cost at most
FEWEST_BLOCKS = 4  # guess: of the validation book, however slow the base
FEWEST_STEPS = 2
LAPTOP_WATTS = 30  # guess: a laptop with all its cores at work, screen included
DERIVED = (
    "steps", "vocab_size", "bytes_per_token", "corpus_sha256", "seconds_per_step", "parameters",
    "learned", "epoch_steps", "lengthened_at", "looked_at",
)  # fmt: skip
BASE = "base_model"  # the table of `settings.toml` that says from what the run started


@dataclass(frozen=True)
class Plan:
    """What a run will do, decided before it starts; written to `settings.toml`."""

    settings: Settled
    size: Size
    steps: int
    vocab_size: int
    bytes_per_token: float
    corpus_sha256: str
    seconds_per_step: float
    base: Base | None = None
    """What it starts from, unless from scratch."""
    parameters: int = 0
    """Weights of the network…"""
    learned: int = 0
    """… and those that are corrected."""
    epoch_steps: int = 0
    """Steps in which the books are read once; 0 for a run of before this was written down."""
    lengthened_at: int = 0
    """Steps the run had when it was finished and asked to go on; 0 if it was not."""
    looked_at: int = 0
    """Blocks of the validation book, when that is not for this plan to decide."""

    @property
    def course(self) -> Course:
        """Of the rate, as planned: since the run began, or was lengthened."""
        return Course(self.steps, self.steps, self.lengthened_at)

    @property
    def steps_to_come(self) -> int:
        """All, or those by which it is lengthened."""
        return self.steps - self.lengthened_at

    @property
    def tokens(self) -> int:
        """Predictions the network will learn from, repeats included."""
        return self.steps * self.tokens_per_step

    @property
    def tokens_per_step(self) -> int:
        """Predictions before each correction."""
        return self.settings.batch_size * self.settings.context

    @property
    def memory_bytes(self) -> float:
        """What the run will take at its peak, foreseen."""
        if self.base:
            return needed_bytes(self.base, self.settings)
        return scratch_bytes(self.size, self.vocab_size, self.settings)

    @property
    def watt_hours(self) -> float:
        """Electricity of the steps to come."""
        return LAPTOP_WATTS * self.steps_to_come * self.seconds_per_step / 3600

    @property
    def validation_blocks(self) -> int:
        """Of the validation book, read at each look; a large base gets fewer in a short run."""
        if self.looked_at:
            return self.looked_at
        if self.base is None:
            return VALIDATION_BLOCKS
        usual = VALIDATION_BLOCKS * 256 // self.settings.context
        passes = 3 * LOOK_SHARE * self.steps * self.settings.batch_size / VALIDATIONS
        return max(FEWEST_BLOCKS, min(usual, int(passes)))


@dataclass(frozen=True)
class Texts:
    """The corpus as the network sees it."""

    tokenizer: Tokenizer
    train: Ids
    validation: Ids
    bytes_per_token: float
    validation_bytes_per_token: float
    sha256: str
    end: int = END_OF_TEXT_ID
    """The token that ends a book."""
    language: str = "fr"


def read_texts(workspace: Workspace, reader: Reader | None = None) -> Texts:
    """The training and validation books as token ids, in our own tokens or in a base's."""
    card = read_card(workspace)
    reader = reader or Reader(corpus_tokenizer(workspace), END_OF_TEXT_ID)
    tokenizer = reader.tokenizer
    ids, ratios = {}, {}
    for split in ("train", "validation"):
        books = [text for _, text in read_books(workspace, split)]
        ids[split] = pack(tokenizer, books, reader.end)
        ratios[split] = sum(len(text.encode()) for text in books) / max(len(ids[split]), 1)
    return Texts(
        tokenizer,
        ids["train"],
        ids["validation"],
        ratios["train"],
        ratios["validation"],
        card["sha256"],
        reader.end,
        card["language"],
    )


def make_plan(
    settings: TrainSettings,
    texts: Texts,
    started: float,
    base: Base | None = None,
    processes: int = 1,
) -> Plan:
    """Decides size and number of steps from the time or the epochs asked for.

    Args:
        processes: that will each read their share of a batch; the first one is timed.
    """
    size = size_named(settings.size) if settings.size else size_for(settings.minutes or 0)
    plan = Plan(
        settings=settle(settings, base),
        size=base.size if base else size,
        steps=10**9,  # for the calibration only
        vocab_size=texts.tokenizer.get_vocab_size(),
        bytes_per_token=texts.bytes_per_token,
        corpus_sha256=texts.sha256,
        seconds_per_step=0.0,
        base=base,
    )
    with TemporaryDirectory(ignore_cleanup_errors=True) as place:
        run = start_run(plan, texts, Path(place))
        run.batches = replace(run.batches, share=(0, processes))
        parameters, learned = count_weights(run)
        first, later = paces(run)
        epoch = len(run.batches)
        del run
    if settings.epochs is not None:
        steps = math.ceil(settings.epochs * epoch)
    else:
        assert settings.minutes is not None
        left = settings.minutes * 60 - (time.monotonic() - started) - FINISHING_SECONDS
        steps = steps_in(left / overhead(plan, left / first), epoch, first, later)
    steps = max(FEWEST_STEPS, steps)
    seconds = (min(steps, epoch) * first + max(0, steps - epoch) * later) / steps
    return replace(
        plan,
        steps=steps,
        seconds_per_step=seconds,
        parameters=parameters,
        learned=learned,
        epoch_steps=epoch,
    )


def overhead(plan: Plan, steps: float) -> float:
    """Time of a run for one second of learning: validation and samples cost some more.

    From a base, a share of the run. From scratch, a forward pass costs a third of a step, and
    VALIDATIONS passes over VALIDATION_BLOCKS are made.
    """
    if plan.base:
        return 1 + LOOK_SHARE
    forward_steps = VALIDATIONS * (VALIDATION_BLOCKS / plan.settings.batch_size + 2) / 3
    return 1 + forward_steps / max(steps, 1)


def start_run(plan: Plan, texts: Texts, folder: Path) -> Run:
    """A run at step 0: everything in it follows from the plan and the texts.

    Raises:
        UserError: it would take more memory than there is.
    """
    settings, batches = plan.settings, batches_of(plan, texts)
    if plan.base:
        run = start(beginning(plan, texts, batches), folder)
        run.device = choose_device(settings, sum(p.numel() for p in run.model.parameters()))
        run.device.place(run.model)
        return run
    device = choose_device(settings)
    check_batch(plan.size, plan.vocab_size, settings, available_bytes())
    model = build(plan.size, plan.vocab_size, settings.context, settings.seed)
    device.place(model)
    return Run(
        model=model,
        device=device,
        optimizers=build_optimizers(model, settings.learning_rate),
        batches=batches,
        course=plan.course,
        learning_rate=settings.learning_rate,
        bytes_per_token=plan.bytes_per_token,
        folder=folder,
    )


def batches_of(plan: Plan, texts: Texts) -> Batches:
    """The training books, cut and shuffled as the settings say."""
    settings = plan.settings
    return make_batches(texts.train, settings.context, settings.batch_size, settings.seed)


def beginning(plan: Plan, texts: Texts, batches: Batches) -> Start:
    """What a run from a base begins with."""
    assert plan.base
    reader = Reader(texts.tokenizer, texts.end)
    return Start(plan.base, plan.settings, batches, plan.course, plan.bytes_per_token, reader)


def write_plan(folder: Path, plan: Plan) -> None:
    """Writes `settings.toml`: what was asked, what was decided, from what it started."""
    values = asdict(plan.settings) | {name: getattr(plan, name) for name in DERIVED}
    values["size"] = None if plan.base else plan.size.name
    lines = _toml(values)
    if plan.base:
        lines += [f"\n[{BASE}]\n", *_toml(asdict(plan.base) | {"folder": str(plan.base.folder)})]
    with write_atomically(folder / SETTINGS) as path:
        path.write_text("".join(lines), encoding="utf-8")


def _toml(values: dict[str, Any]) -> list[str]:
    return [f"{name} = {json.dumps(v)}\n" for name, v in values.items() if v is not None]


def read_plan(folder: Path) -> Plan:
    """The plan of a run.

    Raises:
        UserError: there is no such run.
    """
    if not (folder / SETTINGS).exists():
        raise UserError("nothing_to_resume", folder=folder)
    values = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    derived = {name: values.pop(name) for name in DERIVED if name in values}
    start_from = values.pop(BASE, None)
    base = Base(**(start_from | {"folder": Path(start_from["folder"])})) if start_from else None
    settings = Settled(**({"minutes": None} | values))
    return Plan(
        settings=settings,
        size=base.size if base else size_named(values["size"]),
        base=base,
        **derived,
    )
