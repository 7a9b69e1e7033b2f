"""A person's own machine tells the room's what its checks found: states, never the code."""

import json
import urllib.error
import urllib.request
from typing import Any

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.workspace import Workspace, write_atomically
from aurore.corpus.sources.hosts import as_source
from aurore.teaching.check import Report
from aurore.teaching.start import own_folder

FILE = "salle.json"  # beside the progress: the room's address and the person's secret
SECONDS = 4  # that a check waits for the room (guess: a busy wireless network)


def join(workspace: Workspace, address: str, code: str, nickname: str) -> None:
    """Enters the room of a trainer's server; from now on its checks are told there.

    Raises:
        UserError: the room is not there, or does not let the person in.
    """
    place = as_source(address).rstrip("/").removesuffix("/salle")
    try:
        answer = _post(f"{place}/salle/entrer", {"code": code, "nickname": nickname})
    except urllib.error.HTTPError as error:
        raise UserError("room_refused", said=_said(error)) from error
    except (OSError, ValueError) as error:
        raise UserError("room_away", address=address) from error
    workspace.open_for_writing()
    kept = {"address": place, "nickname": nickname, "secret": answer["secret"]}
    mine = own_folder(workspace) / FILE
    with write_atomically(mine) as path:
        path.write_text(json.dumps(kept, ensure_ascii=False) + "\n", encoding="utf-8")
    mine.chmod(0o600)


def tell_room(workspace: Workspace, report: Report) -> str:
    """Tells the room, if the person has entered one; a sentence on how that went, or nothing.

    A room that is away stops nobody: the progress is on the person's own disk.
    """
    try:
        kept = json.loads((own_folder(workspace) / FILE).read_text("utf-8"))
        steps = [
            {"question": verdict.number, "state": verdict.state, "mistake": verdict.name}
            for verdict in report.verdicts
        ]
        cookie = f"aurore_person={kept['secret']}"
        _post(f"{kept['address']}/salle/progres", {"steps": steps}, cookie)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError):
        return message("lesson.room_away")
    return message("lesson.room_told", nickname=kept["nickname"])


def _post(address: str, body: object, cookie: str = "") -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if cookie:
        headers["Cookie"] = cookie
    request = urllib.request.Request(address, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        found: dict[str, Any] = json.loads(answer.read())
        return found


def _said(error: urllib.error.HTTPError) -> str:
    try:
        told = json.loads(error.read())["error"]
        return f"{told['problem']} {told['remedy']}"
    except (ValueError, KeyError, TypeError):
        return str(error)
