"""Écrire: the way a person takes at the writing desk, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from visits import Visit, look

PROMPT = "Cette jeune femme était assise"
pytestmark = pytest.mark.browser


def finished(page: Page) -> None:
    expect(page.locator("#provenance")).to_be_visible(timeout=30_000)
    expect(page.locator("#go")).to_be_enabled()


def write(page: Page, seed: str = "7") -> str:
    page.locator("#text").fill(PROMPT)
    page.locator("#seed").fill(seed)
    page.locator("#go").click()
    finished(page)
    return page.locator("#text").input_value()


def test_a_person_writes_undoes_and_takes_the_text_away(visit: Visit) -> None:
    page = visit("/ecrire")
    text = write(page)
    assert text.startswith(PROMPT) and len(text) > 200
    body = {"prompt": PROMPT, "seed": 7, "repetition_penalty": 1, "tokens": 120}
    assert text == PROMPT + page.request.post("/api/generate", data=body).json()["text"]
    produced = page.locator("#marks .network").all_text_contents()
    assert PROMPT + "".join(produced) == text
    page.locator("#undo").click()
    expect(page.locator("#text")).to_have_value(PROMPT)
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator("#text")).to_have_value(text)
    with page.expect_download() as download:
        page.get_by_role("button", name="HTML").click()
    exported = download.value.path().read_text("utf-8")
    assert "graine 7" in exported and f'<span class="person">{PROMPT}' in exported
    look(page, "ecrire")


def test_a_word_is_coloured_explained_and_replaced(visit: Visit) -> None:
    page = visit("/ecrire?lang=en")
    text = write(page)
    page.get_by_role("button", name="Certainty").click()
    expect(page.locator("#marks [class*=' c']").first).to_be_attached()
    page.locator("#text").evaluate(
        "(field, at) => field.setSelectionRange(at, at)", len(PROMPT) + 2
    )
    page.keyboard.press("Tab")  # leaves the field; the tool works where the cursor was
    page.get_by_role("button", name="Other words here").click()
    expect(page.locator("#alternatives-title")).to_contain_text("had a chance of")
    look(page, "ecrire-certitude")
    other = page.locator("#alternatives-list .chip").last
    word = re.match(r"\s*(\S+?)[\d<]", other.inner_text().replace("\n", "")).group(1)  # type: ignore[union-attr]
    other.click()
    expect(page.locator("#text")).not_to_have_value(text)
    finished(page)
    changed = page.locator("#text").input_value()
    assert changed.startswith(PROMPT + " " + word) and changed != text


def test_variants_suggestions_and_drafts(visit: Visit) -> None:
    page = visit("/ecrire")
    page.locator("#text").fill(PROMPT)
    page.locator("#suggestions .chip").first.click()
    assert len(page.locator("#text").input_value()) > len(PROMPT)
    page.get_by_role("button", name="Trois variantes").click()
    expect(page.locator(".card")).to_have_count(3, timeout=30_000)
    look(page, "ecrire-variantes")
    kept = page.locator(".card p").nth(1).inner_text()
    page.get_by_role("button", name="Garder celle-ci").nth(1).click()
    text = page.locator("#text").input_value()
    assert kept[:30] in text
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        pass
    page.reload()
    page.locator("#drafts .link").first.click()
    expect(page.locator("#text")).to_have_value(text)


def test_the_sliders_bend_the_chances(visit: Visit) -> None:
    page = visit("/ecrire")
    page.locator("#text").fill(PROMPT)
    first = page.locator("#chances tbody tr").first
    expect(first).to_be_visible()
    before = first.locator("td.before").inner_text()
    page.locator("#temperature").fill("0")
    expect(first.locator("td.after")).to_have_text(re.compile("100"))
    assert first.locator("td.before").inner_text() == before
    expect(page.locator("#left")).to_contain_text("1 jeton sur 4")


def test_the_title_page_begins_at_once_and_the_desk_works_without_scripts(
    visit: Visit, browser: Browser, studio: str
) -> None:
    page = visit("/")
    page.get_by_label("Commencez une phrase").fill(PROMPT)
    page.get_by_role("button", name="Écrire").click()
    finished(page)
    assert page.locator("#text").input_value().startswith(PROMPT)
    plain = browser.new_context(base_url=studio, java_script_enabled=False).new_page()
    plain.goto(f"/ecrire?amorce={PROMPT}")
    plain.get_by_role("button", name="Continuer").click()
    expect(plain.locator("#text .network").first).to_be_visible()
    plain.context.close()


def test_what_stops_the_writing_is_said(visit: Visit) -> None:
    page = visit("/ecrire")
    page.locator("#go").click()
    expect(page.locator("#status")).to_contain_text("aucun mot")
    page.locator("#text").fill(PROMPT)
    page.context.set_offline(True)
    page.locator("#go").click()
    expect(page.locator("#status")).to_contain_text("ne répond plus")
    look(page, "ecrire-sans-serveur")
