"""Réseau: a neuron to play with, parts, attention, guesses, the map."""

import pytest
from playwright.sync_api import expect
from visits import Visit, look

pytestmark = pytest.mark.browser


def test_the_inside_of_the_model_is_seen_and_touched(visit: Visit) -> None:
    page = visit("/reseau")
    expect(page.locator("#neuron-answer")).to_contain_text("se tait")
    page.locator("#w3").fill("0")
    expect(page.locator("#neuron-answer")).to_contain_text("s’active")
    page.get_by_text("summary()").first.click()
    expect(page.locator("#summary-one tbody tr")).to_have_count(57)
    expect(page.locator("#sizes-one")).to_contain_text("5 couches")
    page.locator("#sentence").fill("Le soir et la")
    expect(page.locator("#attended button")).to_have_count(4)
    assert page.locator("#heads button").count() == 15
    page.locator("#heads button").nth(4).click()
    expect(page.locator("#matrix caption")).to_contain_text("Couche 2, tête 2")
    expect(page.locator("#lens tr")).to_have_count(6)
    likeliest = page.request.post("/api/next", data={"prompt": "Le soir et la", "count": 1})
    word = likeliest.json()["next"][0]["text"].strip()
    expect(page.locator("#lens tr").last.locator("td").first).to_contain_text(word)
    page.locator("#word").fill("homme")
    expect(page.locator("#neighbours")).to_contain_text("femme")
    look(page, "reseau")


def test_a_model_that_is_not_there_is_said(visit: Visit) -> None:
    page = visit("/reseau?lang=en")
    answer = page.request.get("/reseau/modele?nom=ailleurs", headers={"Accept": "application/json"})
    assert answer.status == 404 and "ailleurs" in answer.json()["error"]["problem"]
