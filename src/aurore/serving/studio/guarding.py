"""What only the trainer may do when the server serves a class."""

from flask import current_app

from aurore.base.settings import ServeSettings
from aurore.serving.problems import WebError


def is_class() -> bool:
    """Whether the server serves a class."""
    settings: ServeSettings = current_app.extensions["aurore.settings"]
    return settings.class_mode


def may_lead() -> bool:
    """Whether the browser may do what changes things for all: the trainer's, or anybody's alone."""
    if not is_class():
        return True
    from aurore.serving.classroom.entry import is_trainer

    return is_trainer()


def only_trainer() -> None:
    """Raises `WebError` (403) when somebody of the class asks for what is the trainer's."""
    if not may_lead():
        raise WebError(403, "trainer_only")
