"""Answers of a real server, good and bad, for `conftest.Server`."""

import threading
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from aurore.base.errors import UserError
from aurore.base.settings import ClientSettings
from aurore.corpus.sources.client import Answer as Said
from aurore.corpus.sources.client import Client
from aurore.corpus.sources.part import Part

Answer = Callable[[BaseHTTPRequestHandler], None]

# A client that never waits on purpose, and is patient with a machine that has much to do: tests of
# silence say their own `timeout_seconds`.
HURRIED = ClientSettings(
    pause_seconds=0, backoff_seconds=0.01, timeout_seconds=20, file_seconds=30, tries=4
)
ETAG = '"one"'
NOW = formatdate(1_800_000_000, usegmt=True)
TEXT = bytes(range(32, 127)) * 2000
BLOCK = b"Il y avait une fois un meunier.\r\n" * 2000


def start(request: BaseHTTPRequestHandler, status: int, **headers: object) -> None:
    """The status and the headers; `Retry_After` stands for `Retry-After`."""
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), str(value))
    request.end_headers()


def send(data: bytes, status: int = 200, **headers: object) -> Answer:
    """These bytes."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        start(request, status, **({"Content_Length": len(data)} | headers))
        request.wfile.write(data)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """The first answer, then the second…; the last from then on."""
    left = list(answers)

    def answer(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


def cut(data: bytes, after: int, **headers: object) -> Answer:
    """All of it is announced, `after` bytes come, then the line goes dead."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        start(request, 200, Content_Length=len(data), **headers)
        request.wfile.write(data[:after])
        request.close_connection = True

    return answer


def ranged(data: bytes, upto: int | None = None, **headers: object) -> Answer:
    """A server that resumes; with `upto` the connection goes dead at that byte of the file."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        if_range = request.headers.get("If-Range")
        current = (headers.get("ETag"), headers.get("Last_Modified"))
        first = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if not asked or if_range not in current:
            start(request, 200, Content_Length=len(data), **headers)
            first = 0
        else:
            place = f"bytes {first}-{len(data) - 1}/{len(data)}"
            start(request, 206, Content_Length=len(data) - first, Content_Range=place, **headers)
        request.wfile.write(data[first:upto])
        request.close_connection = True

    return answer


def endless(length: int | None = None) -> Answer:
    """Text that never ends, without a length or with a wrong one."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        start(request, 200, **({} if length is None else {"Content_Length": length}))
        while True:
            request.wfile.write(BLOCK)

    return answer


def drip(seconds: float, over: threading.Event, data: bytes = b"x" * 10_000) -> Answer:
    """A byte now and then."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        start(request, 200, Content_Length=len(data), ETag=ETAG)
        for byte in data:
            request.wfile.write(bytes([byte]))
            if over.wait(seconds):
                return

    return answer


def silent(over: threading.Event) -> Answer:
    """Takes the question and says nothing."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        over.wait(10)
        request.close_connection = True

    return answer


def download(server: Any, part: Part, **changes: Any) -> Said:
    """Asks the server for `/book`."""
    with Client(replace(HURRIED, **changes)) as client:
        return client.download(f"{server.address}/book", part)


def got(part: Part) -> bytes:
    """What has come, unpacked."""
    with part.whole() as file:
        return file.read()


def fails(server: Any, part: Part, **changes: Any) -> UserError:
    """The error, which says what it is about."""
    with pytest.raises(UserError) as caught:
        download(server, part, **changes)
    assert caught.value.problem and caught.value.remedy
    assert "/book" in caught.value.problem
    return caught.value
