"""How the tests of the studio see a page: at three sizes, in the light and in the dark."""

import os
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SIZES = {"desk": (1280, 800), "phone": (390, 844), "projector": (1920, 1080)}
Visit = Callable[..., Page]
MOST_SHIFT = 0.02  # of the layout as a page opens (guess: what nobody sees)
GOOD_SHIFT = 0.1  # over minutes in which it fills up (cited: Web Vitals, « good »)
SHIFTS = """() => new Promise((done) => {
  const found = [];
  const named = ({ node, previousRect, currentRect }) => (
    `${node?.id || node?.className || node?.nodeName} ${previousRect.y} ${currentRect.y}`);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) found.push([entry.value, ...entry.sources.map(named)]);
    }
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(found), 50);  // what was seen before is told at once
})"""
# What the other language would have written, in what the page says of itself.
FOREIGN = {"fr": r"\p{L}[:;!?](\s|$)|[“”]", "en": r"\p{L}\s[:;!?%]|[«»]"}
SAID = """(foreign) => {
  const own = (element) => element && !element.closest("[lang]:not(html), pre, code, textarea");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [];
  const add = (element, text) => { if (own(element)) said.push(text); };
  while (walk.nextNode()) add(walk.currentNode.parentElement, walk.currentNode.data);
  for (const name of ["title", "aria-label", "placeholder"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) add(one, one.getAttribute(name));
  }
  return said.filter((text) => new RegExp(foreign, "u").test(text));
}"""


def look(page: Page, name: str) -> None:
    """No violation, in the dark no contrast too weak, nothing wider than the window, one language.

    `AURORE_SCREENSHOTS` names a folder for screenshots, the artefacts of the tests.
    """
    _check(page, Axe(), {})
    foreign = page.evaluate(SAID, FOREIGN[page.locator("html").get_attribute("lang") or ""])
    assert not foreign, foreign
    page.emulate_media(color_scheme="dark")
    _check(page, Axe(""), {"runOnly": ["color-contrast"]})  # axe is in the page already
    page.emulate_media(color_scheme="light")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
        folder = os.environ.get("AURORE_SCREENSHOTS")
        if folder:
            page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
    width, height = SIZES["desk"]
    page.set_viewport_size({"width": width, "height": height})


def still(page: Page, most: float = MOST_SHIFT) -> None:
    """What came after the page was first drawn has moved nothing."""
    shifts = page.evaluate(SHIFTS)
    assert sum(shift[0] for shift in shifts) < most, shifts


def _check(page: Page, axe: Axe, options: dict[str, object]) -> None:
    # Without `resultTypes` all that is well comes back too, node by node.
    found = axe.run(page, options={"resultTypes": ["violations"]} | options)
    assert found.violations_count == 0, found.generate_report()
