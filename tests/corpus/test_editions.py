"""A book that stands in training twice, in two editions: the first alone is learned from."""

import random
from pathlib import Path

import numpy as np

from aurore.base.settings import Editions as Choice
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_books
from aurore.corpus.editions import AN_EDITION, Editions
from aurore.corpus.prepare import prepare
from aurore.corpus.report.page import PAGE, README

WORDS = """
le la des une dans qui que elle il avec pour sur matin soir forêt vallée château cheval
""".split()  # noqa: SIM905


def paragraphs(seed: str, count: int = 120) -> list[str]:
    """Paragraphs of words drawn."""
    draw = random.Random(seed)
    return [f"La {' '.join(draw.choices(WORDS, k=40))}." for _ in range(count)]


FIRST = paragraphs("première")
# Another edition: a word of every third paragraph differs, and the last chapter.
SECOND = [
    text.replace(" ", " enfin ", 1) if i % 3 == 0 else text for i, text in enumerate(FIRST[:-10])
]
SECOND += paragraphs("fin", 10)
# A volume where the tale of the first book is one of two.
VOLUME = [*FIRST, *paragraphs("autre conte", 120)]


def corpus(workspace: Workspace, folder: Path, choice: Choice) -> dict[str, object]:
    folder.mkdir()
    for name, texts in (("a", FIRST), ("b", SECOND), ("c", VOLUME)):
        (folder / f"{name}.txt").write_text("\n\n".join(texts), encoding="utf-8")
    return prepare(PrepareSettings(texts=(str(folder),), editions=choice), workspace).card


def test_the_second_edition_is_left_out_and_named(workspace: Workspace, tmp_path: Path) -> None:
    card = corpus(workspace, tmp_path / "textes", "once")
    (found,) = card["leaks"]["editions"]
    assert (found["book"], found["other"]) == ("b", "a") and AN_EDITION < found["share"] < 0.95
    texts = dict(read_books(workspace, "train"))
    assert set(texts) == {"a", "c"} and card["splits"]["train"]["books"] == 2
    assert texts["c"].split("\n") == VOLUME[120:], "a volume keeps what the tale alone has not"
    for page in (PAGE, README):
        assert "édition" in (workspace.corpus / page).read_text(encoding="utf-8")


def test_all_editions_are_kept_on_request(workspace: Workspace, tmp_path: Path) -> None:
    card = corpus(workspace, tmp_path / "textes", "all")
    assert card["leaks"]["editions"] == []
    texts = dict(read_books(workspace, "train"))
    assert len(texts["b"].split("\n")) == 40 + 10 - 3, "but no paragraph is learned twice"
    near = {(one["book"], one["other"]): one["share"] for one in card["leaks"]["between_books"]}
    assert near["b", "a"] > 0.5
    assert "se trouve dans" in (workspace.corpus / README).read_text(encoding="utf-8")


def test_an_edition_of_an_edition_is_one_of_the_first() -> None:
    draw = np.random.default_rng(1)
    sketch = np.sort(draw.integers(0, 2**64 // 64, 3000, dtype=np.uint64))
    other = np.sort(draw.integers(0, 2**64 // 64, 3000, dtype=np.uint64))
    editions = Editions()
    assert editions.read("a", sketch) is None
    assert editions.read("b", sketch[:2700]) == ("a", 1.0)
    assert editions.read("c", sketch) == ("a", 1.0)
    assert editions.read("d", other) is None
    half = np.sort(np.concatenate([sketch[:1500], other[:1500]]))
    assert editions.read("e", half) is None
    assert editions.read("f", sketch[:0]) is None
