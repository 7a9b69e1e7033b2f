"""Livres: the shelf, how it was cleaned and split, and what was cut, in its place."""

import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

from flask import Response, jsonify, make_response, render_template, request
from pydantic import Field
from werkzeug.exceptions import NotFound

from aurore.base.records import SPLITS
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_card
from aurore.corpus.report.contents import ReportCorpus
from aurore.corpus.report.kept import read_kept, read_kept_book
from aurore.corpus.report.labels import reason_meaning, reason_name
from aurore.corpus.report.page import PAGE
from aurore.corpus.report.parts import drawings, passages
from aurore.corpus.sources import catalogue
from aurore.serving.bodies import Body
from aurore.serving.problems import WebError
from aurore.serving.studio import children
from aurore.serving.studio.frame import read_body, studio, workspace
from aurore.serving.studio.guarding import only_trainer
from aurore.serving.studio.shelf import has_corpus

KIND = "books"
WIDEST = 8  # widths of a spine, each of which the style knows


class PrepareBody(Body):
    """A shelf of the catalogue."""

    author: Annotated[str, Field(max_length=60)]


@studio.get("/livres")
def books() -> str:
    """The page: the shelf at hand, or the choice of one."""
    work = workspace()
    shelves = [catalogue.shelf(name) for name in catalogue.shelf_names()]
    card = read_card(work) if work is not None and has_corpus() else None
    contents = read_kept(work.corpus) if work is not None and card else None
    return render_template(
        "studio/books.html",
        page_name="books",
        shelves=sorted(shelves, key=lambda shelf: shelf.name != catalogue.DEMO),
        card=card,
        spines=_spines(card) if card else [],
        splits=SPLITS,
        reasons=_reasons(card) if card else [],
        has_report=work is not None and (work.corpus / PAGE).exists(),
        gutenberg_cut=gutenberg_cut(card) if card else 0,
        drawings=drawings(contents) if contents else "",
        reading=_reading(contents, work.corpus) if contents and work is not None else None,
    )


def _reading(contents: ReportCorpus, corpus: Path) -> dict[str, Any]:
    """What was cut from the book that the address names by its place, else from the first."""
    asked = request.args.get("livre", 0, type=int)
    index = asked if 0 <= asked < len(contents.books) else 0
    book = read_kept_book(corpus, index)
    titles = [one.title for one in contents.books]
    return {"index": index, "book": book, "titles": titles, "cuts": passages(contents, book)}


@studio.post("/livres/preparer")
def prepare_books() -> Response:
    """Brings the books of a shelf, cleans them, splits them, makes their tokenizer."""
    name, work = read_body(PrepareBody).author, workspace()
    if work is None:
        raise WebError(409, "no_work_folder")
    shelf = catalogue.shelf(name)
    training = children.child_of("train")
    if training is not None and training.state == "running":
        raise WebError(409, "work_goes_on", title=training.title)
    commands = [["prepare", "--author", name], ["tokenize"]]
    children.start(KIND, shelf.title, commands, work)
    return jsonify({"title": shelf.title})


@studio.post("/livres/arreter")
def stop_books() -> Response:
    """Stops the work; what was brought stays."""
    only_trainer()
    child = children.child_of(KIND)
    if child is not None:
        child.stop()
    return make_response("", 204)


@studio.get("/livres/etat")
def books_state() -> Response:
    """How far the books are: how many have come, and what the command says."""
    found: dict[str, Any] = {"work": children.told(KIND), "here": 0, "wanted": 0}
    child, work = children.child_of(KIND), workspace()
    if child is not None and work is not None:
        author = child.commands[0][child.commands[0].index("--author") + 1]
        ids = [book.id for book in catalogue.shelf(author).books]
        found["here"] = sum((work.books / f"{id}.txt").exists() for id in ids)
        found["wanted"] = len(ids)
    return jsonify(found)


@studio.get("/livres/rapport")
def report() -> Response:
    """The whole report of the preparation: one page with its own style and script in it."""
    path = _report(workspace())
    if path is None:
        raise NotFound
    page = path.read_text("utf-8")
    answer = make_response(page)
    # The page allows itself its own script by its hash; ours allow nothing inline.
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    if policy:
        answer.headers["Content-Security-Policy"] = f"{policy[1]}; frame-ancestors 'none'"
    return answer


def _report(work: Workspace | None) -> Any:
    path = work.corpus / PAGE if work is not None else None
    return path if path is not None and path.exists() else None


def _spines(card: dict[str, Any]) -> list[dict[str, Any]]:
    """The books as they stand on the shelf: a width from 1 to `WIDEST` by their number of words."""
    longest = max((book["words"] for book in card["books"]), default=1) or 1
    return [
        {"title": book["title"], "split": book["split"], "words": book["words"]}
        | {"width": max(1, round(WIDEST * book["words"] / longest))}
        for book in card["books"]
    ]


def _reasons(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Why lines went, the most frequent reason first."""
    lines: Counter[str] = Counter()
    for book in card["books"]:
        lines.update(book["cut_lines"])
    return [
        {"name": reason_name(reason), "why": reason_meaning(reason), "lines": count}
        for reason, count in lines.most_common()
    ]


def gutenberg_cut(card: dict[str, Any]) -> int:
    """Lines of licence that did not come into the books."""
    return sum(book["cut_lines"].get("gutenberg", 0) for book in card["books"])
