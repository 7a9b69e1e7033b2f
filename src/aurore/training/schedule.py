"""The learning rate at each step, as a share of the highest, and how a run keeps to its clock."""

from dataclasses import dataclass

WARMUP_SHARE = 0.05  # guess: of the run, while the first directions are random
CONSTANT_SHARE = 0.35  # guess: of the run, at the full rate before it decays to zero


TOLERANCE = 0.03  # guess: a run that will miss its end by less is left alone


@dataclass
class Course:
    """How far a run is, whose number of steps may change on the way.

    The rate depends on the share of the run that is done. When the machine turns out slower or
    faster than it was, the steps that are left change, and the rest of the course is stretched or
    pressed together: the rate has no jump. All steps are counted from the beginning of the run.
    """

    planned: int
    """Steps that the run was planned with."""
    steps: int
    """Steps that it will have."""
    first: int = 0
    """Step at which it begins: of a finished run that is lengthened, its steps until then."""
    turned_at: int = 0
    """Step of the last change…"""
    place: float = 0.0
    """… and where on the planned course that was, in planned steps."""

    def at(self, step: int) -> float:
        """Where on the planned course a step lies, in planned steps."""
        if self.steps == self.planned and not self.turned_at:
            return float(step)
        left = (step - self.turned_at) / (self.steps - self.turned_at)
        return self.place + (self.planned - self.place) * left

    def share(self, step: int) -> float:
        """How much of the course lies before a step: 0 at the first, below 1 at the last."""
        return (self.at(step) - self.first) / self.length

    @property
    def length(self) -> int:
        """Steps of this course, as planned."""
        return self.planned - self.first

    def rate(self, step: int) -> float:
        """The share of the highest rate at a step."""
        return rate_at(self.at(step) - self.first, self.length)

    def turn(self, step: int, steps: int) -> None:
        """From `step` on, the run will end after `steps`."""
        self.place, self.turned_at, self.steps = self.at(step), step, steps

    def keep_to(self, step: int, seconds_left: float, seconds_per_step: float) -> bool:
        """Changes the number of steps if the run would miss its end; says whether it did."""
        fitting = step + max(1, int(seconds_left / seconds_per_step))
        missed = abs(fitting - self.steps) / max(1, self.steps - step)
        if step >= self.steps or missed <= TOLERANCE:
            return False
        self.turn(step, fitting)
        return True


def rate_at(step: float, steps: int) -> float:
    """The share of the highest rate at `step` of a run of `steps` (0 ≤ step < steps).

    1. It grows in a straight line while warming up.
    2. It stays.
    3. It falls in a straight line, to reach zero just after the last step.
    """
    assert 0 <= step < steps
    warmup = max(1, round(WARMUP_SHARE * steps))
    decay_from = warmup + round(CONSTANT_SHARE * steps)
    if step < warmup:
        return min(1.0, (step + 1) / warmup)  # a place between two steps may be above
    if step < decay_from or decay_from >= steps:
        return 1.0
    return (steps - step) / (steps - decay_from)
