"""The polite download of one file: what it owes the server, what it makes of its answers."""

import time
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest
from faulty import HURRIED, NOW, TEXT, download, fails, got, in_turn, send

from aurore.base.errors import UserError
from aurore.base.settings import ClientSettings
from aurore.corpus.sources.client import USER_AGENT, Answer, Client, Wait, retry_after
from aurore.corpus.sources.hosts import in_room
from aurore.corpus.sources.part import Part

# ── What a guest owes ────────────────────────────────────────────────────────────────────────────


def test_the_client_says_who_it_is_and_asks_for_the_bytes_as_they_are(
    server: Any, part: Part
) -> None:
    server.answers["/book"] = send(TEXT)
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT and part.sure
    (headers,) = server.headers
    assert headers["User-Agent"] == USER_AGENT and USER_AGENT.startswith("aurore/")
    assert headers["Accept-Encoding"] == "identity"
    assert headers["Range"] is None


def test_by_default_the_pause_is_gutenbergs() -> None:
    assert ClientSettings().pause_seconds == 2.0


PAUSE = 1.5  # seconds: longer than three requests take on a busy machine


@pytest.mark.parametrize(("host", "pause"), [("www.gutenberg.org", PAUSE), ("127.0.0.1", 0.0)])
def test_there_is_a_pause_between_requests_save_in_the_room(
    host: str, pause: float, server: Any, part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server stands in as the proxy through which the Internet is reached."""
    monkeypatch.setenv("HTTP_PROXY", server.address)
    site = f"http://{host}" if pause else server.address
    server.answers |= {f"{site}/b": send(TEXT), "/b": send(TEXT)}
    with Client(replace(HURRIED, pause_seconds=PAUSE)) as client:
        before = time.monotonic()
        assert client.download(f"{site}/b", part) is Answer.FILE
        assert time.monotonic() - before < PAUSE, "the first request waits for nothing"
        assert client.download(f"{site}/a", part) is Answer.NOTHING
        assert client.download(f"{site}/a", part) is Answer.NOTHING
    assert (time.monotonic() - before >= 2 * pause) and (pause or time.monotonic() - before < PAUSE)


def test_the_pause_is_kept_after_a_question_that_got_no_answer(
    server: Any, part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.address)
    asked: list[float] = []

    def hang_up(request: Any) -> None:
        asked.append(time.monotonic())
        request.close_connection = True

    server.answers["http://www.gutenberg.org/book"] = hang_up
    settings, before = replace(HURRIED, pause_seconds=0.2, tries=3), time.monotonic()
    with Client(settings) as client, pytest.raises(UserError) as caught:
        client.download("http://www.gutenberg.org/book", part)
    assert caught.value.name == "no_connection" and len(asked) == 3
    # Since `before`: a busy machine may note the first question late.
    assert asked[1] - before >= 0.2 and asked[2] - before >= 0.4


def test_a_proxy_does_not_stand_between_two_machines_of_the_room(
    server: Any, part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.answers["/book"] = send(TEXT)
    assert download(server, part) is Answer.FILE


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("192.168.1.10", True),
        ("10.20.30.40", True),
        ("172.31.0.1", True),
        ("172.32.0.1", False),
        ("169.254.3.4", True),
        ("fe80::1%lo", True),
        ("fd00::1", True),
        ("8.8.8.8", False),
        ("198.18.0.1", False),
        ("2001:db8::1", False),
        ("gutenberg.org", False),
        ("aleph.gutenberg.org", False),
        ("no-such-machine.invalid", False),
        ("a" * 70, False),
        ("", False),
    ],
)
def test_what_is_in_the_room(host: str, expected: bool) -> None:
    assert in_room(host) is expected


# ── What the server says ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (404, Answer.NOTHING),
        (410, Answer.NOTHING),
        (401, Answer.REFUSED),
        (403, Answer.REFUSED),
        (451, Answer.REFUSED),
    ],
)
def test_a_file_that_is_not_given_is_asked_for_once(
    status: int, answer: Answer, server: Any, part: Part
) -> None:
    server.answers["/book"] = send(b"no", status)
    assert download(server, part) is answer
    assert len(server.asked) == 1 and part.size == 0


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "application/xhtml+xml"])
def test_a_web_page_is_not_even_read(kind: str, server: Any, part: Part) -> None:
    server.answers["/book"] = send(b"<html>", Content_Type=kind)
    assert download(server, part) is Answer.PAGE
    assert not part.path.exists()


@pytest.mark.parametrize("status", [400, 405, 418])
def test_an_answer_that_will_not_change_is_not_asked_for_again(
    status: int, server: Any, part: Part
) -> None:
    server.answers["/book"] = send(b"", status)
    error = fails(server, part)
    assert error.name == "server_error" and str(status) in error.problem
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_failure_that_may_pass_is_tried_again_and_then_said(
    status: int, server: Any, part: Part
) -> None:
    server.answers["/book"] = in_turn(send(b"", status), send(b"", status), send(TEXT))
    assert download(server, part) is Answer.FILE
    assert got(part) == TEXT
    server.answers["/book"], server.asked[:] = send(b"", status), []
    part.discard()
    error = fails(server, part)
    assert error.name == "server_error" and str(status) in error.problem
    assert len(server.asked) == HURRIED.tries == error.values["tries"]
    assert 0 < error.values["seconds"] < 1


def test_each_wait_is_longer_than_the_last_and_never_the_same(server: Any, part: Part) -> None:
    server.answers["/book"] = send(b"", 500)
    seconds = []
    for _ in range(2):
        waits: list[Wait] = []
        with Client(HURRIED, on_wait=waits.append) as client, pytest.raises(UserError):
            client.download(f"{server.address}/book", part)
        assert [wait.asked for wait in waits] == [False] * 3
        assert {wait.reason for wait in waits} == {"réponse 500"}
        assert waits[0].seconds * 4 / 3 <= waits[2].seconds <= waits[0].seconds * 12
        for number, wait in enumerate(waits):
            assert 0.5 <= wait.seconds / (HURRIED.backoff_seconds * 2**number) <= 1.5
        seconds.append(waits[0].seconds)
    assert seconds[0] != seconds[1]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": formatdate(1_800_000_030, usegmt=True), "date": NOW}, 30),
        ({"retry-after": formatdate(1_700_000_000, usegmt=True), "date": NOW}, 0),
        ({"retry-after": formatdate(1_700_000_000, usegmt=True)}, 0),
        ({"retry-after": "Fri, 99 Foo 2027 25:61:61 GMT", "date": NOW}, None),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(
    headers: dict[str, str], expected: float | None
) -> None:
    assert retry_after(headers) == expected


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("how", ["seconds", "date"])
def test_the_wait_that_the_server_asks_for_is_kept_and_told(
    how: str, status: int, server: Any, part: Part
) -> None:
    told: list[tuple[Wait, float]] = []

    def busy(request: Any) -> None:
        """Without a Date: the client's own clock is the one that counts, to the millisecond."""
        request.send_response_only(status)
        late = formatdate(int(time.time()) + 1, usegmt=True) if how == "date" else "0"
        request.send_header("Retry-After", late)
        request.end_headers()

    server.answers["/book"] = in_turn(busy, send(TEXT))
    with Client(HURRIED, on_wait=lambda wait: told.append((wait, time.time()))) as client:
        assert client.download(f"{server.address}/book", part) is Answer.FILE
    ((wait, at),) = told
    assert wait.asked and wait.url == f"{server.address}/book"
    assert wait.seconds <= 1.02
    if how == "date":
        assert time.time() >= int(at) + 1, "not before the time that was said"


def test_a_server_that_asks_for_too_much_is_left_alone(server: Any, part: Part) -> None:
    server.answers["/book"] = send(b"", 429, Retry_After=3600)
    before = time.monotonic()
    error = fails(server, part)
    assert error.name == "asked_to_wait" and "3\u202f600 s" in error.problem
    assert len(server.asked) == 1 and time.monotonic() - before < 0.5


def test_the_waits_are_part_of_the_time_a_file_may_take(server: Any, part: Part) -> None:
    server.answers["/book"] = send(b"", 503, Retry_After=100)
    assert fails(server, part, file_seconds=50).name == "server_error"
    assert len(server.asked) == 1


# ── Redirections ─────────────────────────────────────────────────────────────────────────────────


def test_redirections_are_followed_up_to_the_limit(server: Any, part: Part) -> None:
    server.answers |= {
        "/book": send(b"", 302, Location="/1"),
        "/1": send(b"", 301, Location="/2"),
        "/2": send(TEXT),
    }
    assert download(server, part, redirects=2) is Answer.FILE
    part.discard()
    assert fails(server, part, redirects=1).name == "too_many_redirects"


def test_a_redirection_in_circles_ends(server: Any, part: Part) -> None:
    server.answers["/book"] = send(b"", 302, Location="/book")
    error = fails(server, part)
    assert error.name == "too_many_redirects" and "5" in error.problem
    assert len(server.asked) == 6


def test_a_redirection_to_a_web_page_is_no_book(server: Any, part: Part) -> None:
    """What Project Gutenberg does with those it takes for robots."""
    page = send(b"<html>captcha", Content_Type="text/html")
    server.answers |= {"/book": send(b"", 302, Location="/captcha"), "/captcha": page}
    assert download(server, part) is Answer.PAGE


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/book", "http://127.0.0.1:99999/book"])
def test_a_redirection_to_nowhere_is_said(address: str, server: Any, part: Part) -> None:
    server.answers["/book"] = send(b"", 302, Location=address)
    assert fails(server, part).name in ("bad_address_of_books", "no_connection")
