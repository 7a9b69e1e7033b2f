"""The JSON API: `POST /api/generate`, `GET /health`. Its OpenAPI document is `/openapi.json`."""

from dataclasses import asdict
from typing import Annotated, Any

from flask import Response, current_app, jsonify, request
from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field, field_validator
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from aurore.base.messages import message
from aurore.base.settings import HOTTEST, LARGEST_SEED, LONGEST_TEXT, GenerateSettings
from aurore.generation.writer import Continuation
from aurore.serving.desk import Desk
from aurore.serving.events import MIMETYPE, streamed
from aurore.serving.problems import WebError

DEFAULTS = GenerateSettings()
PROMPT = "Cette jeune femme était assise"

Number = Annotated[int, Field(strict=True)]
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class GenerateBody(BaseModel):
    """A beginning, and how to continue it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"prompt": PROMPT}, {"prompt": PROMPT, "seed": 7}]},
    )

    prompt: str = Field(description="The text to continue: a word at least.", examples=[PROMPT])
    tokens: Number = Field(
        DEFAULTS.tokens,
        ge=1,
        le=LONGEST_TEXT,
        description="Tokens to write; the text then goes on to the end of its sentence.",
    )
    seed: Number | None = Field(
        DEFAULTS.seed,
        ge=0,
        le=LARGEST_SEED,
        description="Same seed and settings, same text; null draws one.",
        examples=[7],
    )
    temperature: Real = Field(
        DEFAULTS.temperature,
        ge=0,
        le=HOTTEST,
        description="0 always takes the likeliest token; above 1 the text wanders.",
    )
    top_k: Number = Field(
        DEFAULTS.top_k,
        ge=0,
        description="Choose among the k likeliest tokens; 0 among all.",
    )
    top_p: Real = Field(
        DEFAULTS.top_p,
        gt=0,
        le=1,
        description="Choose among the likeliest tokens that together have this probability.",
    )
    stream: bool = Field(
        False, strict=True, description="Send the text as it is written, as server-sent events."
    )

    @field_validator("prompt")
    @classmethod
    def check_prompt(cls, prompt: str) -> str:
        """JSON can write half a character (`\\ud800`), which no answer could hold."""
        prompt.encode()
        return prompt

    def settings(self) -> GenerateSettings:
        """The same choices, as the lower layers know them."""
        return GenerateSettings(**self.model_dump(exclude={"prompt", "stream"}))


class GenerateAnswer(BaseModel):
    """A continuation and where it comes from."""

    prompt: str = Field(description="As it was given.", examples=[PROMPT])
    text: str = Field(description="What comes after it.", examples=[" près de la fenêtre."])
    model: str = Field(description="The name of the model.", examples=["sand"])
    seed: int = Field(description="Ask for it again to get the same text.", examples=[7])
    tokens: int = Field(examples=[124])
    seconds: float = Field(examples=[0.42])
    forgotten: int = Field(
        description="Tokens at the beginning that the network no longer saw at the end.",
        examples=[0],
    )
    notice: str = Field(examples=["texte produit par un réseau de neurones"])


class Problem(BaseModel):
    """What is wrong and what to do, in the reader's language."""

    name: str = Field(examples=["empty_prompt"])
    problem: str = Field(examples=["Il n’y a aucun mot à continuer."])
    remedy: str = Field(examples=["Donner un début de texte."])


class ErrorAnswer(BaseModel):
    """Every answer of 400 and above."""

    error: Problem


class Health(BaseModel):
    """Whether the server answers, and who writes."""

    status: str = Field(examples=["ok"])
    model: str | None = Field(description="null until the first text.", examples=["sand"])


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
REFUSED: dict[Any, Any] = dict.fromkeys((400, 413, 415, 422, 500, 503), ErrorAnswer)
api = APIBlueprint("api", __name__)


def desk() -> Desk:
    """The desk of the application that answers."""
    found: Desk = current_app.extensions["aurore"]
    return found


def answer(text: Continuation) -> dict[str, object]:
    """The fields of `GenerateAnswer`."""
    written = asdict(text) | {"seconds": round(text.seconds, 3)}
    return written | {"notice": message("pages.notice")}


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
    if body.stream or MIMETYPE in request.accept_mimetypes.values():
        return streamed(desk().stream(body.prompt, body.settings()), answer)
    return jsonify(answer(desk().write(body.prompt, body.settings())))


@api.get("/health", responses={200: Health, 422: ErrorAnswer}, operation_id="health")
def health() -> Response:
    """Say that the server is up; opens no model."""
    return jsonify(Health(status="ok", model=desk().model).model_dump())
