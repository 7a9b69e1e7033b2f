"""Jetons: how texts are cut, by tokenizers that are there and by ones trained on the spot."""

import threading
import time
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from flask import Response, current_app, jsonify, render_template
from pydantic import Field
from tokenizers import Tokenizer

from aurore.base.settings import SMALLEST_VOCABULARY, TokenizeSettings
from aurore.model.choose import EMBEDDED, embedded_model
from aurore.serving.bodies import Body, Number
from aurore.serving.problems import WebError
from aurore.serving.studio.frame import desk, read_body, studio, workspace
from aurore.serving.studio.shelf import has_corpus, texts_at_hand
from aurore.serving.studio.writers import folder_of
from aurore.tokenizer.bpe import load_tokenizer, train_tokenizer, without_merges
from aurore.tokenizer.describe import tokens_per_word
from aurore.tokenizer.merges import merge_steps

LONGEST = 4000  # signs of a text to cut (guess: a page)
LARGEST_TRIAL = 16_384  # tokens of a tokenizer trained for a page (guess: some seconds)
MOST_TRIALS = 12  # kept in memory; the oldest go first (guess)
MODEL, WORK, BYTES = "model", "work", "bytes"  # the last has no merges at all
TRIALS = "aurore.studio.tokenizers"
_training = threading.Lock()

Name = Annotated[str, Field(max_length=20)]


class CutBody(Body):
    """A text, and who cuts it."""

    text: Annotated[str, Field(max_length=LONGEST)]
    tokenizer: Name = MODEL


class WordBody(Body):
    """A word, and whose merges make it."""

    word: Annotated[str, Field(min_length=1, max_length=40)]
    tokenizer: Name = MODEL


class TrialBody(Body):
    """A vocabulary to learn from the books at hand."""

    vocab_size: Number = Field(ge=SMALLEST_VOCABULARY, le=LARGEST_TRIAL)


@studio.get("/jetons")
def tokens() -> str:
    """The page."""
    work = workspace()
    has_work = work is not None and (work.tokenizer / "tokenizer.json").exists()
    others = [] if desk().model == EMBEDDED else [EMBEDDED]
    return render_template(
        "studio/tokens.html",
        page_name="tokens",
        choices=[MODEL, *([WORK] if has_work else []), *others, BYTES, *map(int, _trials())],
        second=_second(work.tokenizer if work is not None and has_work else None),
        own_books=has_corpus(),
        longest=LONGEST,
        largest=LARGEST_TRIAL,
        smallest=SMALLEST_VOCABULARY,
    )


def _second(work: Path | None) -> str:
    """Who cuts beside the model that writes: the first that does not cut as it does."""
    others = {EMBEDDED: embedded_model(), **({} if work is None else {WORK: work})}
    file = "tokenizer.json"
    mine = folder_of("") / file
    own = mine.read_bytes() if mine.exists() else b""
    cut = (name for name, folder in others.items() if (folder / file).read_bytes() != own)
    return next(cut, BYTES)


@studio.post("/jetons/couper")
def cut() -> Response:
    """A text in the tokens of a tokenizer, and how many it needs for a word."""
    body = read_body(CutBody)
    tokenizer = _tokenizer(body.tokenizer)
    found = tokenizer.encode(body.text, add_special_tokens=False)
    last, pieces = 0, []
    for id, (start, end) in zip(found.ids, found.offsets, strict=True):
        pieces.append({"id": id, "text": body.text[max(start, last) : end]})
        last = max(end, last)
    words = len(body.text.split())
    per_word = round(len(pieces) / words, 3) if words else None
    size = tokenizer.get_vocab_size()
    return jsonify({"tokens": pieces, "words": words, "per_word": per_word, "vocabulary": size})


@studio.post("/jetons/fusions")
def merges() -> Response:
    """How a word is put together, merge by merge."""
    body = read_body(WordBody)
    if not body.word.strip():
        raise WebError(422, "empty_prompt")
    steps = merge_steps(_tokenizer(body.tokenizer), body.word.strip().split()[0])
    return jsonify({"steps": [asdict(step) for step in steps]})


@studio.post("/jetons/entrainer")
def train_trial() -> Response:
    """Learns a vocabulary from the training books; it stays in memory for this page."""
    size = read_body(TrialBody).vocab_size
    with _training:  # one at a time: it takes all the processor there is
        started = time.perf_counter()
        texts = [text.whole for text in texts_at_hand("train")]
        tokenizer = train_tokenizer(texts, TokenizeSettings(vocab_size=size))
        found = tokenizer.get_vocab_size()
        _trials()[str(found)] = tokenizer
        while len(_trials()) > MOST_TRIALS:
            _trials().popitem(last=False)
    unseen = [text.whole for text in texts_at_hand("test")]
    return jsonify(
        {
            "name": str(found),
            "vocabulary": found,
            "per_word": round(tokens_per_word(tokenizer, unseen), 3),
            "seconds": round(time.perf_counter() - started, 2),
        }
    )


def _trials() -> OrderedDict[str, Tokenizer]:
    found: OrderedDict[str, Tokenizer] = current_app.extensions.setdefault(TRIALS, OrderedDict())
    return found


def _tokenizer(name: str) -> Tokenizer:
    work = workspace()
    if name == MODEL:
        return desk().writer().tokenizer
    if name == WORK and work is not None:
        return load_tokenizer(work.tokenizer)
    if name == EMBEDDED:
        return load_tokenizer(embedded_model())
    if name == BYTES:
        return without_merges()
    if name in _trials():
        return _trials()[name]
    raise WebError(404, "no_such_trial", name=name)
