"""The networks Aurore can write with, each as an ONNX graph made from its weights.

A family is what `config.json` calls `model_type`. The graph takes, for B texts at once:

    ids_BT        the T tokens to read, the same number for each text
    positions_BT  where they stand, in families that need telling
    last_B        the position of each text's last token
    total         the longest of the texts, in tokens
    kept_K        which of the T places to predict after
    past_k0 …     keys and values of the tokens read before, room for the whole context

and gives `logits_BKV`, and `now_k0` …, the keys and values with the new ones, in the same memory.
Needs neither torch nor transformers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnx import TensorProto, helper

from aurore.generation.graph import Floats, Graph
from aurore.generation.shape import Shape

Config = dict[str, Any]
Weights = Mapping[str, Floats]


@dataclass(frozen=True)
class Family:
    """How to read one `model_type`."""

    prefix: str
    """Before the names of the weights, in a file that has the output layer too."""
    shape: Callable[[Config], Shape]
    write: Callable[[Graph, Config, Shape, Weights], tuple[str, list[str]]]
    """Writes the graph; gives the names of the logits and of the keys and values."""
    known: dict[str, tuple[Any, ...]]
    """Values of the configuration that `shape` and `write` are written for."""

    def reads(self, config: Config) -> bool:
        """Whether a network is its family's plain form; some models add to it."""
        rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
        if rope.get("rope_type", "default") != "default":
            return False
        return all(config.get(name) in (None, *known) for name, known in self.known.items())


def graph_of(config: Config, weights: Weights, precision: str) -> tuple[bytes, Shape]:
    """The ONNX file of a network and its shape."""
    family = FAMILIES[config["model_type"]]
    shape = family.shape(config)
    bare = {
        name.removeprefix(family.prefix): values.astype(np.float32)
        for name, values in weights.items()
    }
    graph = Graph(precision)
    logits, memories = family.write(graph, config, shape, bare)
    names = [f"{part}{layer}" for layer in range(shape.layers) for part in "kv"]
    renamed = {logits: "logits_BKV"} | {
        made: f"now_{name}" for made, name in zip(memories, names, strict=True)
    }
    cache: list[str | int] = ["B", shape.kv_heads, "S", shape.head_width]
    inputs = [_integers("ids_BT", "B", "T")]
    if shape.positions:
        inputs.append(_integers("positions_BT", "B", "T"))
    inputs += [_integers("kept_K", "K"), _short("last_B", "B"), _short("total")]
    inputs += [_real(f"past_{name}", *cache) for name in names]
    outputs = [_real("logits_BKV", "B", "K", shape.vocabulary)]
    outputs += [_real(f"now_{name}", *cache) for name in names]
    return graph.finish(inputs, outputs, renamed), shape


def _integers(name: str, *size: str | int) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.INT64, list(size))


def _short(name: str, *size: str | int) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.INT32, list(size))


def _real(name: str, *size: str | int) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(size))


def _embedding(graph: Graph, table_VW: Floats) -> str:
    """The vectors of the tokens."""
    found = graph.node("Gather", graph.table(table_VW), "ids_BT")
    return graph.node("Cast", found, to=TensorProto.FLOAT)


def _attention(graph: Graph, shape: Shape, layer: int, *inputs: str, **more: Any) -> list[str]:
    """What each token takes from those before it, and the memory with its own part added."""
    query, key, value, *rotary = inputs
    memory = [f"past_k{layer}", f"past_v{layer}", "last_B", "total"]
    return graph.nodes(
        "GroupQueryAttention", 3, query, key, value, *memory, *rotary,
        fused=True, num_heads=shape.heads, kv_num_heads=shape.kv_heads, **more,
    )  # fmt: skip


# Llama, and Qwen3, which also norms queries and keys -------------------------------------------


def _llama_shape(config: Config) -> Shape:
    heads = config["num_attention_heads"]
    return Shape(
        layers=config["num_hidden_layers"],
        heads=heads,
        kv_heads=config.get("num_key_value_heads") or heads,
        head_width=config.get("head_dim") or config["hidden_size"] // heads,
        context=config["max_position_embeddings"],
        vocabulary=config["vocab_size"],
        end=config["eos_token_id"],
        positions=False,
    )


def _write_llama(
    graph: Graph, config: Config, shape: Shape, weights: Weights
) -> tuple[str, list[str]]:
    epsilon = config["rms_norm_eps"]
    base = (config.get("rope_parameters") or config).get("rope_theta", 10_000.0)
    rotary = _rotary(graph, shape, base)

    def norm(value: str, name: str) -> str:
        gain = graph.weight(weights[f"{name}.weight"])
        return graph.node("SimplifiedLayerNormalization", value, gain, axis=-1, epsilon=epsilon)

    def linear(value: str, name: str) -> str:
        return graph.linear(value, weights[f"{name}.weight"])

    def heads(value: str, name: str, count: int) -> str:
        """Each head's part normed by itself, where the family does."""
        if f"{name}.weight" not in weights:
            return value
        apart = graph.weight(np.array([0, 0, count, shape.head_width]))
        together = graph.weight(np.array([0, 0, count * shape.head_width]))
        return graph.node("Reshape", norm(graph.node("Reshape", value, apart), name), together)

    stream = _embedding(graph, weights["embed_tokens.weight"])
    memories = []
    for number in range(shape.layers):
        layer = f"layers.{number}"
        normed = norm(stream, f"{layer}.input_layernorm")
        query, key, value = (linear(normed, f"{layer}.self_attn.{part}_proj") for part in "qkv")
        query = heads(query, f"{layer}.self_attn.q_norm", shape.heads)
        key = heads(key, f"{layer}.self_attn.k_norm", shape.kv_heads)
        mixed, *memory = _attention(graph, shape, number, query, key, value, *rotary, do_rotary=1)
        memories += memory
        stream = graph.node("Add", stream, linear(mixed, f"{layer}.self_attn.o_proj"))
        normed = norm(stream, f"{layer}.post_attention_layernorm")
        gate = linear(normed, f"{layer}.mlp.gate_proj")
        [gate] = graph.nodes("QuickGelu", 1, gate, fused=True, alpha=1.0)  # x · sigmoid(x)
        inner = graph.node("Mul", gate, linear(normed, f"{layer}.mlp.up_proj"))
        stream = graph.node("Add", stream, linear(inner, f"{layer}.mlp.down_proj"))
    last = norm(graph.node("Gather", stream, "kept_K", axis=1), "norm")
    head = weights.get("lm_head.weight", weights["embed_tokens.weight"])
    return graph.linear(last, head), memories


def _rotary(graph: Graph, shape: Shape, base: float) -> tuple[str, str]:
    """Cosines and sines of the angles that positions turn queries and keys by."""
    steps = base ** (-np.arange(0, shape.head_width, 2) / shape.head_width)
    angles = np.outer(np.arange(shape.context), steps)
    cosines, sines = (turn(angles).astype(np.float32) for turn in (np.cos, np.sin))
    return graph.weight(cosines), graph.weight(sines)


# GPT-2 ------------------------------------------------------------------------------------------

ACTIVATIONS = {"gelu_new": ("FastGelu", True), "gelu": ("Gelu", True), "relu": ("Relu", False)}


def _gpt2_shape(config: Config) -> Shape:
    return Shape(
        layers=config["n_layer"],
        heads=config["n_head"],
        kv_heads=config["n_head"],
        head_width=config["n_embd"] // config["n_head"],
        context=config["n_positions"],
        vocabulary=config["vocab_size"],
        end=config["eos_token_id"],
        positions=True,
    )


def _write_gpt2(
    graph: Graph, config: Config, shape: Shape, weights: Weights
) -> tuple[str, list[str]]:
    activation, fused = ACTIVATIONS[config.get("activation_function") or "gelu_new"]

    def norm(value: str, name: str) -> str:
        gain, shift = (graph.weight(weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        epsilon = config["layer_norm_epsilon"]
        return graph.node("LayerNormalization", value, gain, shift, axis=-1, epsilon=epsilon)

    def linear(value: str, name: str) -> str:
        """GPT-2 keeps its matrices the other way round."""
        return graph.linear(value, weights[f"{name}.weight"].T, weights[f"{name}.bias"])

    places = graph.node("Gather", graph.weight(weights["wpe.weight"]), "positions_BT")
    stream = graph.node("Add", _embedding(graph, weights["wte.weight"]), places)
    memories = []
    for number in range(shape.layers):
        layer = f"h.{number}"
        together = linear(norm(stream, f"{layer}.ln_1"), f"{layer}.attn.c_attn")
        mixed, *memory = _attention(graph, shape, number, together, "", "")
        memories += memory
        stream = graph.node("Add", stream, linear(mixed, f"{layer}.attn.c_proj"))
        inner = linear(norm(stream, f"{layer}.ln_2"), f"{layer}.mlp.c_fc")
        [inner] = graph.nodes(activation, 1, inner, fused=fused)
        stream = graph.node("Add", stream, linear(inner, f"{layer}.mlp.c_proj"))
    last = norm(graph.node("Gather", stream, "kept_K", axis=1), "ln_f")
    return graph.linear(last, weights.get("lm_head.weight", weights["wte.weight"])), memories


PLAIN_LLAMA: dict[str, tuple[Any, ...]] = {
    "hidden_act": ("silu",),
    "attention_bias": (False,),
    "mlp_bias": (False,),
    "use_sliding_window": (False,),
}
PLAIN_GPT2: dict[str, tuple[Any, ...]] = {
    "activation_function": tuple(ACTIVATIONS),
    "add_cross_attention": (False,),
    "scale_attn_weights": (True,),
    "scale_attn_by_inverse_layer_idx": (False,),
}
FAMILIES = {
    "llama": Family("model.", _llama_shape, _write_llama, PLAIN_LLAMA),
    "qwen3": Family("model.", _llama_shape, _write_llama, PLAIN_LLAMA),
    "gpt2": Family("transformer.", _gpt2_shape, _write_gpt2, PLAIN_GPT2),
}
