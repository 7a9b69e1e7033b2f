"""A Hugging Face folder of the Llama class → the files of CTranslate2, once, kept in a cache.

The public artefact stays the safetensors folder; this is only what the engine reads. It runs as
a process of its own (`python -m aurore.generation.conversion MODEL TARGET`), because CTranslate2's
`specs` import torch wherever it is installed, and writing a text should not wait for that.
Needs neither torch nor transformers.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from aurore.base.errors import InternalError, UserError
from aurore.base.workspace import replace_folder
from aurore.tokenizer.bpe import END_OF_TEXT_ID

FILES = ("config.json", "model.safetensors", "tokenizer.json")
PRECISION = "int8"  # cited: DESIGN §4, about five times the tokens a second of transformers


def cache_folder() -> Path:
    """Where converted models are kept: `AURORE_CACHE`, or the system's place for caches."""
    return Path(os.environ.get("AURORE_CACHE") or platformdirs.user_cache_path("aurore"))


def converted(model: Path, precision: str = PRECISION) -> Path:
    """The CTranslate2 folder of a model, made now if it is not in the cache.

    Raises:
        UserError: the folder is no model of the Llama class.
        InternalError: the conversion failed.
    """
    _check(model)
    target = cache_folder() / "models" / f"{fingerprint(model)}-{precision}"
    if not (target / "model.bin").exists():
        command = [sys.executable, "-m", __name__, str(model), str(target), precision]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            raise InternalError(
                "conversion_failed", folder=model, reason=done.stderr.strip()[-300:]
            )
    return target


def fingerprint(model: Path) -> str:
    """A hash of the files that make the model."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((model / name).read_bytes())
    return digest.hexdigest()[:16]


def _check(model: Path) -> None:
    missing = [name for name in FILES if not (model / name).exists()]
    if missing:
        raise UserError("no_model", folder=model)
    if not _is_ours(read_config(model)):
        raise UserError("not_llama", folder=model)


def _is_ours(config: dict[str, Any]) -> bool:
    """Whether it is the Llama that `convert` knows, without what other models of the class add."""
    heads = config.get("num_attention_heads", 0)
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    return (
        config.get("model_type") == "llama"
        and config.get("num_key_value_heads", heads) == heads
        and config.get("head_dim", 0) * heads in (0, config.get("hidden_size"))
        and rope.get("rope_type", "default") == "default"
        and not config.get("attention_bias")
        and not config.get("mlp_bias")
        and config.get("eos_token_id") == END_OF_TEXT_ID
    )


def read_config(model: Path) -> dict[str, Any]:
    """The `config.json` of a model."""
    config: dict[str, Any] = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return config


def convert(model: Path, target: Path, precision: str) -> None:
    """Writes the CTranslate2 files of a Llama folder."""
    from ctranslate2.specs import common_spec, transformer_spec
    from safetensors.numpy import load_file

    config = read_config(model)
    weights = {
        name.removeprefix("model."): tensor.astype(np.float32)
        for name, tensor in load_file(model / "model.safetensors").items()
    }
    spec = transformer_spec.TransformerDecoderModelSpec.from_config(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        activation=common_spec.Activation.SWISH,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=0,
        rotary_interleave=False,
        rotary_base=(config.get("rope_parameters") or config).get("rope_theta", 10_000.0),
    )
    _fill(spec.decoder, weights)
    tokens = _vocabulary(model)
    spec.register_vocabulary(tokens)
    spec.config.bos_token = spec.config.eos_token = spec.config.unk_token = tokens[0]
    spec.config.layer_norm_epsilon = config["rms_norm_eps"]
    spec.validate()
    spec.optimize(quantization=None if precision == "float32" else precision)
    with replace_folder(target) as folder:
        spec.save(str(folder))


def _fill(decoder: Any, weights: dict[str, NDArray[np.float32]]) -> None:
    """Puts each tensor at its place in the specification."""
    decoder.scale_embeddings = False
    decoder.embeddings.weight = weights["embed_tokens.weight"]
    decoder.projection.weight = weights.get("lm_head.weight", weights["embed_tokens.weight"])
    decoder.layer_norm.gamma = weights["norm.weight"]
    for number, layer in enumerate(decoder.layer):
        held = f"layers.{number}."
        attention, feed_forward = layer.self_attention, layer.ffn
        attention.layer_norm.gamma = weights[f"{held}input_layernorm.weight"]
        attention.linear[0].weight = np.concatenate(
            [weights[f"{held}self_attn.{part}_proj.weight"] for part in "qkv"]
        )
        attention.linear[1].weight = weights[f"{held}self_attn.o_proj.weight"]
        feed_forward.layer_norm.gamma = weights[f"{held}post_attention_layernorm.weight"]
        feed_forward.linear_0.weight = weights[f"{held}mlp.gate_proj.weight"]
        feed_forward.linear_0_noact.weight = weights[f"{held}mlp.up_proj.weight"]
        feed_forward.linear_1.weight = weights[f"{held}mlp.down_proj.weight"]


def _vocabulary(model: Path) -> list[str]:
    from aurore.tokenizer.bpe import load_tokenizer

    tokenizer = load_tokenizer(model)
    return [tokenizer.id_to_token(i) or "" for i in range(tokenizer.get_vocab_size())]


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
