"""A book that quotes one that measures: those paragraphs are no training, and they are named."""

import random
from pathlib import Path

import numpy as np
import pytest

from aurore.base.records import Book, Split
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.cleaning.book import clean_book
from aurore.corpus.dataset import read_books, read_card
from aurore.corpus.duplicates import letters, window_hashes
from aurore.corpus.prepare import prepare
from aurore.corpus.quotations import LONG_QUOTATION, HeldOut
from aurore.corpus.report.page import PAGE, README
from aurore.corpus.rows import BookRows, book_rows
from aurore.corpus.shelf_measures import ShelfMeasures

VILLAGE_LIFE = """
matin soir forêt vallée château paysan sabot labour sillon cheval brouillard fontaine clocher
chemin ferme grange veillée chanvre cornemuse noce rameau cabaret village orage
"""
WORDS = VILLAGE_LIFE.split()
SETTINGS = PrepareSettings()


def prose(seed: str, count: int, words: int = 60) -> list[str]:
    """Paragraphs of words drawn: two of them share no run of eight words."""
    draw = random.Random(seed)
    return [f"{seed.title()} " + " ".join(draw.choices(WORDS, k=words)) + "." for _ in range(count)]


def rows_of(name: str, split: Split, paragraphs: list[str]) -> BookRows:
    text = "\n\n".join(["I", *paragraphs]).encode()
    return book_rows(clean_book(Book(name, name, "A", "la", split), text), SETTINGS)


def told(measures: ShelfMeasures, rows: BookRows) -> tuple[int, list[bool]]:
    """How many paragraphs were left out as quotations, and which stay."""
    read, kept = measures.without_repeats(rows)
    return read.account["quoted_paragraphs"], kept.tolist()


TEST = prose("pond", 60)
VILLAGE = prose("village", 60)


def with_quotation(start: int, length: int) -> list[str]:
    """A village in which three paragraphs hold so many words of the test book."""
    quoting = list(VILLAGE)
    for at in (7, 20, 21):
        passage = " ".join(TEST[at].split()[start : start + length])
        quoting[at] = f"{VILLAGE[at][:90]} «{passage}» {VILLAGE[at][90:]}"
    return quoting


@pytest.mark.parametrize("split", ["train", "validation"])
def test_paragraphs_that_quote_the_test_book_are_left_out_and_named(split: Split) -> None:
    measures = ShelfMeasures()
    assert told(measures, rows_of("test", "test", TEST)) == (0, [True] * 60)
    count, kept = told(measures, rows_of("village", split, with_quotation(5, 45)))
    assert count == 3
    assert [i for i, stays in enumerate(kept) if not stays] == [7, 20, 21]
    (found,) = measures.as_data()["quotations"]
    assert (found["book"], found["other"]) == ("village", "test")
    assert found["lines"] == [2 * i + 3 for i in (7, 20, 21)]
    assert VILLAGE[7].startswith(found["first"][:80])
    leak = next(one for one in measures.as_data()["between_splits"] if one["split"] == "test")
    assert leak["share"] == 0 and leak["books"] == []


def test_another_edition_of_the_test_book_is_left_out_as_a_whole() -> None:
    measures = ShelfMeasures()
    measures.without_repeats(rows_of("test", "test", TEST))
    edition = [f"{text} Oui." for text in TEST]
    assert told(measures, rows_of("edition", "train", edition))[0] == len(TEST)


def test_the_test_book_never_loses_a_paragraph() -> None:
    measures = ShelfMeasures()
    measures.without_repeats(rows_of("one", "test", TEST))
    assert told(measures, rows_of("two", "test", with_quotation(5, 45))) == (0, [True] * 60)


def test_where_books_are_cut_through_nothing_is_left_out() -> None:
    measures = ShelfMeasures(by_book=False)
    measures.without_repeats(rows_of("test", "test", TEST))
    assert told(measures, rows_of("village", "train", with_quotation(5, 45)))[0] == 0


def test_a_few_common_words_are_no_quotation() -> None:
    held_out, few = HeldOut(), with_quotation(5, 7)
    folded = letters("\n".join(few).lower().encode())
    held_out.add("test", letters("\n".join(TEST).lower().encode()), np.zeros(0, np.uint64))
    assert not held_out.quoted("test", folded).any()
    assert window_hashes(folded).shape == (len(folded.replace(b"\n", b"")) - 39,)


def test_beside_a_quotation_shorter_runs_of_the_same_book_go_too() -> None:
    held_out = HeldOut()
    held_out.add("test", letters("\n".join(TEST).lower().encode()), np.zeros(0, np.uint64))
    long, short = " ".join(TEST[3].split()[2:30]), " ".join(TEST[9].split()[2:10])
    assert len(short.replace(" ", "")) < 40 + LONG_QUOTATION
    texts = [VILLAGE[0], f"Il dit {long}.", f"Il dit {short}."]
    both = letters("\n".join(texts).lower().encode())
    assert held_out.quoted("test", both).tolist() == [False, True, True]
    alone = letters("\n".join([texts[0], texts[2]]).lower().encode())
    assert held_out.quoted("test", alone).tolist() == [False, False]


def test_of_several_books_that_measure_the_one_that_is_quoted_is_found() -> None:
    held_out = HeldOut()
    for name, paragraphs in (("pond", TEST), ("bell", prose("bell", 60))):
        rows = rows_of(name, "test", paragraphs)
        held_out.add(name, letters("\n".join(paragraphs).lower().encode()), rows.sketch)
    assert held_out.shared(rows_of("x", "train", with_quotation(5, 45)).sketch) == ["pond"]
    assert held_out.shared(rows_of("y", "train", VILLAGE).sketch) == []
    assert HeldOut().shared(rows.sketch) == []


# ── On disk ──────────────────────────────────────────────────────────────────────────────────────


def shelf(folder: Path) -> PrepareSettings:
    """A `books.toml` with a test book and one that quotes it."""
    books = {"pond": ("test", TEST), "village": ("train", with_quotation(5, 45))}
    lines = ['name = "essai"', 'title = "Essai"', 'language = "la"']
    for name, (split, paragraphs) in books.items():
        (folder / f"{name}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
        lines += ["[[books]]", f'file = "{name}.txt"', f'title = "{name.title()}"',
                  'author = "A"', f'split = "{split}"']  # fmt: skip
    (folder / "books.toml").write_text("\n".join(lines), encoding="utf-8")
    return PrepareSettings(books_file=str(folder / "books.toml"))


def test_the_corpus_its_card_and_its_report_tell_of_the_quotation(
    workspace: Workspace, tmp_path: Path
) -> None:
    prepare(shelf(tmp_path), workspace)
    train = "\n".join(text for _, text in read_books(workspace, "train"))
    assert TEST[7][30:150].split(".")[0] not in train and VILLAGE[6] in train
    assert dict(read_books(workspace, "test"))["pond"].count("\n") == len(TEST) - 1
    card = read_card(workspace)
    (found,) = card["leaks"]["quotations"]
    assert (found["book"], found["other"], len(found["lines"])) == ("village", "pond", 3)
    (village,) = [book for book in card["books"] if book["id"] == "village"]
    assert village["quoted_paragraphs"] == 3 and village["repeated_paragraphs"] == 0
    for page in (PAGE, README):
        text = (workspace.corpus / page).read_text(encoding="utf-8")
        assert str(found["lines"][0]) in text and "Pond" in text


@pytest.mark.books
def test_the_village_that_tells_the_wedding_again(sand_all: Workspace) -> None:
    """« Promenades autour d'un village » quotes the end of « La Mare au diable »."""
    card = read_card(sand_all)
    (found,) = card["leaks"]["quotations"]
    assert (found["book"], found["other"]) == ("12889", "23582")
    assert set(range(3062, 3114)) & set(found["lines"]) == {
        3062, 3070, 3077, 3083, 3093, 3098, 3105, 3113,
    }  # fmt: skip
    assert len(found["lines"]) == 13
    (leak,) = [one for one in card["leaks"]["between_splits"] if one["split"] == "test"][:1]
    assert (leak["other"], leak["share"]) == ("train", 0)
    about = {book["id"]: book for book in card["books"]}
    assert about["12889"]["quoted_paragraphs"] == 13
    assert about["15287"]["repeated_inside"] == about["15287"]["repeated_paragraphs"] == 23
    assert [book["id"] for book in card["left_out"]] == ["63445"]
    readme = (sand_all.corpus / README).read_text(encoding="utf-8")
    assert "3062, 3070" in readme and "traduction anglaise" in readme
