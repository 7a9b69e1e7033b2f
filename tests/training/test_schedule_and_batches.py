"""The rate is as long as the run; every block is seen once an epoch."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from aurore.base.errors import UserError
from aurore.training.batches import make_batches
from aurore.training.schedule import Course, rate_at


@given(st.integers(1, 3000))
def test_the_rate_rises_stays_and_falls_to_nothing_by_the_end(steps: int) -> None:
    rates = [rate_at(step, steps) for step in range(steps)]
    assert all(0 < rate <= 1 for rate in rates)
    assert max(rates) == 1.0
    top = rates.index(1.0)
    assert rates[:top] == sorted(rates[:top])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    if steps > 50:
        assert rates[-1] < 0.05 and rates[0] < 0.5


def test_an_epoch_sees_every_block_once() -> None:
    batches = make_batches(np.arange(101, dtype=np.uint16), context=10, batch_size=2, seed=1)
    assert len(batches) == 5
    firsts = [int(x) for step in range(5) for x in batches.at(step)[0][:, 0]]
    assert sorted(firsts) == list(range(0, 100, 10))


def test_epochs_differ_in_order_and_a_step_is_always_the_same() -> None:
    batches = make_batches(np.arange(1001, dtype=np.uint16), context=10, batch_size=100, seed=1)
    assert torch.equal(batches.at(3)[0], batches.at(3)[0])
    assert not torch.equal(batches.at(0)[0], batches.at(1)[0])


def test_targets_are_the_next_tokens() -> None:
    inputs, targets = make_batches(np.arange(50, dtype=np.uint16), 7, 2, seed=0).at(0)
    assert inputs.shape == targets.shape == (2, 7)
    assert torch.equal(inputs + 1, targets)


def test_a_text_shorter_than_a_block_is_refused() -> None:
    with pytest.raises(UserError, match="aurore books list"):
        make_batches(np.arange(5, dtype=np.uint16), context=10, batch_size=2, seed=0)


def rates(course: Course, turns: dict[int, int]) -> list[float]:
    """The rate at each step of a course whose steps change on the way."""
    found, step = [], 0
    while step < course.steps:
        if step in turns:
            course.turn(step, turns[step])
        found.append(course.rate(step))
        step += 1
    return found


def test_a_course_that_does_not_turn_is_the_plain_schedule() -> None:
    assert rates(Course(90, 90), {}) == [rate_at(step, 90) for step in range(90)]


@pytest.mark.parametrize("turns", [{30: 60}, {30: 300}, {3: 40, 20: 200, 100: 120}, {89: 91}])
def test_a_course_that_turns_has_no_jump_and_still_ends_near_nothing(turns: dict[int, int]) -> None:
    found = rates(Course(90, 90), turns)
    assert len(found) == list(turns.values())[-1]
    steepest = max(abs(a - b) for a, b in pairwise(found))
    assert steepest < 0.26 and max(found) == 1.0
    assert found[-1] < 0.1 and all(0 < rate <= 1 for rate in found)


def test_a_run_that_is_late_has_fewer_steps_and_one_that_is_early_more() -> None:
    late, early, on_time = Course(100, 100), Course(100, 100), Course(100, 100)
    assert late.keep_to(20, seconds_left=40.0, seconds_per_step=1.0) and late.steps == 60
    assert early.keep_to(20, seconds_left=160.0, seconds_per_step=1.0) and early.steps == 180
    assert not on_time.keep_to(20, seconds_left=81.0, seconds_per_step=1.0)
    assert not late.keep_to(60, seconds_left=9.0, seconds_per_step=1.0), "it is over"
    assert late.keep_to(30, seconds_left=-5.0, seconds_per_step=1.0) and late.steps == 31
