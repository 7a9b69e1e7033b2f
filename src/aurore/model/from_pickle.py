"""`pytorch_model.bin` → `model.safetensors`, once, in a process of its own that can do no harm.

A pickle is a program. `weights_only=True` lets it name tensors and nothing else; what it would do
to the process all the same, such as filling its memory, ends with that process. Aurore itself never
opens one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from aurore.base.errors import UserError
from aurore.base.workspace import replace_folder

PICKLE, SAFE = "pytorch_model.bin", "model.safetensors"
LONGEST_SECONDS = 900  # guess: several gigabytes on a slow disk
ROOM = 4  # guess: the memory a conversion may take, in sizes of the file
LEAST_BYTES = 8 << 30  # the library alone reserves gigabytes that it never touches


def convert_folder(source: Path, target: Path, name: str) -> Path:
    """A copy of a model folder with its weights in safetensors.

    Raises:
        UserError: the file holds more than weights, or is damaged.
    """
    with replace_folder(target) as folder:
        command = [sys.executable, "-m", __name__, str(source / PICKLE), str(folder / SAFE)]
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=LONGEST_SECONDS, env=_environment()
            )
        except subprocess.TimeoutExpired as error:
            raise UserError("base_unsafe_pickle", base=name, file=PICKLE) from error
        if done.returncode:
            raise UserError("base_unsafe_pickle", base=name, file=PICKLE)
        for path in source.iterdir():
            if path.name != PICKLE and path.suffix in (".json", ".txt", ".md"):
                shutil.copyfile(path, folder / path.name)
    return target


def _environment() -> dict[str, str]:
    """Of the child: no token reaches it."""
    return {name: value for name, value in os.environ.items() if "TOKEN" not in name}


def convert_file(source: Path, target: Path) -> None:
    """Writes the tensors of a pickle, each with numbers of its own."""
    import torch
    from safetensors.torch import save_file

    _limit_memory(source.stat().st_size)
    read = torch.load(source, map_location="cpu", weights_only=True)
    tensors = {
        name: value.detach().clone().contiguous()
        for name, value in read.items()
        if isinstance(value, torch.Tensor)
    }
    if not tensors:
        raise ValueError("no tensors")
    save_file(tensors, target, metadata={"format": "pt"})


def _limit_memory(size: int) -> None:
    """On systems that have such a limit."""
    try:
        import resource
    except ImportError:  # Windows
        return
    most = LEAST_BYTES + ROOM * size
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    convert_file(Path(sys.argv[1]), Path(sys.argv[2]))
