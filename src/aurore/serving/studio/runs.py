"""The runs of the work folder as the page shows them: how far, curves, samples, a diagnosis."""

import time
import tomllib
from pathlib import Path
from typing import Any

from aurore.base.messages import message
from aurore.base.workspace import Workspace
from aurore.training.journal import Journal

POINTS = 240  # of a curve, at most (guess: what a screen shows)
SAMPLES = 14  # told, the newest last: as many as there are validations
FLAT = 0.005  # share that the last third of the validations must gain to count as better (guess)
QUIET_SECONDS = 20.0  # without a line in its folder, a run is at rest (guess: a slow validation)
RISEN = 0.01  # share by which validation must have risen above its best to say so (guess)

Points = list[tuple[float, float]]


def runs_of(work: Workspace, running: str | None) -> list[dict[str, Any]]:
    """Every run, the newest first."""
    folders = [path for path in work.runs.glob("*") if (path / "settings.toml").exists()]
    folders.sort(key=lambda path: (path / "settings.toml").stat().st_mtime, reverse=True)
    return [_run(folder, running) for folder in folders]


def _run(folder: Path, running: str | None) -> dict[str, Any]:
    events = list(Journal(folder).read())
    steps = [event for event in events if event["event"] == "step"]
    seconds = {event["step"]: event["seconds"] for event in steps}
    training = [(event["seconds"] / 60, event["bits_per_byte"]) for event in steps]
    validation = [
        (seconds.get(event["step"], 0) / 60, event["bits_per_byte"])
        for event in events
        if event["event"] == "validation"
    ]
    samples = [
        {"step": event["step"], "text": event["text"]}
        for event in events
        if event["event"] == "sample"
    ]
    diverged = any(event["event"] == "diverged" for event in events)
    return {
        "name": folder.name,
        "state": _state(folder, running),
        "settings": _settings(folder),
        "step": steps[-1]["step"] if steps else 0,
        "speed": steps[-1]["tokens_per_second"] if steps else None,
        "training": _thinned(training),
        "validation": validation,
        "best": min((bits for _, bits in validation), default=None),
        "samples": samples[-SAMPLES:],
        "diagnosis": diagnosis(training, validation, diverged),
    }


def _state(folder: Path, running: str | None) -> str:
    if folder.name == running:
        return "running"
    if (folder / "model" / "model.safetensors").exists():
        return "finished"
    if time.time() - max(path.stat().st_mtime for path in folder.iterdir()) < QUIET_SECONDS:
        return "running"  # started elsewhere, or before this server
    return "paused" if (folder / "checkpoints" / "last.safetensors").exists() else "broken"


def _settings(folder: Path) -> dict[str, Any]:
    told = tomllib.loads((folder / "settings.toml").read_text("utf-8"))
    names = ("base", "minutes", "epochs", "batch_size", "learning_rate", "context", "steps")
    found = {name: told.get(name) for name in (*names, "parameters", "vocab_size")}
    base = Path(str(found["base"]))
    return found | {"base": base.parent.name if base.name == "model" else str(base)}


def _thinned(points: Points) -> Points:
    """As many points as a screen shows, each the mean of its neighbours: one batch is noise."""
    every = max(1, -(-len(points) // POINTS))
    groups = [points[first : first + every] for first in range(0, len(points), every)]
    return [(group[-1][0], sum(bits for _, bits in group) / len(group)) for group in groups]


def diagnosis(training: Points, validation: Points, diverged: bool = False) -> str:
    """What the curves say, in a sentence or two."""
    if diverged:
        return message("studio.train.diverged")
    bits = [value for _, value in validation]
    if len(bits) < 2:
        return message("studio.train.too_early")
    best = min(bits)
    if bits[-1] > best * (1 + RISEN):
        return message("studio.train.overlearning", best=best, last=bits[-1])
    third = bits[-max(1, len(bits) // 3) - 1]
    if bits[-1] < third * (1 - FLAT):
        return message("studio.train.still_learning", last=bits[-1])
    return message("studio.train.levelling", last=bits[-1])
