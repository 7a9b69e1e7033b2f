"""Errors on their way to a person or a program: a status, a name, what is wrong, what to do."""

import logging
import math
from collections.abc import Mapping

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from aurore.base.errors import AuroreError, UserError
from aurore.base.messages import catalogue, language, message
from aurore.base.settings import LONGEST_TEXT

NAMES = {
    400: "bad_request",
    408: "too_slow",
    404: "page_not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "not_json",
}
STATUS = {"disk_full": 507}  # of errors that are nobody's mistake
TOLD = ("engine_failed", "engine_stopped")  # ours, but people may know why
FOR_PROGRAMS = ("/api/", "/v1/", "/health", "/ready", "/metrics", "/openapi.json")


class WebError(UserError):
    """A refusal with its HTTP status; `field` among the values says what it is about."""

    def __init__(self, status: int, name: str, /, **values: object) -> None:
        self.status = status
        self.about = str(values.get("field", "prompt"))
        super().__init__(name, **values)


def refusal(error: ValidationError, labels: Mapping[str, str] | None = None) -> WebError:
    """The first thing wrong with a body or a form; `labels` are the fields' names on the page."""
    first = error.errors(include_url=False, include_context=False)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    shown = (labels or {}).get(field, field)
    if first["type"] == "missing":
        return WebError(422, "missing_field", field=field, shown=shown)
    if first["type"] == "extra_forbidden":
        return WebError(422, "unknown_field", field=field, shown=shown[:40])
    if not field:
        return WebError(422, "not_an_object")
    key = f"pages.expected.{field}"
    key = key if key in catalogue(language()) else "writing.expected_other"
    expected = message(key, longest=LONGEST_TEXT)
    return WebError(422, "bad_field", field=field, shown=shown, expected=expected)


def as_table(error: AuroreError, path: str) -> dict[str, dict[str, str]]:
    """The error as programs that asked for `path` get it."""
    told = {"name": error.name, "problem": error.problem, "remedy": error.remedy}
    if path.startswith("/v1/"):  # as OpenAI's client reads it
        told |= {"message": f"{error.problem} {error.remedy}", "type": error.name}
    return {"error": told}


def report(app: Flask) -> None:
    """Answers every error of `app` in words."""
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(AuroreError, _answer_ours)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer_http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:  # a redirection is an answer, not an error
        return error
    if status >= 500:
        return _answer_unexpected(error)
    values: dict[str, object] = {}
    if status == 413:
        values["kilobytes"] = math.ceil((current_app.config["MAX_CONTENT_LENGTH"] or 0) / 1024)
    answer = _answer(WebError(status, NAMES.get(status, "bad_request"), **values), status)
    if "Allow" in (headers := dict(error.get_headers())):
        answer.headers["Allow"] = headers["Allow"]
    return answer


def _answer_ours(error: AuroreError) -> Response:
    if isinstance(error, WebError):
        return _answer(error, error.status)
    if isinstance(error, UserError):
        return _answer(error, STATUS.get(error.name, 422))
    return _answer_unexpected(error)


def _answer_unexpected(error: Exception) -> Response:
    """Ours to mend: the reason goes to the log, never to the page."""
    return _answer(logged(error, current_app.logger, request.path), 500)


def logged(error: Exception, logger: logging.Logger, path: str) -> AuroreError:
    """Logs what nobody expected; returns what people are told of it."""
    if isinstance(error, UserError) or (isinstance(error, AuroreError) and error.name in TOLD):
        return error
    logger.error("%s", path, exc_info=error)
    return AuroreError("server_failure")


def _answer(error: AuroreError, status: int) -> Response:
    if _asks_for_json():
        answer = make_response(jsonify(as_table(error, request.path)))
    else:
        answer = make_response(render_template("error.html", error=error, status=status))
    answer.status_code = status
    return answer


def _asks_for_json() -> bool:
    if request.path.startswith(FOR_PROGRAMS):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
