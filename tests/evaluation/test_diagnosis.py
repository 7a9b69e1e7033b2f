"""What the curves of a run say of it: one case for each rule."""

import pytest

from aurore.evaluation.diagnosis import Curves, curves_of, diagnose, of_the_model


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
        ([2.0, 1.5, 1.60, 1.55, 1.52, 1.505], False, "settled"),  # made longer, in vain
    ],
)
def test_each_rule_has_its_run(bits: list[float], from_base: bool, verdict: str) -> None:
    curves = Curves([], list(enumerate(bits, start=1)), diverged=False)
    assert diagnose(curves, 1000, from_base).verdict == verdict


def test_books_read_many_times_are_too_few_and_no_number_is_divergence() -> None:
    rising = [(1, 2.0), (10, 1.5), (20, 1.6)]
    found = diagnose(Curves([], rising, False), 5, has_base=False)
    assert (found.verdict, found.epochs, found.best_epoch) == ("too_little_text", 4.0, 2.0)
    assert diagnose(Curves([], rising, False), 0, has_base=False).verdict == "overlearning"
    assert diagnose(Curves([], rising, True), 5, has_base=False).verdict == "diverged"


def test_what_is_learned_by_heart_before_the_first_look_is_not_called_stuck() -> None:
    rising = [(35, 2.4), (70, 3.1), (105, 4.0)]
    by_heart = Curves([(1, 3.3), (105, 0.1)], rising, False)
    assert diagnose(by_heart, 5, has_base=False).verdict == "too_little_text"
    lost = Curves([(1, 3.3), (105, 3.9)], rising, False)
    assert diagnose(lost, 5, has_base=False).verdict == "stuck"


def test_while_a_run_is_made_longer_its_model_is_judged_by_what_made_it() -> None:
    looks = [{"event": "validation", "step": n, "bits_per_byte": 2 - n / 9} for n in (1, 2, 3)]
    later = {"event": "validation", "step": 4, "bits_per_byte": 1.9}
    events = [*looks, {"event": "end", "step": 3}, {"event": "lengthened", "step": 3}, later]
    assert len(curves_of(of_the_model(events)).validation) == 3
    assert of_the_model(looks) == looks
