"""What `aurore export` writes for CTranslate2 and ONNX Runtime says there what the folder says."""

from pathlib import Path

import ctranslate2
import numpy as np
import onnxruntime
import pytest
import torch
import transformers

from aurore.release.ctranslate2_folder import export_ctranslate2
from aurore.release.onnx_file import export_onnx
from tiny import KINDS, tiny_base

PROMPT = "Il était une fois, au bord de l’étang,"


@pytest.fixture(scope="module", params=KINDS)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A folder of each family, its prompt in tokens, and the logits of transformers."""
    folder = tiny_base(tmp_path_factory.mktemp("base") / request.param, request.param)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    network = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
    ids = tokenizer(PROMPT, add_special_tokens=False)["input_ids"]
    with torch.no_grad():
        logits_TV = network(torch.tensor([ids])).logits[0].numpy()
    return folder, ids, logits_TV


def test_ctranslate2_gives_the_same_logits(model, tmp_path: Path) -> None:
    folder, ids, logits_TV = model
    made = export_ctranslate2(folder, tmp_path / "ct2", "float32")
    assert {"model.bin", "tokenizer.json"} <= set(made.files)
    generator = ctranslate2.Generator(str(made.folder), inter_threads=1, intra_threads=1)
    tokens = transformers.AutoTokenizer.from_pretrained(made.folder).convert_ids_to_tokens(ids)
    found = np.array(generator.forward_batch([tokens]))[0]
    assert np.abs(found - logits_TV).max() < 1e-4


def test_onnx_runtime_alone_gives_the_same_logits(model, tmp_path: Path) -> None:
    folder, ids, logits_TV = model
    made = export_onnx(folder, tmp_path / "onnx")
    session = onnxruntime.InferenceSession(str(made.folder / "model.onnx"))
    count, feeds = len(ids), {}
    for wanted in session.get_inputs():
        if wanted.name.startswith("past_"):
            _, heads, _, width = wanted.shape
            feeds[wanted.name] = np.zeros((1, heads, 48, width), np.float32)
    feeds |= {
        "ids_BT": np.array([ids]),
        "kept_K": np.arange(count),
        "last_B": np.array([count - 1], np.int32),
        "total": np.array(count, np.int32),
    }
    if any(wanted.name == "positions_BT" for wanted in session.get_inputs()):
        feeds["positions_BT"] = np.arange(count)[None]
    [found] = session.run(["logits_BKV"], feeds)
    assert np.abs(found[0] - logits_TV).max() < 1e-4
