"""A text as server-sent events: `piece` as it is written, then one `end`, or one `error`.

`place` says how many wait before this text, while it waits. The client that goes away closes the
response, which closes the generators down to the engine: the writing stops. One that comes back
with the same seed gives the number of characters it has had, and gets the rest.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

from flask import Response, current_app, request

from aurore.base.messages import language, use_language
from aurore.generation.writer import Continuation, Waiting, Written
from aurore.serving.problems import as_table, logged

MIMETYPE = "text/event-stream"

Whole = Callable[[Continuation], Mapping[str, object]]


def streamed(written: Written, whole: Whole, skip: int = 0) -> Response:
    """The response that sends `written` from a character on; `whole` makes the data of `end`."""
    logger, path = current_app.logger, request.path

    def told(error: Exception) -> Mapping[str, object]:
        return as_table(logged(error, logger, path), path)

    events = _events(written, whole, skip, language(), told)
    # A proxy that waits for the end of an answer would undo the streaming.
    answer = Response(events, mimetype=MIMETYPE, headers={"X-Accel-Buffering": "no"})
    answer.call_on_close(written.close)  # a client that leaves before the first piece
    return answer


def _events(
    written: Written,
    whole: Whole,
    skip: int,
    code: str,
    told: Callable[[Exception], Mapping[str, object]],
) -> Iterator[str]:
    use_language(code)  # the answer may be sent in another context than the request's
    try:
        with closing(written):
            for item in written:
                if isinstance(item, Continuation):
                    yield _event("end", whole(item))
                elif isinstance(item, Waiting):
                    # Sent to a client that has gone, it tells us so.
                    yield _event("place", {"place": item.place}) if item.place else ": \n\n"
                elif item[skip:]:
                    yield _event("piece", {"text": item[skip:]})
                    skip = 0
                else:
                    skip -= len(item)
    except Exception as error:  # the status has been sent: only an event can tell
        yield _event("error", told(error))


def _event(name: str, data: Mapping[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
