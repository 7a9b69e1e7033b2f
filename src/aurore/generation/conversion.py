"""A Hugging Face folder → the files of CTranslate2, once, kept in a cache.

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

from aurore.base.errors import InternalError, UserError
from aurore.base.workspace import replace_folder
from aurore.generation.families import FAMILIES

FILES = ("config.json", "model.safetensors", "tokenizer.json")
PRECISION = "int8"  # cited: DESIGN §4, about five times the tokens a second of transformers


def cache_folder() -> Path:
    """Where converted models are kept: `AURORE_CACHE`, or the system's place for caches."""
    return Path(os.environ.get("AURORE_CACHE") or platformdirs.user_cache_path("aurore"))


def converted(model: Path, precision: str = PRECISION) -> Path:
    """The CTranslate2 folder of a model, made now if it is not in the cache.

    Raises:
        UserError: the folder is no model of a family in `generation/families.py`.
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
    family = read_config(model).get("model_type")
    if family not in FAMILIES:
        raise UserError("unknown_family", folder=model, family=family, known=", ".join(FAMILIES))


def read_config(model: Path) -> dict[str, Any]:
    """The `config.json` of a model."""
    config: dict[str, Any] = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return config


def convert(model: Path, target: Path, precision: str) -> None:
    """Writes the CTranslate2 files of a folder."""
    from safetensors.numpy import load_file

    config = read_config(model)
    family = FAMILIES[config["model_type"]]
    weights = {
        name.removeprefix(family.prefix): tensor.astype(np.float32)
        for name, tensor in load_file(model / "model.safetensors").items()
    }
    spec = family.empty(config)
    family.fill(spec.decoder, weights)
    tokens = _vocabulary(model, config["vocab_size"])
    spec.register_vocabulary(tokens)
    end = tokens[config["eos_token_id"]]
    spec.config.bos_token = spec.config.eos_token = spec.config.unk_token = end
    spec.config.layer_norm_epsilon = config.get("rms_norm_eps") or config["layer_norm_epsilon"]
    spec.validate()
    spec.optimize(quantization=None if precision == "float32" else precision)
    with replace_folder(target) as folder:
        spec.save(str(folder))


def _vocabulary(model: Path, size: int) -> list[str]:
    """The tokens by id; a network may have room for more of them than its tokenizer has."""
    from aurore.tokenizer.bpe import load_tokenizer

    tokenizer = load_tokenizer(model)
    return [tokenizer.id_to_token(i) or f"<unused_{i}>" for i in range(size)]


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
