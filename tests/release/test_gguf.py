"""A GGUF file says in llama.cpp what the folder says in transformers: tokens, logits, text."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from llama_cpp import LlamaCpp
from tokenizers import AddedToken, Tokenizer, pre_tokenizers

from aurore.base.errors import UserError
from aurore.model.bases import find_base
from aurore.model.choose import embedded_model
from aurore.release.gguf_file import MODELFILE, export_gguf
from aurore.tokenizer.llama_cpp import llama_cpp_name, pre_tokenizer
from tiny import CONTEXT, KINDS, tiny_base

PROMPT = "Il était une fois, au bord de l’étang,"
CUT_HERE = (
    "Ah! oui, dit-elle… l’été 1832, à Nohant : 12 000 francs!\n\n  — Vraiment?   Œil, ÇA;",
    "« C’est l'heure\u00a0», d'où s'en va-t-il\u202f? — 3e  étage\t(n° 4).\r\n\r\n don't 😀 日本 ",
    "   \n", "  a", "…!?", "<|endoftext|>Fin.", "e\u0301te\u0301",
)  # fmt: skip


def in_transformers(folder: Path) -> tuple:
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return transformers.AutoTokenizer.from_pretrained(folder), model.eval()


def same_logits(engine: LlamaCpp, folder: Path) -> float:
    """The largest difference of ln p over the whole vocabulary, after four lengths of text."""
    tokenizer, model = in_transformers(folder)
    ids = tokenizer(PROMPT, add_special_tokens=False)["input_ids"]
    count = model.config.vocab_size
    with torch.no_grad():
        logs_TV = torch.log_softmax(model(torch.tensor([ids])).logits[0], -1).numpy()
    worst = 0.0
    for length in (1, 2, len(ids) // 2, len(ids)):
        found = engine.log_probabilities(ids[:length], count)
        assert set(found) == set(range(count))
        theirs = np.array([found[i] for i in range(count)])
        worst = max(worst, float(np.abs(theirs - logs_TV[length - 1]).max()))
    return worst


def greedy(folder: Path, tokens: int) -> str:
    tokenizer, model = in_transformers(folder)
    ids = tokenizer(PROMPT, add_special_tokens=False, return_tensors="pt")["input_ids"]
    made = model.generate(ids, max_new_tokens=tokens, do_sample=False, pad_token_id=0)
    return tokenizer.decode(made[0][ids.shape[1] :], skip_special_tokens=True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_logits_of_each_family_are_the_same(kind: str, tmp_path: Path) -> None:
    base = tiny_base(tmp_path / kind, kind)
    made = export_gguf(base, tmp_path / "out", "float32")
    assert same_logits(LlamaCpp(tmp_path / "out" / made.files[0], CONTEXT), base) < 1e-3


def test_a_trained_model_writes_the_same_text_with_its_own_tokenizer(
    trained, tmp_path: Path
) -> None:
    folder = trained[0].run("demo") / "model"
    engine = LlamaCpp(export_gguf(folder, tmp_path / "out", "float32").folder / "model.gguf", 64)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    for text in CUT_HERE:
        assert engine.tokens(text) == tokenizer(text)["input_ids"], text
    assert same_logits(engine, folder) < 1e-3
    assert engine.greedy(PROMPT, 30) == greedy(folder, 30)


def test_the_embedded_model_in_eight_bits_stays_near_and_small(tmp_path: Path) -> None:
    folder = embedded_model()
    whole, small = (export_gguf(folder, tmp_path / name, name) for name in ("float16", "int8"))
    assert small.bytes < 0.62 * whole.bytes
    engine = LlamaCpp(whole.folder / "model.gguf", 256)
    assert engine.greedy(PROMPT, 12) == greedy(folder, 12)
    assert same_logits(engine, folder) < 0.05
    assert same_logits(LlamaCpp(small.folder / "model.gguf", 256), folder) < 0.8
    said = (whole.folder / MODELFILE).read_text(encoding="utf-8")
    assert "FROM ./model.gguf" in said and "num_ctx 512" in said and "<|endoftext|>" in said


@pytest.mark.parametrize("name", ["smollm", "qwen2"])
def test_ways_of_cutting_that_are_known_by_name_cut_alike(name: str, tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "base", "qwen3")
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.pre_tokenizer = pre_tokenizer(name)
    tokenizer.save(str(base / "tokenizer.json"))
    assert llama_cpp_name(tokenizer) == name
    engine = LlamaCpp(export_gguf(base, tmp_path / "out").folder / "model.gguf", CONTEXT)
    for text in CUT_HERE:
        assert engine.tokens(text) == tokenizer.encode(text).ids, text


def test_a_way_of_cutting_without_a_name_is_refused_in_two_sentences(tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "base", "llama")
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Punctuation(), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.save(str(base / "tokenizer.json"))
    with pytest.raises(UserError) as refused:
        export_gguf(base, tmp_path / "out")
    assert refused.value.name == "no_pretokenizer" and "llama.cpp" in refused.value.problem
    assert not (tmp_path / "out").exists()


def test_a_vocabulary_larger_than_the_tokenizer_and_added_tokens(tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "base", "llama")
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.add_tokens([AddedToken("dit-elle", normalized=False)])
    tokenizer.save(str(base / "tokenizer.json"))
    config = json.loads((base / "config.json").read_text())
    model = transformers.AutoModelForCausalLM.from_pretrained(base)
    model.resize_token_embeddings(config["vocab_size"] + 8, mean_resizing=False)
    model.save_pretrained(base)
    engine = LlamaCpp(export_gguf(base, tmp_path / "out", "float32").folder / "model.gguf", CONTEXT)
    assert engine.tokens("— Oui, dit-elle.") == tokenizer.encode("— Oui, dit-elle.").ids
    assert same_logits(engine, base) < 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_comes_back_as_the_folder_it_was(kind: str, tmp_path: Path) -> None:
    base = tiny_base(tmp_path / kind, kind)
    file = export_gguf(base, tmp_path / "out", "float32").folder / "model.gguf"
    back = find_base(str(file))
    (ours, ours_model), (theirs, theirs_model) = map(in_transformers, (base, back.folder))
    for text in CUT_HERE:
        assert theirs(text)["input_ids"] == ours(text)["input_ids"]
    states = theirs_model.state_dict()
    for name, values in ours_model.state_dict().items():
        assert torch.equal(values, states[name]), name
    assert (back.kind, back.context, back.title) == (kind, CONTEXT, "model.gguf")
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(UserError) as refused:
        find_base(str(file))
    assert refused.value.name == "no_gguf"
