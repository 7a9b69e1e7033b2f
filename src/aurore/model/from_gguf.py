"""A GGUF file → a model folder, once: weights counted out again, tokenizer and configuration.

What a file keeps in four or eight bits comes out in full numbers, as good as it was in few bits.
The folder lies in Aurore's cache under the hash of the file.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models

from aurore.base.cache import cache_folder
from aurore.base.errors import UserError
from aurore.base.workspace import replace_folder
from aurore.model.gguf_names import (
    CONTROL,
    USER_DEFINED,
    half_a_head_apart,
    is_paired,
    is_turned,
    name_here,
)
from aurore.tokenizer.llama_cpp import pre_tokenizer

CLASSES = {"llama": "LlamaForCausalLM", "qwen3": "Qwen3ForCausalLM", "gpt2": "GPT2LMHeadModel"}


def folder_of_gguf(path: Path) -> Path:
    """The Hugging Face folder of a GGUF file, made now if it is not in the cache.

    Raises:
        UserError: it is no such file, its class or tokenizer is not known, or `gguf` is missing.
    """
    try:
        import gguf
    except ImportError as error:
        raise UserError("no_export_library", library="gguf") from error
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    target = cache_folder() / "gguf" / digest / path.stem
    if (target / "config.json").exists():
        return target
    try:
        reader: Any = gguf.GGUFReader(path)
    except (ValueError, IndexError, OSError) as error:
        raise UserError("no_gguf", path=path) from error
    fields = dict(reader.fields)
    kind = str(_field(fields, "general.architecture"))
    cutting = pre_tokenizer(str(_field(fields, "tokenizer.ggml.pre", "")))
    if kind not in CLASSES or cutting is None:
        raise UserError("unknown_gguf", path=path, known=", ".join(CLASSES))
    config = _config(kind, fields, reader.tensors)
    with replace_folder(target) as folder:
        _save_weights(reader.tensors, config, folder)
        _save_tokenizer(fields, cutting, folder)
        (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
        licence = _field(fields, "general.license", "")
        card = f"---\nlicense: {licence}\n---\n" if licence else ""
        (folder / "README.md").write_text(f"{card}\n{path.name}\n", encoding="utf-8")
    return target


def _field(fields: dict[str, Any], name: str, default: Any = None) -> Any:
    return fields[name].contents() if name in fields else default


def _config(kind: str, fields: dict[str, Any], tensors: list[Any]) -> dict[str, Any]:
    def size(name: str, default: Any = None) -> Any:
        return _field(fields, f"{kind}.{name}", default)

    ends = {
        "bos_token_id": _field(fields, "tokenizer.ggml.bos_token_id"),
        "eos_token_id": _field(fields, "tokenizer.ggml.eos_token_id"),
    }
    names = {tensor.name for tensor in tensors}
    config = {
        "model_type": kind,
        "architectures": [CLASSES[kind]],
        "vocab_size": len(_field(fields, "tokenizer.ggml.tokens")),
        "tie_word_embeddings": "output.weight" not in names,
        **ends,
    }
    heads, width = size("attention.head_count"), size("embedding_length")
    if kind == "gpt2":
        return config | {
            "n_layer": size("block_count"),
            "n_embd": width,
            "n_head": heads,
            "n_inner": size("feed_forward_length"),
            "n_positions": size("context_length"),
            "layer_norm_epsilon": size("attention.layer_norm_epsilon"),
        }
    return config | {
        "num_hidden_layers": size("block_count"),
        "hidden_size": width,
        "intermediate_size": size("feed_forward_length"),
        "num_attention_heads": heads,
        "num_key_value_heads": size("attention.head_count_kv", heads),
        "head_dim": size("attention.key_length", width // heads),
        "max_position_embeddings": size("context_length"),
        "rms_norm_eps": size("attention.layer_norm_rms_epsilon"),
        "rope_theta": size("rope.freq_base", 10_000.0),
    }


def _save_weights(tensors: list[Any], config: dict[str, Any], folder: Path) -> None:
    from gguf.quants import dequantize
    from safetensors.numpy import save_file

    kind = config["model_type"]
    weights: dict[str, NDArray[np.float32]] = {}
    for tensor in tensors:
        if tensor.name == "rope_freqs.weight":  # follows from the configuration
            continue
        values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        if is_turned(tensor.name, kind):
            values = values.T
        if is_paired(tensor.name, kind):
            of_keys = ".attn_k." in tensor.name
            name = "num_key_value_heads" if of_keys else "num_attention_heads"
            values = half_a_head_apart(values, config[name])
        weights[name_here(tensor.name, kind)] = np.ascontiguousarray(values)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _save_tokenizer(fields: dict[str, Any], cutting: Any, folder: Path) -> None:
    names = _field(fields, "tokenizer.ggml.tokens")
    kinds = _field(fields, "tokenizer.ggml.token_type")
    merges = [tuple(pair.split(" ")) for pair in _field(fields, "tokenizer.ggml.merges")]
    vocabulary = {name: number for number, name in enumerate(names)}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.pre_tokenizer = cutting
    tokenizer.decoder = decoders.ByteLevel()
    added = [
        AddedToken(name, special=kind == CONTROL, normalized=False)
        for name, kind in zip(names, kinds, strict=True)
        if kind in (CONTROL, USER_DEFINED)
    ]
    tokenizer.add_special_tokens([token for token in added if token.special])
    tokenizer.add_tokens([token for token in added if not token.special])
    tokenizer.save(str(folder / "tokenizer.json"))
    described = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": names[_field(fields, "tokenizer.ggml.eos_token_id")],
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(described), encoding="utf-8")
