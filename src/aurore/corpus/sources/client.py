"""Asks a server for one file, as a guest does: says who it is, takes its time, never insists.

`part.py` keeps what has come; `gutenberg.py` knows which files to ask for.
"""

import email.utils
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Self

import httpx2

from aurore import __version__
from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import ClientSettings
from aurore.corpus.sources.hosts import in_room
from aurore.corpus.sources.part import Damaged, Part

USER_AGENT = f"aurore/{__version__} (atelier; one book at a time)"
HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/plain, */*;q=0.5",
    # As wget does: what a server compresses on the way out it cannot resume.
    "Accept-Encoding": "identity",
}


class Answer(Enum):
    """What a server says to being asked for a file."""

    FILE = "here it is, whole"
    NOTHING = "there is none"
    REFUSED = "not for you"
    PAGE = "a web page in its place"


@dataclass(frozen=True)
class Wait:
    """A pause before the file is asked for again."""

    url: str
    seconds: float
    asked: bool
    """The server asked for it; otherwise it is ours, after a failure."""
    reason: str
    """What failed, in the current language."""


class _Again(Exception):
    """A failure that may pass."""

    def __init__(self, reason: str, status: int = 0, asked: float | None = None) -> None:
        super().__init__(reason)
        self.reason = message(f"network.{reason}", status=status)
        self.status = status
        self.asked = asked

    def error(self, url: str, tries: int, started: float) -> UserError:
        """What is said when there is no further try."""
        about = {"url": url, "tries": tries, "seconds": time.monotonic() - started}
        if self.status:
            return UserError("server_error", status=str(self.status), **about)
        return UserError("no_connection", reason=self.reason, **about)


class Client:
    """Downloads files one after the other. Use it in a `with`."""

    def __init__(
        self,
        settings: ClientSettings | None = None,
        on_bytes: Callable[[int, int | None], None] = lambda done, total: None,
        on_wait: Callable[[Wait], None] = lambda wait: None,
    ) -> None:
        self.settings = settings or ClientSettings()
        self._on_bytes, self._on_wait = on_bytes, on_wait
        self._https: dict[bool, httpx2.Client] = {}
        self._rooms: dict[str, bool] = {}
        self._last: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for http in self._https.values():
            http.close()

    def download(self, url: str, part: Part) -> Answer:
        """Fills `part` with the file behind `url`, from where it stopped if it was begun.

        Raises:
            UserError: too large, too slow, redirected in circles; or, after `settings.tries`
                tries, the server does not answer, answers with an error, or is cut.
        """
        try:
            return self._insist(url, part)
        except UserError as error:
            if error.name == "book_too_large" or not part.headers(url):
                part.discard()  # nothing that could be gone on with
            raise

    def _insist(self, url: str, part: Part) -> Answer:
        started = time.monotonic()
        for tries in range(1, self.settings.tries + 1):
            try:
                return self._ask(url, part, started)
            except _Again as failure:
                seconds = self._seconds_to_wait(url, failure, tries)
                late = time.monotonic() + seconds - started > self.settings.file_seconds
                if late or tries == self.settings.tries:
                    raise failure.error(url, tries, started) from failure
                self._on_wait(Wait(url, seconds, failure.asked is not None, failure.reason))
                time.sleep(seconds)
        raise AssertionError("settings.tries is at least 1")

    def _seconds_to_wait(self, url: str, failure: _Again, tries: int) -> float:
        """Never less than the server asked for. Jitter: a room must not come back as one."""
        if failure.asked is None:
            return self.settings.backoff_seconds * 2.0 ** (tries - 1) * random.uniform(0.5, 1.5)
        if failure.asked > self.settings.longest_wait_seconds:
            raise UserError("asked_to_wait", url=url, seconds=failure.asked) from failure
        return failure.asked + self.settings.backoff_seconds * random.random()

    def _ask(self, url: str, part: Part, started: float) -> Answer:
        with _sorting_failures(url), self._open(url, part.headers(url)) as response:
            answer = _read_status(response, url, part)
            if answer is Answer.FILE:
                self._receive(response, url, part, started)
                self._check(part)
            return answer

    def _check(self, part: Part) -> None:
        try:
            part.check(self.settings.largest_bytes)
        except Damaged as error:
            part.discard()
            raise _Again("damaged") from error

    @contextmanager
    def _open(self, url: str, headers: dict[str, str]) -> Iterator[httpx2.Response]:
        """The answer, its body not read yet, after the redirections."""
        request = self._http(httpx2.URL(url).host).build_request("GET", url, headers=headers)
        for _ in range(self.settings.redirects + 1):
            host = request.url.host
            self._pause(host)
            self._last[host] = time.monotonic()  # it counts even if nobody answers
            response = self._http(host).send(request, stream=True)
            try:
                if response.next_request is None:
                    yield response
                    return
                request = response.next_request
            finally:
                response.close()
                self._last[host] = time.monotonic()
        raise UserError("too_many_redirects", url=url, count=self.settings.redirects)

    def _http(self, host: str) -> httpx2.Client:
        """A proxy of the environment leads to the Internet, not to a machine of the room."""
        room = self._in_room(host)
        if room not in self._https:
            self._https[room] = httpx2.Client(
                headers=HEADERS, timeout=self.settings.timeout_seconds, trust_env=not room
            )
        return self._https[room]

    def _in_room(self, host: str) -> bool:
        if host not in self._rooms:
            self._rooms[host] = in_room(host)
        return self._rooms[host]

    def _pause(self, host: str) -> None:
        if host in self._last and not self._in_room(host):
            since = time.monotonic() - self._last[host]
            time.sleep(max(0.0, self.settings.pause_seconds - since))

    def _receive(self, response: httpx2.Response, url: str, part: Part, started: float) -> None:
        """The body, to the disk as it comes."""
        headers, limit = response.headers, self.settings.largest_bytes
        if response.status_code != 206:
            part.begin(url, headers)
        total, done = part.length(headers), part.size
        part.sure = total is not None or "chunked" in headers.get("transfer-encoding", "").lower()
        if (total or 0) <= limit:
            with part.open_from(done) as file:
                for piece in response.iter_raw():
                    file.write(piece)
                    file.flush()  # a process that is killed leaves all that has come
                    done += len(piece)
                    self._on_bytes(done, total)
                    self._check_time(url, done, started)
                    if done > limit:
                        break
        if max(done, total or 0) > limit:
            raise UserError("book_too_large", url=url, limit=limit)
        if total is not None and done != total:
            raise _Again("cut")

    def _check_time(self, url: str, done: int, started: float) -> None:
        """The read time-out does not see a server that sends a byte now and then."""
        seconds = time.monotonic() - started
        if seconds > self.settings.file_seconds:
            raise UserError("book_too_slow", url=url, done=done, seconds=seconds)


@contextmanager
def _sorting_failures(url: str) -> Iterator[None]:
    """Tells the failures that may pass from those that will not."""
    try:
        yield
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError) as error:
        raise UserError("bad_address_of_books", url=url) from error
    except httpx2.TimeoutException as error:
        raise _Again("timeout") from error
    except (httpx2.ConnectError, httpx2.ProxyError, UnicodeError) as error:  # a name too long
        certificate = "CERTIFICATE" in str(error)  # OpenSSL's word; httpx has no class for it
        raise _Again("certificate" if certificate else "unreachable") from error
    except httpx2.TransportError as error:
        raise _Again("cut") from error


def _read_status(response: httpx2.Response, url: str, part: Part) -> Answer:
    status = response.status_code
    if status in (404, 410):
        return Answer.NOTHING
    if status in (401, 403, 451):
        return Answer.REFUSED
    if status in (408, 425, 429) or status >= 500:
        raise _Again("status", status, retry_after(response.headers))
    goes_on = "range" in response.request.headers and part.continues(response.headers)
    if status == 416 or (status == 206 and not goes_on):
        part.discard()  # not the file that was begun: from the start
        raise _Again("changed")
    if status not in (200, 203, 206):
        raise UserError("server_error", url=url, status=str(status), tries=1, seconds=0)
    kind = response.headers.get("content-type", "").lower()
    return Answer.PAGE if kind.startswith(("text/html", "application/xhtml")) else Answer.FILE


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asks to be left alone for: `Retry-After`, a number or a date.

    A date is compared with the server's own clock, which it says: ours may be wrong.
    """
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    until = _date(said)
    if until is None:
        return None
    now = _date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _date(said: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
