"""What transformers and llama.cpp call the same weights, and where they lay their numbers apart."""

import numpy as np
from numpy.typing import NDArray

NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5  # kinds of tokens, by their numbers in GGUF
LAYER = {
    "llama": {
        "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
        "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
        "attn_output": "self_attn.o_proj", "attn_q_norm": "self_attn.q_norm",
        "attn_k_norm": "self_attn.k_norm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
        "ffn_down": "mlp.down_proj",
    },
    "gpt2": {
        "attn_norm": "ln_1", "ffn_norm": "ln_2", "attn_qkv": "attn.c_attn",
        "attn_output": "attn.c_proj", "ffn_up": "mlp.c_fc", "ffn_down": "mlp.c_proj",
    },
}  # fmt: skip
OUTSIDE = {
    "llama": {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"},
    "gpt2": {
        "token_embd": "transformer.wte", "position_embd": "transformer.wpe",
        "output_norm": "transformer.ln_f", "output": "lm_head",
    },
}  # fmt: skip
PREFIX = {"llama": "model.layers", "gpt2": "transformer.h"}


def name_there(name: str, kind: str) -> str:
    """`model.layers.0.self_attn.q_proj.weight` → `blk.0.attn_q.weight`.

    Raises:
        KeyError: the family has no such weight.
    """
    family = _family(kind)
    stem, end = name.rsplit(".", 1)
    if kind == "gpt2" and stem != "lm_head":
        stem = f"transformer.{stem.removeprefix('transformer.')}"  # the first files had no prefix
    if not stem.startswith(PREFIX[family]):
        return f"{_inverted(OUTSIDE[family])[stem]}.{end}"
    number, part = stem.removeprefix(f"{PREFIX[family]}.").split(".", 1)
    return f"blk.{number}.{_inverted(LAYER[family])[part]}.{end}"


def name_here(name: str, kind: str) -> str:
    """`blk.0.attn_q.weight` → `model.layers.0.self_attn.q_proj.weight`.

    Raises:
        KeyError: the family has no such weight.
    """
    family = _family(kind)
    stem, end = name.rsplit(".", 1)
    if not stem.startswith("blk."):
        return f"{OUTSIDE[family][stem]}.{end}"
    _, number, part = stem.split(".", 2)
    return f"{PREFIX[family]}.{number}.{LAYER[family][part]}.{end}"


def is_turned(name_there: str, kind: str) -> bool:
    """Whether transformers keeps a matrix the other way round, as GPT-2 does."""
    part = name_there.split(".")[-2]
    named = ("attn_qkv", "attn_output", "ffn_up", "ffn_down")
    return kind == "gpt2" and part in named and name_there.endswith(".weight")


def is_paired(name_there: str, kind: str) -> bool:
    """Whether rows that turn together lie side by side there, half a head apart here."""
    return kind == "llama" and name_there.split(".")[-2] in ("attn_q", "attn_k")


def side_by_side(matrix: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """From transformers' order of rows to llama.cpp's."""
    halves = matrix.reshape(heads, 2, matrix.shape[0] // heads // 2, matrix.shape[1])
    return halves.swapaxes(1, 2).reshape(matrix.shape)


def half_a_head_apart(matrix: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """From llama.cpp's order of rows to transformers'."""
    pairs = matrix.reshape(heads, matrix.shape[0] // heads // 2, 2, matrix.shape[1])
    return pairs.swapaxes(1, 2).reshape(matrix.shape)


def _family(kind: str) -> str:
    return "gpt2" if kind == "gpt2" else "llama"


def _inverted(names: dict[str, str]) -> dict[str, str]:
    return {here: there for there, here in names.items()}
