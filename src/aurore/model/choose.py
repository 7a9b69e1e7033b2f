"""Which model writes: a run of the work folder, or the one that comes with Aurore."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from aurore.base.commandline import quoted
from aurore.base.workspace import Workspace

EMBEDDED = "embedded"


@dataclass(frozen=True)
class Choice:
    """A model folder and what people are told it is called."""

    folder: Path
    name: str


def embedded_model() -> Path:
    """The folder of the model that comes with Aurore."""
    return Path(str(files("aurore.model") / EMBEDDED))


def choose_model(workspace: Workspace, name: str | None) -> Choice:
    """The run `name`; without a name the newest finished run, or else the embedded model.

    Raises:
        MissingArtefact: there is no such run, or it has no model yet.
    """
    if name == EMBEDDED:
        return Choice(embedded_model(), EMBEDDED)
    if name:
        folder = workspace.run(name) / "model"
        return Choice(workspace.need(folder, f"aurore train --run {quoted(name)}"), name)
    workspace.check()
    finished = sorted(workspace.runs.glob("*/model"), key=lambda path: path.stat().st_mtime)
    if finished:
        return Choice(finished[-1], finished[-1].parent.name)
    return Choice(embedded_model(), EMBEDDED)
