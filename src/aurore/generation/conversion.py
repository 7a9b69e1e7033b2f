"""A Hugging Face folder → the graph the engine runs, once, kept in a cache.

The public artefact stays the safetensors folder. Needs neither torch nor transformers; `onnx` is
imported only when there is something to convert.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aurore.base.cache import cache_folder
from aurore.base.errors import InternalError, UserError
from aurore.base.workspace import replace_folder
from aurore.generation.shape import Shape

FILES = ("config.json", "model.safetensors", "tokenizer.json")
PRECISION = "int8"  # measured: docs/LOG.md, against float32
GRAPH = "model.onnx"
SHAPE = "shape.json"
FORMAT = "onnx1"  # of the cached files: changes when this code writes others


def converted(model: Path, precision: str = PRECISION) -> Path:
    """The folder with the graph of a model, made now if it is not in the cache.

    Raises:
        UserError: the folder is no model of a family in `generation/families.py`.
        InternalError: the conversion failed.
    """
    missing = [name for name in FILES if not (model / name).exists()]
    if missing:
        raise UserError("no_model", folder=model)
    target = cache_folder() / "models" / f"{fingerprint(model)}-{precision}-{FORMAT}"
    if not (target / GRAPH).exists():
        convert(model, target, precision)
    return target


def fingerprint(model: Path) -> str:
    """A hash of the files that make the model."""
    digest = hashlib.sha256()
    for name in FILES:
        with (model / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def convert(model: Path, target: Path, precision: str) -> None:
    """Writes the graph of a folder and its shape into `target`."""
    from safetensors.numpy import load_file

    from aurore.generation.families import FAMILIES, graph_of

    config = _read_config(model)
    family = config.get("model_type")
    if family not in FAMILIES:
        raise UserError("unknown_family", folder=model, family=family, known=", ".join(FAMILIES))
    if not FAMILIES[family].reads(config):
        raise UserError("unknown_variant", folder=model, family=family)
    try:
        graph, shape = graph_of(config, load_file(model / "model.safetensors"), precision)
    except (KeyError, TypeError, ValueError) as error:
        raise InternalError("conversion_failed", folder=model, reason=repr(error)) from error
    with replace_folder(target) as folder:
        (folder / SHAPE).write_text(json.dumps(asdict(shape)), encoding="utf-8")
        (folder / GRAPH).write_bytes(graph)


def read_shape(folder: Path) -> Shape:
    """The shape of a converted model."""
    return Shape(**json.loads((folder / SHAPE).read_text(encoding="utf-8")))


def _read_config(model: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return config
