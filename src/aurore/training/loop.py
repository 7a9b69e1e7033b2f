"""The loop: batches in, weights out. It knows nothing of books.

What to do besides learning (validate, show, write a sample) is passed in as `Hooks`.
"""

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from aurore.base.errors import UserError
from aurore.training.batches import Batches
from aurore.training.checkpoints import (
    BEST,
    LAST,
    Progress,
    load_weights,
    save_checkpoint,
    save_weights,
)
from aurore.training.clock import Clock
from aurore.training.device import CPU, Device
from aurore.training.fused import is_fused
from aurore.training.gradients import put_gradient
from aurore.training.journal import Journal, bits_per_byte
from aurore.training.loss import loss_of, shorter
from aurore.training.optimizers import set_rate
from aurore.training.parallel import ALONE, Team, WorkerLostError
from aurore.training.schedule import Course

CLIP_NORM = 1.0  # guess: the usual bound on the gradient of a language model
SHORT_SHARE = 0.5  # guess: of the run, which sees so few tokens at once
CHECKPOINT_SECONDS = 60.0  # guess: a minute is what a lost run may cost
VALIDATIONS = 12  # guess: points on the validation curve
STEPS_PER_VALIDATION = 8  # guess: in a short run, looking more often would cost more than learning
CALIBRATION_STEPS = 4  # guess: the first of them is left out


@dataclass(frozen=True)
class StepReport:
    """What a step tells who watches."""

    step: int
    steps: int
    loss: float
    bits_per_byte: float
    learning_rate: float
    tokens_per_second: float
    seconds_left: float


@dataclass(frozen=True)
class Hooks:
    """What others do while the network learns."""

    validate: Callable[[], float | None] = lambda: None
    """Bits per byte on the validation book, None without one."""
    on_step: Callable[[StepReport], None] = lambda report: None
    on_validation: Callable[[int, float], None] = lambda step, bits: None
    sample: Callable[[], list[str]] = list
    """Texts by the network as it is now; the first is shown."""
    on_sample: Callable[[int, str], None] = lambda step, text: None
    stop_asked: Callable[[], bool] = lambda: False


@dataclass
class Run:
    """A network on its way from `progress.step` to `steps`."""

    model: Any
    optimizers: list[torch.optim.Optimizer]
    batches: Batches
    course: Course
    learning_rate: float
    bytes_per_token: float
    folder: Path
    progress: Progress = field(default_factory=Progress)
    clock: Clock | None = None
    """When the run must end, if it has so many minutes."""
    device: Device = CPU
    team: Team = ALONE
    """The processes that train it together."""
    last_saved: float = field(default_factory=time.monotonic)

    @property
    def steps(self) -> int:
        """Steps it will have."""
        return self.course.steps

    @property
    def checkpoint(self) -> Path:
        """Where the state lies."""
        return self.folder / "checkpoints" / LAST

    @property
    def best(self) -> Path:
        """Where the best weights lie."""
        return self.folder / "checkpoints" / BEST

    def loss_of(self, inputs_BT: torch.Tensor, targets_BT: torch.Tensor) -> torch.Tensor:
        """How wrong the network is, to learn from and to validate; see `loss_of`."""
        with self.device.numbers():
            return loss_of(self.model, self.device.take(inputs_BT), self.device.take(targets_BT))

    @property
    def is_fused(self) -> bool:
        """Whether our own passes over memory compute this network, here."""
        return self.device.is_plain and is_fused(self.model)

    def backward(self, step: int) -> float:
        """Adds up the gradients of a step; returns its loss in nats per token."""
        inputs, targets = self.batches.at(step)
        if self.course.share(step) < SHORT_SHARE:
            inputs, targets = shorter(inputs), shorter(targets)
        if self.is_fused:
            return put_gradient(self.model, inputs, targets)
        loss = self.loss_of(inputs, targets)
        loss.backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    def pace_to_come(self, seconds: float, pace: float) -> float:
        """Seconds of a step on average over the next `seconds`, when the last ones took `pace`."""
        return pace

    def finish(self) -> Any:
        """The network as it is to be saved. Called once, after the last step."""
        return self.model


def learn(run: Run, hooks: Hooks) -> bool:
    """Trains until the last step; the model then has the best weights seen.

    Returns:
        Whether it got to the end; otherwise the state is saved and can be resumed.

    Raises:
        UserError: the loss is no number any more and nothing good was saved before.
    """
    try:
        return _learn(run, hooks)
    except WorkerLostError:
        _save(run)  # no step is half done: weights change after all gradients have come
        raise


def _learn(run: Run, hooks: Hooks) -> bool:
    journal = Journal(run.folder, run.team.is_first)
    run.model.train()
    while run.progress.step < run.steps:
        if _agree_to_stop(run, hooks):
            _save(run)
            return False
        loss = _timed_step(run, hooks, journal)
        if not math.isfinite(loss):
            journal.write("diverged", step=run.progress.step)
            _take_best(run, diverged=True)
            return True
        if _is_due(run):
            _look_around(run, hooks, journal)
        _keep_to_the_clock(run, journal)
        _save_now_and_then(run)
    _save(run)
    if _agree_to_stop(run, hooks):  # asked during the last step
        return False
    _take_best(run)
    return True


def _agree_to_stop(run: Run, hooks: Hooks) -> bool:
    """Whether any process is to stop; all go on with the course of the first."""
    course = run.course
    own = [course.steps, course.turned_at, course.place] if run.team.is_first else [0, 0, 0]
    stop, steps, turned_at, place = run.team.sum([float(hooks.stop_asked()), *own])
    course.steps, course.turned_at, course.place = int(steps), int(turned_at), place
    return stop > 0


def step_once(run: Run, step: int) -> float:
    """One step of learning; returns the loss in nats per token."""
    set_rate(run.optimizers, run.learning_rate * run.course.rate(step))
    for optimizer in run.optimizers:
        optimizer.zero_grad(set_to_none=True)
    loss = run.team.average(run.model, run.backward(step), run.batches.weight)
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), CLIP_NORM)
    for optimizer in run.optimizers:
        optimizer.step()
    return loss


def seconds_per_step(run: Run) -> float:
    """Times a few real steps. The run is of no use afterwards: build a new one."""
    step_once(run, 0)
    started = time.perf_counter()
    for step in range(1, CALIBRATION_STEPS):
        step_once(run, step)
    return (time.perf_counter() - started) / (CALIBRATION_STEPS - 1)


def _timed_step(run: Run, hooks: Hooks, journal: Journal) -> float:
    started = time.perf_counter()
    step = run.progress.step
    loss = step_once(run, step)
    seconds = time.perf_counter() - started
    run.progress.step += 1
    run.progress.seconds += seconds
    report = StepReport(
        step=step + 1,
        steps=run.steps,
        loss=loss,
        bits_per_byte=bits_per_byte(loss, run.bytes_per_token),
        learning_rate=run.learning_rate * run.course.rate(step),
        tokens_per_second=run.batches.tokens_per_step / seconds,
        seconds_left=(run.steps - step - 1) * run.progress.seconds / run.progress.step,
    )
    journal.write(
        "step",
        step=report.step,
        loss=loss,
        bits_per_byte=report.bits_per_byte,
        learning_rate=report.learning_rate,
        tokens_per_second=round(report.tokens_per_second, 1),
        seconds=round(run.progress.seconds, 3),
    )
    hooks.on_step(report)
    return loss


def _is_due(run: Run) -> bool:
    """Whether it is time to validate: at equal distances, and after the last step."""
    return run.progress.step % _between_looks(run) == 0 or run.progress.step == run.steps


def _between_looks(run: Run) -> int:
    return max(STEPS_PER_VALIDATION, math.ceil(run.course.length / VALIDATIONS))


def _look_around(run: Run, hooks: Hooks, journal: Journal) -> None:
    """Validates, keeps the weights if they are the best so far, shows a sample."""
    if not run.team.is_first:
        return
    step, started = run.progress.step, time.monotonic()
    bits = hooks.validate()
    if bits is not None:
        journal.write("validation", step=step, bits_per_byte=bits)
        hooks.on_validation(step, bits)
        if bits < run.progress.best_bits_per_byte:
            run.progress.best_step, run.progress.best_bits_per_byte = step, bits
            save_weights(run.best, run.model, run.progress)
    texts = hooks.sample()
    if texts:
        journal.write("sample", step=step, text=texts[0], others=texts[1:])
        hooks.on_sample(step, texts[0])
    run.model.train()
    if run.clock:
        run.clock.look_lasted(time.monotonic() - started)


def _keep_to_the_clock(run: Run, journal: Journal) -> None:
    """More or fewer steps, when the machine is faster or slower than it was at the start."""
    clock, step = run.clock, run.progress.step
    if clock is None or not clock.is_due():
        return
    left = clock.seconds_for_steps((run.steps - step) // _between_looks(run) + 1)
    pace = run.pace_to_come(left, clock.seconds_per_step(step))
    if run.course.keep_to(step, left, pace):
        run.progress.course = asdict(run.course)
        journal.write("replanned", step=step, steps=run.steps)


def _save(run: Run) -> None:
    if not run.team.is_first:
        return
    if run.clock:
        run.progress.wall_seconds = run.clock.spent
    save_checkpoint(run.checkpoint, run.model, run.optimizers, run.progress)


def _save_now_and_then(run: Run) -> None:
    if time.monotonic() - run.last_saved >= CHECKPOINT_SECONDS:
        _save(run)
        run.last_saved = time.monotonic()


def _take_best(run: Run, diverged: bool = False) -> None:
    """Takes the best weights back."""
    if not run.team.is_first:
        return
    if run.best.exists():
        load_weights(run.best, run.model)
    elif diverged:
        raise UserError("diverged", learning_rate=run.learning_rate)
    run.model.eval()
