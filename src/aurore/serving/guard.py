"""Who is answered: the host asked for, where the request comes from, the secret, the headers.

A page of another site that a person has open could send requests to a server on their own machine;
three things stop it. The host it names must be ours (against DNS rebinding). What changes something
must come from our own pages (against cross-site requests). With a token, nothing is answered
without it.
"""

import hmac
import ipaddress
import socket
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from aurore.base.settings import ServeSettings
from aurore.serving.problems import WebError

COOKIE = "aurore_token"
OPEN = ("/health", "/ready", "/static/")  # answered without the token: nothing of anybody is there
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    # Nothing from elsewhere, nothing inline, no frame around the page.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "font-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Our own forms say where they come from, on a plain network too, where nothing else does.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def guard(app: Flask, settings: ServeSettings) -> None:
    """Puts the guards before every request of `app`, and the headers on every answer."""
    app.extensions["aurore.names"] = _own_names(settings)
    app.extensions["aurore.token"] = settings.token
    for check in (check_host, check_origin, check_token):
        app.before_request(check)
    app.after_request(_add_headers)


def _own_names(settings: ServeSettings) -> frozenset[str]:
    machine = socket.gethostname().lower()
    return frozenset({"localhost", machine, f"{machine}.local", settings.host, *settings.names})


def check_host() -> None:
    """A name must be ours; a numeric address cannot be rebound, and a room types one."""
    try:
        name = urlsplit(f"//{request.headers.get('Host', '')}").hostname or ""
    except ValueError:
        name = ""
    if name not in current_app.extensions["aurore.names"] and not _numeric(name):
        raise WebError(421, "wrong_host")


def _numeric(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def check_origin() -> None:
    """What changes something comes from our own pages, or from a program that is no browser."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise WebError(403, "other_site")
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
        raise WebError(403, "other_site")


def check_token() -> AnyResponse | None:
    """The token, as programs send it (`Authorization: Bearer`) or in the cookie of a browser.

    A browser is given its cookie by the address the terminal shows, which holds the token.
    """
    token: str = current_app.extensions["aurore.token"]
    if not token or request.path.startswith(OPEN):
        return None
    if same(request.args.get("token", ""), token) and request.method == "GET":
        answer = redirect(request.path)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
        return answer
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    # Headers are read as Latin-1; programs send a token with accents as UTF-8.
    bearer = sent.encode("latin-1", errors="replace").decode(errors="replace")
    if same(bearer, token) or same(request.cookies.get(COOKIE, ""), token):
        return None
    raise WebError(401, "token_needed")


def same(given: str, secret: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing."""
    return hmac.compare_digest(given.encode(errors="replace"), secret.encode())


def _add_headers(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
