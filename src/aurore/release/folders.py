"""What every export reads of a model folder, and what it answers."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aurore.base.errors import UserError
from aurore.generation.families import FAMILIES

WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"


@dataclass(frozen=True)
class Export:
    """What was written."""

    engine: str
    folder: Path
    files: tuple[str, ...]

    @property
    def bytes(self) -> int:
        """On the disk."""
        return sum((self.folder / name).stat().st_size for name in self.files)


def read_config(model: Path) -> dict[str, Any]:
    """The configuration of a model of a family that Aurore writes with, in its plain form.

    Raises:
        UserError: it is not one.
    """
    if not (model / "config.json").is_file():
        raise UserError("no_model", folder=model)
    config: dict[str, Any] = json.loads((model / "config.json").read_text(encoding="utf-8"))
    family = config.get("model_type")
    if family not in FAMILIES:
        raise UserError("unknown_family", folder=model, family=family, known=", ".join(FAMILIES))
    if not FAMILIES[family].reads(config):
        raise UserError("unknown_variant", folder=model, family=family)
    return config


def weight_files(model: Path) -> list[Path]:
    """The files that hold the weights: one, or those an index names.

    Raises:
        UserError: one of them is not there.
    """
    names = [WEIGHTS]
    if (model / INDEX).is_file():
        index = json.loads((model / INDEX).read_text(encoding="utf-8"))
        names = sorted(set(index["weight_map"].values()))
    if not all((model / name).is_file() for name in names):
        raise UserError("no_model", folder=model)
    return [model / name for name in names]
