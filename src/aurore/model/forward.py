"""The whole network in NumPy, to be read from top to bottom: tokens in, everything it computes out.

The same numbers as `transformers` to 1e-4 (tests/model/test_forward.py), without torch. It is for
looking inside; writing is `generation/`'s, which is faster and keeps nothing.

Sizes in the names: T tokens, V vocabulary, D width, L layers, H heads, K heads of keys and values,
W width of a head.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from aurore.base.errors import UserError

Reals = NDArray[np.float32]


@dataclass(frozen=True)
class Trace:
    """What the network computed for a text."""

    embedded_TD: Reals
    """The vector of each token, before any layer."""
    attention_LHTT: Reals
    """How much each token (row) took from each token up to itself (column); rows sum to 1."""
    streams_LTD: Reals
    """The vector of each token after each layer."""
    logits_TV: Reals
    """What comes after each token, before the softmax."""


class Forward:
    """A model folder, open."""

    def __init__(self, folder: Path) -> None:
        """Reads weights and configuration.

        Raises:
            UserError: the folder holds no model, or one of another family.
        """
        if not (folder / "model.safetensors").exists():
            raise UserError("no_model", folder=folder)
        self.config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
        family = self.config["model_type"]
        if family not in FAMILIES:
            raise UserError(
                "unknown_family", folder=folder, family=family, known=", ".join(FAMILIES)
            )
        self.weights: dict[str, Reals] = {
            name.removeprefix("model.").removeprefix("transformer."): values.astype(np.float32)
            for name, values in load_file(folder / "model.safetensors").items()
        }
        self._family = FAMILIES[family]

    @property
    def embeddings_VD(self) -> Reals:
        """The vector of each token of the vocabulary."""
        return self.weights[self._family.entrance]

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return int(self.config.get("num_hidden_layers") or self.config["n_layer"])

    @property
    def context(self) -> int:
        """Tokens it can see at once."""
        return int(self.config.get("max_position_embeddings") or self.config["n_positions"])

    def trace(self, ids: list[int]) -> Trace:
        """Everything for a text of at most `context` tokens."""
        stream_TD = self._family.enter(self, ids)
        embedded_TD, attention, streams = stream_TD, [], []
        for layer in range(self.layers):
            stream_TD, attention_HTT = self._family.layer(self, layer, stream_TD)
            attention.append(attention_HTT)
            streams.append(stream_TD)
        return Trace(embedded_TD, np.array(attention), np.array(streams), self.lens(stream_TD))

    def lens(self, stream_TD: Reals) -> Reals:
        """The logits if the network ended here; shape (tokens, vocabulary)."""
        head_VD = self.weights.get("lm_head.weight", self.embeddings_VD)
        logits_TV: Reals = self._family.last_norm(self, stream_TD) @ head_VD.T
        return logits_TV


def softmax(x: Reals) -> Reals:
    """Shares that sum to 1 along the last direction."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    found: Reals = powers / powers.sum(axis=-1, keepdims=True)
    return found


def attend(query_HTW: Reals, key_HTW: Reals, value_HTW: Reals) -> tuple[Reals, Reals]:
    """Each token looks at those up to itself: (what it takes, shares of whom it takes it from)."""
    tokens, width = query_HTW.shape[1:]
    scores_HTT: Reals = query_HTW @ key_HTW.transpose(0, 2, 1) / np.float32(width**0.5)
    to_come = np.triu(np.ones((tokens, tokens), dtype=bool), k=1)
    attention_HTT = softmax(np.where(to_come, -np.inf, scores_HTT).astype(np.float32))
    return attention_HTT @ value_HTW, attention_HTT


def split_heads(x: Reals, heads: int) -> Reals:
    """(tokens, heads · width) → (heads, tokens, width)."""
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)


def join_heads(x_HTW: Reals) -> Reals:
    """(heads, tokens, width) → (tokens, heads · width)."""
    return x_HTW.transpose(1, 0, 2).reshape(x_HTW.shape[1], -1)


# Llama, and Qwen3, which also norms queries and keys --------------------------------------------


def rms_norm(net: Forward, x: Reals, name: str) -> Reals:
    """Divided by its size, then stretched by what was learned."""
    size = np.sqrt((x * x).mean(axis=-1, keepdims=True) + net.config["rms_norm_eps"])
    found: Reals = (x / size * net.weights[f"{name}.weight"]).astype(np.float32)
    return found


def rotate(x_HTW: Reals, base: float) -> Reals:
    """Turns each pair of numbers by an angle that grows with the position of the token."""
    tokens, width = x_HTW.shape[1:]
    steps = base ** (-np.arange(0, width, 2) / width)
    angles = np.outer(np.arange(tokens), steps)
    cosines, sines = (np.tile(turn(angles), 2).astype(np.float32) for turn in (np.cos, np.sin))
    first, second = np.split(x_HTW, 2, axis=-1)
    quarter = np.concatenate([-second, first], axis=-1)
    return (x_HTW * cosines + quarter * sines).astype(np.float32)


def llama_layer(net: Forward, number: int, stream_TD: Reals) -> tuple[Reals, Reals]:
    """One layer: the tokens exchange, then each thinks by itself."""
    layer, config = f"layers.{number}", net.config
    heads = config["num_attention_heads"]
    pairs = config.get("num_key_value_heads") or heads
    base = (config.get("rope_parameters") or config).get("rope_theta", 10_000.0)

    def linear(x: Reals, name: str) -> Reals:
        found: Reals = x @ net.weights[f"{layer}.{name}.weight"].T
        return found

    def turned(x: Reals, name: str, count: int) -> Reals:
        x_HTW = split_heads(linear(x, f"self_attn.{name}_proj"), count)
        norm = f"{layer}.self_attn.{name}_norm"
        return rotate(
            rms_norm(net, x_HTW, norm) if f"{norm}.weight" in net.weights else x_HTW, base
        )

    normed_TD = rms_norm(net, stream_TD, f"{layer}.input_layernorm")
    query_HTW, key_KTW = turned(normed_TD, "q", heads), turned(normed_TD, "k", pairs)
    value_KTW = split_heads(linear(normed_TD, "self_attn.v_proj"), pairs)
    shared = [np.repeat(x, heads // pairs, axis=0) for x in (key_KTW, value_KTW)]
    mixed_HTW, attention_HTT = attend(query_HTW, *shared)
    stream_TD = stream_TD + linear(join_heads(mixed_HTW), "self_attn.o_proj")
    normed_TD = rms_norm(net, stream_TD, f"{layer}.post_attention_layernorm")
    gate = linear(normed_TD, "mlp.gate_proj")
    inner = gate / (1 + np.exp(-gate)) * linear(normed_TD, "mlp.up_proj")
    return stream_TD + linear(inner, "mlp.down_proj"), attention_HTT


# GPT-2 ------------------------------------------------------------------------------------------


def layer_norm(net: Forward, x: Reals, name: str) -> Reals:
    """Centred, divided by its spread, then stretched and shifted by what was learned."""
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + net.config["layer_norm_epsilon"])
    stretched = centred / spread * net.weights[f"{name}.weight"]
    found: Reals = (stretched + net.weights[f"{name}.bias"]).astype(np.float32)
    return found


def gelu(x: Reals) -> Reals:
    """The activation « gelu_new »: a soft threshold at zero."""
    found: Reals = 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    return found


def gpt2_layer(net: Forward, number: int, stream_TD: Reals) -> tuple[Reals, Reals]:
    """One layer: the tokens exchange, then each thinks by itself."""
    layer, heads = f"h.{number}", net.config["n_head"]

    def linear(x: Reals, name: str) -> Reals:
        """GPT-2 keeps its matrices the other way round."""
        weights = net.weights
        found: Reals = x @ weights[f"{layer}.{name}.weight"] + weights[f"{layer}.{name}.bias"]
        return found

    together = linear(layer_norm(net, stream_TD, f"{layer}.ln_1"), "attn.c_attn")
    parts = [split_heads(part, heads) for part in np.split(together, 3, axis=-1)]
    mixed_HTW, attention_HTT = attend(*parts)
    stream_TD = stream_TD + linear(join_heads(mixed_HTW), "attn.c_proj")
    inner = gelu(linear(layer_norm(net, stream_TD, f"{layer}.ln_2"), "mlp.c_fc"))
    return stream_TD + linear(inner, "mlp.c_proj"), attention_HTT


# What differs between the families --------------------------------------------------------------


@dataclass(frozen=True)
class Family:
    """How a `model_type` computes."""

    entrance: str
    """The table of the tokens' vectors."""
    enter: Callable[[Forward, list[int]], Reals]
    layer: Callable[[Forward, int, Reals], tuple[Reals, Reals]]
    last_norm: Callable[[Forward, Reals], Reals]


LLAMA = Family(
    "embed_tokens.weight",
    lambda net, ids: net.weights["embed_tokens.weight"][ids],
    llama_layer,
    lambda net, x: rms_norm(net, x, "norm"),
)
GPT2 = Family(
    "wte.weight",
    lambda net, ids: net.weights["wte.weight"][ids] + net.weights["wpe.weight"][: len(ids)],
    gpt2_layer,
    lambda net, x: layer_norm(net, x, "ln_f"),
)
FAMILIES = {"llama": LLAMA, "qwen3": LLAMA, "gpt2": GPT2}
