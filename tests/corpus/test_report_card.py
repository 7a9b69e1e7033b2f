"""The dataset card is one that the Hub's own library reads."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import DatasetCard
from reported import corpus_of, demo_contents

from aurore.base.messages import use_language
from aurore.corpus.report.card import dataset_card, size_category
from aurore.corpus.report.contents import (
    LeftOut,
    Quotation,
    ReportCorpus,
    SplitFigures,
    SplitLeak,
)
from aurore.corpus.report.page import README, report_page, write_report


def header(contents: ReportCorpus) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(dataset_card(contents).split("---\n")[1])
    return found


def test_the_card_is_read_by_the_hub_s_library(tmp_path: Path) -> None:
    write_report(demo_contents(), tmp_path)
    card = DatasetCard.load(tmp_path / README)
    data = card.data.to_dict()
    assert data["language"] == ["fr"]
    assert data["license"] == "other"
    assert data["license_name"] == "public-domain"
    assert data["task_categories"] == ["text-generation"]
    assert data["size_categories"] == ["1K<n<10K"]
    assert data["pretty_name"] == "Trois contes écrits pour Aurore (corpus d’Aurore)"
    assert card.text.strip().startswith("# Trois contes écrits pour Aurore")


def test_the_card_names_books_cuts_and_rights() -> None:
    text = dataset_card(demo_contents())
    for book in demo_contents().books:
        assert book.title in text
    assert "| en-tête et licence |" in text
    assert "Année de mort\u00a0: 1876" in text
    assert "23 novembre 2026" in text
    assert "jamais par phrase" in text


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_card_and_the_page_name_what_was_left_out(code: str) -> None:
    use_language(code)
    told = demo_contents()
    one, other = told.books[0], told.books[-1]
    contents = replace(
        told,
        left_out=[LeftOut("63445", "Indiana | <b>", "George Sand", "traduction anglaise")],
        quotations=[Quotation(one.id, other.id, [3062, 3070], "Le <mari> porte")],
        split_leaks=[SplitLeak("test", "train", 0.0123, [one.id])],
    )
    card, page = dataset_card(contents), report_page(contents)
    assert "| 63445 | Indiana \\| &lt;b> | George Sand | traduction anglaise |" in card
    assert "Indiana | &lt;b&gt;" in page and "traduction anglaise" in page
    (line,) = [line for line in card.split("\n") if "3062, 3070" in line]
    assert one.title in line and other.title in line
    assert "3062, 3070" in page and "Le &lt;mari&gt; porte" in page
    (leak,) = [line for line in card.split("\n") if "`test`" in line and "%" in line]
    assert one.title in leak
    assert "Indiana" not in dataset_card(told) and "Indiana" not in report_page(told)


def test_the_card_speaks_english_too() -> None:
    use_language("en")
    text = dataset_card(demo_contents())
    assert "Split" in text
    assert "November 2026" in text
    assert header(demo_contents())["pretty_name"].endswith("(a corpus by Aurore)")


@pytest.mark.parametrize(
    "title", ['---\n"a": b', "deux : points", "a\\b # c", "<script>", "| barre |", "\x07\x85 signe"]
)
def test_any_title_makes_a_good_card(title: str) -> None:
    book = replace(demo_contents().books[0], title=title, author=title)
    contents = replace(corpus_of([book]), title=title)
    assert header(contents)["language"] == ["fr"]
    text = dataset_card(contents)
    assert "<script>" not in text.split("---\n", 2)[2]
    [row] = [line for line in text.split("\n") if line.startswith(f"| {book.id} |")]
    assert row.replace("\\|", "").count("|") == 8
    DatasetCard(text)


@pytest.mark.parametrize(
    ("sentences", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (199_000, "100K<n<1M"), (10**7, "10M<n<100M")],
)
def test_the_size_is_one_of_the_hub_s(sentences: int, category: str) -> None:
    splits = {"train": SplitFigures(1, 1, sentences, 1)}
    assert size_category(replace(demo_contents(), splits=splits)) == category
