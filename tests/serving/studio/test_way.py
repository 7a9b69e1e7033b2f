"""From nothing to a model and its measures: Livres, Entraîner, Mesurer, as a person goes."""

import re

import pytest
from playwright.sync_api import expect

from conftest import Visit, look

pytestmark = pytest.mark.browser
LONG = 120_000  # milliseconds: a command starts, imports its libraries and works


def test_each_page_without_anything_says_what_to_do(visit: Visit, empty_studio: str) -> None:
    for path, words in {
        "/livres": "no books yet",
        "/entrainer": "no prepared books",
        "/mesurer": "no model to examine",
        "/sand-ou-machine": "Ask for a round",
        "/atelier": "The way",
    }.items():
        page = visit(f"{path}?lang=en", address=empty_studio)
        expect(page.get_by_role("main")).to_contain_text(words)


def test_books_are_prepared_a_network_trained_paused_and_resumed(
    visit: Visit, empty_studio: str
) -> None:
    page = visit("/livres", address=empty_studio)
    look(page, "livres-vide")
    page.get_by_role("button", name="Préparer ces livres").click()
    expect(page.locator(".splits")).to_be_visible(timeout=LONG)
    expect(page.locator(".reasons")).to_contain_text("en-tête et licence")
    look(page, "livres")
    assert page.goto("/livres/rapport").status == 200  # type: ignore[union-attr]
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/entrainer")
    page.get_by_label("époques").check()
    page.get_by_label("Durée").fill("3")
    page.get_by_label("Lot").fill("2")
    expect(page.locator("#estimate")).to_contain_text("3,0 fois")
    page.get_by_role("button", name="Entraîner", exact=True).click()
    expect(page.locator("#chart svg")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Pause").click()
    resume = page.get_by_role("button", name="Reprendre")
    expect(resume).to_be_visible(timeout=LONG)
    steps = page.locator("#runs td.steps").inner_text()
    look(page, "entrainer-pause")
    resume.click()
    expect(page.locator("#runs td.steps")).not_to_have_text(steps, timeout=LONG)
    assert int(re.match(r"\d+", steps)[0]) > 0  # type: ignore[index]
    page.get_by_role("button", name="Pause").click()
    abandon = page.get_by_role("button", name="Abandonner")
    abandon.click(timeout=LONG)
    expect(page.locator("#runs")).to_contain_text("Il n’y en a pas encore")


def test_texts_are_measured(visit: Visit) -> None:
    page = visit("/mesurer?lang=en")
    expect(page.locator("#heat span").first).to_be_visible()
    expect(page.locator("#score")).to_contain_text("bits per byte")
    page.get_by_role("button", name="Measure", exact=True).click()
    row = page.locator("#distances tbody tr").first
    expect(row).to_be_visible()
    near, far = (float(cell.inner_text()) for cell in row.locator("td").all())
    assert 0 < near < far < 1
    page.locator("#manner").fill("Oui.")
    page.get_by_role("button", name="Look for the author").click()
    expect(page.locator("#status")).to_contain_text("200")
    page.locator("#manner").fill("La femme qui était dans la maison de la mère de Jean. " * 30)
    page.get_by_role("button", name="Look for the author").click()
    expect(page.locator("#tree svg")).to_contain_text("this text")
    look(page, "mesurer")
