"""Every solution passes, no exercise does, and right and wrong answers are told apart.

The variants of a lesson are judged in one process, which is what a check does with one file.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from aurore.teaching.checking import Verdict, judge, load_person
from aurore.teaching.child import load_checks, verdicts
from aurore.teaching.lessons import EXERCISE, Lesson, lessons

TABLES = Path(__file__).parent / "variants"
MAIN = range(2, 7)  # the lessons whose tables must be long
FEWEST_RIGHT, FEWEST_WRONG = 6, 10
LIBRARIES = "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning"
ids = [lesson.name for lesson in lessons()]


def table(lesson: Lesson) -> dict[str, list[dict[str, str]]]:
    """The right and wrong answers at hand."""
    path = TABLES / f"{lesson.number:02}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def judged(lesson: Lesson, variants: list[dict[str, str]]) -> list[Verdict]:
    """What is said of each variant, put in the solution in place of its function."""
    checks, found = load_checks(lesson), []
    for variant in variants:
        question = lesson.question(variant["function"])
        names: dict[str, Any] = load_person(f"{lesson.solution()}\n{variant['code']}")
        check = getattr(checks, question.function)
        found.append(judge(question.number, question.title, names[question.function], check))
    return found


@pytest.mark.filterwarnings(*LIBRARIES)
@pytest.mark.parametrize("lesson", lessons(), ids=ids)
def test_the_solution_passes_and_so_do_other_right_answers(lesson: Lesson) -> None:
    for verdict in verdicts(load_checks(lesson), lesson.solution(), lesson.questions):
        assert verdict.state == "right", verdict
    variants = table(lesson).get("right", [])
    for variant, verdict in zip(variants, judged(lesson, variants), strict=True):
        assert verdict.state == "right", (variant["code"], verdict)


@pytest.mark.filterwarnings(*LIBRARIES)
@pytest.mark.parametrize("lesson", lessons(), ids=ids)
def test_each_wrong_answer_gets_the_message_of_its_mistake(lesson: Lesson) -> None:
    variants = table(lesson).get("wrong", [])
    for variant, verdict in zip(variants, judged(lesson, variants), strict=True):
        assert verdict.state == "not_yet", (variant["code"], verdict)
        assert verdict.name == variant["mistake"], (variant["code"], verdict)
        assert len(verdict.text) > 30


@pytest.mark.filterwarnings(*LIBRARIES)
@pytest.mark.parametrize("lesson", lessons(), ids=ids)
def test_the_exercise_as_it_is_given_has_everything_left_to_do(lesson: Lesson) -> None:
    code = (lesson.folder / EXERCISE).read_text("utf-8")
    for verdict in verdicts(load_checks(lesson), code, lesson.questions):
        assert (verdict.state, verdict.name) == ("to_do", "a_faire"), verdict


@pytest.mark.parametrize("lesson", [x for x in lessons() if x.number in MAIN], ids=lambda x: x.name)
def test_the_tables_of_the_main_lessons_are_long(lesson: Lesson) -> None:
    variants = table(lesson)
    assert len(variants["right"]) >= FEWEST_RIGHT
    assert len(variants["wrong"]) >= FEWEST_WRONG
    assert {v["function"] for kind in variants.values() for v in kind} <= {
        question.function for question in lesson.questions
    }
