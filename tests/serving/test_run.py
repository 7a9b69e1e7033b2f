"""The server itself."""

import http.client
import json
import socket
import time
from collections.abc import Callable

import pytest

from aurore.base.errors import UserError
from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.run import check_address, serve


def test_a_port_in_use_is_told_before_anything_starts(open_writer: Callable[[], Writer]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError) as told:
            serve(ServeSettings(port=port), open_writer)
    assert told.value.name == "port_in_use"


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(UserError) as told:
        check_address(ServeSettings(host="192.0.2.1", port=0))
    assert told.value.name == "bad_address"


def test_by_default_only_this_machine_is_served() -> None:
    assert ServeSettings().host == "127.0.0.1"


def test_the_server_streams_and_outlives_clients_that_leave(address: str) -> None:
    host = address.removeprefix("http://")
    body = json.dumps({"prompt": "Le soir", "tokens": 2000, "stream": True})
    headers = {"Content-Type": "application/json"}
    for _ in range(3):
        leaving = http.client.HTTPConnection(host, timeout=30)
        leaving.request("POST", "/api/generate", body, headers)
        answer = leaving.getresponse()
        assert answer.readline().startswith(b"event: piece")
        answer.close()
        leaving.close()
    started = time.monotonic()
    asking = http.client.HTTPConnection(host, timeout=30)
    asking.request("POST", "/api/generate", json.dumps({"prompt": "x", "tokens": 3}), headers)
    assert asking.getresponse().status == 200
    asking.close()
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("chunked", [False, True])
def test_the_server_refuses_a_large_body_and_goes_on(address: str, chunked: bool) -> None:
    host = address.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=30)
    body = json.dumps({"prompt": "x" * 100_000}).encode()
    sent = (body[at : at + 5000] for at in range(0, len(body), 5000)) if chunked else body
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/api/generate", sent, headers, encode_chunked=chunked)
    assert connection.getresponse().status == 413
    connection.close()
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request(
        "POST", "/api/generate", iter([b'{"prompt"', b': "Le soir", "tokens": 3}']), headers
    )
    assert connection.getresponse().status == 200
    connection.close()
