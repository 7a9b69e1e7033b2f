"""The state of a run in one safetensors file, so that it is whole or not there.

Weights, optimisers and step lie together: a resumed run goes on exactly where this one was.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from aurore.base.errors import UserError
from aurore.base.workspace import write_atomically

LAST = "last.safetensors"
BEST = "best.safetensors"


@dataclass
class Progress:
    """How far a run is."""

    step: int = 0
    """Steps done."""
    seconds: float = 0.0
    """Of training so far, pauses left out."""
    wall_seconds: float = 0.0
    """Since the command began, everything counted, pauses between two commands left out."""
    course: dict[str, Any] = field(default_factory=dict)
    """Of a run that keeps to a clock: how its steps have changed (`schedule.Course`)."""
    best_step: int = 0
    best_bits_per_byte: float = float("inf")
    """Lowest on the validation book."""


def save_checkpoint(
    path: Path,
    model: torch.nn.Module,
    optimizers: list[torch.optim.Optimizer],
    progress: Progress,
) -> None:
    """Writes everything needed to go on."""
    tensors = {f"model.{name}": p for name, p in weights(model).items()}
    for number, optimizer in enumerate(optimizers):
        for index, state in optimizer.state_dict()["state"].items():
            for name, value in state.items():
                tensors[f"optimizer.{number}.{index}.{name}"] = torch.as_tensor(value)
    _write(path, tensors, progress)


def save_weights(path: Path, model: torch.nn.Module, progress: Progress) -> None:
    """Writes the weights alone: the best so far."""
    _write(path, {f"model.{name}": p for name, p in weights(model).items()}, progress)


def _write(path: Path, tensors: dict[str, Tensor], progress: Progress) -> None:
    held = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    with write_atomically(path) as temporary:
        try:
            save_file(held, str(temporary), metadata={"progress": json.dumps(asdict(progress))})
        except SafetensorError as error:
            _raise_as_oserror(error)


def _raise_as_oserror(error: SafetensorError) -> NoReturn:
    """Gives back the system's error number, by which `write_atomically` knows a full disk."""
    number = re.search(r"os error (\d+)", str(error))
    if number:
        raise OSError(int(number[1]), str(error)) from error
    raise error


def weights(model: torch.nn.Module) -> dict[str, Tensor]:
    """The parameters that learn, by name, tied ones once; frozen ones are those of the base."""
    return {name: p for name, p in model.named_parameters() if p.requires_grad}


def load_checkpoint(
    path: Path, model: torch.nn.Module, optimizers: list[torch.optim.Optimizer]
) -> Progress:
    """Puts model and optimisers back into the saved state; returns how far the run was."""
    tensors, progress = _read(path)
    _load_weights(model, tensors)
    for number, optimizer in enumerate(optimizers):
        state: dict[int, dict[str, Tensor]] = {}
        prefix = f"optimizer.{number}."
        for key, tensor in tensors.items():
            if key.startswith(prefix):
                index, name = key.removeprefix(prefix).split(".", 1)
                state.setdefault(int(index), {})[name] = tensor
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": state, "param_groups": groups})
    return progress


def load_weights(path: Path, model: torch.nn.Module) -> Progress:
    """Puts the saved weights into the model."""
    tensors, progress = _read(path)
    _load_weights(model, tensors)
    return progress


def read_progress(path: Path) -> Progress:
    """How far the saved state is."""
    try:
        with safe_open(str(path), framework="pt") as file:
            return Progress(**json.loads(file.metadata()["progress"]))
    except FileNotFoundError as error:
        raise UserError("nothing_to_resume", folder=path.parent.parent) from error


def _read(path: Path) -> tuple[dict[str, Tensor], Progress]:
    try:
        with safe_open(str(path), framework="pt") as file:
            tensors: dict[str, Any] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return tensors, Progress(**json.loads(file.metadata()["progress"]))
    except FileNotFoundError as error:
        raise UserError("nothing_to_resume", folder=path.parent.parent) from error


@torch.no_grad()
def _load_weights(model: torch.nn.Module, tensors: dict[str, Tensor]) -> None:
    for name, p in weights(model).items():
        p.copy_(tensors[f"model.{name}"])
