"""Sand ou machine ? and Atelier: alone, and several at a time."""

import pytest
from playwright.sync_api import expect
from visits import Visit, look

pytestmark = pytest.mark.browser


def test_a_room_plays_the_same_round(visit: Visit) -> None:
    first = visit("/sand-ou-machine")
    first.get_by_role("button", name="Nouvelle manche").click()
    expect(first.locator(".choices")).to_be_visible(timeout=60_000)
    hidden = first.request.get("/sand-ou-machine/etat").json()["passages"]
    assert len(hidden) == 6 and not any(passage["truth"] for passage in hidden)
    look(first, "sand-ou-machine")
    second = visit("/sand-ou-machine", "phone")
    passage = second.locator("blockquote").inner_text()
    assert passage == first.locator("blockquote").inner_text()
    for page, said in ((first, "Vrai livre"), (second, "Machine")):
        page.get_by_role("button", name=said).click()
        expect(page.locator(".verdict")).to_be_visible()
    screen = visit("/sand-ou-machine?salle", "projector")
    expect(screen.locator(".passage")).to_have_count(6)
    expect(screen.locator(".passage").first).to_contain_text("2")
    screen.get_by_role("button", name="Tout révéler").click()
    expect(screen.locator("#result")).to_contain_text("1 bonne réponse sur 2")
    assert screen.locator(".verdict.real").count() == 3
    look(screen, "sand-ou-machine-salle")


def test_moods_and_opinions_are_counted(visit: Visit) -> None:
    page = visit("/atelier?lang=en")
    before = page.locator("[data-moment=before]")
    before.get_by_role("button", name="Fog").click()
    before.get_by_role("button", name="Dawn").click()  # one changes one's mind
    expect(before.get_by_role("button", name="Dawn")).to_have_attribute("aria-pressed", "true")
    other = visit("/atelier", "phone")
    dawn = other.locator("[data-moment=before]").get_by_role("button", name="Aurore")
    dawn.click()
    expect(dawn).to_contain_text("2 voix")
    page.get_by_label("What you liked").fill("La page des jetons.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#status")).to_contain_text("noted")
    page.reload()
    page.get_by_text("1 opinion received").click()
    expect(page.get_by_text("La page des jetons.")).to_be_visible()
    look(page, "atelier")
