"""A kit for a room without network: wheels, lessons, books, an installer, on a stick.

The wheels are those of the versions installed here, for each system as far as the index has them;
what it has not is told, and noted in the kit.
"""

import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from itertools import product
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.workspace import reporting_full_disk, write_atomically
from aurore.teaching.artefacts import artefact
from aurore.teaching.lessons import workshop_folder

PACKAGE = "atelier-aurore"
WHEELS, LESSONS, BOOKS, NOTE = "roues", "atelier", "livres", "LISEZMOI.txt"
SOURCES = Path(__file__).parents[3]
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True)
class System:
    """What pip calls a kind of machine, oldest release that our libraries still support last."""

    name: str
    sys_platform: str
    tags: tuple[str, ...]
    machine: str


SYSTEMS = (
    System("Linux", "linux", ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64"), "x86_64"),
    System("Windows", "win32", ("win_amd64",), "AMD64"),
    System("macOS", "darwin", ("macosx_14_0_arm64", "macosx_11_0_arm64"), "arm64"),
)


@dataclass
class Kit:
    """What came of making one."""

    folder: Path
    wheels: int = 0
    missing: dict[str, list[str]] = field(default_factory=dict)
    """By system, what the index has no wheel of."""


def requirements(
    system: System, train: bool, own: Path | None = None, python: str = HERE
) -> dict[str, str]:
    """Everything Aurore needs there, by name: a requirement for pip, pinned to what is here.

    Args:
        python: the version it will run on.
        own: the wheel of Aurore to read what it asks for; by default the one installed here.
    """
    environment = {k: str(v) for k, v in default_environment().items()} | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system.sys_platform,
        "platform_system": {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}[
            system.sys_platform
        ],
        "platform_machine": system.machine,
        "os_name": "nt" if system.sys_platform == "win32" else "posix",
    }
    # Some systems have no pip for a new environment: the installer uses this one.
    found = {"pip": _pinned(Requirement("pip"), system)}
    waiting = [(PACKAGE, frozenset({"train"} if train else ()))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for requirement in _required(name, own):
            if _applies(requirement, environment, extras):
                child = canonicalize_name(requirement.name)
                found.setdefault(child, _pinned(requirement, system))
                waiting.append((child, frozenset(requirement.extras)))
    return {name: found[name] for name in sorted(found) if name != PACKAGE}


def _required(name: str, own: Path | None) -> Iterable[Requirement]:
    """What a package asks for; of one that is not installed here nothing is known."""
    if name == PACKAGE and own:
        return map(Requirement, _metadata(own).get_all("Requires-Dist") or ())
    try:
        return map(Requirement, importlib.metadata.requires(name) or ())
    except importlib.metadata.PackageNotFoundError:
        return ()


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def _applies(requirement: Requirement, environment: dict[str, str], extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(
        marker.evaluate(environment | {"extra": extra}) for extra in ("", *extras)
    )


def _pinned(requirement: Requirement, system: System) -> str:
    """« torch==2.13.0+cpu » here, « torch==2.13.0 » for a system whose wheels have no such name."""
    try:
        version = importlib.metadata.version(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return f"{requirement.name}{requirement.specifier}"
    if system.sys_platform != "linux":
        version = version.partition("+")[0]
    return f"{requirement.name}=={version}"


def make_kit(
    folder: Path,
    systems: Iterable[System] = SYSTEMS,
    train: bool = True,
    pythons: Iterable[str] = (),
    on_wheels: Callable[[], None] = lambda: None,
) -> Kit:
    """Writes the kit; called again it brings only what is not there yet.

    Args:
        pythons: « 3.12 »…, the versions of the room; by default the one that runs here.
        on_wheels: told each time a system has its wheels for a version.

    Raises:
        UserError: the sources of Aurore are not at hand to make its own wheel, or the folder
            cannot be written.
    """
    kit, versions = Kit(folder), tuple(pythons) or (HERE,)
    with reporting_full_disk():
        (folder / WHEELS).mkdir(parents=True, exist_ok=True)
        own = _own_wheel(folder / WHEELS)
        for system, python in product(systems, versions):
            wanted = list(requirements(system, train, own, python).values())
            if missing := _bring(wanted, system, folder / WHEELS, python):
                kit.missing[f"{system.name} (Python {python})"] = missing
            on_wheels()
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(workshop_folder(), folder / LESSONS, ignore=ignored, dirs_exist_ok=True)
        shutil.copytree(artefact("livres"), folder / BOOKS, dirs_exist_ok=True)
        shutil.copyfile(Path(__file__).with_name("installer.py"), folder / "installer.py")
        _note(kit, versions)
    kit.wheels = len(list((folder / WHEELS).glob("*.whl")))
    return kit


def _own_wheel(folder: Path) -> Path:
    """The wheel of Aurore itself, made of the sources, or put there by hand."""
    if (SOURCES / "pyproject.toml").exists():
        command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet"]
        command += ["--wheel-dir", str(folder), str(SOURCES)]
        made = subprocess.run(command, capture_output=True)
        if made.returncode:
            reason = made.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise UserError("kit_wheel_failed", reason=reason)
    found = sorted(folder.glob("atelier_aurore-*.whl"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise UserError("kit_without_sources", folder=folder)
    return found[-1]


def _bring(pinned: list[str], system: System, folder: Path, python: str) -> list[str]:
    """Brings wheels, all at once; when one is missing, one by one. Returns the missing ones."""
    if _download(pinned, system, folder, python):
        return []
    return [one for one in pinned if not _download([one], system, folder, python)]


def _download(pinned: list[str], system: System, folder: Path, python: str) -> bool:
    """Whether the wheels are there, brought now or before."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
    command += ["--only-binary=:all:", "--dest", str(folder)]
    command += ["--implementation", "cp", "--python-version", python]
    if system.sys_platform != sys.platform or system.machine != platform.machine():
        command += [part for tag in system.tags for part in ("--platform", tag)]
    return subprocess.run([*command, *pinned], capture_output=True).returncode == 0


def _note(kit: Kit, pythons: tuple[str, ...]) -> None:
    lines = [message("kit.note", python=", ".join(pythons))]
    for system, names in kit.missing.items():
        bare = ", ".join(re.split(r"[=<>~!]", name)[0] for name in names)
        lines.append(message("kit.note_missing", system=system, names=bare))
    with write_atomically(kit.folder / NOTE) as path:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
