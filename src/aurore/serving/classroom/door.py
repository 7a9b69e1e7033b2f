"""The page where one enters with a code and a nickname, and what the projector shows."""

import io

import segno
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from aurore.base.errors import UserError
from aurore.base.settings import ServeSettings
from aurore.serving.classroom.entry import PERSON, the_room
from aurore.serving.problems import WebError
from aurore.serving.share import room_address

A_DAY = 24 * 3600
door = Blueprint("door", __name__)
projector = Blueprint("projector", __name__)


@door.get("/salle")
def knock() -> str:
    """The form; the QR code's address holds the code."""
    return _page(request.args.get("code", ""), "", None)


@door.post("/salle")
def enter() -> AnyResponse:
    """Lets a person in, or says why not beside the field."""
    code, nickname = request.form.get("code", ""), request.form.get("nickname", "")
    try:
        secret = the_room().join(code, nickname, request.remote_addr or "")
    except WebError as error:
        return make_response(_page(code, nickname, error), error.status)
    answer = redirect(url_for("pages.blank_page"))
    answer.set_cookie(PERSON, secret, max_age=A_DAY, httponly=True, samesite="Strict")
    return answer


def _page(code: str, nickname: str, error: UserError | None) -> str:
    about = error.about if isinstance(error, WebError) else ""
    return render_template(
        "classroom/door.html", code=code, nickname=nickname, error=error, about=about
    )


@projector.get("/projecteur")
def show() -> str:
    """The address, the code and its QR code, in large."""
    return render_template("classroom/projector.html", room=the_room(), address=this_address())


@projector.get("/projecteur/qr.svg")
def qr_image() -> Response:
    """The QR code as a picture."""
    made = io.BytesIO()
    qr_code(this_address(), the_room().code).save(made, kind="svg", scale=8, border=2, light="#fff")
    return Response(made.getvalue(), mimetype="image/svg+xml")


def this_address() -> str:
    """Of the server, as the room types it."""
    from flask import current_app

    settings: ServeSettings = current_app.extensions["aurore.settings"]
    return room_address(settings)


def qr_code(address: str, code: str) -> segno.QRCode:
    """What a telephone reads to enter."""
    return segno.make(f"{address}/salle?code={code}", micro=False)
