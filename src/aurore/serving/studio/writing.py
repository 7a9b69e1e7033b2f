"""Écrire: the writing desk. The texts themselves come from the API."""

import json
import math
import re
from dataclasses import asdict
from functools import cache
from typing import Annotated, Any

from flask import Response, jsonify, make_response, render_template, request
from pydantic import Field
from werkzeug.exceptions import NotFound

from aurore.base.messages import message
from aurore.base.settings import HOTTEST, LONGEST_TEXT, MOST_VARIANTS, GenerateSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import CARD
from aurore.evaluation.copies.index import Index, open_index
from aurore.evaluation.copies.search import find_copies
from aurore.generation.booklet.booklet import NETWORK, PERSON, Booklet, Passage, forms
from aurore.generation.provenance import Provenance, Source
from aurore.generation.sampling import shortlist
from aurore.serving.bodies import Body, Number, PromptBody, Real
from aurore.serving.problems import WebError
from aurore.serving.studio.frame import desk, read_body, studio, workspace
from aurore.serving.studio.guarding import may_lead
from aurore.serving.studio.visitors import store, visitor
from aurore.serving.studio.writers import folders
from aurore.serving.words import TextBody

SHOWN = 10  # tokens of the picture of chances (guess: what one reads at a glance)
LONGEST_DRAFT = 60_000  # signs of a kept draft, marks included (guess: under the largest request)
MIMETYPES = {
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "epub": "application/epub+zip",
    "pdf": "application/pdf",
}
LIMITS = {"longest": LONGEST_TEXT, "hottest": HOTTEST, "variants": MOST_VARIANTS}


class ChancesBody(PromptBody):
    """A beginning and the settings that bend the chances of what comes next."""

    temperature: Real = Field(0.8, ge=0, le=HOTTEST)
    top_k: Number = Field(0, ge=0)
    top_p: Real = Field(1.0, gt=0, le=1)
    min_p: Real = Field(0.0, ge=0, lt=1)


class DraftBody(Body):
    """A draft to keep."""

    title: Annotated[str, Field(max_length=200)]
    content: dict[str, Any]


@studio.get("/ecrire")
def write() -> str:
    """The desk, with the opening of the address or of the title page."""
    return _desk(request.args.get("amorce", ""))


@studio.post("/ecrire")
def write_at_once() -> str:
    """The desk, writing from the opening typed on the title page."""
    return _desk(request.form.get("amorce", "").replace("\r\n", "\n"), at_once=True)


def _desk(opening: str, at_once: bool = False) -> str:
    longest = desk().longest_prompt
    return render_template(
        "studio/write.html",
        page_name="write",
        opening=opening[:longest],
        at_once=at_once and bool(opening.strip()),
        defaults=GenerateSettings(),
        longest_prompt=longest,
        limits=LIMITS,
        formats=tuple(MIMETYPES),
        models=list(folders()) if may_lead() else [],
    )


@studio.post("/ecrire/chances")
def chances() -> Response:
    """The likeliest next tokens, as the network has them and as the settings bend them."""
    body = read_body(ChancesBody)
    beginning, writer = desk().check(body.prompt), desk().writer()
    logs = writer.engine.next_probabilities(writer.ids(beginning))
    settings = GenerateSettings(**body.model_dump(exclude={"prompt"}))
    bent: dict[int, float] = {int(logs.argmax()): 1.0}
    if settings.temperature:
        bent = {int(i): float(p) for i, p in zip(*shortlist(logs, settings), strict=True)}
    first = sorted(range(len(logs)), key=lambda i: -logs[i])[:SHOWN]
    tokens = [
        {
            "text": writer.tokenizer.decode([i]),
            "before": round(math.exp(logs[i]), 6),
            "after": round(bent.get(i, 0.0), 6),
        }
        for i in first
    ]
    return jsonify({"tokens": tokens, "left": len(bent), "vocabulary": len(logs)})


@studio.get("/ecrire/brouillons")
def drafts() -> Response:
    """The visitor's drafts, without their content."""
    found = [asdict(draft) for draft in store().drafts(visitor())]
    for draft in found:
        del draft["content"]
    return jsonify({"drafts": found})


@studio.get("/ecrire/brouillons/<id>")
def draft(id: str) -> Response:
    """One draft, whole."""
    found = store().draft(visitor(), id)
    if found is None:
        raise NotFound
    return jsonify(asdict(found))


@studio.put("/ecrire/brouillons/<id>")
def keep_draft(id: str) -> Response:
    """Keeps a draft under the number the page drew for it."""
    body = read_body(DraftBody)
    if not re.fullmatch(r"[0-9a-f-]{8,40}", id):
        raise NotFound
    if len(json.dumps(body.content)) > LONGEST_DRAFT:
        raise WebError(422, "draft_too_long")
    store().save(visitor(), id, body.title, body.content)
    return make_response("", 204)


@studio.delete("/ecrire/brouillons/<id>")
def forget_draft(id: str) -> Response:
    """Removes a draft."""
    store().forget(visitor(), id)
    return make_response("", 204)


@studio.post("/ecrire/exporter")
def export() -> Response:
    """The text as a file that says where each of the network's passages comes from."""
    form = request.form.get("forme", "txt")
    if form not in MIMETYPES:
        raise WebError(
            422, "bad_field", field="forme", shown="forme", expected=", ".join(MIMETYPES)
        )
    booklet = _booklet(request.form)
    answer = make_response(forms()[form](booklet))
    answer.mimetype = MIMETYPES[form].partition(";")[0]
    answer.headers["Content-Type"] = MIMETYPES[form]
    name = re.sub(r"[^\w-]+", "-", booklet.title).strip("-")[:60] or "aurore"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return answer


def _booklet(form: Any) -> Booklet:
    try:
        runs = json.loads(form.get("runs", "[]"))
        passages = tuple(_passage(run) for run in runs)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WebError(400, "bad_request") from error
    if not any(passage.text.strip() for passage in passages):
        raise WebError(422, "empty_prompt")
    title = form.get("titre", "").strip() or message("booklet.title")
    return Booklet(title, passages, form.get("auteur", "").strip())


def _passage(run: dict[str, Any]) -> Passage:
    """A run of words as the page keeps it: a network's has the provenance of the API."""
    told = run.get("provenance")
    if told is None:
        return Passage(PERSON, str(run["text"]))
    if "settings" not in told:  # stopped before its end, or a word that was chosen
        return Passage(NETWORK, str(run["text"]), message("studio.write.unfinished"))
    source = Source(*(str(told[name]) for name in ("model", "fingerprint", "corpus", "version")))
    settings = dict(told["settings"])
    settings["stop"] = tuple(settings.get("stop") or ())
    made = Provenance(
        source, int(settings["seed"]), GenerateSettings(**settings), str(told["date"])
    )
    return Passage(NETWORK, str(run["text"]), made.line())


@studio.post("/ecrire/copies")
def copies() -> Response:
    """The passages that stand word for word in the books of the work folder, with their book."""
    body = read_body(TextBody)
    index = training_books()
    found = find_copies(index, body.text) if index else []
    told = [
        {"start": copy.start, "end": copy.end, "words": copy.words, "title": copy.place.title}
        for copy in found
    ]
    return jsonify({"found": told, "books": index is not None})


@cache
def _index(workspace: Workspace, changed: float) -> Index:
    return open_index(workspace)


def training_books() -> Index | None:
    """The index of the books of the work folder, opened once; `None` while there is no corpus."""
    work = workspace()
    if work is None or not (work.corpus / CARD).exists():
        return None
    return _index(work, (work.corpus / CARD).stat().st_mtime)
