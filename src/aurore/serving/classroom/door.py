"""The page where one enters with a code and a nickname, and what the projector shows."""

import io

import segno
from flask import (
    Blueprint,
    Response,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import ServeSettings
from aurore.serving.classroom.entry import PERSON, the_room
from aurore.serving.problems import WebError
from aurore.serving.share import room_address

A_DAY = 24 * 3600
OPINION = "avis"  # a purpose of coming in
door = Blueprint("door", __name__)
projector = Blueprint("projector", __name__)


@door.get("/salle")
def knock() -> AnyResponse:
    """The form; the QR code's address holds the code. Who is in goes where the code leads."""
    if g.person and _purpose():
        return redirect(_destination())
    return make_response(_page(request.args.get("code", ""), "", None))


@door.post("/salle")
def enter() -> AnyResponse:
    """Lets a person in, or says why not beside the field."""
    code, nickname = request.form.get("code", ""), request.form.get("nickname", "")
    try:
        secret = the_room().join(code, nickname, request.remote_addr or "")
    except WebError as error:
        return make_response(_page(code, nickname, error), error.status)
    answer = redirect(_destination())
    answer.set_cookie(PERSON, secret, max_age=A_DAY, httponly=True, samesite="Strict")
    return answer


def _purpose() -> str:
    """What the person came for, beyond entering: their opinion, or nothing."""
    return OPINION if request.values.get("pour") == OPINION else ""


def _destination() -> str:
    if _purpose():
        return url_for("studio.workshop", _anchor="opinion-title")
    return url_for("pages.blank_page")


def _page(code: str, nickname: str, error: UserError | None) -> str:
    about = error.about if isinstance(error, WebError) else ""
    return render_template(
        "classroom/door.html", code=code, nickname=nickname, error=error, about=about,
        purpose=_purpose(),
    )  # fmt: skip


@projector.get("/projecteur")
def show() -> str:
    """The address, the code and its QR code, in large."""
    return _projected("projector", "type_address", "/salle", "projector.qr_image")


@projector.get("/projecteur/avis")
def show_opinion() -> str:
    """The same for the form of opinions, at the end."""
    return _projected("projector_opinion", "say_opinion", "/atelier", "projector.qr_opinion")


def _projected(title: str, lead: str, path: str, image: str) -> str:
    return render_template(
        "classroom/projector.html",
        room=the_room(),
        place=f"{this_address()}{path}",
        title=message(f"classroom.{title}"),
        lead=message(f"classroom.{lead}"),
        image=url_for(image),
    )


@projector.get("/projecteur/qr.svg")
def qr_image() -> Response:
    """The QR code as a picture."""
    return _picture(qr_code(this_address(), the_room().code))


@projector.get("/projecteur/avis.svg")
def qr_opinion() -> Response:
    """The QR code of the form of opinions; who has not entered yet does so on the way."""
    return _picture(qr_code(this_address(), the_room().code, f"&pour={OPINION}"))


def _picture(code: segno.QRCode) -> Response:
    made = io.BytesIO()
    code.save(made, kind="svg", scale=8, border=2, light="#fff")
    return Response(made.getvalue(), mimetype="image/svg+xml")


def this_address() -> str:
    """Of the server, as the room types it."""
    from flask import current_app

    settings: ServeSettings = current_app.extensions["aurore.settings"]
    return room_address(settings)


def qr_code(address: str, code: str, more: str = "") -> segno.QRCode:
    """What a telephone reads to enter."""
    return segno.make(f"{address}/salle?code={code}{more}", micro=False)
