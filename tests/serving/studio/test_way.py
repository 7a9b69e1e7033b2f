"""What one does without a model of one’s own: Livres and Mesurer, as a person goes."""

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


def test_books_are_prepared_and_what_was_cut_is_read(visit: Visit, empty_studio: str) -> None:
    page = visit("/livres", address=empty_studio)
    look(page, "livres-vide")
    page.get_by_role("button", name="Préparer ces livres").click()
    expect(page.locator(".splits")).to_be_visible(timeout=LONG)
    expect(page.locator(".reasons")).to_contain_text("en-tête et licence")
    look(page, "livres")
    read_what_was_cut(page)


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
