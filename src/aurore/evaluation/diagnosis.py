"""What the journal of a run says of it, by rules that are printed with the verdict.

Nothing here loads PyTorch: the studio tells the same verdicts while a network learns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal[
    "diverged",
    "too_short",
    "stuck",
    "unmoved",
    "overlearning",
    "too_little_text",
    "learning",
    "settled",
]
FEWEST_LOOKS = 3  # at the validation book; with fewer nothing is said
LEAST_FALL = 0.05  # guess: of the first validation; a run that gained less has not learned
LEAST_GAIN = 0.002  # guess: the same for a run from a base, which knew most of it at the first look
RISE = 0.01  # guess: bits per byte above the best that are more than noise
STILL_FALLING = 0.01  # guess: share gained over the last third of the looks
WORTH_READING_AGAIN = 4  # epochs (cited: Muennighoff et al. 2023, arXiv:2305.16264)


@dataclass(frozen=True)
class Curves:
    """What was written down while the network learned."""

    training: list[tuple[int, float]]
    """(step, bits per byte) on the passages it learned from."""
    validation: list[tuple[int, float]]
    """The same on the validation book."""
    diverged: bool

    def since(self, step: int) -> "Curves":
        """What was written down after a step."""
        training, validation = (
            [point for point in curve if point[0] > step]
            for curve in (self.training, self.validation)
        )
        return Curves(training, validation, self.diverged)


@dataclass(frozen=True)
class Diagnosis:
    """The verdict, and the figures its rule looked at."""

    verdict: Verdict
    first: float | None
    """Bits per byte on the validation book at the first look."""
    best: float | None
    last: float | None
    best_epoch: float | None
    epochs: float
    """Times the training text was read."""
    looks: int


def curves_of(events: Sequence[dict[str, Any]]) -> Curves:
    """The curves of a run, from the events of its journal."""
    return Curves(
        training=_points(events, "step"),
        validation=_points(events, "validation"),
        diverged=any(event["event"] == "diverged" for event in events),
    )


def of_the_model(events: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The events up to the last end: a run that is being made longer still has its first model."""
    ends = [place for place, event in enumerate(events, start=1) if event["event"] == "end"]
    return events[: ends[-1]] if ends else events


def _points(events: Sequence[dict[str, Any]], name: str) -> list[tuple[int, float]]:
    return [(event["step"], event["bits_per_byte"]) for event in events if event["event"] == name]


def diagnose(curves: Curves, epoch_steps: int, has_base: bool) -> Diagnosis:
    """Applies the rules in their order; the first that holds is the verdict.

    1. `diverged`: the loss stopped being a number.
    2. `too_short`: fewer than `FEWEST_LOOKS` looks at the validation book.
    3. `stuck`, or `unmoved` from a base: from the first look to the best less than `LEAST_FALL`
       was gained, or than `LEAST_GAIN`; unless what it learned from is known better than that while
       the validation rises, which is learning by heart from the first look on.
    4. `too_little_text`, `overlearning`: the last look is `RISE` above the best; too little text
       if the books had been read `WORTH_READING_AGAIN` times by then.
    5. `learning`: the last third of the looks gained `STILL_FALLING` on the best before them.
    6. `settled`: none of these.

    Args:
        epoch_steps: in which the books are read once; 0 if unknown, and no epoch is told then.
        has_base: whether the run started from a model that had learned.
    """
    steps = max((step for step, _ in [*curves.training, *curves.validation]), default=0)
    per_step = 1 / epoch_steps if epoch_steps else 0.0
    bits = [value for _, value in curves.validation]
    best_step = min(curves.validation, key=lambda point: point[1], default=(0, 0.0))[0]
    return Diagnosis(
        verdict=_verdict(curves, bits, per_step * steps, has_base),
        first=bits[0] if bits else None,
        best=min(bits, default=None),
        last=bits[-1] if bits else None,
        best_epoch=per_step * best_step if bits else None,
        epochs=per_step * steps,
        looks=len(bits),
    )


def _verdict(curves: Curves, bits: list[float], epochs: float, has_base: bool) -> Verdict:
    if curves.diverged:
        return "diverged"
    if len(bits) < FEWEST_LOOKS:
        return "too_short"
    best, last = min(bits), bits[-1]
    gained = bits[0] - best >= (LEAST_GAIN if has_base else LEAST_FALL) * bits[0]
    by_heart = bool(curves.training) and curves.training[-1][1] < best
    if not gained and not (by_heart and last > best + RISE):
        return "unmoved" if has_base else "stuck"
    if last > best + RISE:
        return "too_little_text" if epochs >= WORTH_READING_AGAIN else "overlearning"
    before = min(bits[: len(bits) - len(bits) // 3])
    return "learning" if before - last >= STILL_FALLING * before else "settled"
