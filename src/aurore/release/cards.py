"""The card of a model: what it learned from, how, how well, and what it is not."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from aurore import __version__
from aurore.base.messages import message
from aurore.base.workspace import Workspace, write_atomically
from aurore.corpus.dataset import read_card
from aurore.model.choose import is_of_model
from aurore.training.journal import Journal
from aurore.training.plan import Plan, read_plan

HEADER = """---
language: {language}
library_name: transformers
pipeline_tag: text-generation
tags: [aurore, literature]
---

"""


def write_model_card(workspace: Workspace, run: str) -> Path:
    """Writes `runs/<run>/model/README.md` from the run's own files."""
    folder = workspace.run(run)
    plan = read_plan(folder)
    corpus = read_card(workspace)
    parts = [_title(plan), _base(plan), _books(corpus), _training(plan, folder), _measures(folder)]
    path = folder / "model" / "README.md"
    with write_atomically(path) as temporary:
        head = HEADER.format(language=corpus["language"])
        text = head + "\n".join(part for part in parts if part) + message("card.limits")
        temporary.write_text(text, encoding="utf-8")
    return path


def _title(plan: Plan) -> str:
    return message(
        "card.title",
        name=plan.settings.name,
        millions=plan.parameters / 1e6,
        layers=plan.size.layers,
        kind=plan.base.kind if plan.base else "qwen3",
        width=plan.size.width,
        vocabulary=plan.vocab_size,
        context=plan.settings.context,
    )


def _base(plan: Plan) -> str:
    if plan.base is None:
        return ""
    return message(
        "card.specialised",
        base=plan.base.title,
        revision=plan.base.short_revision,
        method=plan.settings.method,
        learned=plan.learned / 1e6,
    )


def _books(card: dict[str, Any]) -> str:
    lines = [
        message(
            "card.book",
            title=book["title"],
            id=book["id"],
            words=book.get("blend_words", book["words"]),
        )
        for book in card["books"]
        if book["split"] == "train"
    ]
    shown = lines if len(lines) <= 60 else [message("card.many_books", count=len(lines))]
    return (
        message("card.books", words=card["splits"]["train"]["words"])
        + "".join(shown)
        + _blend(card)
        + "\n"
    )


def _blend(card: dict[str, Any]) -> str:
    parts = [
        message("card.blend_part", shelf=name, share=part["share"])
        for name, part in card.get("blend", {}).items()
    ]
    return message("card.blend", parts=", ".join(parts)) if parts else ""


def _training(plan: Plan, folder: Path) -> str:
    ends = [event["step"] for event in Journal(folder).read() if event["event"] == "end"]
    done = replace(plan, steps=ends[-1]) if ends else plan  # a run that keeps to a clock changes
    return message(
        "card.training",
        steps=done.steps,
        tokens=done.tokens,
        seed=str(plan.settings.seed),
        version=__version__,
        corpus=plan.corpus_sha256[:12],
    )


def _measures(folder: Path) -> str:
    path = folder / "evaluation.json"
    if not is_of_model(path):
        return ""  # no measure, or that of the model before
    found = json.loads(path.read_text(encoding="utf-8"))
    return message(
        "card.measures",
        text=found["text"],
        bits=found["scores"]["model"]["bits_per_byte"],
        window=found["protocol"]["window_tokens"],
        stride=found["protocol"]["stride_tokens"],
    )
