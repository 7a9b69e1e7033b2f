"""The JSON API: writing, and whether the server is up. Its OpenAPI document is `/openapi.json`."""

from dataclasses import asdict
from typing import Any

from flask import Response, current_app, jsonify, request
from flask_openapi.blueprint import APIBlueprint
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from aurore.base.messages import message
from aurore.generation.checks import Remark
from aurore.generation.writer import Continuation
from aurore.serving.bodies import ErrorAnswer, GenerateAnswer, GenerateBody, Health, Ready
from aurore.serving.desk import Desk
from aurore.serving.events import MIMETYPE, streamed
from aurore.serving.problems import WebError


def _event_example() -> str:
    return 'event: piece\ndata: {"text": " près de"}\n\nevent: end\ndata: {"prompt": "…"}\n\n'


GENERATED: dict[str, Any] = {
    "description": "The continuation. As server-sent events: `piece` (`text`), then one `end` "
    "with the fields of the JSON answer, or one `error`.",
    "content": {
        "application/json": {"schema": GenerateAnswer.model_json_schema()},
        MIMETYPE: {"schema": {"type": "string"}, "example": _event_example()},
    },
}
REFUSED: dict[Any, Any] = dict.fromkeys((400, 413, 415, 422, 500, 503, 507), ErrorAnswer)
api = APIBlueprint("api", __name__)


def desk() -> Desk:
    """The desk of the application that answers."""
    found: Desk = current_app.extensions["aurore"]
    return found


def answer(text: Continuation) -> dict[str, object]:
    """The fields of `TextAnswer`."""
    written = asdict(text) | {"seconds": round(text.seconds, 3)}
    provenance = text.provenance.as_data()
    return written | {"notice": message("pages.notice"), "provenance": provenance}


def _told(remarks: list[Remark]) -> dict[str, object]:
    told = [{"name": remark.name, "reason": remark.reason} for remark in remarks]
    return {"remarks": told, "variants": []}


@api.before_request
def check_body() -> None:
    """Tells « not JSON » from « JSON, but not what was asked », which the models cannot."""
    if request.method != "POST":
        return
    try:
        body = request.get_json()
    except UnsupportedMediaType:
        raise
    except (BadRequest, RecursionError) as error:
        raise WebError(400, "broken_json") from error
    if not isinstance(body, dict):
        raise WebError(422, "not_an_object")


@api.post("/api/generate", responses={200: GENERATED} | REFUSED, operation_id="generate")
def generate(body: GenerateBody) -> Response:
    """Continue a text.

    Send `"stream": true`, or accept `text/event-stream`, to get it as it is written.
    `?lang=en` puts the notice and the errors in English.
    """
    settings = body.settings()
    if body.stream or MIMETYPE in request.accept_mimetypes.values():
        if body.n > 1:
            raise WebError(422, "one_stream", field="n")
        written, remarks = desk().stream(body.prompt, settings)
        return streamed(written, lambda text: answer(text) | _told(remarks), body.skip)
    texts, remarks = desk().write(body.prompt, settings, body.n)
    first, *others = map(answer, texts)
    return jsonify(first | _told(remarks) | {"variants": others})


@api.get("/health", responses={200: Health, 422: ErrorAnswer}, operation_id="health")
def health() -> Response:
    """Say that the server is up; opens no model."""
    return jsonify(Health(status="ok", model=desk().model).model_dump())


@api.get("/ready", responses={200: Ready, 503: Ready, 422: ErrorAnswer}, operation_id="ready")
def ready() -> Response:
    """Say whether a text can be asked for now: 503 while the model is being opened."""
    found = desk().state()
    made = jsonify(Ready.model_validate(found).model_dump())
    made.status_code = 200 if found["ready"] else 503
    return made
