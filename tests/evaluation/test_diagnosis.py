"""What the curves of a run say of it: one case for each rule, and the sentence printed."""

from dataclasses import replace

import pytest

from aurore.evaluation.diagnosis import Curves, diagnose
from aurore.model.bases import find_base


@pytest.mark.parametrize(
    ("bits", "from_base", "verdict"),
    [
        ([2.0, 1.9], False, "too_short"),
        ([2.00, 1.97, 1.95, 1.94], False, "stuck"),
        ([1.269, 1.262, 1.258, 1.256], True, "settled"),
        ([1.269, 1.270, 1.268, 1.2685], True, "unmoved"),
        ([2.0, 1.5, 1.3, 1.32], False, "overlearning"),
        ([1.30, 1.25, 1.24, 1.26], True, "overlearning"),
        ([2.0, 1.8, 1.6, 1.5], False, "learning"),
        ([2.0, 1.5, 1.49, 1.49], False, "settled"),
    ],
)
def test_each_rule_has_its_run(trained, bits: list[float], from_base: bool, verdict: str) -> None:
    plan = trained[1].plan
    if from_base:
        plan = replace(plan, base=find_base("embedded"))
    curves = Curves([], list(enumerate(bits, start=1)), diverged=False)
    assert diagnose(curves, plan, training_bytes=10**9).verdict == verdict


def test_books_read_many_times_are_too_few_and_no_number_is_divergence(trained) -> None:
    plan, rising = trained[1].plan, [(1, 2.0), (2, 1.5), (3, 1.6)]
    assert diagnose(Curves([], rising, False), plan, training_bytes=1000).verdict == (
        "too_little_text"
    )
    assert diagnose(Curves([], rising, True), plan, training_bytes=1000).verdict == "diverged"
