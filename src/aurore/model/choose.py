"""Which model writes: a run of the work folder, or one of the two that come with Aurore."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from aurore.base.commandline import quoted
from aurore.base.workspace import Workspace

EMBEDDED = "embedded"  # to write: aurore-sand; to start a training from: aurore-base
AURORE_SAND = "aurore-sand"
AURORE_BASE = "aurore-base"


@dataclass(frozen=True)
class Choice:
    """A model folder and what people are told it is called."""

    folder: Path
    name: str


def embedded_model(name: str = AURORE_SAND) -> Path:
    """The folder of a model that comes with Aurore; that of the default writer if none is named.

    `aurore-sand` is `aurore-base`, which has read no Sand, after some fifty of her books.
    """
    return Path(str(files("aurore.model") / EMBEDDED / name))


def made_at(folder: Path) -> int:
    """When the weights of a model were written: a run that is made longer replaces its own."""
    return (folder / "model.safetensors").stat().st_mtime_ns


def is_of_model(measure: Path) -> bool:
    """Whether a file in a run's folder was made from the weights that are there now, if any are."""
    model = measure.parent / "model"
    if not (model / "model.safetensors").exists():
        return measure.exists()
    return measure.exists() and measure.stat().st_mtime_ns >= made_at(model)


def choose_model(workspace: Workspace, name: str | None) -> Choice:
    """The run `name`; without a name the newest finished run, or else the embedded model.

    Raises:
        MissingArtefact: there is no such run, or it has no model yet.
    """
    if name == EMBEDDED:
        return Choice(embedded_model(), EMBEDDED)
    if name:
        folder = workspace.run(name) / "model"
        if name in (AURORE_BASE, AURORE_SAND) and not folder.exists():
            return Choice(embedded_model(name), name)
        return Choice(workspace.need(folder, f"aurore train --run {quoted(name)}"), name)
    workspace.check()
    finished = sorted(workspace.runs.glob("*/model"), key=lambda path: path.stat().st_mtime)
    if finished:
        return Choice(finished[-1], finished[-1].parent.name)
    return Choice(embedded_model(), EMBEDDED)
