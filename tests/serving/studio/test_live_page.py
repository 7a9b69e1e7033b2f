"""Apprendre en direct: three networks that learn in the page, by pointer and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect
from visits import Visit, look

pytestmark = pytest.mark.browser
# A drawing that is in no file: ears that hang, a muzzle.
DOG = [
    (1, 1),
    (1, 6),
    (2, 0),
    (2, 1),
    (2, 2),
    (2, 5),
    (2, 6),
    (2, 7),
    (3, 0),
    (3, 7),
    (5, 3),
    (5, 4),
]


def verdict(page: Page) -> str:
    return page.locator("#batch-verdict").inner_text()


def test_a_neuron_learns_dogs_from_cats_and_judges_a_drawing(visit: Visit) -> None:
    page = visit("/atelier/apprendre?lang=en")
    expect(page.locator("#who")).not_to_be_empty()
    page.locator("#own button").first.focus()
    for key in ("ArrowDown", "ArrowRight", "Space"):
        page.keyboard.press(key)
    second = page.get_by_label("row 2, column 2")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#own-answer")).to_contain_text("learnt nothing")
    page.locator("#epochs").click()
    expect(page.locator("#status")).to_contain_text("Epochs done: 10")
    [right, count] = map(int, re.findall(r"\d+", page.locator("#exam-score").inner_text()))
    assert right >= 0.9 * count > 20
    expect(page.locator("#weights rect")).to_have_count(64)
    page.get_by_role("button", name="Clear the sheet").click()
    expect(second).to_have_attribute("aria-pressed", "false")
    for row, column in DOG:
        page.get_by_label(f"row {row + 1}, column {column + 1}").click()
    expect(page.locator("#own-answer")).to_contain_text("The neuron says")
    page.locator("#teach-dog").click()
    expect(page.locator("#course-score")).to_contain_text("of 97")
    others = visit("/atelier/apprendre", "phone")  # what one has drawn, the room learns from
    expect(others.locator("#course-score")).to_contain_text("97")


def test_the_maths_exam_is_played_as_on_the_slides(visit: Visit) -> None:
    page = visit("/atelier/apprendre")
    page.locator("#one-batch").click()
    expect(page.locator("#batch tbody tr")).to_have_count(3)
    page.locator("#one-epoch").click()
    assert "encore du boulot" in verdict(page)
    page.locator("#ten-epochs").click()
    page.locator("#examine").click()
    assert "10 sur 10" in verdict(page) and "Reçu" in verdict(page)
    for kind, words in (
        ("always_six", "C’est toujours 6"),
        ("apart", "jamais vu d’exercice écrit ainsi"),
        ("mixed", "Reçu"),
    ):
        page.locator("#kind").select_option(kind)
        for _ in range(2):
            page.locator("#ten-epochs").click()
        assert "Il sait" in verdict(page)  # on the way all seems well
        page.locator("#examine").click()
        assert words in verdict(page)


def test_words_are_counted_and_a_sentence_is_judged(visit: Visit) -> None:
    page = visit("/atelier/apprendre")
    expect(page.locator("#guess")).to_contain_text("Rien n’est encore appris")
    page.locator("#learn-more").click()
    expect(page.locator("#status")).to_contain_text("10")
    page.locator("#learn-all").click()
    expect(page.locator("#learn-all")).to_be_disabled()
    page.locator("#sentence").fill("Le notaire prêta dix mille francs au banquier.")
    expect(page.locator("#guess")).to_contain_text("dans les affaires")
    page.locator("#sentence").fill("La rivière chantait sous les saules de la lande.")
    expect(page.locator("#guess")).to_contain_text("aux champs")
    expect(page.locator("#telling li").first).to_contain_text("vers")
    look(page, "apprendre")
