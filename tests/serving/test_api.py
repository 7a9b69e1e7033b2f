"""The JSON API, as a program meets it."""

import html
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aurore.base.errors import UserError
from aurore.base.settings import LONGEST_TEXT, GenerateSettings, ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.app import create_app
from aurore.serving.bodies import GenerateBody
from aurore.serving.reference import operations

PROMPT = "La fermière regardait"


def post(client: FlaskClient, **body: Any) -> Any:
    return client.post("/api/generate", json=body)


def events(sent: str) -> list[tuple[str, Any]]:
    found = []
    for block in sent.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_text_comes_with_its_provenance(client: FlaskClient) -> None:
    answer = post(client, prompt=PROMPT, tokens=12, seed=4)
    assert answer.status_code == 200
    written = answer.json
    assert list(written) == [
        "prompt", "text", "model", "seed", "tokens", "seconds", "forgotten", "provenance",
        "notice", "remarks", "variants",
    ]  # fmt: skip
    assert written["prompt"] == PROMPT and written["text"]
    assert (written["model"], written["seed"]) == ("essai", 4)
    assert written["tokens"] > 0
    assert written["notice"] == "texte produit par un réseau de neurones"


def test_the_same_seed_gives_the_same_text_whole_or_streamed(client: FlaskClient) -> None:
    whole = post(client, prompt=PROMPT, tokens=12, seed=4).json
    sent = events(post(client, prompt=PROMPT, tokens=12, seed=4, stream=True).text)
    assert [name for name, _ in sent] == ["piece"] * (len(sent) - 1) + ["end"]
    assert "".join(data["text"] for name, data in sent if name == "piece") == whole["text"]
    for text in (sent[-1][1], whole):  # the same but for the time they took
        del text["seconds"], text["provenance"]["date"]
    assert sent[-1][1] == whole


def test_a_drawn_seed_is_told_and_can_be_asked_again(client: FlaskClient) -> None:
    first = post(client, prompt=PROMPT, tokens=12).json
    again = post(client, prompt=PROMPT, tokens=12, seed=first["seed"]).json
    assert again["text"] == first["text"]


def test_the_accept_header_asks_for_events(client: FlaskClient) -> None:
    body = {"prompt": PROMPT, "tokens": 5}
    answer = client.post("/api/generate", json=body, headers={"Accept": "text/event-stream"})
    assert answer.mimetype == "text/event-stream"
    assert events(answer.text)[-1][0] == "end"


def test_the_writing_stops_when_the_client_leaves(client: FlaskClient) -> None:
    answer = post(client, prompt=PROMPT, tokens=LONGEST_TEXT, stream=True)
    next(iter(answer.response))
    answer.close()
    # The network writes one text at a time: it can only begin another if the first has stopped.
    after = threading.Thread(target=post, args=(client,), kwargs={"prompt": PROMPT, "tokens": 2})
    after.start()
    after.join(timeout=60)
    assert not after.is_alive()


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ({}, 422, "missing_field"),
        ({"prompt": "   \n "}, 422, "empty_prompt"),
        ({"prompt": ""}, 422, "empty_prompt"),
        ({"prompt": 12}, 422, "bad_field"),
        ({"prompt": "x" * 4001}, 422, "prompt_too_long"),
        ({"prompt": "x", "tokens": "12"}, 422, "bad_field"),
        ({"prompt": "x", "tokens": True}, 422, "bad_field"),
        ({"prompt": "x", "tokens": 0}, 422, "bad_field"),
        ({"prompt": "x", "tokens": LONGEST_TEXT + 1}, 422, "bad_field"),
        ({"prompt": "x", "seed": -1}, 422, "bad_field"),
        ({"prompt": "x", "seed": 2**32}, 422, "bad_field"),
        ({"prompt": "x", "temperature": 5.1}, 422, "bad_field"),
        ({"prompt": "x", "top_p": 0}, 422, "bad_field"),
        ({"prompt": "x", "stream": "yes"}, 422, "bad_field"),
        ({"prompt": "x", "stream": True, "tokens": 0}, 422, "bad_field"),
        ({"prompt": "x", "length": 3}, 422, "unknown_field"),
        ([1], 422, "not_an_object"),
        ("x", 422, "not_an_object"),
        ({"prompt": "x" * 70_000}, 413, "body_too_large"),
    ],
)
def test_a_bad_body_is_refused_in_words(
    client: FlaskClient, body: Any, status: int, name: str
) -> None:
    answer = client.post("/api/generate", json=body)
    assert answer.status_code == status
    error = answer.json["error"]
    assert list(error) == ["name", "problem", "remedy"]
    assert error["name"] == name
    assert error["problem"].endswith(".") and error["remedy"].endswith(".")


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b'{"prompt": "x",}', b"\xff\xfe", b"[" * 60_000, b'{"prompt": "\\u12"}'],
    ids=["empty", "open", "comma", "not utf-8", "deep", "escape"],
)
def test_broken_json_is_refused_in_words(client: FlaskClient, data: bytes) -> None:
    answer = client.post("/api/generate", data=data, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["error"]["name"] == "broken_json"


@pytest.mark.parametrize("data", [b'{"prompt": "x\\ud800"}', b'{"prompt": "x", "top_p": NaN}'])
def test_json_that_no_text_can_hold_is_refused(client: FlaskClient, data: bytes) -> None:
    answer = client.post("/api/generate", data=data, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["error"]["name"] == "bad_field"


def test_what_is_not_json_is_refused(client: FlaskClient) -> None:
    answer = client.post("/api/generate", data={"prompt": "x"})
    assert (answer.status_code, answer.json["error"]["name"]) == (415, "not_json")


def test_the_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    answer = client.get("/api/generate")
    assert (answer.status_code, answer.json["error"]["name"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_the_errors_speak_the_language_asked_for(client: FlaskClient) -> None:
    assert "manque" in client.post("/api/generate", json={}).json["error"]["problem"]
    assert "missing" in client.post("/api/generate?lang=en", json={}).json["error"]["problem"]


def test_a_model_that_cannot_be_opened_is_told_and_tried_again(
    open_writer: Callable[[], Writer],
) -> None:
    broken = [UserError("no_model", folder="nulle-part")]

    def opening() -> Writer:
        if broken:
            raise broken.pop()
        return open_writer()

    client = create_app(ServeSettings(), opening).test_client()
    refused = post(client, prompt=PROMPT, tokens=2)
    assert (refused.status_code, refused.json["error"]["name"]) == (503, "no_model")
    assert post(client, prompt=PROMPT, tokens=2).status_code == 200


def test_an_unforeseen_error_leaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def opening() -> Writer:
        raise RuntimeError("secret")

    client = create_app(ServeSettings(), opening).test_client()
    for answer in (post(client, prompt="x"), client.post("/generate", data={"amorce": "x"})):
        assert answer.status_code == 500
        assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "secret" in caplog.text


def test_the_model_is_opened_once_whatever_the_number_of_readers(
    open_writer: Callable[[], Writer],
) -> None:
    opened = []

    def opening() -> Writer:
        opened.append(1)
        return open_writer()

    app = create_app(ServeSettings(), opening)
    readers = [
        threading.Thread(target=post, args=(app.test_client(),), kwargs={"prompt": "x"})
        for _ in range(4)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(opened) == 1


def test_health_names_the_model_once_it_is_open(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/health").json == {"status": "ok", "model": None}
    app.extensions["aurore"].warm()
    assert client.get("/health").json == {"status": "ok", "model": "essai"}


def test_the_openapi_document_describes_the_api_with_examples(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    assert set(document["paths"]) == {
        "/api/generate", "/api/suggest", "/api/next", "/api/tokens", "/api/score", "/api/distance",
        "/api/models", "/api/runs", "/v1/completions", "/v1/models", "/health", "/ready",
    }  # fmt: skip
    body = document["components"]["schemas"]["GenerateBody"]
    assert body["examples"] and body["required"] == ["prompt"]
    operation = document["paths"]["/api/generate"]["post"]
    assert set(operation["responses"]) >= {"200", "400", "413", "415", "422", "500"}
    assert set(operation["responses"]["200"]["content"]) == {
        "application/json",
        "text/event-stream",
    }
    for example in body["examples"]:
        assert post(client, **example).status_code == 200


def test_the_reference_is_a_page_of_ours_whose_examples_work(client: FlaskClient) -> None:
    document, page = client.get("/openapi.json").json, html.unescape(client.get("/api/docs").text)
    found = operations(document)
    assert {operation.path for operation in found} == set(document["paths"])
    for operation in found:
        assert f"{operation.method} {operation.path}" in page and operation.title in page
        if operation.example and operation.path.startswith("/api/"):
            body = json.loads(operation.example)
            assert client.post(operation.path, json=body).status_code == 200
    assert "https://" not in page


def test_the_api_refuses_what_the_settings_refuse() -> None:
    """The bounds stand in the schema for programs; here they are held to the settings'."""
    properties = GenerateBody.model_json_schema()["properties"]
    for name in ("tokens", "temperature"):
        for bound, step in (("minimum", -1), ("maximum", 1)):
            edge = properties[name][bound]
            GenerateSettings(**{name: edge})
            with pytest.raises(UserError):
                GenerateSettings(**{name: edge + step})
    assert GenerateBody(prompt="x").settings() == GenerateSettings()
