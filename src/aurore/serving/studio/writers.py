"""The models that can write here or be looked into: who writes now, the embedded ones, the runs.

Any of them can be given the pen from a page: one reads at once what a training has made.
"""

from pathlib import Path
from typing import Annotated

from flask import Response, jsonify
from pydantic import Field

from aurore.generation.provenance import source_of
from aurore.generation.writer import Writer
from aurore.model.choose import AURORE_BASE, EMBEDDED, embedded_model
from aurore.serving.bodies import Body
from aurore.serving.problems import WebError
from aurore.serving.studio.frame import desk, read_body, studio, workspace
from aurore.serving.studio.guarding import only_trainer


class WriterBody(Body):
    """A model by its name."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


def folders() -> dict[str, Path]:
    """The models by their names, the one that writes first once it is open."""
    found: dict[str, Path] = {}
    if desk().model is not None:
        writer = desk().writer()
        found[writer.name] = writer.folder
    found |= {EMBEDDED: embedded_model(), AURORE_BASE: embedded_model(AURORE_BASE)}
    work = workspace()
    if work is not None:
        made = sorted(work.runs.glob("*/model/model.safetensors"))
        found |= {path.parents[1].name: path.parent for path in made}
    return found


def folder_of(name: str) -> Path:
    """The folder of a model; without a name, of the one that writes.

    Raises:
        WebError: there is no such model.
    """
    found = folders()
    if name and name not in found:
        raise WebError(404, "no_such_model", name=name[:40])
    return found[name] if name else next(iter(found.values()))


@studio.post("/ecrire/modele")
def change_writer() -> Response:
    """Gives the pen to another model, for everybody who writes here."""
    only_trainer()
    name = read_body(WriterBody).name
    folder = folder_of(name)
    desk().change(source_of(folder, name), lambda: Writer(folder, name))
    return jsonify({"name": name})
