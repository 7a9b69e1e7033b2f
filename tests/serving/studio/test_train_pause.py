"""Entraîner: a training watched, paused, resumed and given up."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect
from servers import free_port
from studios import serving
from visits import GOOD_SHIFT, Visit, look, still

from aurore.base.workspace import Workspace

pytestmark = pytest.mark.browser
LONG = 300_000  # milliseconds: a command starts, imports its libraries and works


@pytest.mark.timeout(1200)  # two trainings begin here, each in a process of its own
def test_a_training_is_watched_paused_resumed_and_given_up(
    visit: Visit, prepared: Workspace, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    shutil.copytree(prepared.root, work)
    with serving(free_port(), work) as address:
        page = visit("/entrainer?lang=en", address=address)
        page.get_by_label("Batch").fill("4")
        page.get_by_role("button", name="Train", exact=True).click()
        run = page.locator("#runs tbody tr", has_text="studio")
        expect(run.locator("td.steps")).not_to_have_text("0", timeout=LONG)
        expect(run).to_contain_text("running")
        expect(page.locator(".chart-legend")).to_contain_text("studio: validation", timeout=LONG)
        still(page, GOOD_SHIFT)
        look(page, "entrainer-en-cours")
        page.get_by_role("button", name="Pause").press("Enter")
        resume = page.get_by_role("button", name="Resume")
        expect(resume).to_be_visible(timeout=LONG)
        steps = run.locator("td.steps").inner_text()
        look(page, "entrainer-pause")
        resume.press("Enter")
        expect(run.locator("td.steps")).not_to_have_text(steps, timeout=LONG)
        assert int(re.match(r"\d+", steps)[0]) > 0  # type: ignore[index]
        page.get_by_role("button", name="Pause").press("Enter")
        page.get_by_role("button", name="Give up").press("Enter", timeout=LONG)
        expect(run).to_have_count(0)


@pytest.mark.timeout(600)
def test_a_training_of_a_terminal_is_paused_from_the_page(
    visit: Visit, prepared: Workspace, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    shutil.copytree(prepared.root, work)
    command = [sys.executable, "-m", "aurore", "train", "--run", "terminal", "--epochs", "90"]
    options = ["--size", "minuscule", "--batch-size", "4", "--work", str(work), "--lang", "en"]
    with (
        serving(free_port(), work) as address,
        subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True) as training,
    ):
        page = visit("/entrainer?lang=en", address=address)
        run = page.locator("#runs tbody tr", has_text="terminal")
        expect(run).to_contain_text("running", timeout=LONG)
        expect(run.locator("td.steps")).not_to_have_text("0", timeout=LONG)
        page.get_by_role("button", name="Pause").press("Enter")
        expect(run).to_contain_text("paused", timeout=LONG)
        expect(page.get_by_role("button", name="Pause")).to_be_hidden()
        expect(page.get_by_role("button", name="Resume")).to_be_visible()
        assert "--resume" in training.communicate(timeout=60)[1]
    assert not (work / "runs" / "terminal" / "pause").exists()
