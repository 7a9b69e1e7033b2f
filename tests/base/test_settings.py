"""Settings: their defaults stand, and a value out of range is refused with its own sentence."""

import dataclasses
from typing import Any

import pytest

from aurore.base import settings
from aurore.base.errors import UserError
from aurore.base.settings import (
    LARGEST_VOCABULARY,
    LONGEST_TEXT,
    SMALLEST_VOCABULARY,
    ClientSettings,
    EvaluateSettings,
    GenerateSettings,
    PrepareSettings,
    ServeSettings,
    TokenizeSettings,
    TrainSettings,
)

ALL = [
    PrepareSettings,
    ClientSettings,
    TokenizeSettings,
    TrainSettings,
    EvaluateSettings,
    GenerateSettings,
    ServeSettings,
]

BAD: list[tuple[type, dict[str, Any], str]] = [
    (TokenizeSettings, {"vocab_size": 256}, "vocabulary_too_small"),
    (TokenizeSettings, {"vocab_size": 0}, "vocabulary_too_small"),
    (TokenizeSettings, {"vocab_size": -1}, "vocabulary_too_small"),
    (TokenizeSettings, {"vocab_size": 65_537}, "vocabulary_too_large"),
    (TrainSettings, {"minutes": 0.0}, "must_be_positive"),
    (TrainSettings, {"minutes": -1.0}, "must_be_positive"),
    (TrainSettings, {"minutes": None, "epochs": 0.0}, "must_be_positive"),
    (TrainSettings, {"batch_size": 0}, "must_be_positive"),
    (TrainSettings, {"learning_rate": 0.0}, "must_be_positive"),
    (TrainSettings, {"learning_rate": -0.1}, "must_be_positive"),
    (TrainSettings, {"context": 0}, "must_be_positive"),
    (GenerateSettings, {"tokens": 0}, "tokens_out_of_range"),
    (GenerateSettings, {"tokens": LONGEST_TEXT + 1}, "tokens_out_of_range"),
    (GenerateSettings, {"temperature": -0.1}, "temperature_out_of_range"),
    (GenerateSettings, {"temperature": 5.1}, "temperature_out_of_range"),
    (GenerateSettings, {"temperature": float("nan")}, "temperature_out_of_range"),
    (GenerateSettings, {"top_k": -1}, "top_k_out_of_range"),
    (GenerateSettings, {"top_p": 0.0}, "top_p_out_of_range"),
    (GenerateSettings, {"top_p": 1.1}, "top_p_out_of_range"),
    (GenerateSettings, {"top_p": float("nan")}, "top_p_out_of_range"),
]

GOOD: list[tuple[type, dict[str, Any]]] = [
    (TokenizeSettings, {"vocab_size": SMALLEST_VOCABULARY}),
    (TokenizeSettings, {"vocab_size": LARGEST_VOCABULARY}),
    (TrainSettings, {"minutes": None, "epochs": 0.5}),
    (TrainSettings, {"batch_size": 1, "context": 1}),
    (GenerateSettings, {"tokens": 1}),
    (GenerateSettings, {"tokens": LONGEST_TEXT}),
    (GenerateSettings, {"temperature": 0}),
    (GenerateSettings, {"temperature": 5}),
    (GenerateSettings, {"top_k": 0, "top_p": 1.0}),
]


@pytest.mark.parametrize(("kind", "values", "error"), BAD)
def test_a_value_out_of_range_is_refused(kind: type, values: dict[str, Any], error: str) -> None:
    with pytest.raises(UserError) as caught:
        kind(**values)
    assert caught.value.name == error


@pytest.mark.parametrize(("kind", "values"), GOOD)
def test_the_limits_themselves_are_taken(kind: type, values: dict[str, Any]) -> None:
    made = kind(**values)
    assert {name: getattr(made, name) for name in values} == values


@pytest.mark.parametrize("kind", ALL)
def test_defaults_are_valid_and_cannot_be_changed(kind: type) -> None:
    made = kind()
    field = dataclasses.fields(made)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, field, None)


def test_a_refusal_names_the_option_as_it_is_typed() -> None:
    with pytest.raises(UserError) as caught:
        TrainSettings(learning_rate=0)
    assert caught.value.problem == "--learning-rate doit être plus grand que zéro."


def test_every_stage_has_its_settings() -> None:
    found = {value for value in vars(settings).values() if dataclasses.is_dataclass(value)}
    assert found == set(ALL)


def test_the_server_listens_to_this_machine_alone() -> None:
    assert ServeSettings().host == "127.0.0.1"
