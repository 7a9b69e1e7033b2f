"""What the tests share: real things, small. Nothing is mocked and nothing leaves the machine."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "corpus"

# The suite tries the same examples each time; `HYPOTHESIS_PROFILE=search` looks for new ones.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("search", database=None, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Two workers on two cores: threads that wait awake take the other worker's time.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the real books are skipped where the books are not."""
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason=f"the real books are not at {SHARED}")
    for item in items:
        if "books" in item.keywords:
            item.add_marker(absent)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Converted models of the tests stay out of the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["AURORE_CACHE"] = str(folder)
    return folder


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own settings do not reach the tests; French is spoken."""
    for name in ("AURORE_WORK", "AURORE_MIRROR", "AURORE_LANG", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    from aurore.base.messages import use_language

    use_language("fr")


@pytest.fixture(scope="session")
def chromium():
    """Chromium, started once; the test is skipped where there is none."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no program called chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=found,
            # The loopback under a name of a room’s network, which browsers trust less.
            args=["--no-sandbox", "--host-resolver-rules=MAP salle.test 127.0.0.1"],
        )
        yield opened
        opened.close()


@pytest.fixture
def browser(chromium):
    """The browser of all tests; what a test opened in it is closed after the test."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory):
    """A work folder with the embedded books prepared and tokenized. Not to be changed."""
    from aurore.base.settings import PrepareSettings, TokenizeSettings
    from aurore.base.workspace import Workspace
    from aurore.corpus.prepare import prepare
    from aurore.tokenizer.stage import tokenize

    workspace = Workspace(tmp_path_factory.mktemp("prepared"))
    prepare(PrepareSettings(author="demo"), workspace)
    tokenize(TokenizeSettings(vocab_size=600), workspace)
    return workspace


@pytest.fixture(scope="session")
def trained(prepared, tmp_path_factory: pytest.TempPathFactory):
    """A copy of `prepared` with a finished run `demo`: (workspace, result). Not to be changed."""
    from aurore.base.settings import TrainSettings
    from aurore.base.workspace import Workspace
    from aurore.training.train import train

    workspace = Workspace(tmp_path_factory.mktemp("trained") / "work")
    shutil.copytree(prepared.root, workspace.root)
    settings = TrainSettings(
        name="demo", minutes=None, epochs=1.0, batch_size=32, context=64, size="minuscule"
    )
    return workspace, train(settings, workspace)
