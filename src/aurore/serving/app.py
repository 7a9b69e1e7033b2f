"""The application: pages, API, and what holds for every answer."""

from collections.abc import Callable

from flask import Flask, Response, current_app, g, jsonify, request
from flask_openapi.openapi import OpenAPI
from pydantic import ValidationError

from aurore.base.messages import LANGUAGES, language, message, use_language
from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.api import ErrorAnswer, api
from aurore.serving.desk import Desk
from aurore.serving.pages import pages
from aurore.serving.problems import refusal, report

API_VERSION = "1.0"
ABOUT = "A small neural network that continues French texts. What it writes is invented."
COOKIE = "aurore_lang"
A_YEAR = 365 * 24 * 3600
HEADERS = {
    # Nothing from elsewhere, nothing inline, no frame around the page.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


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
    app.register_api(api)
    app.register_blueprint(pages)
    if settings.share_books is not None:
        _share(app, settings)
    app.add_url_rule("/openapi.json", view_func=_openapi, methods=["GET"])
    app.before_request(_choose_language)
    app.after_request(_finish)
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
    answer.headers.update(HEADERS)
    if request.endpoint != "static":
        answer.headers["Cache-Control"] = "no-store"
        answer.vary.update(("Cookie", "Accept"))
    if remember := g.get("remember"):
        answer.set_cookie(COOKIE, remember, max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer
