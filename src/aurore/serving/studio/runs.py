"""The runs of the work folder as the page shows them: how far, curves, samples, a diagnosis."""

import time
import tomllib
from pathlib import Path
from typing import Any

from aurore.base.messages import message
from aurore.base.settings import SCRATCH
from aurore.base.workspace import Workspace
from aurore.evaluation.diagnosis import Curves, curves_of, diagnose
from aurore.training.journal import Journal, is_finished

POINTS = 240  # of a curve, at most (guess: what a screen shows)
SAMPLES = 14  # told, the newest last: as many as there are validations
QUIET_SECONDS = 20.0  # without a line in its folder, a run is at rest (guess: a slow validation)
VERDICTS = {
    "diverged": "studio.train.diverged",
    "too_short": "studio.train.too_short",
    "stuck": "studio.train.stuck",
    "unmoved": "studio.train.unmoved",
    "overlearning": "studio.train.overlearning",
    "too_little_text": "studio.train.too_little_text",
    "learning": "studio.train.learning",
    "settled": "studio.train.settled",
}

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
    state, settings = state_of(folder, running), _settings(folder)
    return {
        "name": folder.name,
        "state": state,
        "settings": settings,
        "step": steps[-1]["step"] if steps else 0,
        "speed": steps[-1]["tokens_per_second"] if steps else None,
        "training": _thinned(training),
        "validation": validation,
        "best": min((bits for _, bits in validation), default=None),
        "samples": samples[-SAMPLES:],
        "diagnosis": diagnosis(curves_of(events), settings, state),
        "has_model": has_model(folder),
    }


def state_of(folder: Path, running: str | None = None) -> str:
    """`running`, `finished`, `paused` or `broken`.

    Args:
        running: the run that this server trains.
    """
    if folder.name == running:
        return "running"
    if is_finished(folder):
        return "finished"
    last = [event["event"] for event in Journal(folder).read()][-1:]
    if last != ["paused"] and time.time() - _changed(folder) < QUIET_SECONDS:
        return "running"  # started elsewhere, or before this server
    return "paused" if (folder / "checkpoints" / "last.safetensors").exists() else "broken"


def has_model(folder: Path) -> bool:
    """Whether a run has come to its end once; it may be on its way to another."""
    return (folder / "model" / "model.safetensors").exists()


def give_up_lengthening(folder: Path) -> None:
    """The run is finished again, with the model it has."""
    at = tomllib.loads((folder / "settings.toml").read_text("utf-8")).get("lengthened_at", 0)
    Journal(folder).write("end", step=at)


def _changed(folder: Path) -> float:
    return max(path.stat().st_mtime for path in folder.iterdir())


def _settings(folder: Path) -> dict[str, Any]:
    told = tomllib.loads((folder / "settings.toml").read_text("utf-8"))
    names = (
        "base", "minutes", "epochs", "batch_size", "learning_rate", "context", "steps",
        "epoch_steps", "parameters", "vocab_size", "lengthened_at",
    )  # fmt: skip
    found = {name: told.get(name) for name in names}
    base = Path(str(found["base"]))
    return found | {"base": base.parent.name if base.name == "model" else str(base)}


def _thinned(points: Points) -> Points:
    """As many points as a screen shows, each the mean of its neighbours: one batch is noise."""
    every = max(1, -(-len(points) // POINTS))
    groups = [points[first : first + every] for first in range(0, len(points), every)]
    return [(group[-1][0], sum(bits for _, bits in group) / len(group)) for group in groups]


def diagnosis(curves: Curves, settings: dict[str, Any], state: str) -> str:
    """What the curves say, by the rules of `aurore evaluate`, in a sentence or two."""
    has_base = settings["base"] != SCRATCH
    if state != "finished" and settings["lengthened_at"]:
        # The rate has climbed again and the error with it: only what came since can be compared.
        curves, has_base = curves.since(settings["lengthened_at"]), True
    found = diagnose(curves, settings["epoch_steps"] or 0, has_base)
    verdict = found.verdict
    if verdict == "unmoved" and state != "finished":
        verdict = "too_short"  # a base gains most at the end, when the rate falls
    return message(
        VERDICTS[verdict],
        first=found.first or 0.0,
        best=found.best or 0.0,
        last=found.last or 0.0,
        epochs=found.epochs,
    )
