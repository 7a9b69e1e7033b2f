"""A Hugging Face folder as a GGUF file in eight bits, so that llama.cpp can be measured beside us.

For timing only: the tokens are numbered, not named, and the prompt is given as numbers.
"""

import json
from pathlib import Path

import gguf
import numpy as np
from safetensors.numpy import load_file

LLAMA = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output",
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "model.layers.": "blk.",
}  # fmt: skip
GPT2 = {
    "transformer.": "", "wte": "token_embd", "wpe": "position_embd", "ln_f": "output_norm",
    "ln_1": "attn_norm", "ln_2": "ffn_norm", "attn.c_attn": "attn_qkv", "attn.c_proj":
    "attn_output", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down", "h.": "blk.",
}  # fmt: skip


def write_gguf(model: Path, target: Path) -> None:
    """Writes the file llama.cpp reads."""
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    family, names = config["model_type"], GPT2 if config["model_type"] == "gpt2" else LLAMA
    writer = gguf.GGUFWriter(target, family)
    _sizes(writer, config)
    vocabulary = config["vocab_size"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([f"<{number}>" for number in range(vocabulary)])
    writer.add_token_types([1] * vocabulary)
    writer.add_token_merges(["a b"])
    writer.add_eos_token_id(config["eos_token_id"])
    for name, weight in load_file(model / "model.safetensors").items():
        weight = weight.astype(np.float32)
        if family == "gpt2" and ".c_" in name and name.endswith("weight"):
            weight = np.ascontiguousarray(weight.T)
        for theirs, ours in names.items():
            name = name.replace(theirs, ours)
        if family == "llama" and ("attn_q." in name or "attn_k." in name):
            heads = config["num_attention_heads"]
            halves = weight.reshape(heads, 2, weight.shape[0] // heads // 2, weight.shape[1])
            weight = halves.swapaxes(1, 2).reshape(weight.shape)
        _add(writer, name, weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _sizes(writer: gguf.GGUFWriter, config: dict) -> None:
    def first(*names: str) -> int:
        return next(config[name] for name in names if config.get(name) is not None)

    heads = first("num_attention_heads", "n_head")
    width = first("hidden_size", "n_embd")
    writer.add_context_length(first("max_position_embeddings", "n_positions"))
    writer.add_embedding_length(width)
    writer.add_block_count(first("num_hidden_layers", "n_layer"))
    inner = config.get("intermediate_size") or config.get("n_inner") or 4 * width
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    if config["model_type"] == "gpt2":
        writer.add_layer_norm_eps(config["layer_norm_epsilon"])
        return
    writer.add_head_count_kv(config.get("num_key_value_heads") or heads)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    head_width = config.get("head_dim") or width // heads
    writer.add_key_length(head_width)
    writer.add_value_length(head_width)
    writer.add_rope_dimension_count(head_width)
    writer.add_rope_freq_base(10_000.0)


def _add(writer: gguf.GGUFWriter, name: str, weight: np.ndarray) -> None:
    """Matrices in eight bits, the rest in single precision."""
    eight = gguf.GGMLQuantizationType.Q8_0
    if weight.ndim == 2 and "position" not in name:
        writer.add_tensor(name, gguf.quants.quantize(weight, eight), raw_dtype=eight)
    else:
        writer.add_tensor(name, weight)
