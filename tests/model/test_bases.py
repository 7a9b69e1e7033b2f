"""What can be a base and what cannot, each refusal with its reason; nothing of others is run."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

from aurore.base.errors import UserError
from aurore.model.bases import Base, find_base, load_base
from aurore.model.choose import AURORE_BASE, AURORE_SAND, embedded_model
from aurore.model.readings import Readings, has_read, readings_of
from tiny import CONTEXT, KINDS, LAYERS, WIDTH, tiny_base


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A tiny GPT-2 to spoil."""
    return tiny_base(tmp_path / "base", "gpt2")


def refusal(folder: Path) -> str:
    """The name of the error with which a folder is refused, before or while it is loaded."""
    with pytest.raises(UserError) as caught:
        load_base(find_base(str(folder)), end_of_text=0)
    assert caught.value.problem and caught.value.remedy
    return caught.value.name


def change_config(folder: Path, **values: object) -> None:
    data = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(data | values))


@pytest.mark.parametrize("kind", KINDS)
def test_a_base_is_described_and_loaded_in_single_precision(tmp_path: Path, kind: str) -> None:
    folder = tiny_base(tmp_path / kind, kind)
    weights = load_file(folder / "model.safetensors")
    save_file(
        {n: t.half() for n, t in weights.items()}, folder / "model.safetensors", {"format": "pt"}
    )
    base = find_base(str(folder))
    assert (base.kind, base.layers, base.width, base.context) == (kind, LAYERS, WIDTH, CONTEXT)
    model = load_base(base, end_of_text=7)
    assert model.dtype == torch.float32 and model.training
    assert model.config.eos_token_id == model.generation_config.eos_token_id == 7
    ids = torch.arange(20).unsqueeze(0)
    with torch.no_grad():
        assert torch.equal(model(ids).logits, model(ids).logits), "dropout is off"
        theirs = AutoModelForCausalLM.from_pretrained(str(folder), dtype=torch.float32).eval()
        assert torch.allclose(model(ids).logits, theirs(ids).logits, atol=1e-6)


def test_the_embedded_model_is_a_base() -> None:
    base = find_base("embedded")
    assert (base.folder, base.kind, base.context) == (embedded_model(AURORE_BASE), "qwen3", 512)
    assert find_base("aurore-sand").folder == embedded_model()
    assert base == find_base("embedded")


def test_weights_in_several_files_are_a_base(base: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(str(base))
    (base / "model.safetensors").unlink()
    model.save_pretrained(str(base), max_shard_size="20KB")
    assert (base / "model.safetensors.index.json").exists()
    loaded = load_base(find_base(str(base)), end_of_text=0)
    for name, p in model.named_parameters():
        assert torch.equal(p, dict(loaded.named_parameters())[name])


def test_the_layout_of_the_first_workshops_base_is_read(base: Path) -> None:
    """benjamin/gpt2-wechsel-french also holds the head, the masks, pickles of its training."""
    tensors = load_file(base / "model.safetensors")
    tensors["lm_head.weight"] = tensors["transformer.wte.weight"].clone()
    for layer in range(LAYERS):
        mask = torch.ones(CONTEXT, CONTEXT).tril().view(1, 1, CONTEXT, CONTEXT)
        tensors[f"transformer.h.{layer}.attn.bias"] = mask
        tensors[f"transformer.h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    save_file(tensors, base / "model.safetensors", {"format": "pt"})
    for name in ("optimizer.pt", "pytorch_model.bin", "rng_state_0.pth"):
        (base / name).write_bytes(b"never opened")
    model = load_base(find_base(str(base)), end_of_text=0)
    assert torch.equal(model.lm_head.weight, tensors["transformer.wte.weight"])


def test_a_folder_that_is_not_there_is_no_name_of_the_hub() -> None:
    for asked in ("./absent", "/absent/model", "a/b/c", "deux mots"):
        with pytest.raises(UserError) as caught:
            find_base(asked)
        assert caught.value.name == "no_base_folder", asked


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"model_type": "bert", "architectures": ["BertForMaskedLM"]}, "base_not_causal"),
        ({"model_type": "bert", "architectures": None}, "base_not_causal"),
        ({"model_type": "t5", "architectures": ["T5ForConditionalGeneration"]}, "base_not_causal"),
        ({"architectures": ["GPT2ForSequenceClassification"]}, "base_not_causal"),
        ({"model_type": "mystère"}, "base_of_unknown_kind"),
        ({"model_type": "mien", "auto_map": {"AutoConfig": "mine.C"}}, "base_runs_code"),
        ({"n_head": "deux"}, "base_broken_config"),
        ({"n_embd": 64}, "base_broken_weights"),
        ({"n_layer": LAYERS + 1}, "base_broken_weights"),
    ],
)
def test_a_configuration_that_does_not_do_is_refused(
    base: Path, values: dict[str, object], error: str
) -> None:
    change_config(base, **values)
    assert refusal(base) == error


def test_a_bert_told_to_be_causal_that_looks_ahead_is_found_out(tmp_path: Path) -> None:
    from transformers import BertConfig, BertLMHeadModel

    folder = tiny_base(tmp_path / "base", "gpt2")
    config = BertConfig(
        vocab_size=300, hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, is_decoder=False, tie_word_embeddings=False,
    )  # fmt: skip
    BertLMHeadModel(config).save_pretrained(str(folder))
    assert refusal(folder) == "base_not_causal"


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"model_type": 3}', ""])
def test_a_damaged_configuration_is_said(base: Path, text: str) -> None:
    (base / "config.json").write_text(text)
    assert refusal(base) in ("base_broken_config", "base_of_unknown_kind")


def test_code_beside_the_model_is_never_run(base: Path) -> None:
    ran = base / "ran"
    (base / "mine.py").write_text(f"from pathlib import Path\nPath({str(ran)!r}).touch()\n")
    for kind in ("mien", "gpt2"):
        change_config(
            base,
            model_type=kind,
            auto_map={"AutoConfig": "mine.C", "AutoModelForCausalLM": "mine.M"},
        )
        try:
            load_base(find_base(str(base)), end_of_text=0)
        except UserError as error:
            assert error.name == "base_runs_code" and kind == "mien"
        assert not ran.exists()


def test_a_pickle_is_refused_unopened(base: Path) -> None:
    (base / "model.safetensors").rename(base / "pytorch_model.bin")
    assert refusal(base) == "base_not_safetensors"


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ("config.json", "base_without_config"),
        ("model.safetensors", "base_without_weights"),
        ("tokenizer.json", "base_without_tokenizer"),
    ],
)
def test_what_is_missing_is_named(base: Path, file: str, error: str) -> None:
    (base / file).unlink()
    assert refusal(base) == error


def test_weights_cut_short_are_refused(base: Path) -> None:
    data = (base / "model.safetensors").read_bytes()
    for size in (0, 100, len(data) // 2, len(data) - 1):
        (base / "model.safetensors").write_bytes(data[:size])
        assert refusal(base) == "base_broken_weights"


def test_a_missing_tensor_is_not_drawn_at_random(base: Path) -> None:
    tensors = load_file(base / "model.safetensors")
    del tensors["transformer.h.1.mlp.c_fc.weight"]
    save_file(tensors, base / "model.safetensors", {"format": "pt"})
    assert refusal(base) == "base_broken_weights"


def test_other_weights_are_another_base(base: Path) -> None:
    before: Base = find_base(str(base))
    tensors = load_file(base / "model.safetensors")
    tensors["transformer.ln_f.bias"] += 1
    save_file(tensors, base / "model.safetensors", {"format": "pt"})
    assert find_base(str(base)).sha256 != before.sha256


def test_what_a_model_has_read_is_kept_beside_it(base: Path) -> None:
    assert has_read(base, "23582", "La Mare au Diable") == "unknown"
    (base / "README.md").write_text("Un modèle. Lu : la mare au diable.", encoding="utf-8")
    assert has_read(base, "23582", "La Mare au Diable") == "mentioned"
    Readings(frozenset({"1"}), complete=True).and_then({"dossier/conte"}).write(base)
    assert has_read(base, "23582", "La Mare au Diable") == "no"
    assert has_read(base, "ailleurs/conte", "Conte") == "yes"
    assert readings_of(base).books == {"1", "conte"}


def test_the_embedded_models_have_not_read_the_books_they_are_measured_on() -> None:
    held_out = ["23582", "69098", "13653", "15226", "15287"]  # Sand
    held_out += ["4791", "6470", "11049", "11596", "13856"]  # five others
    for name in (AURORE_BASE, AURORE_SAND):
        assert {has_read(embedded_model(name), book, "") for book in held_out} == {"no"}
    assert has_read(embedded_model(AURORE_SAND), "34204", "La petite Fadette") == "yes"
    assert has_read(embedded_model(AURORE_BASE), "34204", "La petite Fadette") == "no"
    assert has_read(embedded_model(AURORE_SAND), "5711", "Germinal") == "yes", "by its base"


def test_a_copy_of_a_base_elsewhere_is_the_same_base(base: Path, tmp_path: Path) -> None:
    other = shutil.copytree(base, tmp_path / "ailleurs")
    assert find_base(str(other)).sha256 == find_base(str(base)).sha256
