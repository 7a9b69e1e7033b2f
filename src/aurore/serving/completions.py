"""The completions API that OpenAI's client speaks: `/v1/completions`, `/v1/models`.

What it has is what this network can do; a parameter that would change nothing is refused, not
ignored. Texts come as the network writes them, token for token, in the typography of the books.
"""

import itertools
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any, Literal

from flask import Response, current_app, g, jsonify, request
from flask_openapi.blueprint import APIBlueprint
from pydantic import BaseModel, Field

from aurore.base.errors import AuroreError
from aurore.base.settings import LARGEST_SEED, LONGEST_TEXT, MOST_STOPS, MOST_VARIANTS
from aurore.generation.prompts import draw_seed
from aurore.serving.api import REFUSED, check_body, desk
from aurore.serving.bodies import Body, Number, Real, Stop
from aurore.serving.choices import Choice, begin
from aurore.serving.problems import WebError, as_table, logged

completions = APIBlueprint("completions", __name__)
completions.before_request(check_body)
MOST_PROMPTS = 8  # in one request (guess)
LOGPROBS = 5  # alternatives told at each place, at most (cited: OpenAI's API)


class CompletionBody(Body):
    """What OpenAI's client sends."""

    model: str = Field(description="Any name: this server has one model.", max_length=200)
    prompt: str | list[str] = Field(description="The text to continue, or several.")
    max_tokens: Number = Field(16, ge=1, le=LONGEST_TEXT)
    temperature: Real = Field(1.0, ge=0, le=2)
    top_p: Real = Field(1.0, gt=0, le=1)
    n: Number = Field(1, ge=1, le=MOST_VARIANTS)
    stream: bool = Field(False, strict=True)
    stream_options: dict[Literal["include_usage"], bool] | None = None
    logprobs: Number | None = Field(None, ge=0, le=LOGPROBS)
    echo: bool = Field(False, strict=True)
    stop: Stop | list[Stop] | None = Field(None, max_length=MOST_STOPS * 20)
    seed: Number | None = Field(None, ge=0, le=LARGEST_SEED)
    user: str = Field("", max_length=200, description="Whose turn it is in the queue.")
    top_k: Number = Field(0, ge=0, description="Not OpenAI's: choose among the k likeliest.")
    min_p: Real = Field(0.0, ge=0, lt=1, description="Not OpenAI's.")

    @property
    def prompts(self) -> list[str]:
        """The prompts, one or several."""
        return [self.prompt] if isinstance(self.prompt, str) else self.prompt

    @property
    def stops(self) -> tuple[str, ...]:
        """What ends the text."""
        if self.stop is None:
            return ()
        return (self.stop,) if isinstance(self.stop, str) else tuple(self.stop)


class ModelCard(BaseModel):
    """A model, as OpenAI's client lists it."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelCards(BaseModel):
    """The models."""

    object: Literal["list"]
    data: list[ModelCard]


class Completion(BaseModel):
    """A completion, as OpenAI's client reads it."""

    id: str
    object: Literal["text_completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, int] | None = None


@completions.get("/v1/models", responses={200: ModelCards} | REFUSED, operation_id="v1_models")
def list_models() -> Response:
    """List the model that writes."""
    card = {"id": desk().writer().name, "object": "model", "created": 0, "owned_by": "aurore"}
    return jsonify({"object": "list", "data": [card]})


@completions.post(
    "/v1/completions", responses={200: Completion} | REFUSED, operation_id="v1_completions"
)
def complete(body: CompletionBody) -> Response:
    """Continue texts, as OpenAI's client asks for it."""
    if not 1 <= len(body.prompts) <= MOST_PROMPTS:
        raise WebError(422, "bad_prompts", field="prompt", most=MOST_PROMPTS)
    seed = draw_seed() if body.seed is None else body.seed
    writer, person = desk().writer(), g.get("person", "") or body.user
    asked = itertools.product([desk().check(prompt) for prompt in body.prompts], range(body.n))
    choices = [
        begin(writer, beginning, body, (seed + number) % (LARGEST_SEED + 1), index, person)
        for index, (beginning, number) in enumerate(asked)
    ]
    head = {
        "id": f"cmpl-{secrets.token_hex(12)}",
        "object": "text_completion",
        "created": int(time.time()),
        "model": writer.name,
    }
    if body.stream:
        return _streamed(head, choices, body)
    with _closed(choices):
        written = [choice.whole() for choice in choices]
    return jsonify(head | {"choices": written, "usage": _usage(choices)})


def _usage(choices: list[Choice]) -> dict[str, int]:
    prompt = sum(choice.prompt_tokens for choice in choices)
    written = sum(choice.tokens for choice in choices)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
    }


def _streamed(head: dict[str, Any], choices: list[Choice], body: CompletionBody) -> Response:
    """One chunk a token, of each choice in turn, then `[DONE]`."""
    logger, path = current_app.logger, request.path

    def chunks() -> Iterator[str]:
        with _closed(choices):
            try:
                waiting = [(choice, choice.chunks()) for choice in choices]
                while waiting:
                    for pair in list(waiting):
                        chunk = next(pair[1], None)
                        if chunk is None:
                            waiting.remove(pair)
                        else:
                            yield _data(head | {"choices": [chunk]})
                if body.stream_options and body.stream_options.get("include_usage"):
                    yield _data(head | {"choices": [], "usage": _usage(choices)})
                yield "data: [DONE]\n\n"
            except AuroreError as error:
                yield _data(as_table(logged(error, logger, path), path))

    answer = Response(chunks(), mimetype="text/event-stream")
    answer.call_on_close(_closed(choices).close)
    return answer


def _data(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _closed(choices: list[Choice]) -> ExitStack:
    """Closes all choices at the end."""
    stack = ExitStack()
    for choice in choices:
        stack.enter_context(closing(choice))
    return stack
