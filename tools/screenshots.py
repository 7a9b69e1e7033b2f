"""Pictures of the studio's pages: `make screenshots`, or every state with `--all FOLDER`.

A real studio is started on a work folder (`--work`, else the embedded books are prepared and a
short training is run), a real Chromium opens its pages, and what it shows is saved. The read-mes
show four of them, kept below 300 kB each.
"""

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"bureau": (1280, 800), "telephone": (390, 844), "projecteur": (1920, 1080)}
PAGES = {
    "accueil": "/",
    "ecrire": "/ecrire",
    "livres": "/livres",
    "jetons": "/jetons",
    "reseau": "/reseau",
    "entrainer": "/entrainer",
    "mesurer": "/mesurer",
    "sand-ou-machine": "/sand-ou-machine",
    "atelier": "/atelier",
    "introuvable": "/nulle-part",
}
SHOWN = ("accueil", "ecrire", "reseau", "entrainer")  # in the read-mes
IMAGES = Path(__file__).parents[1] / "docs/images"
OPENING = "Cette jeune femme était assise"
LONG = 180_000  # milliseconds: a training on a busy machine


@contextmanager
def studio(work: Path) -> Iterator[str]:
    """The address of the studio on a work folder, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "aurore", "serve", "--port", str(port), "--work", str(work)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/ready", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Returns when the server says that its model is open."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the studio did not start")


def fill(page: Page, name: str) -> None:
    """Brings a page into the state in which a person sees it at work."""
    if name == "ecrire":
        page.locator("#text").fill(OPENING)
        page.locator("#seed").fill("7")
        page.locator("#go").click()
        page.locator("#provenance").wait_for(timeout=LONG)
        page.locator("#certainty").click()
    elif name == "mesurer":
        page.locator("#compare").click()
        page.locator("#distances tbody tr").first.wait_for(timeout=LONG)
    elif name == "sand-ou-machine":
        page.locator("#new").click()
        page.locator(".passage").first.wait_for(timeout=LONG)
    page.wait_for_timeout(1500)  # the pages' own scripts ask for their figures


def take(browser: Browser, address: str, folder: Path, names: list[str], **asked: object) -> None:
    """One picture of each page: `asked` has size, scheme, language, whole page or not, full."""
    width, height = SIZES[str(asked.get("size", "bureau"))]
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if asked.get("dark") else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    for name in names:
        page.goto(f"{PAGES[name]}?lang={asked.get('language', 'fr')}")
        if asked.get("full"):
            fill(page, name)
        else:
            page.wait_for_timeout(800)
        parts = [name, *(str(asked[key]) for key in ("size", "state", "language") if key in asked)]
        path = folder / f"{'-'.join(parts)}{'-nuit' if asked.get('dark') else ''}.png"
        page.screenshot(path=path, full_page=bool(asked.get("whole")))
    context.close()


def every_state(browser: Browser, address: str, folder: Path, state: str) -> None:
    """Each page, three sizes by day, one by night, one in English."""
    names, full = list(PAGES), state == "plein"
    for size in SIZES:
        take(browser, address, folder, names, size=size, state=state, whole=True, full=full)
    take(browser, address, folder, names, dark=True, state=state, whole=True, full=full)
    take(browser, address, folder, names, language="en", state=state, whole=True, full=full)


def prepared(folder: Path) -> Path:
    """A work folder with the embedded books and a short training."""
    work = folder / "work"
    for command in (
        ["prepare", "--author", "demo"],
        ["tokenize", "--vocab-size", "1024"],
        ["train", "--minutes", "1", "--run", "contes"],
    ):
        subprocess.run([sys.executable, "-m", "aurore", *command, "--work", str(work)], check=True)
    return work


def main() -> None:
    """Takes the pictures of the read-mes, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, help="a prepared work folder with a run")
    parser.add_argument("--all", type=Path, help="every page, size and state, into this folder")
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        work = asked.work or prepared(Path(made))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with studio(work) as address:
            if asked.all:
                asked.all.mkdir(parents=True, exist_ok=True)
                every_state(browser, address, asked.all, "plein")
            else:
                take(browser, address, IMAGES, list(SHOWN), full=True)
        if asked.all:
            with studio(Path(made) / "nothing") as address:
                every_state(browser, address, asked.all, "vide")
        browser.close()


if __name__ == "__main__":
    main()
