"""What a machine has and lacks, each finding with what to do about it."""

import os
import platform
import shutil
import socket
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import httpx2

from aurore import __version__
from aurore.base.cache import cache_folder
from aurore.base.errors import AuroreError, UserError
from aurore.base.messages import message
from aurore.base.workspace import Workspace
from aurore.corpus.sources.gutenberg import GUTENBERG, USER_AGENT
from aurore.corpus.sources.hosts import as_source, is_server
from aurore.generation.engine import Engine
from aurore.model.choose import embedded_model

SMALL = ("flask", "numpy", "onnxruntime", "safetensors", "tokenizers", "typer")
TRAIN = ("torch", "transformers", "datasets", "peft")
LEAST_MEMORY_GB = 4.0  # guess: twice what training the largest size takes
LEAST_DISK_GB = 2.0  # guess: books, corpus and a few runs take 0.5
MIRROR_TIMEOUT_SECONDS = 5.0  # guess

State = Literal["ok", "warning", "problem"]


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    name: str
    state: State
    found: str
    advice: str = ""
    """What to do; empty when all is well."""


def examine(workspace: Workspace, mirror: str | None, port: int) -> list[Finding]:
    """Everything that can stand in the way, in the order one would meet it."""
    return [
        _python(),
        _cores(),
        _memory(),
        _disk(workspace),
        _work(workspace),
        *(_library(name, needed=True) for name in SMALL),
        *(_library(name, needed=False) for name in TRAIN),
        _model(),
        _cache(),
        _mirror(mirror),
        _port(port),
    ]


def _finding(name: str, fine: bool, found: str, otherwise: State = "warning") -> Finding:
    """A finding whose advice is the message `doctor.<name>_advice`."""
    state: State = "ok" if fine else otherwise
    return Finding(name, state, found, "" if fine else message(f"doctor.{name}_advice"))


def _python() -> Finding:
    found = f"{platform.python_version()} ({platform.system()} {platform.machine()})"
    return _finding(
        "python", sys.version_info >= (3, 11), f"{found}, Aurore {__version__}", "problem"
    )


def _cores() -> Finding:
    count = os.cpu_count() or 1
    return _finding("cores", count >= 2, str(count))


def _memory() -> Finding:
    total = _memory_gb()
    if total is None:
        return Finding("memory", "ok", message("doctor.unknown"))
    return _finding("memory", total >= LEAST_MEMORY_GB, message("doctor.gigabytes", value=total))


def _memory_gb() -> float | None:
    """Memory of the machine; None where the system does not say (Windows, without more code)."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return None


def _disk(workspace: Workspace) -> Finding:
    place = workspace.root.absolute()
    while place != place.parent:
        try:
            free = shutil.disk_usage(place).free / 1e9
            return _finding("disk", free >= LEAST_DISK_GB, message("doctor.gigabytes", value=free))
        except OSError:  # not there yet; what else may be wrong with it `_work` says
            place = place.parent
    return Finding("disk", "ok", message("doctor.unknown"))


def _work(workspace: Workspace) -> Finding:
    try:
        workspace.check()
        workspace.check_ours()
    except UserError as error:
        return Finding("work", "problem", error.problem, error.remedy)
    return Finding("work", "ok", str(workspace.root.absolute()))


def _library(name: str, needed: bool) -> Finding:
    try:
        return Finding("library", "ok", f"{name} {version(name)}")
    except PackageNotFoundError:
        missing = message("doctor.missing", name=name)
        advice = message("doctor.library_advice" if needed else "doctor.train_advice")
        return Finding("library", "problem" if needed else "warning", missing, advice)


def _model() -> Finding:
    folder = embedded_model()
    weights = folder / "model.safetensors"
    if not weights.exists():
        return _finding("model", False, str(folder), "problem")
    try:
        Engine(folder)
    except AuroreError as error:  # a cache that cannot be written, a damaged file
        return Finding("model", "problem", error.problem, error.remedy)
    return Finding("model", "ok", message("doctor.megabytes", value=weights.stat().st_size / 1e6))


def _cache() -> Finding:
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    return _finding("cache", writable, str(folder), "problem")


def _mirror(mirror: str | None) -> Finding:
    source = as_source(mirror or GUTENBERG)
    if not is_server(source):
        return _finding("mirror", Path(source).is_dir(), source)
    try:
        headers = {"User-Agent": USER_AGENT}
        answer = httpx2.head(source, timeout=MIRROR_TIMEOUT_SECONDS, headers=headers)
        return _finding("mirror", answer.status_code < 500, f"{source} ({answer.status_code})")
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
        return _finding("mirror", False, source)


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return _finding("port", False, str(port))
    return Finding("port", "ok", str(port))
