"""The records of the corpus."""

import dataclasses

import pytest

from aurore.base.records import SPLITS, Book, Sentence


def test_the_splits_in_the_order_of_the_stages() -> None:
    assert SPLITS == ("train", "validation", "test")


def test_a_book_goes_to_training_unless_placed() -> None:
    assert Book("1", "T", "A", "fr").split == "train"


def test_the_columns_of_the_data_set() -> None:
    names = [field.name for field in dataclasses.fields(Sentence)]
    assert names == ["text", "book", "author", "chapter", "paragraph", "position"]


@pytest.mark.parametrize(
    "record", [Book("1", "T", "A", "fr"), Sentence("Oui.", "1", "A", "I", 0, 0)]
)
def test_records_cannot_be_changed(record: object) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.__setattr__(dataclasses.fields(record)[0].name, "x")  # type: ignore[arg-type]
