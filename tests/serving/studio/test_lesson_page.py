"""A lesson beside an editor: the same file, checks, hints and progress as in the terminal."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from visits import Visit, look

from aurore.teaching.lessons import lesson

pytestmark = pytest.mark.browser
NUMBER = 10  # its check loads no large library
LONG = 120_000


def test_a_lesson_is_read_done_and_checked_in_the_page(visit: Visit, studio_work: Path) -> None:
    found = lesson(NUMBER)
    page = visit(f"/atelier/lecons/{NUMBER}?lang=en")
    code = page.get_by_label("exercice.py")
    expect(code).to_have_value((found.folder / "exercice.py").read_text("utf-8"))
    page.locator("#check").click()
    expect(page.locator("#status")).to_contain_text("0 of 3", timeout=LONG)
    first = page.locator(".verdicts li").first
    expect(first).to_contain_text("to do")
    first.get_by_role("button", name="A hint").click()
    expect(first).to_contain_text(found.questions[0].hints[0])
    first.get_by_role("button", name="The solution").click()
    expect(first.locator("pre")).to_contain_text("return")
    look(page, "lecon")
    code.fill(found.solution())
    page.locator("#check").click()
    expect(page.locator("#status")).to_contain_text("The lesson is done", timeout=LONG)
    expect(page.locator("[data-state=right]")).to_have_count(3)
    mine = studio_work / "atelier" / found.name / "exercice.py"
    assert mine.read_text("utf-8") == found.solution()
    mine.write_text("# changed elsewhere\n", encoding="utf-8")
    page.get_by_role("button", name="Read the file again").click()
    expect(code).to_have_value("# changed elsewhere\n")
    code.press("Tab")
    expect(code).to_have_value("# changed elsewhere\n    ")
    code.press("Escape")
    code.press("Tab")
    expect(page.locator("#check")).to_be_focused()
    code.fill("# changed elsewhere\n")  # as on the disk: leaving asks nothing
    page.goto("/atelier")
    expect(page.get_by_text("3/3")).to_be_visible()


def test_a_file_is_run_in_the_page_as_in_a_terminal(visit: Visit) -> None:
    page = visit("/atelier/lecons/9")
    page.get_by_label("exercice.py").fill('print("bonsoir,\\rBonsoir, Aurore")\nprint(1 / 0)\n')
    page.get_by_role("button", name="Enregistrer et lancer").click()
    output = page.get_by_label("Ce que le programme affiche")
    expect(output).to_contain_text("ZeroDivisionError", timeout=LONG)
    assert output.inner_text().startswith("Bonsoir, Aurore\n")
    expect(page.locator("#status")).to_contain_text("la dernière ligne dit laquelle")


def test_a_quiz_says_right_or_wrong_and_why(visit: Visit) -> None:
    quiz = lesson(NUMBER).quiz
    page = visit(f"/atelier/lecons/{NUMBER}?lang=en")
    asked = page.get_by_role("group", name=quiz[0].question)
    right = asked.get_by_role("button", name=quiz[0].choices[quiz[0].right])
    wrong = asked.get_by_role("button", name=quiz[0].choices[quiz[0].right - 1])
    assert quiz[0].why not in page.content()
    wrong.click()
    expect(asked.locator(".why")).to_have_text(
        f"Not quite: it is “{quiz[0].choices[quiz[0].right]}”. {quiz[0].why}"
    )
    right.click()
    expect(asked.locator(".why")).to_have_text(f"Yes. {quiz[0].why}")
    expect(right).to_have_attribute("aria-pressed", "true")
    expect(wrong).to_have_attribute("aria-pressed", "false")
    page.get_by_role("link", name=lesson(0).title).click()
    page.get_by_role("link", name=f"1. {lesson(1).title}").click()  # the catchword at the end
    expect(page.get_by_role("heading", level=1)).to_have_text("Lesson 1")


def test_a_lesson_that_is_not_there_is_said(visit: Visit) -> None:
    page = visit("/atelier")
    assert page.request.get("/atelier/lecons/12").status == 404
