"""Serves the application: gunicorn, or waitress on Windows, where gunicorn does not run."""

import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from aurore.base.errors import UserError
from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.serving.app import create_app
from aurore.serving.studio.children import stop_all

LAST_WORDS_SECONDS = 10  # guess: time left to the texts being written when the server stops


def serve(
    settings: ServeSettings,
    open_writer: Callable[[], Writer],
    language: str = "fr",
    add: Callable[[Flask], None] | None = None,
) -> None:
    """Serves until Ctrl-C or SIGTERM. The model is opened in the background, at once.

    Args:
        add: puts into the application the pages of a higher layer.

    Raises:
        UserError: the address cannot be listened to.
    """
    check_address(settings)

    def load() -> Flask:
        app = create_app(settings, open_writer, language)
        if add is not None:
            add(app)
        threading.Thread(target=app.extensions["aurore"].warm, daemon=True).start()
        return app

    if sys.platform == "win32":
        _serve_with_waitress(settings, load())
    else:
        _serve_with_gunicorn(settings, load)


def check_address(settings: ServeSettings) -> None:
    """Listens for an instant, to fail in words rather than in the server's log.

    Raises:
        UserError: the port is taken or reserved, or the address is not this machine's.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            if sys.platform != "win32":  # there it would allow two servers on one port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UserError("port_in_use", port=settings.port) from error
        if error.errno == errno.EACCES:
            raise UserError("port_reserved", port=settings.port) from error
        raise UserError("bad_address", host=settings.host) from error


def _serve_with_gunicorn(settings: ServeSettings, load: Callable[[], Flask]) -> None:
    """One process, so that one model is in memory; threads wait for each other to write."""
    from gunicorn.app.base import BaseApplication

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    options: dict[str, Any] = {
        "bind": f"{host}:{settings.port}",
        "workers": 1,
        "worker_class": "aurore.serving.worker.Worker",
        "threads": settings.threads,
        "loglevel": "warning",
        "accesslog": None,
        "graceful_timeout": LAST_WORDS_SECONDS + 2,  # else the worker is killed as it ends
        "post_worker_init": _stop_as_told,
        "worker_exit": _end_at_once,
        "control_socket_disable": True,  # it would write in the person's home
    }

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return load()  # in the worker: the model never crosses a fork

    try:
        Server().run()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again while the program ends


def _stop_as_told(worker: Any) -> None:
    """In the worker: it stops when the server says so, not by itself, and always after last words.

    What gunicorn does on Ctrl-C takes a lock that the worker may hold (seen once in a hundred
    stops), and a second Ctrl-C breaks into the library that writes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, worker.handle_exit)
    worker.cfg.set("graceful_timeout", LAST_WORDS_SECONDS)


def _end_at_once(server: Any, worker: Any) -> None:
    """In the worker: threads that still write, their time being over, are not waited for."""
    if worker.pid == os.getpid():
        if hasattr(worker, "wsgi"):  # not when it ends before it has begun
            stop_all(worker.wsgi)
        os._exit(0)


def _serve_with_waitress(settings: ServeSettings, app: Flask) -> None:
    import waitress

    try:
        waitress.serve(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            max_request_body_size=settings.max_body_bytes,
            ident=None,
        )
    finally:
        stop_all(app)
