"""From nothing to a model and its measures: Livres, Entraîner, Mesurer, as a person goes."""

import re

import pytest
from playwright.sync_api import Page, expect
from visits import Visit, look

pytestmark = pytest.mark.browser
LONG = 300_000  # milliseconds: a command starts, imports its libraries and works


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


@pytest.mark.timeout(1200)  # three trainings begin here, each in a process of its own
def test_books_are_prepared_read_a_network_trained_and_trained_further(
    visit: Visit, empty_studio: str
) -> None:
    page = visit("/livres", address=empty_studio)
    look(page, "livres-vide")
    page.get_by_role("button", name="Préparer ces livres").click()
    expect(page.locator(".splits")).to_be_visible(timeout=LONG)
    expect(page.locator(".reasons")).to_contain_text("en-tête et licence")
    look(page, "livres")
    read_what_was_cut(page)
    train_from_scratch(page)
    train_further(page)


def read_what_was_cut(page: Page) -> None:
    """On the page itself: another book, a reason, the line in its place; then the whole report."""
    page.get_by_label("Titre").select_option("La Cloche de Vauclaire")
    page.get_by_role("button", name="Lire").click()
    expect(page.locator("#status")).to_contain_text("La Cloche de Vauclaire")
    expect(page.locator("#passages del").first).to_contain_text("EBook of La Cloche de Vauclaire")
    page.get_by_role("heading", name="titres de chapitre").click()
    cut = page.locator("#passages details[open] del", has_text="CHAPITRE").first
    expect(cut).to_be_visible()
    expect(page.locator("svg.plot")).to_have_count(2)
    look(page, "livres-retire")
    page.get_by_role("link", name="L’Étang des Fileuses").click()  # a spine of the bookcase
    expect(page.locator("#passages h3")).to_contain_text("L’Étang des Fileuses")
    assert page.goto("/livres/rapport").status == 200  # type: ignore[union-attr]
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def train_from_scratch(page: Page) -> None:
    """By the keyboard alone, to the end."""
    page.goto("/entrainer")
    expect(page.locator("#no-samples")).to_be_visible()
    page.get_by_label("minutes").focus()
    page.keyboard.press("ArrowRight")  # époques
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    expect(page.locator("#estimate")).to_contain_text("lus 1 fois")
    page.keyboard.press("Enter")
    expect(page.locator("#runs td.state")).to_have_text("fini", timeout=LONG)
    expect(page.locator("#status")).to_contain_text("son modèle est prêt")
    expect(page.locator("#samples li").first).to_be_visible()
    look(page, "entrainer-fini")


def train_further(page: Page) -> None:
    """From the run that has ended: watched, paused, resumed, paused and given up."""
    further = page.get_by_role("button", name="Repartir de là")
    further.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Point de départ")).to_be_focused()
    expect(page.get_by_label("Point de départ")).to_have_value("studio")
    page.get_by_label("Durée").fill("90")
    page.get_by_role("button", name="Entraîner", exact=True).click()
    run = page.locator("#runs tbody tr", has_text="studio-2")
    expect(run.locator("td.steps")).not_to_have_text("0", timeout=LONG)
    expect(run).to_contain_text("en cours")
    expect(run.locator("td").nth(3)).to_have_text("studio")  # its base
    look(page, "entrainer-en-cours")
    page.get_by_role("button", name="Pause").press("Enter")
    resume = page.get_by_role("button", name="Reprendre")
    expect(resume).to_be_visible(timeout=LONG)
    steps = run.locator("td.steps").inner_text()
    look(page, "entrainer-pause")
    resume.press("Enter")
    expect(run.locator("td.steps")).not_to_have_text(steps, timeout=LONG)
    assert int(re.match(r"\d+", steps)[0]) > 0  # type: ignore[index]
    page.get_by_role("button", name="Pause").press("Enter")
    page.get_by_role("button", name="Abandonner").press("Enter", timeout=LONG)
    expect(run).to_have_count(0)


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
