"""A text as server-sent events: `piece` as it is written, then one `end`, or one `error`.

The client that goes away closes the response, which closes the generators down to the network:
the writing stops.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing

from flask import Response, stream_with_context

from aurore.base.messages import language, use_language
from aurore.generation.writer import Continuation, Written
from aurore.serving.problems import as_table, logged

MIMETYPE = "text/event-stream"


def streamed(written: Written, whole: Callable[[Continuation], Mapping[str, object]]) -> Response:
    """The response that sends `written`; `whole` makes the data of the `end`."""
    events = stream_with_context(_events(written, whole, language()))
    # A proxy that waits for the end of an answer would undo the streaming.
    return Response(events, mimetype=MIMETYPE, headers={"X-Accel-Buffering": "no"})


def _events(
    written: Written, whole: Callable[[Continuation], Mapping[str, object]], code: str
) -> Iterator[str]:
    use_language(code)  # the answer may be sent in another context than the request's
    try:
        with closing(written):
            for item in written:
                if isinstance(item, Continuation):
                    yield _event("end", whole(item))
                elif item:
                    yield _event("piece", {"text": item})
    except Exception as error:  # the status has been sent: only an event can tell
        yield _event("error", as_table(logged(error)))


def _event(name: str, data: Mapping[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
