"""Memory is foreseen: what is needed grows with what learns, and too much is refused."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from aurore.base.errors import UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.model.bases import find_base
from aurore.model.sizes import size_named
from aurore.training.memory import (
    available_bytes,
    check_batch,
    check_memory,
    count_parameters,
    needed_bytes,
)
from aurore.training.recipe import settle
from aurore.training.train import train
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


@pytest.fixture
def two_threads() -> Iterator[None]:
    """Each thread holds a piece of the batch; other libraries change how many PyTorch has."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("blocks", "available"), [(1000, 1.2e9), (10**6, 4e9)])
@pytest.mark.usefixtures("two_threads")
def test_a_batch_too_large_is_refused_with_one_that_fits(blocks: int, available: float) -> None:
    size = size_named("petite")
    asked = settle(TrainSettings(batch_size=blocks), None)
    with pytest.raises(UserError) as caught:
        check_batch(size, 4096, asked, available)
    words = caught.value.remedy.replace(",", " ").split()
    fitting = int(words[words.index("--batch-size") + 1])
    assert 1 < fitting < blocks
    check_batch(size, 4096, replace(asked, batch_size=fitting), available)
    with pytest.raises(UserError):
        check_batch(size, 4096, replace(asked, batch_size=2 * fitting + 2), available)
    check_batch(size, 4096, asked, None)


def test_a_run_from_scratch_foresees_its_memory(prepared: Workspace, tmp_path: Path) -> None:
    work = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, work.root)
    with pytest.raises(UserError, match="--batch-size"):
        train(TrainSettings(name="x", size="petite", batch_size=10**7), work)


def test_this_machine_says_what_is_free() -> None:
    free = available_bytes()
    assert free is None or 1e8 < free < 1e14
