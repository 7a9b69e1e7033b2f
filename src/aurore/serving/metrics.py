"""What the server counts, for Prometheus: `GET /metrics`. No text, no name, no address."""

import time
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from aurore.generation.writer import Continuation, Waiting, Written, begun

if TYPE_CHECKING:
    from aurore.serving.desk import Desk

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 1.5, 3, 6, 15, 60)
metrics = Blueprint("metrics", __name__)


class Metrics:
    """The counters of one application."""

    def __init__(self, desk: "Desk") -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "aurore_answers_total", "Answers sent", ["route", "status"], registry=self.registry
        )
        self.tokens = Counter("aurore_tokens_total", "Tokens written", registry=self.registry)
        self.texts = Counter("aurore_texts_total", "Texts", ["end"], registry=self.registry)
        self.first = Histogram(
            "aurore_first_words_seconds", "Wait for the first words",
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "aurore_answer_seconds", "Time to answer, streams excluded",
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        for name in ("running", "waiting"):
            gauge = Gauge(f"aurore_texts_{name}", f"Texts {name}", registry=self.registry)
            gauge.set_function(lambda name=name: desk.state()[name])  # type: ignore[misc]

    def timed(self, written: Written) -> Written:
        """The same pieces, counted."""
        return begun(self._timed(written))

    def _timed(self, written: Written) -> Written:
        started, waited, end = time.perf_counter(), True, "left"
        try:
            yield ""
            for item in written:
                if isinstance(item, Continuation):
                    self.tokens.inc(item.tokens)
                    end = "finished"
                elif waited and item and not isinstance(item, Waiting):
                    self.first.observe(time.perf_counter() - started)
                    waited = False
                yield item
        except Exception:
            end = "failed"
            raise
        finally:
            written.close()
            self.texts.labels(end).inc()


def count_from_here() -> None:
    """Before a request."""
    g.started = time.perf_counter()


def count(answer: Response) -> Response:
    """After a request."""
    found: Metrics = current_app.extensions["aurore"].metrics
    route = request.url_rule.rule if request.url_rule else "none"
    found.answers.labels(route, answer.status_code).inc()
    if not answer.is_streamed and "started" in g:
        found.seconds.observe(time.perf_counter() - g.started)
    return answer


@metrics.get("/metrics")
def show() -> Response:
    """The counters."""
    found: Metrics = current_app.extensions["aurore"].metrics
    return Response(generate_latest(found.registry), content_type=CONTENT_TYPE_LATEST)
