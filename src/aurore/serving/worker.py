"""gunicorn's worker of threads, with a limit on how long a request may take to arrive.

Each request has a thread while it is read and answered; clients that send a byte now and then would
take them all. gunicorn has no setting against that for this kind of worker.
"""

import socket
import struct
import threading
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

ARRIVE_SECONDS = 8  # for a whole request, body included (guess: 64 KB over a poor network)
SEND_SECONDS = 20  # for a client to take what is sent before it is taken for gone (guess)
CHECK_SECONDS = 0.5

_arriving: dict[int, tuple[float, socket.socket]] = {}
_lock = threading.Lock()


class Worker(ThreadWorker):  # type: ignore[misc]
    """Closes what arrives too slowly, or is not taken."""

    def init_process(self) -> None:
        """In the worker's process, before it serves."""
        threading.Thread(target=_close_the_slow, name="slow", daemon=True).start()
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """In a thread: reads a request and answers it."""
        limit = struct.pack("ll", SEND_SECONDS, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        with _lock:
            _arriving[id(conn.sock)] = (time.monotonic() + ARRIVE_SECONDS, conn.sock)
        try:
            return super().handle(conn)
        finally:
            arrived(conn.sock)


def arrived(sock: Any) -> None:
    """The whole request is here: it may take its time from now on."""
    with _lock:
        _arriving.pop(id(sock), None)


def _close_the_slow() -> None:
    while True:
        time.sleep(CHECK_SECONDS)
        now = time.monotonic()
        with _lock:
            late = [sock for deadline, sock in _arriving.values() if deadline < now]
        for sock in late:
            arrived(sock)
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it has gone by itself
