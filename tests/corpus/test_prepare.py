"""The stage `prepare`: a `DatasetDict` that the library opens, its card, and when to redo it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from aurore.base.errors import MissingArtefact, UserError
from aurore.base.records import SPLITS, Split
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import MARKER, Workspace
from aurore.corpus.account import MOST_DETAILED_BOOKS
from aurore.corpus.cleaning.book import CleanBook, clean_book
from aurore.corpus.dataset import COLUMNS, CorpusWriter, read_books, read_card, read_sentences
from aurore.corpus.prepare import FOLDS, prepare, selected
from aurore.corpus.report.page import PAGE
from aurore.corpus.rows import book_rows
from aurore.corpus.saved_format import ARROW
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import find
from aurore.corpus.sources.plain import text_files
from aurore.corpus.split import parts_of

PARAGRAPH = "Le meunier ouvrit la porte de la grange et vit que l'été était là, avec le blé. Oui! "
IDS = ["900001", "900002", "900003"]
DEMO = PrepareSettings(author="demo")


def embedded(book_id: str) -> CleanBook:
    book = catalogue.book(book_id)
    return clean_book(book, find(book, None)[2], PrepareSettings())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[str, Any], list[str]]:
    """The embedded books prepared, the card, what was announced. Not to be changed."""
    told: list[str] = []
    workspace = Workspace(tmp_path_factory.mktemp("demo") / "work")
    report = prepare(DEMO, workspace, on_cleaned=lambda book: told.append(book.id))
    assert not report.up_to_date
    return workspace, as_written(report.card), told


def as_written(card: dict[str, Any]) -> dict[str, Any]:
    """A card as a reader of its file finds it: tuples are lists there."""
    return json.loads(json.dumps(card))  # type: ignore[no-any-return]


def test_the_corpus_opens_with_the_library(demo: Any) -> None:
    from datasets import DatasetDict, load_from_disk

    corpus = load_from_disk(str(demo[0].corpus))
    assert isinstance(corpus, DatasetDict)
    assert tuple(corpus) == SPLITS
    for split in SPLITS:
        assert tuple(corpus[split].column_names) == COLUMNS
        assert corpus[split].features == corpus["train"].features


def test_the_rows_are_the_sentences_of_the_books(demo: Any) -> None:
    for split, book_id in zip(SPLITS, IDS, strict=True):
        cleaned, rows = embedded(book_id), read_sentences(demo[0], split)
        texts: dict[int, list[str]] = {}
        for row in rows.to_list():
            paragraph = cleaned.paragraphs[row["paragraph"]]
            before = texts.setdefault(row["paragraph"], [])
            assert row == {
                "text": row["text"],
                "book": book_id,
                "author": cleaned.book.author,
                "chapter": paragraph.chapter,
                "paragraph": paragraph.number,
                "position": len(before),
                "kind": paragraph.kind,
                "sentence_length": len(row["text"].split()),
            }
            before.append(row["text"])
        assert [" ".join(texts[p.number]) for p in cleaned.paragraphs] == [
            p.text for p in cleaned.paragraphs
        ]


def test_books_are_read_back_as_their_paragraphs(demo: Any) -> None:
    for split, book_id in zip(SPLITS, IDS, strict=True):
        text = "\n".join(paragraph.text for paragraph in embedded(book_id).paragraphs)
        assert list(read_books(demo[0], split)) == [(book_id, text)]


def test_the_card_counts_what_is_there(demo: Any) -> None:
    workspace, card, _ = demo
    assert card == read_card(workspace)
    assert card["shelf"] == "demo"
    for split in SPLITS:
        rows, totals = read_sentences(workspace, split), card["splits"][split]
        assert totals["books"] == 1
        assert totals["sentences"] == len(rows)
        assert totals["paragraphs"] == len(set(rows["paragraph"]))
        assert totals["words"] == sum(len(text.split()) for text in rows["text"])
    assert [book["id"] for book in card["books"]] == IDS, "in the order of the shelf"
    first = card["books"][0]
    assert first["first"].startswith("À mon ami Fabien") and first["last"].endswith("à l’autre.")
    assert first["kept_lines"] + sum(first["cut_lines"].values()) == first["lines"]
    assert len(card["books"][1]["notes"]) == 2
    assert sum(book["words"] for book in card["books"]) == sum(
        totals["words"] for totals in card["splits"].values()
    )
    assert [leak["share"] for leak in card["leaks"]["between_splits"]] == [0.0] * 3


@pytest.mark.parametrize(
    "damaged", ["card.json", "dataset_dict.json", "train/state.json", f"train/{ARROW}"]
)
def test_a_damaged_corpus_is_said_to_be(demo: Any, damaged: str, tmp_path: Path) -> None:
    work = Workspace(tmp_path / "work")
    shutil.copytree(demo[0].root, work.root)
    path = work.corpus / damaged
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UserError) as caught:
        read_card(work)
        list(read_books(work, "train"))
    assert caught.value.name == "broken_corpus" and str(work.corpus) in caught.value.problem


def test_every_book_is_announced_when_cleaned_test_first(demo: Any) -> None:
    """What is read first keeps what it shares; who fetches is told by `fetch` itself."""
    assert demo[2] == IDS[::-1]


def test_the_work_folder_holds_nothing_else(demo: Any) -> None:
    assert {path.name for path in demo[0].root.iterdir()} == {"books", "corpus", MARKER}
    assert {path.name for path in demo[0].corpus.iterdir()} == {
        "card.json", "README.md", "dataset_dict.json", "report.html", "report.jsonl", *SPLITS
    }  # fmt: skip


def folder_of_texts(tmp_path: Path, *names: str) -> Path:
    for name in names:
        path = tmp_path / "textes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}: {PARAGRAPH * 3}\n{name} {PARAGRAPH * 2}\n", encoding="utf-8")
    return tmp_path / "textes"


def settings(*folders: Path) -> PrepareSettings:
    return PrepareSettings(author="demo", texts=tuple(map(str, folders)))


def test_nothing_is_done_twice_unless_something_changed(
    tmp_path: Path, workspace: Workspace
) -> None:
    folder = folder_of_texts(tmp_path, "un.txt")
    assert not prepare(settings(folder), workspace).up_to_date
    made = (workspace.corpus / "card.json").stat().st_mtime_ns
    assert prepare(settings(folder), workspace).up_to_date
    assert (workspace.corpus / "card.json").stat().st_mtime_ns == made
    assert not prepare(settings(folder), workspace, again=True).up_to_date
    (folder / "un.txt").write_text(PARAGRAPH * 4, encoding="utf-8")
    assert not prepare(settings(folder), workspace).up_to_date
    assert not prepare(settings(), workspace).up_to_date


def test_further_texts_go_into_training(tmp_path: Path, workspace: Workspace) -> None:
    folder = folder_of_texts(tmp_path, "Zola/la_curee.txt", "un.txt")
    card = prepare(settings(folder), workspace).card
    assert card["splits"]["train"]["books"] == 3
    assert {(b["id"], b["title"], b["author"], b["split"]) for b in card["books"][3:]} == {
        ("Zola/la_curee", "la curee", "", "train"),
        ("un", "un", "", "train"),
    }
    texts = dict(read_books(workspace, "train"))
    assert texts["un"].count("\n") == 1


def test_the_same_books_make_the_same_corpus(demo: Any, workspace: Workspace) -> None:
    card = prepare(PrepareSettings(author="demo"), workspace).card
    assert card["sha256"] == demo[1]["sha256"] and card["inputs"] == demo[1]["inputs"]


def test_books_by_number_go_into_training(workspace: Workspace) -> None:
    chosen = PrepareSettings(ids=("900002", "900003", "900002"))
    selection = selected(chosen)
    assert [(s.book.id, s.book.split) for s in selection.sources] == [
        ("900002", "train"),
        ("900003", "train"),
    ]
    assert selection.name == "900002,900003"
    card = prepare(chosen, workspace).card
    assert [card["splits"][split]["books"] for split in SPLITS] == [2, 0, 0]
    assert list(read_books(workspace, "test")) == []
    assert [book for book, _ in read_books(workspace, "train")] == ["900002", "900003"]


def test_a_refused_book_leaves_the_corpus_as_it_was(tmp_path: Path, workspace: Workspace) -> None:
    before = as_written(prepare(settings(), workspace).card)
    folder = folder_of_texts(tmp_path, "un.txt")
    (folder / "anglais.txt").write_text("Once upon a time there was a mill. " * 80, "utf-8")
    with pytest.raises(UserError) as caught:
        prepare(settings(folder), workspace)
    assert caught.value.name == "not_french"
    assert read_card(workspace) == before
    assert {p.name for p in workspace.root.iterdir()} == {"books", "corpus", MARKER}


def test_texts_are_found_in_order_at_any_depth(tmp_path: Path) -> None:
    folder = folder_of_texts(tmp_path, "b.txt", "a/c.txt", "a/d.md")
    assert [source.book.id for source in text_files(folder)] == ["a/c", "b"]


def test_without_a_corpus_the_error_says_what_to_run(workspace: Workspace) -> None:
    for action in (read_card, lambda w: read_sentences(w, "train")):
        with pytest.raises(MissingArtefact) as caught:
            action(workspace)
        assert "aurore prepare" in caught.value.remedy


def test_a_corpus_of_another_format_is_not_read(workspace: Workspace) -> None:
    workspace.root.mkdir(parents=True)
    (workspace.root / MARKER).write_text("format = 99\n")
    with pytest.raises(UserError) as caught:
        read_sentences(workspace, "train")
    assert caught.value.name == "other_format"


def test_a_shelf_with_nothing_to_train_on_is_refused(tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "un.txt").write_text(embedded("900003").paragraphs[7].text, "utf-8")
    (tmp_path / "books.toml").write_text(
        '[[books]]\nid = 900003\nsplit = "test"\n[[books]]\nfile = "textes/un.txt"\n', "utf-8"
    )
    with pytest.raises(UserError) as caught:  # all that was for training stands in the test
        prepare(PrepareSettings(books_file=str(tmp_path / "books.toml")), workspace)
    assert caught.value.name == "nothing_to_train_on"
    assert not workspace.corpus.exists()


def test_sentences_that_are_all_too_short_are_the_cause_that_is_told(
    demo: Any, workspace: Workspace
) -> None:
    with pytest.raises(UserError) as caught:
        prepare(PrepareSettings(author="demo", min_words=10_000), workspace)
    lengths = read_sentences(demo[0], "train")["sentence_length"]
    assert caught.value.name == "all_too_short"
    assert caught.value.values == {"words": 10_000, "count": len(lengths), "longest": max(lengths)}
    assert "--min-words" in caught.value.remedy and not workspace.corpus.exists()


def test_the_card_is_written_as_french(demo: Any) -> None:
    text = (demo[0].corpus / "card.json").read_text(encoding="utf-8")
    assert "reconnaissance" in text and "\\u00e9" not in text and "é" in text
    assert json.loads(text) == demo[1]


def test_texts_of_one_name_in_two_folders_stay_two_books(
    tmp_path: Path, workspace: Workspace
) -> None:
    folder = folder_of_texts(tmp_path, "Zola/lettres.txt", "Sand/lettres.txt")
    card = prepare(settings(folder), workspace).card
    assert {b["id"] for b in card["books"][3:]} == {"Zola/lettres", "Sand/lettres"}


# ── What can be chosen ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("way", "books"), [("book", [1, 1, 1]), ("chapter", [3, 3, 3]),
                                            ("sentence", [3, 3, 3])])  # fmt: skip
def test_the_split(way: str, books: list[int], demo: Any, workspace: Workspace) -> None:
    card = prepare(PrepareSettings(author="demo", split=way), workspace).card  # type: ignore[arg-type]
    assert [card["splits"][split]["books"] for split in SPLITS] == books
    assert card["leaks"]["books_in_test_and_train"] == (0 if way == "book" else 3)
    of_demo = demo[1]["splits"]
    for total in ("sentences", "words"):
        assert sum(card["splits"][split][total] for split in SPLITS) == sum(
            of_demo[split][total] for split in SPLITS
        )
    assert (card["leaks"]["beside_training"] > 0.5) is (way == "sentence")


def test_short_sentences_can_be_left_out(demo: Any, workspace: Workspace) -> None:
    card = prepare(PrepareSettings(author="demo", min_words=6), workspace).card
    left_out = 0
    for split in SPLITS:
        every = list(read_sentences(demo[0], split)["text"])
        kept = [text for text in every if len(text.split()) >= 6]
        assert list(read_sentences(workspace, split)["text"]) == kept != every
        left_out += len(every) - len(kept)
    assert card["short_sentences"] == left_out and demo[1]["short_sentences"] == 0


def test_the_typography_can_be_the_books_own(workspace: Workspace) -> None:
    prepare(PrepareSettings(author="demo", typography="as-printed"), workspace)
    text = "\n".join(text for split in SPLITS for _, text in read_books(workspace, split))
    assert "--" in text and "'" in text and "’" not in text and "_" not in text


def test_folds_are_written_when_asked(demo: Any, workspace: Workspace) -> None:
    assert not (demo[0].corpus / FOLDS).exists()
    prepare(PrepareSettings(author="demo", folds=3), workspace)
    plan = json.loads((workspace.corpus / FOLDS).read_text(encoding="utf-8"))
    assert [tuple(fold) for fold in plan] == [SPLITS] * 3
    assert sorted(book for fold in plan for book in fold["test"]) == IDS


def test_more_folds_than_books_are_refused_before_anything_is_done(workspace: Workspace) -> None:
    with pytest.raises(UserError) as caught:
        prepare(PrepareSettings(author="demo", folds=4), workspace)
    assert caught.value.name == "too_few_books_for_folds"
    assert not workspace.root.exists()


# ── Repeats ──────────────────────────────────────────────────────────────────────────────────────


def test_what_training_shares_with_the_test_leaves_training(
    tmp_path: Path, workspace: Workspace
) -> None:
    shared = embedded("900003").paragraphs[7].text
    folder = tmp_path / "textes"
    folder.mkdir()
    (folder / "un.txt").write_text(f"{PARAGRAPH * 3}\n{shared}\n{PARAGRAPH * 2}\n", "utf-8")
    card = prepare(settings(folder), workspace).card
    assert card["books"][3]["repeated_paragraphs"] == 1
    texts = dict(read_books(workspace, "train"))["un"].split("\n")
    assert len(texts) == 2 and shared not in texts
    assert shared in dict(read_books(workspace, "test"))["900003"].split("\n")


# ── The writer ───────────────────────────────────────────────────────────────────────────────────


def test_the_files_beside_the_rows_are_those_of_the_library(demo: Any, tmp_path: Path) -> None:
    from datasets import load_from_disk

    ours, copy = demo[0].corpus, tmp_path / "copy"
    load_from_disk(str(ours)).save_to_disk(str(copy), num_shards=dict.fromkeys(SPLITS, 1))
    written = sorted(path.relative_to(copy) for path in copy.rglob("*") if path.is_file())
    assert len(written) == 1 + 3 * len(SPLITS)
    for name in written:
        assert (ours / name).exists()
        if name.suffix == ".json":  # the fingerprint alone is its own at every saving
            told, expected = (json.loads((folder / name).read_text()) for folder in (ours, copy))
            if "_fingerprint" in expected:
                assert len(told.pop("_fingerprint")) == len(expected.pop("_fingerprint"))
            assert told == expected, name


@pytest.mark.parametrize("split", SPLITS)
def test_the_writer_counts_what_it_writes(split: Split, tmp_path: Path) -> None:
    rows = book_rows(embedded("900003"), PrepareSettings())
    kept = rows.counts > 1
    with CorpusWriter(tmp_path / "corpus") as writer:
        writer.add(rows, kept, parts_of(rows, "book") * 0 + SPLITS.index(split))
    totals = writer.totals()
    assert totals[split]["paragraphs"] == int(kept.sum())
    assert totals[split]["sentences"] == int(rows.counts[kept].sum())
    assert [totals[other]["books"] for other in SPLITS] == [int(split == s) for s in SPLITS]
    from datasets import load_from_disk

    written = load_from_disk(str(tmp_path / "corpus"))[split]
    assert len(written) == totals[split]["sentences"]
    assert sum(written["sentence_length"]) == totals[split]["words"]


def test_of_a_large_shelf_the_report_shows_figures_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    struck = {}
    for count in (2, MOST_DETAILED_BOOKS + 1):
        for number in range(count):
            text = f"CHAPITRE PREMIER\n\n{PARAGRAPH * 3} Numéro {number}.\n"
            (texts / f"{number}.txt").write_text(text, encoding="utf-8")
        prepare(PrepareSettings(texts=(str(texts),)), workspace)
        page = (workspace.corpus / PAGE).read_text(encoding="utf-8")
        assert page.count('<details class="of-book"') == count
        struck[count] = page.count("<del>")
    assert struck == {2: 2, MOST_DETAILED_BOOKS + 1: 0}
