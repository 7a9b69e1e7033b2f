"""Where the weights of each family of networks go in CTranslate2's specification.

A family is what `config.json` calls `model_type`. Each has a function that makes the empty
specification from the configuration, and one that fills it. Needs neither torch nor transformers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Config = dict[str, Any]
Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Family:
    """How to convert the networks of one `model_type`."""

    empty: Callable[[Config], Any]
    """The configuration → a decoder's specification without weights."""
    fill: Callable[[Any, Weights], None]
    prefix: str
    """Before the names of the weights, in a file that has the output layer too."""


def _empty_llama(config: Config) -> Any:
    """Llama, and Qwen3, which also norms queries and keys."""
    from ctranslate2.specs import common_spec, transformer_spec

    heads, kv_heads = config["num_attention_heads"], config.get("num_key_value_heads")
    head_width = config.get("head_dim") or config["hidden_size"] // heads
    return transformer_spec.TransformerDecoderModelSpec.from_config(
        config["num_hidden_layers"],
        heads,
        activation=common_spec.Activation.SWISH,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=head_width,
        rotary_interleave=False,
        rotary_base=(config.get("rope_parameters") or config).get("rope_theta", 10_000.0),
        num_heads_kv=None if kv_heads == heads else kv_heads,
        head_dim=head_width,
        qk_norm=config["model_type"] == "qwen3",
    )


def _fill_llama(decoder: Any, weights: Weights) -> None:
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
        if hasattr(attention, "q_norm"):
            attention.q_norm.gamma = weights[f"{held}self_attn.q_norm.weight"]
            attention.k_norm.gamma = weights[f"{held}self_attn.k_norm.weight"]
        feed_forward.layer_norm.gamma = weights[f"{held}post_attention_layernorm.weight"]
        feed_forward.linear_0.weight = weights[f"{held}mlp.gate_proj.weight"]
        feed_forward.linear_0_noact.weight = weights[f"{held}mlp.up_proj.weight"]
        feed_forward.linear_1.weight = weights[f"{held}mlp.down_proj.weight"]


def _empty_gpt2(config: Config) -> Any:
    from ctranslate2.specs import common_spec, transformer_spec

    activations = {
        "gelu": common_spec.Activation.GELU,
        "gelu_new": common_spec.Activation.GELUTanh,
        "relu": common_spec.Activation.RELU,
    }
    return transformer_spec.TransformerDecoderModelSpec.from_config(
        config["n_layer"],
        config["n_head"],
        pre_norm=True,
        activation=activations[config.get("activation_function", "gelu_new")],
    )


def _fill_gpt2(decoder: Any, weights: Weights) -> None:
    decoder.scale_embeddings = False
    decoder.embeddings.weight = weights["wte.weight"]
    decoder.position_encodings.encodings = weights["wpe.weight"]
    decoder.projection.weight = weights.get("lm_head.weight", weights["wte.weight"])
    _fill_norm(decoder.layer_norm, weights, "ln_f")
    for number, layer in enumerate(decoder.layer):
        held = f"h.{number}."
        attention, feed_forward = layer.self_attention, layer.ffn
        _fill_norm(attention.layer_norm, weights, f"{held}ln_1")
        _fill_linear(attention.linear[0], weights, f"{held}attn.c_attn")
        _fill_linear(attention.linear[1], weights, f"{held}attn.c_proj")
        _fill_norm(feed_forward.layer_norm, weights, f"{held}ln_2")
        _fill_linear(feed_forward.linear_0, weights, f"{held}mlp.c_fc")
        _fill_linear(feed_forward.linear_1, weights, f"{held}mlp.c_proj")


def _fill_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _fill_linear(spec: Any, weights: Weights, name: str) -> None:
    """GPT-2 keeps its matrices the other way round."""
    spec.weight = np.ascontiguousarray(weights[f"{name}.weight"].T)
    spec.bias = weights[f"{name}.bias"]


FAMILIES = {
    "llama": Family(_empty_llama, _fill_llama, "model."),
    "qwen3": Family(_empty_llama, _fill_llama, "model."),
    "gpt2": Family(_empty_gpt2, _fill_gpt2, "transformer."),
}
