"""Under which name llama.cpp knows a tokenizer's way of cutting a text, if it knows it.

The name stands in a GGUF file in place of the rule. Each name here is held by a test that has
llama.cpp and the tokenizer read the same texts (tests/release/test_gguf.py).
"""

import json
from typing import Any

from tokenizers import Regex, Tokenizer, pre_tokenizers

QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def llama_cpp_name(tokenizer: Tokenizer) -> str | None:
    """`gpt-2`, `smollm` or `qwen2`; `None` when llama.cpp would read otherwise."""
    described = json.loads(tokenizer.to_str())
    model = described["model"]
    odd = ("continuing_subword_prefix", "end_of_word_suffix", "byte_fallback", "ignore_merges")
    if model["type"] != "BPE" or model.get("dropout") or any(model.get(name) for name in odd):
        return None
    steps = described["pre_tokenizer"] or {}
    steps = steps.get("pretokenizers", [steps])
    if not steps or steps[-1].get("type") != "ByteLevel" or steps[-1]["add_prefix_space"]:
        return None
    before, by_regex = steps[:-1], steps[-1].get("use_regex", True)
    kind = (described["normalizer"] or {}).get("type")
    if kind is None and by_regex:
        return "gpt-2" if not before else "smollm" if _digits_apart(before) else None
    if kind in (None, "NFC") and not by_regex and _is_qwen2(before):
        return "qwen2"
    return None


def pre_tokenizer(name: str) -> Any:
    """The way of cutting that llama.cpp calls `name`; `None` when it is none of ours."""
    parts: dict[str, list[Any]] = {
        "gpt-2": [],
        "smollm": [pre_tokenizers.Digits(individual_digits=True)],
        "qwen2": [pre_tokenizers.Split(Regex(QWEN2), "isolated")],
    }
    if name not in parts:
        return None
    by_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=name != "qwen2")
    return pre_tokenizers.Sequence([*parts[name], by_bytes]) if parts[name] else by_bytes


def _digits_apart(steps: list[dict[str, Any]]) -> bool:
    return len(steps) == 1 and steps[0] == {"type": "Digits", "individual_digits": True}


def _is_qwen2(steps: list[dict[str, Any]]) -> bool:
    return (
        len(steps) == 1
        and steps[0]["type"] == "Split"
        and steps[0]["pattern"] == {"Regex": QWEN2}
        and (steps[0]["behavior"], steps[0]["invert"]) == ("Isolated", False)
    )
