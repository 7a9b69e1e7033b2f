"""The forward pass in NumPy gives what `transformers` gives."""

from pathlib import Path

import numpy as np
import pytest
import torch
import transformers

from aurore.base.errors import UserError
from aurore.model.choose import embedded_model
from aurore.model.forward import Forward
from tiny import KINDS, tiny_base

IDS = [5, 17, 120, 8, 9, 77, 17, 3, 250, 42, 5]
CLOSE = 1e-4


@pytest.mark.parametrize("kind", [*KINDS, "embedded"])
def test_every_number_is_that_of_transformers(kind: str, tmp_path: Path) -> None:
    folder = embedded_model() if kind == "embedded" else tiny_base(tmp_path / "m", kind)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        str(folder), dtype=torch.float32, attn_implementation="eager"
    ).eval()
    with torch.no_grad():
        theirs = model(torch.tensor([IDS]), output_attentions=True, output_hidden_states=True)
    ours = Forward(folder).trace(IDS)

    def same(a: np.ndarray, b: torch.Tensor) -> None:
        largest = max(1.0, float(b.abs().max()))  # the streams of a trained network go up to 75
        np.testing.assert_allclose(a, b.numpy(), atol=CLOSE * largest, rtol=CLOSE)

    same(ours.logits_TV, theirs.logits[0])
    same(ours.embedded_TD, theirs.hidden_states[0][0])
    same(ours.attention_LHTT, torch.cat(theirs.attentions))
    # The library gives the last of them after the last norm.
    same(ours.streams_LTD[:-1], torch.cat(theirs.hidden_states[1:-1]))


def test_a_network_of_another_family_is_refused(tmp_path: Path) -> None:
    folder = tiny_base(tmp_path / "m", "llama")
    config = (folder / "config.json").read_text("utf-8")
    (folder / "config.json").write_text(config.replace('"llama"', '"mamba"'), "utf-8")
    with pytest.raises(UserError, match="mamba"):
        Forward(folder)
