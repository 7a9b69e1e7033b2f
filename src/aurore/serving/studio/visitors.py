"""Who is at the browser, as far as the studio needs to know: a number drawn at the first visit."""

import re
import secrets

from flask import Response, current_app, g, request

from aurore.serving.studio.drafts import FILE, Store
from aurore.serving.studio.frame import studio, workspace

COOKIE = "aurore_visitor"
A_YEAR = 365 * 24 * 3600
STORE = "aurore.studio.store"


def visitor() -> str:
    """The same for all requests of a browser; nothing else is known of the person."""
    if g.get("person"):  # of a class: whoever takes the same nickname finds the same drafts
        return str(g.person)
    known = request.cookies.get(COOKIE, "")
    if re.fullmatch(r"[0-9a-f]{16}", known):
        return known
    if "visitor" not in g:
        g.visitor = secrets.token_hex(8)
    return str(g.visitor)


@studio.after_request
def remember(answer: Response) -> Response:
    """Gives a new visitor their number."""
    if "visitor" in g:
        answer.set_cookie(COOKIE, g.visitor, max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer


def store() -> Store:
    """The studio's tables: in the work folder, or in memory when there is none."""
    found: Store | None = current_app.extensions.get(STORE)
    if found is None:
        work = workspace()
        if work is not None:
            work.open_for_writing()
        found = Store(work.root / FILE if work else None)
        current_app.extensions[STORE] = found
    return found
