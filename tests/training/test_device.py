"""Where to learn is asked of the machine; bfloat16 and compiled networks learn the same."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from aurore.base.errors import UserError
from aurore.base.settings import TrainSettings
from aurore.base.workspace import Workspace
from aurore.training.device import CPU, Device, choose_device, has_bf16
from aurore.training.loop import Run, step_once
from aurore.training.plan import make_plan, read_texts, start_run

SETTINGS = TrainSettings(
    name="x", minutes=None, epochs=0.1, batch_size=4, context=32, size="minuscule"
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Threads that wait awake are slow beside other work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def losses(work: Workspace, device: Device) -> list[float]:
    """Of a few steps there."""
    texts = read_texts(work)
    run: Run = start_run(make_plan(SETTINGS, texts, 0.0), texts, work.run("x"))
    run.device = device
    device.place(run.model)
    return [step_once(run, step) for step in range(3)]


def test_the_machine_is_asked() -> None:
    found = choose_device(SETTINGS)
    assert found.kind == ("cuda" if torch.cuda.is_available() else "cpu")
    assert found.is_plain or found.kind == "cuda"
    assert choose_device(replace(SETTINGS, device="cpu")) == CPU


def test_bfloat16_on_a_processor_wants_its_instructions() -> None:
    asked = replace(SETTINGS, device="cpu", precision="bf16")
    if has_bf16("cpu"):
        assert choose_device(asked) == Device("cpu", bf16=True)
    else:
        with pytest.raises(UserError) as caught:
            choose_device(asked)
        assert caught.value.name == "no_bf16"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card here")
def test_a_large_network_learns_in_bfloat16_where_the_processor_has_it() -> None:
    can = has_bf16("cpu")
    assert choose_device(SETTINGS, 124_000_000).bf16 is can
    assert not choose_device(SETTINGS, 3_000_000).bf16
    assert not choose_device(replace(SETTINGS, precision="single"), 124_000_000).bf16
    kept = TrainSettings(base="embedded", method="top-layers")
    assert not choose_device(kept, 124_000_000).bf16


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a card here")
def test_a_card_that_is_not_there_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        choose_device(replace(SETTINGS, device="cuda"))
    assert caught.value.name == "no_graphics_card"


def test_in_bfloat16_it_learns_nearly_the_same(prepared: Workspace) -> None:
    plain, half = losses(prepared, CPU), losses(prepared, Device("cpu", bf16=True))
    assert half != plain
    assert half == pytest.approx(plain, rel=0.02)


@pytest.mark.slow  # compiling takes most of a minute on two cores
def test_compiled_it_learns_the_same(prepared: Workspace) -> None:
    assert losses(prepared, Device("cpu", compiled=True)) == pytest.approx(
        losses(prepared, CPU), rel=1e-3
    )
