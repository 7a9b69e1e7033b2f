"""Exercises and notebooks are what `tools/workshop.py` makes of texts and solutions."""

import json
import runpy
from pathlib import Path

import pytest

from aurore.teaching.child import load_checks, verdicts
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


def test_a_notebook_saved_as_a_script_can_be_checked() -> None:
    lesson = lessons()[-1]
    notebook = json.loads(TOOL["notebook"](lesson, lesson.solution()))
    cells = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    script = "\n\n".join("".join(cell) for cell in cells)
    found = verdicts(load_checks(lesson), script, lesson.questions)
    assert all(verdict.state == "right" for verdict in found)
