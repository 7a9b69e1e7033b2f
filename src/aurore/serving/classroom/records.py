"""What a room adds to a text: it is written down first, and stopped when the trainer says."""

import json
from dataclasses import asdict

from flask import g

from aurore.base.settings import GenerateSettings
from aurore.generation.writer import Continuation, Waiting, Written, begun
from aurore.serving.classroom.room import TEXTS_AT_ONCE, Room, Ticket
from aurore.serving.problems import WebError


class Records:
    """What the desk calls around a text."""

    most = TEXTS_AT_ONCE

    def __init__(self, room: Room) -> None:
        self._room = room

    def accept(self, prompt: str, settings: GenerateSettings) -> Ticket:
        """Before a text is begun."""
        told = json.dumps(asdict(settings), ensure_ascii=False)
        return self._room.take_ticket(g.who, prompt, told, settings.tokens)

    def follow(self, ticket: Ticket, written: Written) -> Written:
        """The same pieces; what is written is kept, whatever ends it."""
        return begun(self._follow(ticket, written))

    def _follow(self, ticket: Ticket, written: Written) -> Written:
        state, text, tokens, provenance = "left", "", 0, ""
        try:
            yield ""
            for item in written:
                if ticket.stopped:
                    state = "stopped"
                    raise WebError(403, "stopped_by_trainer")
                if isinstance(item, Continuation):
                    state, text, tokens = "finished", item.text, item.tokens
                    provenance = json.dumps(item.provenance.as_data(), ensure_ascii=False)
                elif isinstance(item, Waiting):
                    ticket.place = item.place
                else:
                    ticket.place = 0
                    text += item
                yield item
        except GeneratorExit:
            raise
        except Exception:
            state = state if state == "stopped" else "failed"
            raise
        finally:
            written.close()
            self._room.end(ticket, state, text, tokens, provenance)
