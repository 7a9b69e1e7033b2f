"""The frame of the studio: its pages in their order, and what all of them are given."""

from typing import Any, TypeVar

from flask import Blueprint, current_app, request
from pydantic import BaseModel, ValidationError

from aurore.base.messages import catalogue, language
from aurore.base.settings import ServeSettings
from aurore.base.workspace import Workspace
from aurore.serving.desk import Desk
from aurore.serving.problems import WebError, refusal

Body = TypeVar("Body", bound=BaseModel)
studio = Blueprint("studio", __name__)

# Of the navigation; the title page comes before them.
PAGES = ("write", "books", "tokens", "network", "train", "measure", "blind", "workshop")


def desk() -> Desk:
    """The desk of the application that answers."""
    found: Desk = current_app.extensions["aurore"]
    return found


def workspace() -> Workspace | None:
    """The work folder of this server, if it has one."""
    settings: ServeSettings = current_app.extensions["aurore.settings"]
    return None if settings.work is None else Workspace(settings.work)


def read_body(model: type[Body]) -> Body:
    """The JSON of a request as `model`.

    Raises:
        WebError: it is no JSON, or a field does not fit.
    """
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise WebError(422, "not_an_object")
    try:
        return model.model_validate(found)
    except ValidationError as error:
        raise refusal(error) from error


@studio.app_context_processor
def navigation() -> dict[str, Any]:
    """The pages, for the template that all share; `raw` gives a sentence for a script to fill."""
    return {
        "studio_pages": PAGES,
        "model_name": desk().model,
        "raw": lambda key: catalogue(language())[key],
    }
