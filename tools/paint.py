"""How soon each page of the studio shows something, how much it moves, what it weighs.

`python tools/paint.py [--work WORK] [--times N]`: a real studio on a work folder (an empty one
without `--work`), a real Chromium over loopback, a fresh context for each visit. Of the first
paints the median and the slowest are told, in milliseconds from the start of the navigation.
"""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from screenshots import PAGES, studio

MEASURE = """() => new Promise((done) => {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const bytes = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0);
  setTimeout(() => done([paint, shift, bytes]), 100);
})"""


def visited(browser: Browser, address: str, path: str) -> list[float]:
    """First paint in milliseconds, layout shift, bytes: of one visit with nothing in the cache."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(path, wait_until="networkidle")
    found: list[float] = page.evaluate(MEASURE)
    context.close()
    return found


def main() -> None:
    """Prints a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, help="a prepared work folder")
    parser.add_argument("--times", type=int, default=5, help="visits of each page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        print(f"{'page':16} {'paint':>6} {'slowest':>8} {'shift':>7} {'kB':>5}")
        with studio(asked.work or Path(made) / "nothing") as address:
            for name, path in PAGES.items():
                visits = [visited(browser, address, path) for _ in range(asked.times)]
                paints, shifts, weights = zip(*visits, strict=True)
                print(
                    f"{name:16} {statistics.median(paints):6.0f} {max(paints):8.0f}"
                    f" {max(shifts):7.4f} {max(weights) / 1000:5.0f}"
                )
        browser.close()


if __name__ == "__main__":
    main()
