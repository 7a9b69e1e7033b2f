"""Sand ou machine ?: passages by the author and by the network, for one person or for the room."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Response, current_app, jsonify, render_template, request
from pydantic import Field

from aurore.base.settings import GenerateSettings
from aurore.corpus.cleaning.typography import unify
from aurore.evaluation.blind import Passage, exact_interval, make_quiz
from aurore.evaluation.copies.index import Index, build_index, load_index
from aurore.generation.prompts import draw_seed
from aurore.generation.typeset import typeset
from aurore.serving.bodies import Body, Number
from aurore.serving.problems import WebError
from aurore.serving.studio.frame import desk, read_body, studio
from aurore.serving.studio.guarding import only_trainer
from aurore.serving.studio.shelf import texts_at_hand
from aurore.serving.studio.visitors import store, visitor
from aurore.serving.studio.writing import training_books

QUIZ = "aurore.studio.quiz"
WORDS = 40  # of a passage, about (guess: enough to hear a voice, short enough to read aloud)
TOKENS = 110  # enough for so many words and the end of the sentence
LARGEST = 20  # passages of a round
REAL, MACHINE = "real", "machine"


@dataclass
class Round:
    """A quiz that everybody who comes plays, until there is a new one."""

    id: str
    passages: list[Passage]
    revealed: bool = False
    lock: Lock = field(default_factory=Lock)

    def ballot(self, number: int) -> str:
        """The name under which the votes of a passage are kept."""
        return f"blind:{self.id}:{number}"


class RoundBody(Body):
    """How many passages."""

    count: Number = Field(6, ge=2, le=LARGEST)


class VoteBody(Body):
    """What somebody says of a passage of a round."""

    round: str = Field(max_length=20)
    number: Number = Field(ge=0, lt=LARGEST)
    real: bool


@studio.get("/sand-ou-machine")
def blind() -> str:
    """The page; `?salle` shows the room's results in large."""
    return render_template("studio/blind.html", page_name="blind", room="salle" in request.args)


@studio.get("/sand-ou-machine/etat")
def blind_state() -> Response:
    """The passages, what the visitor said, and what the room said where it may be known."""
    found = current_round()
    if found is None:
        return jsonify({"round": None, "passages": [], "right": 0, "votes": 0})
    passages = [_told(found, number) for number in range(len(found.passages))]
    known = [passage for passage in passages if passage["truth"] is not None]
    right = sum(passage["counts"].get(passage["truth"], 0) for passage in known)
    votes = sum(sum(passage["counts"].values()) for passage in known)
    return jsonify(
        {
            "round": found.id,
            "passages": passages,
            "right": right,
            "votes": votes,
            "interval": exact_interval(right, votes),
            "revealed": found.revealed,
        }
    )


@studio.post("/sand-ou-machine/manche")
def new_round() -> Response:
    """A new quiz, by the network and from the test book."""
    only_trainer()
    count = read_body(RoundBody).count
    seed = draw_seed()
    writer = desk().writer()

    def write(opening: str, draw: int) -> str:
        return writer.write(opening, GenerateSettings(tokens=TOKENS, seed=draw)).text

    real = texts_at_hand("test") or texts_at_hand("validation")
    passages = make_quiz(real, write, writer.name, _index(), count, WORDS, seed)
    current_app.extensions[QUIZ] = Round(str(seed), passages)
    return jsonify({"round": str(seed)})


@studio.post("/sand-ou-machine/voter")
def vote() -> Response:
    """Notes an answer; the truth is told at once, and an answer stays."""
    body, found = read_body(VoteBody), current_round()
    if found is None or found.id != body.round or body.number >= len(found.passages):
        raise WebError(409, "round_is_over")
    ballot = found.ballot(body.number)
    with found.lock:
        if store().choice(ballot, visitor()) is None:
            store().vote(ballot, visitor(), REAL if body.real else MACHINE)
    return jsonify(_told(found, body.number))


@studio.post("/sand-ou-machine/reveler")
def reveal() -> Response:
    """Tells everybody the truth, and ends the round."""
    only_trainer()
    found = current_round()
    if found is None:
        raise WebError(409, "round_is_over")
    found.revealed = True
    return jsonify({"round": found.id})


def current_round() -> Round | None:
    """The quiz that is being played."""
    found: Round | None = current_app.extensions.get(QUIZ)
    return found


def _told(found: Round, number: int) -> dict[str, Any]:
    passage, ballot = found.passages[number], found.ballot(number)
    mine = store().choice(ballot, visitor())
    open_ = mine is not None or found.revealed
    return {
        "text": typeset(unify(passage.text)),  # the same spaces, whoever wrote
        "mine": mine,
        "counts": store().counts(ballot) if open_ else {},
        "voters": sum(store().counts(ballot).values()),
        "truth": (REAL if passage.is_real else MACHINE) if open_ else None,
        "source": passage.source if open_ else None,
    }


def _index() -> Index:
    """Of the books at hand, so that no passage is a copy."""
    found = training_books()
    if found is not None:
        return found
    made: Index | None = current_app.extensions.get(f"{QUIZ}.index")
    if made is None:
        folder = Path(tempfile.mkdtemp(prefix="aurore-")) / "copies"
        build_index(texts_at_hand("train"), folder)
        made = current_app.extensions[f"{QUIZ}.index"] = load_index(folder)
    return made
