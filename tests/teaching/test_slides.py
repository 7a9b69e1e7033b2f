"""Every slide has its place, and every link and command that docs/slides.md names exists."""

import re
import unicodedata
from pathlib import Path

import pytest

from aurore.cli.main import run
from aurore.teaching.lessons import lessons

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / name for name in ("slides.md", "formateur.md", "entrer.md")]
SLIDES = ROOT.parent / "shared" / "reference" / "SLIDES.md"
COMMAND = re.compile(r"`aurore ([a-z]+(?: [a-z]+)?)[^`]*`")


def plain(text: str) -> str:
    """Letters and digits only, so that spaces, marks and accents do not matter."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[^a-z0-9]", "", bare)


def rows() -> list[tuple[int, str, str]]:
    """Number, title and place of each row of the first table."""
    text = PAGES[0].read_text("utf-8")
    found = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", text, re.MULTILINE)
    return [(int(number), title, place) for number, title, place in found]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.skipif(not SLIDES.exists(), reason=f"the slides are not at {SLIDES}")
def test_every_slide_has_a_row() -> None:
    told = [plain(title) for _, title, _ in rows()]
    headings = re.findall(r"^# (.+)$", SLIDES.read_text("utf-8"), re.MULTILINE)
    titles = {plain(re.sub(r"<[^>]+>|\*", "", heading)) for heading in headings}
    missing = [
        title
        for title in titles
        if not any(title.startswith(row) or row.startswith(title) for row in told)
    ]
    assert not missing


def test_rows_are_numbered_and_lead_somewhere() -> None:
    assert [number for number, _, _ in rows()] == list(range(1, len(rows()) + 1))
    assert all("](" in place or "«" in place for _, _, place in rows())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_anchors_exist(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        if target.startswith("http"):
            continue
        name, _, anchor = target.partition("#")
        aimed = (page.parent / name) if name else page
        assert aimed.exists(), target
        assert not anchor or anchor in anchors(aimed), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    groups = ("lesson", "books")
    for words in set(COMMAND.findall(page.read_text("utf-8"))):
        parts = words.split()
        named = parts if parts[0] in groups else parts[:1]
        assert run([*named, "--help"]) == 0, words
    capsys.readouterr()


def test_questions_named_in_the_table_exist() -> None:
    numbers = {question.number for lesson in lessons() for question in lesson.questions}
    for _, _, place in rows():
        named = re.findall(r"questions? (\d+\.\d+)(?: (?:à|et) (\d+\.\d+))?", place)
        assert {number for pair in named for number in pair if number} <= numbers
