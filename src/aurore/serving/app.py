"""The application: pages, API, and what holds for every answer."""

from collections.abc import Callable

from flask import Flask, Response, current_app, g, jsonify, request
from flask_openapi.openapi import OpenAPI
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from aurore.base.messages import LANGUAGES, language, message, use_language
from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.api import api
from aurore.serving.bodies import ErrorAnswer
from aurore.serving.completions import completions
from aurore.serving.desk import Desk
from aurore.serving.guard import guard
from aurore.serving.metrics import count, count_from_here, metrics
from aurore.serving.models import models
from aurore.serving.pages import pages
from aurore.serving.problems import refusal, report
from aurore.serving.reference import reference
from aurore.serving.studio.pages import studio
from aurore.serving.words import words

API_VERSION = "1.0"
ABOUT = "A small neural network that continues French texts. What it writes is invented."
COOKIE = "aurore_lang"
A_YEAR = 365 * 24 * 3600


def create_app(
    settings: ServeSettings, open_writer: Callable[[], Writer], language: str = "fr"
) -> Flask:
    """An application that speaks `language` until a reader asks for another.

    `open_writer` is called once, at the first text (`desk.Desk.warm` opens the model earlier).
    """
    app = OpenAPI(
        "aurore.serving",
        info={"title": "Aurore", "version": API_VERSION, "description": ABOUT},
        doc_ui=False,  # it would load its scripts from elsewhere
        validation_error_model=ErrorAnswer,
        validation_error_callback=_refuse,
    )
    app.openapi_version = "3.1.0"  # few tools read 3.2 yet
    app.config.update(MAX_CONTENT_LENGTH=settings.max_body_bytes, AURORE_LANGUAGE=language)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["aurore"] = Desk(settings, open_writer)
    app.extensions["aurore.settings"] = settings
    # OpenAI's client knows neither rooms nor nicknames.
    for routes in (api, words, models, *(() if settings.class_mode else (completions,))):
        app.register_api(routes)
    app.register_blueprint(pages)
    app.register_blueprint(studio)
    if settings.share_books is not None:
        _share(app, settings)
    app.register_blueprint(metrics)
    app.register_blueprint(reference)
    app.add_url_rule("/openapi.json", view_func=_openapi, methods=["GET"])
    app.before_request(count_from_here)
    app.before_request(_choose_language)
    app.before_request(_receive)
    guard(app, settings)
    if settings.class_mode:
        from aurore.serving.classroom.entry import open_room

        open_room(app, settings)
    app.after_request(_finish)
    app.after_request(count)
    app.context_processor(_words)
    report(app)
    return app


def _share(app: Flask, settings: ServeSettings) -> None:
    from aurore.serving.share import share

    app.extensions["aurore.share"] = settings
    app.register_blueprint(share)


def _refuse(error: ValidationError) -> Response:
    raise refusal(error)


def _openapi() -> Response:
    """The document of the API, for programs."""
    assert isinstance(current_app, OpenAPI)
    return jsonify(current_app.api_doc)


def _receive() -> None:
    """Reads the body, so that the server knows that the whole request has arrived."""
    body = request.get_data(cache=True, parse_form_data=True)
    if len(body) == request.max_content_length and request.environ["wsgi.input"].read(1):
        raise RequestEntityTooLarge  # sent in chunks, it said no length: Werkzeug cuts it there
    sock = request.environ.get("gunicorn.socket")
    if sock is not None:
        from aurore.serving.worker import arrived

        arrived(sock)


def _choose_language() -> None:
    """`?lang=` and remember it, else what was remembered, else the application's."""
    asked = request.args.get("lang", "")
    g.remember = asked if asked in LANGUAGES else None
    for code in (asked, request.cookies.get(COOKIE, "")):
        if code in LANGUAGES:
            return use_language(code)
    use_language(current_app.config["AURORE_LANGUAGE"])


def _words() -> dict[str, object]:
    """What templates use to speak."""
    other = next(code for code in LANGUAGES if code != language())
    return {"t": message, "language": language(), "other_language": other}


def _finish(answer: Response) -> Response:
    if request.endpoint != "static":
        answer.headers["Cache-Control"] = "no-store"
        answer.vary.update(("Cookie", "Accept"))
    if remember := g.get("remember"):
        answer.set_cookie(COOKIE, remember, max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer
