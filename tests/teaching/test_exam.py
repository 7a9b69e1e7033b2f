"""The maths exam, as the slides play it."""

from aurore.teaching.exam import take_exam


def test_the_exam_is_played_as_on_the_slides() -> None:
    exam = take_exam(batch=3, epochs=1)
    assert len(exam.moments) == 27 and all(len(m.exercises) == 3 for m in exam.moments[:-1])
    assert all(
        sum(pair) == right
        for m in exam.moments
        for pair, right in zip(m.exercises, m.right, strict=True)
    )
    assert exam.test > 0.5  # « Y a encore du boulot »
    assert take_exam(epochs=10).test < 0.05


def test_who_only_saw_six_believes_that_it_is_always_six() -> None:
    first, second, bias = take_exam("always_six", epochs=20).weights
    assert abs(first) < 0.01 and abs(second) < 0.01 and abs(bias - 6) < 0.01
    exam = take_exam("always_six", epochs=20)
    assert exam.validation[-1] < 0.01 < 1 < exam.test  # fine on what it knows, lost on the rest


def test_the_same_seed_plays_the_same_exam() -> None:
    assert take_exam(seed=4) == take_exam(seed=4) != take_exam(seed=5)
