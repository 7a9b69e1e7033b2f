"""English books: language, typography and sentences are those of the shelf, not of French."""

from pathlib import Path

import pytest

from aurore.base.errors import UserError
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.cleaning.encoding import refuse_other_language
from aurore.corpus.cleaning.typography import typeset
from aurore.corpus.dataset import read_card, read_sentences
from aurore.corpus.prepare import prepare
from aurore.corpus.sentences.choose import segmenter
from aurore.corpus.sentences.split import pieces
from aurore.corpus.sources.authors import authors, find_author

ENGLISH = (
    '"Richmond?" Rachel asked Mr. Perrott and the Rev. Bax of the house. "Yes," he said--and '
    "that was all that he had for her. She 'd gone with the others to the sea."
)
FRENCH = "La jeune femme était dans le jardin de la maison et elle ne vit pas les autres. " * 3


@pytest.mark.parametrize(
    ("printed", "unified"),
    [
        ('"Oh!" he said--"no."', "“Oh!” he said—“no.”"),
        ("\"I can't say 'how,'\" said Rachel.", "“I can’t say ‘how,’” said Rachel."),
        ("'Tis his uncle's, and 'twas ours.", "’Tis his uncle’s, and ’twas ours."),
        ("The year--was it? -- appeared", "The year—was it?—appeared"),
        ("Mr. B-- came . . . late", "Mr. B— came … late"),
        ("manoeuvres and _Oedipus_ ; here", "manoeuvres and Oedipus; here"),
    ],
)
def test_typography_is_english_and_twice_changes_nothing(printed: str, unified: str) -> None:
    assert typeset(printed, "unified", "en") == unified
    assert typeset(unified, "unified", "en") == unified


def test_a_language_without_rules_has_its_spaces_unified_alone() -> None:
    assert typeset('"Ciao"  -- _disse_', "unified", "it") == '"Ciao" -- disse'


def test_who_speaks_belongs_to_the_sentence_and_abbreviations_end_none() -> None:
    text = typeset(ENGLISH, "unified", "en")
    assert pieces(text, segmenter("aurore", "en")(text)) == [
        "“Richmond?” Rachel asked Mr. Perrott and the Rev. Bax of the house.",
        "“Yes,” he said—and that was all that he had for her.",
        "She ’d gone with the others to the sea.",
    ]
    assert segmenter("aurore", "fr") is segmenter("aurore", "it")


def test_a_book_of_another_language_is_refused_on_an_english_shelf_too() -> None:
    refuse_other_language(ENGLISH, "1", "T", "en")
    with pytest.raises(UserError) as caught:
        refuse_other_language(FRENCH, "1", "T", "en")
    assert caught.value.name == "not_english"
    refuse_other_language(FRENCH, "1", "T", "it")  # of which nothing is known


def test_the_language_of_texts_of_ones_own_is_a_setting(tmp_path: Path) -> None:
    texts = tmp_path / "letters"
    texts.mkdir()
    (texts / "one.txt").write_text((ENGLISH + "\n\n") * 20, encoding="utf-8")
    workspace = Workspace(tmp_path / "work")
    prepare(PrepareSettings(texts=(str(texts),), language="en"), workspace)
    assert read_card(workspace)["language"] == "en"
    assert read_sentences(workspace, "train")["text"][0].startswith("“Richmond?” Rachel asked")
    with pytest.raises(UserError) as caught:
        PrepareSettings(language="english")
    assert caught.value.name == "bad_language"


@pytest.mark.parametrize("name", ["Gustave Flaubert", "flaubert", "FLAUBERT, Gustave", "Flaubert"])
def test_an_author_is_found_by_any_form_of_the_name(name: str) -> None:
    assert find_author(name).shelf == "flaubert"


def test_sand_is_the_shelf_of_the_workshop_and_a_shelf_of_many_is_no_author() -> None:
    assert find_author("George Sand").shelf == "sand"
    assert {"base", "demo", "all-french"}.isdisjoint(one.shelf for one in authors())


@pytest.mark.parametrize(
    ("name", "near"), [("Gustave Flobert", "Gustave Flaubert"), ("Virginia Wolf", "Virginia Woolf")]
)
def test_an_unknown_name_is_told_the_near_ones(name: str, near: str) -> None:
    with pytest.raises(UserError) as caught:
        find_author(name)
    assert caught.value.name == "unknown_name_near" and near in str(caught.value)
    assert "--texts" in caught.value.remedy


def test_a_name_like_no_other_is_told_all_and_how_to_bring_ones_books() -> None:
    with pytest.raises(UserError) as caught:
        find_author("Xzqk")
    assert "--id" in caught.value.remedy and "Jules Verne" in caught.value.remedy
