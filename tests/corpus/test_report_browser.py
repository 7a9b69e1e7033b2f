"""The report in a real browser: alone, by keyboard, without script, on a telephone, on paper."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from reported import demo_contents

from aurore.corpus.report.page import write_report

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    write_report(demo_contents(), folder)
    return (folder / "report.html").as_uri()


def open_page(browser: Browser, address: str, **options: object) -> Page:
    """The page; an error of its own, or a word of the console, fails the test."""
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text))
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280])
def test_axe_finds_nothing_at_any_width(browser: Browser, address: str, width: int) -> None:
    """With everything open. Fewer things show while the parts are closed: once is enough."""
    page = open_page(browser, address, viewport={"width": width, "height": 844})
    for opened in (False, True) if width == 1280 else (True,):
        if opened:
            page.evaluate(OPEN_ALL)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_the_dark(browser: Browser, address: str, width: int) -> None:
    """The dark theme changes colours alone, the same at all widths: as cards and as a table."""
    size = {"width": width, "height": 844}
    page = open_page(browser, address, color_scheme="dark", viewport=size)
    page.evaluate(OPEN_ALL)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_page_asks_for_nothing(browser: Browser, address: str) -> None:
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate(OPEN_ALL)
    page.evaluate("document.fonts.ready")
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded", "loaded"]


def titles(page: Page) -> list[str]:
    return page.locator("table.sortable tbody th a").all_inner_texts()


def test_the_keyboard_sorts_and_opens(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    by_words = sorted(demo_contents().books, key=lambda book: -book.words)
    page.get_by_role("button", name="Mots").focus()
    page.keyboard.press("Enter")
    assert titles(page) == [book.title for book in by_words]
    head = page.locator("table.sortable thead th", has_text="Mots")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert titles(page) == [book.title for book in by_words][::-1]
    page.get_by_role("button", name="Livre", exact=True).focus()
    page.keyboard.press("Enter")
    assert titles(page)[0].startswith("La Cloche")
    page.get_by_role("link", name="La Cloche de Vauclaire").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#b2")).to_have_attribute("open", "")
    expect(page.locator("#b2 > summary")).to_be_focused()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#b2 .of-reason").first).to_have_attribute("open", "")


def test_a_link_into_a_closed_part_opens_it(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}#b3-1-gutenberg")
    expect(page.locator("#b3-1-gutenberg")).to_be_visible()


def test_the_page_is_whole_without_script(browser: Browser, address: str) -> None:
    page = open_page(browser, address, java_script_enabled=False)
    assert len(titles(page)) == 3
    page.locator("#b1 > summary").click()
    page.locator("#b1 .of-reason > summary").first.click()
    expect(page.locator("#b1 del").first).to_contain_text("EBook of Le Moulin des Deux-Eaux")
    expect(page.locator("#b1 .fold").first).to_be_visible()


def test_line_numbers_are_those_of_the_file(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    for index, book in enumerate(demo_contents().books, start=1):
        for cut in book.passages:
            if cut.reason == "heading":
                anchor = f"#b{index}-{cut.first_line}-heading del > ol"
                assert page.locator(anchor).first.get_attribute("start") == str(cut.first_line)


def test_paper_takes_the_page(browser: Browser, address: str, tmp_path: Path) -> None:
    page = open_page(browser, address)
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    page.set_viewport_size({"width": 700, "height": 1000})
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
