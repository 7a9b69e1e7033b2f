"""A mixture of two shelves: by words, the same each time, nothing of it in what measures."""

from pathlib import Path

import pytest

from aurore.base.errors import UserError
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.blend import read_shares
from aurore.corpus.dataset import read_books
from aurore.corpus.prepare import prepare
from aurore.corpus.sources.catalogue import shelf

FILES = Path(__file__).parents[3] / "shared" / "corpus" / "gutenberg"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("sand", "bad_blend"),
        ("sand=x,verne=0.3", "bad_blend"),
        ("sand=0.5,sand=0.5", "bad_blend"),
        ("sand=0.7,verne=0.5", "blend_is_no_whole"),
        ("sand=0.7,vern=0.3", "unknown_author"),
    ],
)
def test_a_mixture_that_cannot_be_is_refused(text: str, error: str) -> None:
    with pytest.raises(UserError) as caught:
        read_shares(text)
    assert caught.value.name == error


def test_a_mixture_stands_alone() -> None:
    for more, error in (({"author": "sand"}, "blend_and_books"),
                        ({"split": "chapter"}, "blend_splits_by_book")):  # fmt: skip
        with pytest.raises(UserError) as caught:
            PrepareSettings(blend="sand=0.7,verne=0.3", **more)  # type: ignore[arg-type]
        assert caught.value.name == error


@pytest.mark.books
def test_the_shares_are_reached_whatever_the_shelf_has(tmp_path: Path) -> None:
    work = Workspace(tmp_path / "work")
    settings = PrepareSettings(blend="flaubert=0.6,woolf=0.4", language="fr")
    with pytest.raises(UserError):  # two languages do not mix: a book says so
        prepare(settings, work, str(FILES))
    settings = PrepareSettings(blend="flaubert=0.6,stendhal=0.4")
    card = prepare(settings, work, str(FILES)).card
    for name, asked in (("flaubert", 0.6), ("stendhal", 0.4)):
        assert card["blend"][name]["share"] == pytest.approx(asked, abs=0.002)
    assert any(part["words"] == part["available"] for part in card["blend"].values())
    report = (work.corpus / "report.html").read_text(encoding="utf-8")
    assert "Le mélange qui apprend" in report and "Stendhal" in report
    words = sum(part["words"] for part in card["blend"].values())
    assert words == card["splits"]["train"]["words"]
    of_train = dict(read_books(work, "train"))
    assert set(of_train) == {
        book.id for name in ("flaubert", "stendhal") for book in shelf(name).books
        if book.split == "train"
    }  # fmt: skip
    assert prepare(settings, work, str(FILES), again=True).card["sha256"] == card["sha256"]
