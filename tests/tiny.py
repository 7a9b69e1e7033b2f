"""Tiny models in the exact form of those of the Hub, random weights, made in a moment."""

import json
from pathlib import Path
from typing import Any

import torch
import transformers

from aurore.base.settings import TokenizeSettings
from aurore.model.network import save
from aurore.tokenizer.bpe import train_tokenizer

LAYERS, WIDTH, CONTEXT = 3, 32, 48
KINDS = ("gpt2", "llama", "qwen3")
TEXT = "Il était une fois, au bord de l’étang, une fileuse. — Oui, dit-elle, à l’été.\n" * 3


def tiny_config(kind: str, vocabulary: int, context: int = CONTEXT) -> Any:
    """A configuration of the class `kind` with the defaults of the library, dropout included."""
    if kind == "gpt2":
        return transformers.GPT2Config(
            n_layer=LAYERS, n_embd=WIDTH, n_head=2, n_positions=context, vocab_size=vocabulary,
            bos_token_id=0, eos_token_id=0,
        )  # fmt: skip
    family = {"llama": transformers.LlamaConfig, "qwen3": transformers.Qwen3Config}[kind]
    return family(
        num_hidden_layers=LAYERS,
        hidden_size=WIDTH,
        intermediate_size=64,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        max_position_embeddings=context,
        vocab_size=vocabulary,
        tie_word_embeddings=kind == "qwen3",
        bos_token_id=0,
        eos_token_id=0,
    )


def tiny_base(folder: Path, kind: str, end: str = "<|endoftext|>", context: int = CONTEXT) -> Path:
    """A model folder: `config.json`, `model.safetensors`, a tokenizer of its own."""
    folder.mkdir(parents=True)
    tokenizer = train_tokenizer([TEXT], TokenizeSettings(vocab_size=300))
    config = tiny_config(kind, tokenizer.get_vocab_size(), context)
    torch.manual_seed(0)
    save(transformers.AutoModelForCausalLM.from_config(config), folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    kept = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": end, "note": "as it was"}
    (folder / "tokenizer_config.json").write_text(json.dumps(kept), "utf-8")
    return folder
