"""A model folder as one GGUF file, for llama.cpp and the programs built on it, and its Modelfile.

The tokenizer goes in by name: llama.cpp knows ways of cutting a text, not regular expressions, and
guesses wrong in silence. So a tokenizer whose way of cutting has no name there is refused.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from aurore.base.errors import UserError
from aurore.base.workspace import replace_folder
from aurore.generation.families import FAMILIES
from aurore.model.gguf_names import (
    CONTROL,
    NORMAL,
    UNUSED,
    USER_DEFINED,
    is_paired,
    is_turned,
    name_there,
    side_by_side,
)
from aurore.release.folders import Export, read_config, weight_files
from aurore.tokenizer.llama_cpp import llama_cpp_name
from aurore.tokenizer.reader import Reader, read_reader

PRECISIONS = ("float32", "float16", "int8")
FILE, MODELFILE = "model.gguf", "Modelfile"
BUFFERS = (".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq")  # of old files: no weights


def export_gguf(model: Path, target: Path, precision: str = "float16") -> Export:
    """Writes `model.gguf` and `Modelfile` into the folder `target`.

    Raises:
        UserError: the class, its variant or the tokenizer has no equal in llama.cpp, or `gguf` is
            not installed.
    """
    try:
        import gguf
    except ImportError as error:
        raise UserError("no_export_library", library="gguf") from error
    config, reader = read_config(model), read_reader(model)
    pre = llama_cpp_name(reader.tokenizer)
    if pre is None:
        raise UserError("no_pretokenizer", folder=model)
    with replace_folder(target) as folder:
        writer = gguf.GGUFWriter(folder / FILE, config["model_type"])
        writer.add_name(model.parent.name if model.name == "model" else model.name)
        _add_sizes(writer, config)
        _add_tokenizer(writer, reader, pre, config["vocab_size"])
        for name, values in tensors(model, config):
            _add_tensor(writer, name, values, precision)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        (folder / MODELFILE).write_text(_modelfile(config, reader), encoding="utf-8")
    return Export("gguf", target, (FILE, MODELFILE))


def tensors(model: Path, config: dict[str, Any]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The weights of a folder, in the names and the order of numbers of llama.cpp."""
    kind = config["model_type"]
    shape = FAMILIES[kind].shape(config)
    tied = config.get("tie_word_embeddings", kind == "gpt2")
    for path in weight_files(model):
        with safe_open(path, framework="numpy") as file:
            for name in file.keys():  # noqa: SIM118
                if name.endswith(BUFFERS) or (tied and name.startswith("lm_head")):
                    continue
                there = name_there(name, kind)
                values = file.get_tensor(name).astype(np.float32)
                if is_turned(there, kind):
                    values = values.T
                if is_paired(there, kind):
                    heads = shape.heads if ".attn_q." in there else shape.kv_heads
                    values = side_by_side(values, heads)
                yield there, np.ascontiguousarray(values)


def _add_sizes(writer: Any, config: dict[str, Any]) -> None:
    shape = FAMILIES[config["model_type"]].shape(config)
    width = config.get("hidden_size") or config["n_embd"]
    inner = config.get("intermediate_size") or config.get("n_inner") or 4 * width
    writer.add_context_length(shape.context)
    writer.add_embedding_length(width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(shape.heads)
    writer.add_vocab_size(shape.vocabulary)
    if config["model_type"] == "gpt2":
        writer.add_layer_norm_eps(config["layer_norm_epsilon"])
        return
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_rope_dimension_count(shape.head_width)
    rope = config.get("rope_parameters") or config
    writer.add_rope_freq_base(float(rope.get("rope_theta", 10_000.0)))


def _add_tokenizer(writer: Any, reader: Reader, pre: str, vocabulary: int) -> None:
    described = json.loads(reader.tokenizer.to_str())
    added = {token["id"]: token["special"] for token in described["added_tokens"]}
    names = {number: name for name, number in reader.tokenizer.get_vocab().items()}
    kinds = [
        (CONTROL if added[i] else USER_DEFINED) if i in added else NORMAL if i in names else UNUSED
        for i in range(vocabulary)
    ]
    pairs = (m.split(" ") if isinstance(m, str) else m for m in described["model"]["merges"])
    alone, whole = reader.ids("a"), reader.tokenizer.encode("a").ids
    writer.add_tokenizer_model("gpt2")  # any byte-level BPE
    writer.add_tokenizer_pre(pre)
    writer.add_token_list([names.get(i, f"[PAD{i}]") for i in range(vocabulary)])
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(pair) for pair in pairs])
    writer.add_eos_token_id(reader.end)
    writer.add_bos_token_id(whole[0] if whole[:1] != alone[:1] else reader.end)
    writer.add_add_bos_token(whole[:1] != alone[:1])
    writer.add_add_space_prefix(False)


def _add_tensor(writer: Any, name: str, values: NDArray[np.float32], precision: str) -> None:
    """Matrices in the precision asked for; what is added or multiplied once stays exact."""
    import gguf

    if values.ndim < 2 or name.startswith("position") or precision == "float32":
        writer.add_tensor(name, values)
        return
    eight = gguf.GGMLQuantizationType.Q8_0
    if precision == "int8" and values.shape[1] % gguf.GGML_QUANT_SIZES[eight][0] == 0:
        writer.add_tensor(name, gguf.quants.quantize(values, eight), raw_dtype=eight)
    else:
        writer.add_tensor(name, values.astype(np.float16))


def _modelfile(config: dict[str, Any], reader: Reader) -> str:
    """For Ollama: the text goes in as it is, since the model continues and does not chat."""
    context = FAMILIES[config["model_type"]].shape(config).context
    lines = [
        f"FROM ./{FILE}",
        'TEMPLATE """{{ .Prompt }}"""',
        f"PARAMETER num_ctx {context}",
        "PARAMETER temperature 0.8",
        f'PARAMETER stop "{reader.tokenizer.id_to_token(reader.end)}"',
    ]
    return "\n".join(lines) + "\n"
