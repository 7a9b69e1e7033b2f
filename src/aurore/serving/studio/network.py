"""Réseau: the inside of a model, computed by the forward pass in NumPy."""

import contextlib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from flask import Response, jsonify, render_template, request
from pydantic import Field
from tokenizers import Tokenizer

from aurore.evaluation.copies.french import french_words
from aurore.model.anatomy import parts_of
from aurore.model.choose import made_at
from aurore.model.forward import Forward, Reals, softmax
from aurore.model.lexicon import Lexicon, plane
from aurore.serving.bodies import Body
from aurore.serving.problems import WebError
from aurore.serving.studio.frame import desk, read_body, studio
from aurore.serving.studio.writers import folder_of, folders
from aurore.tokenizer.reader import read_reader

MOST_TOKENS = 32  # of a sentence that is looked at (guess: what a picture of attention can show)
LIKELIEST = 5  # tokens told after each layer
MAP_WORDS = 120  # on the map (guess: more cannot be read)
NEIGHBOURS = 12
LONGEST = 600  # signs of the sentence
OPEN_AT_ONCE = 3  # models in memory (guess: two compared, and one that writes)


class LookBody(Body):
    """A sentence, and the model that reads it."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    model: Annotated[str, Field(max_length=200)] = ""


@studio.get("/reseau")
def network() -> str:
    """The page; a model that cannot be opened leaves the others to be looked into."""
    with contextlib.suppress(WebError):
        desk().writer()
    return render_template("studio/network.html", page_name="network", models=list(folders()))


@studio.get("/reseau/modele")
def anatomy() -> Response:
    """The parts of a model and its sizes: a picture's worth, and `summary()`."""
    found, _ = _open(request.args.get("nom", ""))
    parts = parts_of(found)
    rows = [
        {
            "name": part.name,
            "kind": part.kind,
            "layer": part.layer,
            "shape": part.shape,
            "parameters": part.parameters,
        }
        for part in parts
    ]
    vocabulary, width = found.embeddings_VD.shape
    heads = found.config.get("num_attention_heads") or found.config["n_head"]
    sizes = {"layers": found.layers, "width": width, "heads": heads, "vocabulary": vocabulary}
    sizes |= {"context": found.context, "parameters": sum(part.parameters for part in parts)}
    return jsonify({"family": found.config["model_type"], "sizes": sizes, "parts": rows})


@studio.post("/reseau/regarder")
def look() -> Response:
    """What the network does with a sentence: attention, and its guess after each layer."""
    body = read_body(LookBody)
    text = desk().check(body.text)
    found, tokenizer = _open(body.model)
    ids = tokenizer.encode("\n" + text, add_special_tokens=False).ids[: MOST_TOKENS + 1]
    trace = found.trace(ids)
    streams = [trace.embedded_TD, *trace.streams_LTD]
    guesses = [_likeliest(tokenizer, found.lens(stream[-1:])[0]) for stream in streams]
    attention = np.round(trace.attention_LHTT[:, :, 1:, 1:], 3)  # without the beginning of a line
    first = np.round(trace.attention_LHTT[:, :, 1:, 0], 3)
    tokens = [str(tokenizer.decode([i])) for i in ids[1:]]
    return jsonify(
        {
            "tokens": tokens,
            "attention": attention.tolist(),
            "to_beginning": first.tolist(),
            "guesses": guesses,
        }
    )


@studio.get("/reseau/mots")
def words() -> Response:
    """A map of frequent words, and the neighbours of one."""
    folder = folder_of(request.args.get("nom", ""))
    lexicon = _lexicon(folder, made_at(folder))
    word = request.args.get("mot", "").strip()[:40]
    answer: dict[str, Any] = {}
    if "carte" in request.args:
        places, share = plane(lexicon.rows_ND[:MAP_WORDS])
        rows = zip(lexicon.words, np.round(places, 4).tolist(), strict=False)
        answer = {"words": [{"word": w, "x": x, "y": y} for w, (x, y) in rows], "share": share}
    if word:
        near = lexicon.neighbours(word, NEIGHBOURS)
        answer["neighbours"] = [{"word": n.word, "cosine": round(n.cosine, 4)} for n in near]
    return jsonify(answer)


def _likeliest(tokenizer: Tokenizer, logits_V: Reals) -> list[dict[str, Any]]:
    chances = softmax(logits_V)
    best = np.argsort(-chances)[:LIKELIEST]
    return [{"text": tokenizer.decode([int(i)]), "p": round(float(chances[i]), 5)} for i in best]


def _open(name: str) -> tuple[Forward, Tokenizer]:
    folder = folder_of(name)
    return _forward(folder, made_at(folder))


@lru_cache(OPEN_AT_ONCE)
def _forward(folder: Path, made: int) -> tuple[Forward, Tokenizer]:
    return Forward(folder), read_reader(folder).tokenizer


@lru_cache(OPEN_AT_ONCE)
def _lexicon(folder: Path, made: int) -> Lexicon:
    found, tokenizer = _forward(folder, made)
    return Lexicon(tokenizer, found.embeddings_VD, french_words().common)
