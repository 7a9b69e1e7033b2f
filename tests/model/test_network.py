"""Networks: the sizes they say, the same weights for the same seed, safetensors only."""

import pytest
import torch
from transformers import AutoModelForCausalLM

from aurore.base.errors import MissingArtefact, UserError
from aurore.base.workspace import Workspace
from aurore.model.choose import EMBEDDED, choose_model
from aurore.model.network import build, load, save
from aurore.model.sizes import SIZES, Size, size_for, size_named

TINY = Size("tiny", width=64, layers=2, minutes=0)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_the_parameters_are_counted_right(size: Size) -> None:
    with torch.device("meta"):
        model = build(size, 1000, 64, seed=0)
    assert sum(p.numel() for p in model.parameters()) == size.parameters(1000)


def test_the_size_grows_with_the_time() -> None:
    chosen = [size_for(minutes).parameters(4096) for minutes in (0.1, 1, 5, 60, 600, 6000)]
    assert chosen == sorted(chosen) and chosen[0] < chosen[-1]


def test_an_unknown_size_lists_the_known_ones() -> None:
    with pytest.raises(UserError, match="petite"):
        size_named("énorme")


def test_the_same_seed_gives_the_same_weights() -> None:
    one, same, other = (build(TINY, 300, 32, seed) for seed in (1, 1, 2))
    assert torch.equal(one.lm_head.weight, same.lm_head.weight)
    assert not torch.equal(one.lm_head.weight, other.lm_head.weight)


def test_a_saved_network_is_opened_by_transformers_with_the_same_logits(tmp_path) -> None:
    model = build(TINY, 300, 32, seed=3).eval()
    save(model, tmp_path)
    assert sorted(path.suffix for path in tmp_path.glob("model*")) == [".safetensors"]
    theirs = AutoModelForCausalLM.from_pretrained(str(tmp_path), local_files_only=True).eval()
    ids = torch.tensor([[1, 5, 9, 200]])
    with torch.no_grad():
        assert torch.equal(model(ids).logits, theirs(ids).logits)


def test_half_precision_halves_the_file_and_loads_as_single(tmp_path) -> None:
    for name, half in (("whole", False), ("half", True)):
        (tmp_path / name).mkdir()
        save(build(TINY, 300, 32, seed=3), tmp_path / name, half=half)
    sizes = [(tmp_path / n / "model.safetensors").stat().st_size for n in ("half", "whole")]
    assert sizes[0] < 0.6 * sizes[1]
    assert load(tmp_path / "half").dtype == torch.float32


@pytest.mark.parametrize("files", [[], ["pytorch_model.bin"], ["model.safetensors"]])
def test_a_folder_without_a_readable_model_is_refused(tmp_path, files: list[str]) -> None:
    for name in files:
        (tmp_path / name).write_bytes(b"not a model")
    with pytest.raises(UserError):
        load(tmp_path)


def test_the_newest_run_writes_unless_another_is_named(tmp_path) -> None:
    import os

    workspace = Workspace(tmp_path)
    assert choose_model(workspace, None).name == EMBEDDED
    for age, name in ((10, "ancien"), (5, "récent")):
        folder = workspace.run(name) / "model"
        folder.mkdir(parents=True)
        os.utime(folder, (1e9 - age, 1e9 - age))
    assert choose_model(workspace, None).name == "récent"
    assert choose_model(workspace, "ancien").folder == workspace.run("ancien") / "model"
    assert choose_model(workspace, EMBEDDED).name == EMBEDDED
    with pytest.raises(MissingArtefact, match="aurore train"):
        choose_model(workspace, "absent")
