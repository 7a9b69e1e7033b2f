"""Memory is foreseen: what is needed grows with what learns, and too much is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from transformers import AutoModelForCausalLM

from aurore.base.errors import UserError
from aurore.base.settings import TrainSettings
from aurore.model.bases import find_base
from aurore.training.memory import available_bytes, check_memory, count_parameters, needed_bytes
from aurore.training.recipe import settle
from tiny import KINDS, tiny_base


@pytest.mark.parametrize("kind", KINDS)
def test_weights_are_counted_without_being_made(tmp_path: Path, kind: str) -> None:
    base = find_base(str(tiny_base(tmp_path / kind, kind)))
    model = AutoModelForCausalLM.from_pretrained(str(base.folder))
    count, inside = count_parameters(base)
    assert count == model.num_parameters()
    assert 0 < inside < count


def test_what_is_needed_follows_what_learns() -> None:
    base = find_base("embedded")
    # As large as a GPT-2 of 1.5 thousand million weights.
    large = replace(base, layers=48, width=1600, context=1024)
    needed = {
        method: needed_bytes(large, settle(TrainSettings(base="embedded", method=method), large))
        for method in ("full", "top-layers", "lora")
    }
    assert needed["top-layers"] < needed["full"] and needed["lora"] < 1.3 * needed["top-layers"]
    short = settle(TrainSettings(base="embedded", context=128), large)
    assert needed_bytes(large, short) < needed["full"]


def test_too_much_is_refused_with_what_to_do() -> None:
    base = find_base("embedded")
    settings = settle(TrainSettings(base="embedded"), base)
    check_memory(base, settings, None)
    check_memory(base, settings, 1e12)
    with pytest.raises(UserError, match="--method lora"):
        check_memory(base, settings, 1e8)


def test_this_machine_says_what_is_free() -> None:
    free = available_bytes()
    assert free is None or 1e8 < free < 1e14
