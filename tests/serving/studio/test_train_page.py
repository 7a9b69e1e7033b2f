"""Entraîner: a network trained to its end, then longer, and the server lost on the way."""

import re
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from servers import free_port
from studios import serving
from visits import GOOD_SHIFT, Visit, look, still

from aurore.base.workspace import Workspace

pytestmark = pytest.mark.browser
LONG = 300_000  # milliseconds: a command starts, imports its libraries and works


@pytest.mark.timeout(1200)  # two trainings begin here, each in a process of its own
def test_a_network_is_trained_longer_and_found_again_after_the_server(
    visit: Visit, prepared: Workspace, tmp_path: Path
) -> None:
    work, port = tmp_path / "work", free_port()
    shutil.copytree(prepared.root, work)
    with ExitStack() as servers:
        page = visit("/entrainer", address=servers.enter_context(serving(port, work)))
        train_from_scratch(page)
        start_from_it(page)
        run = train_longer(page)
        servers.close()
        expect(page.locator("#status")).to_contain_text("relancer aurore serve")
        look(page, "entrainer-sans-serveur")
        servers.enter_context(serving(port, work))
        expect(run.locator("td.state")).to_have_text("en pause", timeout=LONG)
        expect(page.locator("#status")).to_contain_text(re.compile("de nouveau|rien n’est perdu"))
        expect(page.get_by_role("button", name="Reprendre")).to_be_visible()
        page.get_by_role("button", name="Abandonner").press("Enter")
        expect(run.locator("td.state")).to_have_text("fini")  # it keeps the model it had
        expect(page.get_by_role("button", name="Prolonger")).to_be_visible()


def train_from_scratch(page: Page) -> None:
    """By the keyboard alone, to the end."""
    expect(page.locator("#no-samples")).to_be_visible()
    page.get_by_label("minutes").focus()
    page.keyboard.press("ArrowRight")  # époques
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("0.3")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    expect(page.locator("#estimate")).to_contain_text("lus 0,3 fois")
    page.keyboard.press("Enter")
    expect(page.locator("#runs td.state")).to_have_text("fini", timeout=LONG)
    expect(page.locator("#status")).to_contain_text("son modèle est prêt")
    expect(page.locator("#samples li").first).to_be_visible()
    look(page, "entrainer-fini")


def start_from_it(page: Page) -> None:
    """The form for another training stands ready, with the run that has ended as its base."""
    page.get_by_role("button", name="Repartir de là").press("Enter")
    expect(page.get_by_label("Point de départ")).to_be_focused()
    expect(page.get_by_label("Point de départ")).to_have_value("studio")


def train_longer(page: Page) -> Locator:
    """The run that has ended, by as many epochs as the form says."""
    run = page.locator("#runs tbody tr", has_text="studio")
    steps = run.locator("td.steps").inner_text()
    page.get_by_label("Durée").fill("90")
    expect(page.locator("#estimate")).to_contain_text("lus 90 fois")
    page.get_by_role("button", name="Prolonger").press("Enter")
    expect(run.locator("td.steps")).not_to_have_text(steps, timeout=LONG)
    expect(run.locator("td.state")).to_have_text("en cours")
    return run


@pytest.mark.timeout(600)
def test_a_training_that_fails_says_why_and_the_page_stays_of_use(
    visit: Visit, prepared: Workspace, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    shutil.copytree(prepared.root, work)
    with serving(free_port(), work) as address:
        page = visit("/entrainer", address=address)
        shutil.rmtree(work / "corpus" / "train")
        page.get_by_role("button", name="Entraîner", exact=True).press("Enter")
        expect(page.locator("#said-area")).to_be_visible(timeout=LONG)
        look(page, "entrainer-echec")
        expect(page.locator("#said")).to_contain_text("aurore prepare")
        assert page.locator("#said").evaluate(
            "(e) => e.scrollTop + e.clientHeight >= e.scrollHeight - 1"
        )
        expect(page.locator("#status")).to_contain_text("s’est arrêté sur une erreur")
        still(page, GOOD_SHIFT)
        expect(page.get_by_role("button", name="Pause")).to_be_hidden()
        expect(page.get_by_role("button", name="Entraîner", exact=True)).to_be_enabled()
