"""A model folder as the ONNX graph Aurore itself writes with, for programs on ONNX Runtime.

The graph has operators that only ONNX Runtime has (`com.microsoft`): attention with its memory, and
products in eight bits. Its inputs are described in `aurore/generation/families.py` and, for who
opens the file elsewhere, in `docs/export.md`.
"""

import shutil
from pathlib import Path

from aurore.base.workspace import replace_folder
from aurore.generation.conversion import GRAPH, SHAPE, convert
from aurore.release.folders import Export, read_config

PRECISIONS = ("float32", "int8")
TOKENIZER = "tokenizer.json"


def export_onnx(model: Path, target: Path, precision: str = "float32") -> Export:
    """Writes `model.onnx`, `shape.json` and `tokenizer.json` into `target`.

    Raises:
        UserError: the folder is no model of a family that Aurore writes with.
    """
    read_config(model)
    with replace_folder(target) as folder:
        convert(model, folder / "graph", precision)
        for name in (GRAPH, SHAPE):
            (folder / "graph" / name).rename(folder / name)
        (folder / "graph").rmdir()
        shutil.copyfile(model / TOKENIZER, folder / TOKENIZER)
    return Export("onnx", target, (GRAPH, SHAPE, TOKENIZER))
