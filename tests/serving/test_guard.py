"""Who is answered and who is not."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.app import create_app

BODY = {"prompt": "La fermière", "tokens": 2}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "192.168.1.20"])
def test_our_names_and_numeric_addresses_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "["]
)
def test_another_name_is_not(client: FlaskClient, host: str) -> None:
    answer = client.get("/api/models", headers={"Host": host})
    assert answer.status_code == 421 and answer.json["error"]["name"] == "wrong_host"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_only_our_own_pages_may_write(client: FlaskClient, headers: dict, status: int) -> None:
    assert client.post("/api/generate", json=BODY, headers=headers).status_code == status
    form = client.post("/generate", data={"amorce": "La fermière"}, headers=headers)
    assert form.status_code == status


def test_with_a_token_nothing_is_answered_without_it(open_writer: Callable[[], Writer]) -> None:
    client = create_app(ServeSettings(token="sésame-1"), open_writer).test_client()
    assert client.get("/health").status_code == 200
    for answer in (
        client.post("/api/generate", json=BODY),
        client.get("/"),
        client.get("/metrics"),
    ):
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    wrong = client.post("/api/generate", json=BODY, headers={"Authorization": "Bearer autre"})
    assert wrong.status_code == 401
    assert client.get("/?token=autre").status_code == 401
    opened = client.get("/?token=sésame-1")
    assert opened.status_code == 302 and "token" not in opened.headers["Location"]
    cookie = opened.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert client.get("/").status_code == 200
    assert client.post("/api/generate", json=BODY).status_code == 200
    program = create_app(ServeSettings(token="sésame-1"), open_writer).test_client()
    # What programs send: the bytes of UTF-8, which the server reads as Latin-1.
    bearer = {"Authorization": "Bearer sésame-1".encode().decode("latin-1")}
    assert program.post("/api/generate", json=BODY, headers=bearer).status_code == 200


def test_what_is_counted_names_nobody(client: FlaskClient) -> None:
    client.post("/api/generate", json=BODY)
    counted = client.get("/metrics").text
    assert 'aurore_answers_total{route="/api/generate",status="200"} 1.0' in counted
    assert 'aurore_texts_total{end="finished"} 1.0' in counted
    assert "aurore_texts_running 0.0" in counted and "fermière" not in counted


def test_it_says_when_it_is_ready(open_writer: Callable[[], Writer]) -> None:
    app = create_app(ServeSettings(), open_writer)
    client = app.test_client()
    assert client.get("/ready").status_code == 503
    app.extensions["aurore"].warm()
    assert client.get("/ready").json == {"ready": True, "running": 0, "waiting": 0}


def test_markup_from_a_person_or_the_network_is_never_markup(client: FlaskClient) -> None:
    prompt = "<script>alert(1)</script><img src=x onerror=alert(1)> Le soir"
    page = client.post("/generate", data={"amorce": prompt, "longueur": "3"}).text
    assert "<script>alert" not in page and "<img src=x" not in page
