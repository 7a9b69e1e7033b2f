"""`--method top-layers`: the last layers learn; what the others make of a block is kept.

The frozen layers answer a block of text always the same, so that each is asked once: their answer
lies in a file that is mapped into memory, and every further epoch pays for the last layers alone.
A block is computed by itself, whatever batch it came in, so that a resumed run, which starts with
an empty file, ends with the same weights bit for bit.
"""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from aurore.base.errors import UserError
from aurore.training.specialise import Specialisation

LEARNED_SHARE = 1 / 3  # guess: of the layers
DISK_LEFT = 1e9  # guess: bytes that are left to others


class _ReachedError(Exception):
    """The frozen layers are done; the rest of the network need not run."""

    def __init__(self, output: Any) -> None:
        self.output = output


class Store:
    """Activations by block, in a file without a name: whatever ends the program ends it too."""

    def __init__(self, folder: Path, shape: tuple[int, int, int]) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        self._held = np.memmap(self._file, dtype=np.float32, mode="w+", shape=shape)
        self._bytes = 4 * shape[1] * shape[2]
        self._slots: dict[bytes, int] = {}

    def get(self, key: bytes, compute: Callable[[], Tensor]) -> Tensor:
        """What lies under `key`; the first time it is computed."""
        if key not in self._slots:
            found = compute()
            # Written, not stored through the map: a full disk is then an error, not a crash.
            self._file.seek(len(self._slots) * self._bytes)
            self._file.write(found.numpy().tobytes())
            self._slots[key] = len(self._slots)
            return found
        return torch.from_numpy(self._held[self._slots[key]])


@dataclass
class Frozen:
    """The layers that do not learn, first to last."""

    layers: list[nn.Module]
    in_tuple: bool = False
    """Whether this class of network wraps what a layer gives into a tuple."""

    @torch.no_grad()
    def run(self, model: Any, block_T: Tensor) -> Tensor:
        """What they make of one block of T tokens: shape (T, width)."""

        def stop(module: nn.Module, inputs: Any, output: Any) -> None:
            raise _ReachedError(output)

        hook = self.layers[-1].register_forward_hook(stop)
        try:
            model.base_model(input_ids=block_T.unsqueeze(0), use_cache=False)
        except _ReachedError as reached:
            self.in_tuple = isinstance(reached.output, tuple)
            hidden_1TD: Tensor = reached.output[0] if self.in_tuple else reached.output
            return hidden_1TD[0]
        finally:
            hook.remove()
        raise AssertionError("the frozen layers were not run")

    @contextmanager
    def replaying(self, hidden_BTD: Tensor) -> Iterator[None]:
        """Within it they pass on what they are given, and the last one answers `hidden_BTD`.

        They stay in their places, since some classes choose masks by a layer's number.
        """

        def wrapped(hidden: Any) -> Any:
            return (hidden,) if self.in_tuple else hidden

        def pass_on(*inputs: Any, **named: Any) -> Any:
            return wrapped(inputs[0] if inputs else named["hidden_states"])

        for layer in self.layers:
            layer.forward = pass_on
        self.layers[-1].forward = lambda *inputs, **named: wrapped(hidden_BTD)
        try:
            yield
        finally:
            for layer in self.layers:
                del layer.forward


@dataclass
class TopLayers(Specialisation):
    """The last layers learn."""

    frozen: Frozen = field(default_factory=lambda: Frozen([]))
    store: Store | None = None

    def pace_to_come(self, seconds: float, pace: float) -> float:
        """Seconds of a step over the next `seconds`: from the second epoch on they are shorter."""
        left = len(self.batches) - self.progress.step
        if self.store is None or left <= 0:
            return pace
        return seconds / max(1, steps_in(seconds, left, pace, pace * self.later_share))

    @property
    def later_share(self) -> float:
        """Time of a step on kept activations, for one of a step that makes them (by counting).

        A weight costs one product on the way there, one for what came in, one for itself.
        """
        frozen: int = sum(p.numel() for layer in self.frozen.layers for p in layer.parameters())
        head: int = self.model.get_output_embeddings().weight.numel()
        later = 3 * self.learned + 2 * head
        return later / (frozen + later)

    def part_loss(self, inputs_BT: Tensor, targets_BT: Tensor) -> Tensor:
        """The loss of one pass through the last layers."""
        if self.store is None:
            return self.loss_of(inputs_BT, targets_BT)
        outputs = [self._frozen_output(block) for block in inputs_BT]
        with self.frozen.replaying(torch.stack(outputs)):
            return self.loss_of(inputs_BT, targets_BT)

    def _frozen_output(self, block_T: Tensor) -> Tensor:
        assert self.store
        key = block_T.numpy().tobytes()
        return self.store.get(key, lambda: self.frozen.run(self.model, block_T))


def freeze(model: Any) -> Frozen:
    """Freezes all but the last layers.

    Raises:
        UserError: the class does not keep its layers in one list, or has a single one.
    """
    count = model.config.num_hidden_layers
    lists = [m for m in model.modules() if isinstance(m, nn.ModuleList) and len(m) == count]
    if not lists or count < 2:
        raise UserError("no_layers_to_freeze", kind=model.config.model_type)
    model.requires_grad_(False)
    layers = list(lists[0])
    first = count - learned_layers(count)
    for layer in layers[first:]:
        layer.requires_grad_(True)
    return Frozen(layers[:first])


def steps_in(seconds: float, epoch: int, first: float, later: float) -> int:
    """Steps that fit into so many seconds, when those after the first epoch are faster."""
    if seconds <= epoch * first:
        return int(seconds / first)
    return epoch + int((seconds - epoch * first) / later)


def learned_layers(count: int) -> int:
    """How many of so many layers learn."""
    return max(1, round(count * LEARNED_SHARE))


def store_bytes(blocks: int, context: int, width: int) -> int:
    """Size of the file once every block has been read."""
    return 4 * blocks * context * width


def fits_the_disk(folder: Path, size: int) -> bool:
    """Whether the file leaves some room on the disk of the run."""
    return shutil.disk_usage(folder).free - size > DISK_LEFT
