"""The door of the room: who is let through, and the token of its forms."""

import hashlib
import hmac

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from aurore.base.settings import ServeSettings
from aurore.serving.classroom.records import Records
from aurore.serving.classroom.room import Room
from aurore.serving.classroom.store import FILE, Store
from aurore.serving.guard import OPEN, SAFE_METHODS, same
from aurore.serving.problems import FOR_PROGRAMS, WebError

PERSON, TRAINER = "aurore_person", "aurore_trainer"
# Pages for those who have not entered yet; books, when they are shared, go to programs.
ANYBODY = ("door.", "door_for_programs.", "projector.", "share.")
JSON = "application/json"  # no page of another site may send it


def open_room(app: Flask, settings: ServeSettings) -> None:
    """Puts the room around `app`: its pages, its door, its records."""
    from aurore.serving.classroom.door import door, projector
    from aurore.serving.classroom.progress import door_for_programs, progress
    from aurore.serving.classroom.trainer import trainer

    assert settings.work is not None
    room = Room(Store(settings.work / FILE))
    app.extensions["aurore.room"] = room
    app.extensions["aurore"].records = Records(room)
    for blueprint in (door, door_for_programs, progress, projector, trainer):
        app.register_blueprint(blueprint)
    app.before_request(let_through)
    app.before_request(check_form)
    app.context_processor(lambda: {"csrf": form_token(), "nickname": g.get("nickname", "")})


def the_room() -> Room:
    """The room of the application that answers."""
    found: Room = current_app.extensions["aurore.room"]
    return found


def let_through() -> Response | None:
    """Says who asks; those who have not entered are shown the door."""
    room, endpoint = the_room(), request.endpoint or ""
    g.who = room.person(request.cookies.get(PERSON, "")) or {}
    g.person, g.nickname = str(g.who.get("id", "")), g.who.get("nickname", "")
    if g.person and request.method not in SAFE_METHODS:
        room.count_request(g.person)
    if request.path.startswith(OPEN) or endpoint.startswith(ANYBODY):
        return None
    if endpoint.startswith("trainer.") or request.path == "/metrics":
        return None if is_trainer() or endpoint == "trainer.enter" else _refused("trainer_only")
    if g.who:
        return None
    if request.path.startswith(FOR_PROGRAMS) or request.method not in SAFE_METHODS:
        return _refused("not_entered")
    return redirect(url_for("door.knock", code=request.args.get("code")))


def _refused(name: str) -> Response:
    raise WebError(403, name)


def is_trainer() -> bool:
    """Whether the browser holds the trainer's secret."""
    return same(request.cookies.get(TRAINER, ""), the_room().trainer)


def form_token() -> str:
    """The token of this browser's forms."""
    holder = request.cookies.get(TRAINER, "") + "|" + request.cookies.get(PERSON, "")
    return hmac.new(the_room().key.encode(), holder.encode(), hashlib.sha256).hexdigest()


def check_form() -> None:
    """A form is ours when it holds the token, whatever it says it is; the trainer's levers too.

    Only a program's JSON needs none.
    """
    levers = (request.endpoint or "").startswith("trainer.")
    if request.method in SAFE_METHODS or (request.mimetype == JSON and not levers):
        return
    if not same(request.form.get("csrf", ""), form_token()):
        raise WebError(403, "stale_form")
