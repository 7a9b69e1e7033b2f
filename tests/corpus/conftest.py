"""What the tests of the corpus share: where the real books are, and a server like theirs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.prepare import prepare
from aurore.corpus.sources.part import Part

SHARED = Path(__file__).parents[2].parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def real_books() -> Path:
    """The folder of the real books, laid out as a mirror."""
    if not SHARED.is_dir():
        pytest.skip(f"the real books are not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def sand_all(real_books: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """All books of Sand, prepared on several processors. Not to be changed."""
    workspace = Workspace(tmp_path_factory.mktemp("sand-all") / "work")
    prepare(PrepareSettings(author="sand-all"), workspace, mirror=str(real_books / "gutenberg"))
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "work")


Answer = Callable[[BaseHTTPRequestHandler], None]


def not_found(request: BaseHTTPRequestHandler) -> None:
    """The answer to a path the server does not have."""
    request.send_error(404)


@dataclass
class Server:
    """A real server on the loopback: paths and their answers, 404 for the others."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[Message] = field(default_factory=list)
    address: str = ""

    def handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(self.path)
                server.headers.append(self.headers)
                answer = server.answers.get(self.path, not_found)
                try:
                    answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, format: str, *values: object) -> None:
                pass

        return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    """The server, started; it stops after the test."""
    made = Server()
    http = ThreadingHTTPServer(("127.0.0.1", 0), made.handler())
    made.address = f"http://127.0.0.1:{http.server_address[1]}"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def part(tmp_path: Path) -> Part:
    """A file on its way."""
    return Part(tmp_path / "34204.txt")


@pytest.fixture
def over() -> Iterator[Event]:
    """Set when the test is over: slow servers stop."""
    event = Event()
    yield event
    event.set()
