"""The time a run has, and what is left of it for learning."""

import time
from dataclasses import dataclass, field

CLOCK_SHARE = 0.03  # guess: of the time there is, between two looks at the clock
FINISHING_SECONDS = 2.0  # guess: to take the best weights back and save the model


@dataclass
class Clock:
    """The wall-clock time a run has, from the command to the saved model."""

    seconds: float
    """All of it, with what a run that is resumed or made longer has spent before."""
    started: float
    """When it began, by `time.monotonic`; a resumed run began that much earlier."""
    looks: list[float] = field(default_factory=list)
    """Seconds of each validation with its sample."""
    last_step: int = 0
    last_time: float = field(default_factory=time.monotonic)
    """Of the last time the clock was looked at."""
    between: float = field(init=False)
    """Seconds between two looks at the clock."""

    def __post_init__(self) -> None:
        self.between = CLOCK_SHARE * max(0.0, self.seconds - self.spent)

    @property
    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.started

    def is_due(self) -> bool:
        """Whether enough time has passed to judge the speed."""
        return time.monotonic() - self.last_time > self.between

    def look_lasted(self, seconds: float) -> None:
        """A validation took so long: it does not count as learning."""
        self.looks.append(seconds)
        self.last_time += seconds

    def seconds_for_steps(self, looks_left: int) -> float:
        """What is left for learning once validations to come and the end are paid."""
        usual = sum(self.looks) / len(self.looks) if self.looks else 0.0
        return self.seconds - self.spent - FINISHING_SECONDS - looks_left * usual

    def seconds_per_step(self, step: int) -> float:
        """Of the steps since this was last asked."""
        now = time.monotonic()
        seconds = (now - self.last_time) / max(1, step - self.last_step)
        self.last_step, self.last_time = step, now
        return seconds
