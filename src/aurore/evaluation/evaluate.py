"""The stage `evaluate`: a model and a text it has not seen → measures, with their protocol."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aurore.base.errors import UserError
from aurore.base.settings import EvaluateSettings
from aurore.base.workspace import Workspace, write_atomically
from aurore.corpus.cleaning.blocks import split_blocks
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.cleaning.typography import unify
from aurore.corpus.dataset import read_books, read_card
from aurore.evaluation.baselines import unigram, xz_primed
from aurore.evaluation.bits_per_byte import Score, score_text
from aurore.model.bases import context_of
from aurore.model.choose import EMBEDDED, choose_model
from aurore.model.network import load
from aurore.tokenizer.reader import read_reader

EVALUATION = "evaluation.json"


@dataclass(frozen=True)
class Evaluation:
    """The measures of one model on one text."""

    model: str
    text: str
    """The title or the file."""
    window: int
    stride: int
    scores: dict[str, Score]
    """By predictor: `model`, `unigram`, `xz`."""

    def as_data(self) -> dict[str, Any]:
        """What `evaluation.json` holds."""
        return {
            "model": self.model,
            "text": self.text,
            "protocol": {
                "window_tokens": self.window,
                "stride_tokens": self.stride,
                "bytes": self.scores["model"].bytes,
                "words": self.scores["model"].words,
                "tokens": self.scores["model"].tokens,
                "typography": "unified",
            },
            "scores": {
                name: {
                    "bits_per_byte": score.bits_per_byte,
                    "perplexity_per_token": score.perplexity_per_token,
                    "perplexity_per_word": score.perplexity_per_word,
                }
                for name, score in self.scores.items()
            },
        }


def evaluate(
    settings: EvaluateSettings, workspace: Workspace, run: str | None, text_file: Path | None
) -> Evaluation:
    """Scores a model on the test book (or a text file), beside two baselines.

    Raises:
        MissingArtefact: no such run, or no corpus.
        UserError: there is no text to score.
    """
    choice = choose_model(workspace, run)
    name, text = _read_text(text_file) if text_file else _test_text(workspace)
    model, reader = load(choice.folder), read_reader(choice.folder)
    tokenizer, end = reader.tokenizer, reader.end
    window = min(settings.window, context_of(model.config))
    settings = replace(settings, window=window, stride=min(settings.stride, window))
    scores = {"model": score_text(model, tokenizer, text, settings, end)}
    if (workspace.corpus / "card.json").exists():
        training = [book for _, book in read_books(workspace, "train")]
        scores["unigram"] = unigram(tokenizer, training, text, end)
        scores["xz"] = xz_primed(training, text)
    evaluation = Evaluation(choice.name, name, settings.window, settings.stride, scores)
    if choice.name != EMBEDDED and text_file is None:
        _write(evaluation, choice.folder.parent / EVALUATION)
    return evaluation


def _test_text(workspace: Workspace) -> tuple[str, str]:
    books = list(read_books(workspace, "test"))
    if not books:
        raise UserError("no_test_book")
    titles = {book["id"]: book["title"] for book in read_card(workspace)["books"]}
    return ", ".join(titles[book] for book, _ in books), "\n".join(text for _, text in books)


def _read_text(path: Path) -> tuple[str, str]:
    """A file in the typography of the corpus, a paragraph a line."""
    if not path.is_file():
        raise UserError("no_such_file", path=path)
    text, _ = decode(path.read_bytes())
    paragraphs = [unify(block.text) for block in split_blocks(text)]
    joined = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    if not joined:
        raise UserError("empty_file", path=path)
    return path.name, joined


def _write(evaluation: Evaluation, path: Path) -> None:
    with write_atomically(path) as temporary:
        data = json.dumps(evaluation.as_data(), ensure_ascii=False, indent=1)
        temporary.write_text(data + "\n", encoding="utf-8")
