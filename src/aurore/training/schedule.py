"""The learning rate at each step, as a share of the highest."""

WARMUP_SHARE = 0.05  # guess: of the run, while the first directions are random
CONSTANT_SHARE = 0.35  # guess: of the run, at the full rate before it decays to zero


def rate_at(step: int, steps: int) -> float:
    """The share of the highest rate at `step` of a run of `steps` (0 ≤ step < steps).

    1. It grows in a straight line while warming up.
    2. It stays.
    3. It falls in a straight line, to reach zero just after the last step.
    """
    assert 0 <= step < steps
    warmup = max(1, round(WARMUP_SHARE * steps))
    decay_from = warmup + round(CONSTANT_SHARE * steps)
    if step < warmup:
        return (step + 1) / warmup
    if step < decay_from or decay_from >= steps:
        return 1.0
    return (steps - step) / (steps - decay_from)
