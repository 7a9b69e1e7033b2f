"""A finished run that is asked to go on: how many more steps, and their rate.

The network, its optimisers and its place in the books are those it ended with. The rate climbs
again and falls to zero once more over the new steps (cited: Ibrahim et al. 2024,
arXiv:2403.08763, « re-warming and re-decaying »), so that the run ends as rested as before.
"""

import math
from dataclasses import replace
from pathlib import Path

from aurore.base.commandline import in_work, quoted
from aurore.base.errors import UserError
from aurore.base.settings import TrainSettings
from aurore.training.checkpoints import LAST, Progress, read_progress
from aurore.training.clock import FINISHING_SECONDS
from aurore.training.journal import Journal, is_finished
from aurore.training.plan import FEWEST_STEPS, Plan, Texts, batches_of, overhead, write_plan
from aurore.training.schedule import Course

EXAMPLE_MINUTES = 10  # in the command that is proposed


def resumed(plan: Plan, folder: Path, asked: TrainSettings, texts: Texts) -> Plan:
    """The plan of a run that goes on: its own, or a longer one if it had come to its end.

    Args:
        asked: `minutes` or `epochs` to add to a finished run, and perhaps another rate.

    Raises:
        UserError: it is finished, and nothing was asked that would lengthen it; or where it
            stopped is not known any more.
    """
    if not is_finished(folder):
        return plan
    if asked.minutes is None and asked.epochs is None:
        command = f"aurore train --resume --run {quoted(folder.name)} --minutes {EXAMPLE_MINUTES}"
        raise UserError(
            "run_finished", name=folder.name, command=in_work(command, folder.parents[1])
        )
    if not plan.epoch_steps:  # of before this was written down
        plan = replace(plan, epoch_steps=len(batches_of(plan, texts)))
    longer = lengthened(plan, read_progress(folder / "checkpoints" / LAST), asked)
    write_plan(folder, longer)
    journal = Journal(folder)
    journal.forget_after(longer.lengthened_at)
    journal.write("lengthened", step=longer.lengthened_at, steps=longer.steps)
    return longer


def course_of(plan: Plan, progress: Progress) -> Course:
    """Where a run stands on its way: as the clock has changed it, or as planned."""
    changed = progress.course
    if changed and changed.get("first", 0) == plan.lengthened_at:
        return Course(**changed)
    return plan.course


def lengthened(plan: Plan, progress: Progress, asked: TrainSettings) -> Plan:
    """The plan with the steps that fit into the minutes, or make up the epochs, that are added.

    The first guess is at the pace the run had; then its clock sees how fast the machine is.
    """
    pace = progress.seconds / progress.step
    minutes, epochs = None, None
    if asked.epochs is not None:
        more = math.ceil(asked.epochs * plan.epoch_steps)
        epochs = (plan.settings.epochs or 0.0) + asked.epochs
    else:
        assert asked.minutes is not None
        left = asked.minutes * 60 - FINISHING_SECONDS
        more = int(left / pace / overhead(plan, left / pace))
        minutes = progress.wall_seconds / 60 + asked.minutes
    settings = replace(
        plan.settings,
        minutes=minutes,
        epochs=epochs,
        learning_rate=asked.learning_rate or plan.settings.learning_rate,
    )
    return replace(
        plan,
        settings=settings,
        steps=progress.step + max(FEWEST_STEPS, more),
        seconds_per_step=pace,
        lengthened_at=progress.step,
        looked_at=plan.validation_blocks,  # so that what comes can be compared with what was
    )
