"""The pages of the real server in a real browser."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

PROMPT = "La fermière regardait"
pytestmark = pytest.mark.browser


def open_page(browser: Browser, address: str, **options: object) -> Page:
    """A page that fails the test on an error of its own."""
    page = browser.new_context(base_url=address, **options).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def write(page: Page, prompt: str = PROMPT, seed: str = "4") -> None:
    page.goto("/generate")
    page.get_by_label("Votre début").fill(prompt)
    page.get_by_text("Réglages").click()
    page.get_by_label("Graine").fill(seed)
    page.get_by_role("button", name="Générer").click()
    expect(page.locator("#provenance")).to_contain_text(f"graine {seed}")


def test_the_continuation_appears(browser: Browser, address: str, tmp_path: Path) -> None:
    page = open_page(browser, address, viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    write(page)
    expect(page.locator("#text .person")).to_contain_text(PROMPT)
    assert page.locator("#text .network").first.inner_text().strip()
    assert all(url.startswith(address) for url in asked)
    assert any(url.endswith(".woff2") for url in asked)
    page.screenshot(path=tmp_path / "generate.png", full_page=True)
    assert (tmp_path / "generate.png").stat().st_size > 10_000


def test_the_page_streams_the_very_text_of_the_api(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    write(page)
    body = {"prompt": PROMPT, "seed": 4}
    text = page.request.post("/api/generate", data=body).json()["text"]
    shown = "".join(page.locator("#text .network").all_text_contents())
    assert shown.removeprefix("Le réseau\u00a0: ") == text.replace("\n", "")


def test_the_form_works_without_javascript(browser: Browser, address: str) -> None:
    texts = []
    for javascript in (True, False):
        page = open_page(browser, address, java_script_enabled=javascript)
        write(page)
        # An untrained network writes control characters, which HTML does not keep.
        texts.append(re.sub(r"[\s\x00-\x1f\x7f-\x9f]", "", page.locator("#text").inner_text()))
        assert page.locator("#amorce").input_value() == PROMPT
    assert texts[0] == texts[1]


def test_one_goes_on_from_where_the_network_stopped(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    write(page)
    before = page.locator("#text").inner_text()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("#text")).not_to_have_text(before)
    expect(page.locator("#provenance")).to_contain_text("graine 4")
    assert page.locator("#text").inner_text().startswith(before.rstrip()[:80])
    assert page.locator("#text .person").count() == 1


def test_a_long_text_can_be_stopped(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    page.goto("/generate")
    page.get_by_label("Votre début").fill(PROMPT)
    page.get_by_text("Réglages").click()
    page.get_by_label("Longueur").fill("2000")
    # As soon as something is written; a click by hand would come after the end of so small a model.
    page.evaluate(
        """() => new MutationObserver(() => document.querySelector("#stop").click())
        .observe(document.querySelector("#text"), {childList: true, subtree: true})"""
    )
    page.get_by_role("button", name="Générer").click()
    expect(page.locator("#provenance")).to_contain_text("interrompu")
    expect(page.get_by_role("button", name="Générer")).to_be_enabled()


def test_a_mistake_is_shown_beside_its_field(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    page.goto("/generate")
    page.get_by_role("button", name="Générer").click()
    expect(page.get_by_role("alert")).to_contain_text("aucun mot")
    expect(page.locator("#amorce")).to_be_focused()


def test_the_keyboard_is_enough(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    page.goto("/generate")
    expect(page.locator("#amorce")).to_be_focused()
    page.keyboard.type(PROMPT)
    for _ in range(2):  # the settings, then the button
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#provenance")).to_contain_text("graine")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: str, width: int) -> None:
    size = {"width": width, "height": 844}
    page = open_page(browser, address, color_scheme=scheme, viewport=size)
    page.goto("/")
    check(page)
    page.goto("/nulle-part")
    check(page)
    page.goto("/generate")
    page.get_by_role("button", name="Générer").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)
    write(page)
    check(page)


def check(page: Page) -> None:
    """No violation, and nothing wider than the window."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
