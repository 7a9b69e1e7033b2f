"""Atelier: the way through the workshop, votes before and after, opinions."""

from typing import Annotated, Literal

from flask import Response, current_app, jsonify, make_response, render_template
from pydantic import Field

from aurore.serving.bodies import Body
from aurore.serving.studio.frame import read_body, studio
from aurore.serving.studio.guarding import is_class, may_lead
from aurore.serving.studio.visitors import store, visitor

MOODS = ("sun", "dawn", "cloud", "fog", "rain", "storm")
MOMENTS = ("before", "after")
STEPS = ("books", "tokens", "network", "train", "write", "measure", "blind")
LESSONS = "aurore.lessons"  # of the application: what `aurore.teaching` puts there
SOLVED = "aurore.lessons.solved"  # and a function that says how far the person is in each


class MoodBody(Body):
    """An image, before or after the workshop."""

    moment: Literal["before", "after"]
    mood: Literal["sun", "dawn", "cloud", "fog", "rain", "storm"]


class OpinionBody(Body):
    """What somebody thinks of the workshop."""

    words: Annotated[str, Field(min_length=1, max_length=2000)]


@studio.get("/atelier")
def workshop() -> str:
    """The page."""
    return render_template(
        "studio/workshop.html",
        page_name="workshop",
        moods=MOODS,
        moments=MOMENTS,
        steps=STEPS,
        lessons=current_app.extensions.get(LESSONS, ()),
        solved=current_app.extensions.get(SOLVED, dict)(),
        class_mode=is_class(),
        opinions=store().opinions() if may_lead() else [],
    )


@studio.get("/atelier/votes")
def mood_counts() -> Response:
    """How many chose which image, and the visitor's own choices."""
    counts = {moment: store().counts(f"mood:{moment}") for moment in MOMENTS}
    mine = {moment: store().choice(f"mood:{moment}", visitor()) for moment in MOMENTS}
    return jsonify({"counts": counts, "mine": mine})


@studio.post("/atelier/votes")
def choose_mood() -> Response:
    """Notes the image that somebody chose; another one takes its place."""
    body = read_body(MoodBody)
    store().vote(f"mood:{body.moment}", visitor(), body.mood)
    return mood_counts()


@studio.post("/atelier/avis")
def give_opinion() -> Response:
    """Keeps what somebody thinks, without their name."""
    store().note_opinion(visitor(), read_body(OpinionBody).words.strip())
    return make_response("", 204)
