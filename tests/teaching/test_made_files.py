"""Exercises and notebooks are what `tools/workshop.py` makes of texts and solutions."""

import runpy
from pathlib import Path

import pytest

from aurore.teaching.lessons import Lesson, lessons

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "workshop.py"))


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_exercise_and_notebook_are_up_to_date(lesson: Lesson) -> None:
    for path, text in TOOL["made"](lesson).items():
        assert path.read_text("utf-8") == text, f"{path}: run `make workshop`"


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_the_exercise_gives_no_answer_away(lesson: Lesson) -> None:
    exercise = TOOL["exercise"](lesson)
    assert exercise.count("return ...") >= len(lesson.questions)
    for question in lesson.questions:
        assert f"def {question.function}(" in exercise
