"""The stage `evaluate`: a model and texts it has not seen → measures, with their protocol."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from aurore.base.errors import UserError
from aurore.base.settings import EvaluateSettings
from aurore.base.workspace import Workspace, write_atomically
from aurore.corpus.dataset import CARD, read_card
from aurore.evaluation.baselines import Baselines
from aurore.evaluation.copies.index import open_index
from aurore.evaluation.copies.memorisation import CopyMeasure, measure_copies
from aurore.evaluation.diagnosis import Curves, Diagnosis, curves_of, diagnose, of_the_model
from aurore.evaluation.network import Network, OpenScorer, open_network
from aurore.evaluation.scores import DRAWS, Score, Surprise, together
from aurore.evaluation.style.manner import Manner, manner
from aurore.evaluation.style.profiles import PIECE_WORDS, SAND, load_profiles
from aurore.evaluation.texts import Text, corpus_texts, file_text, is_foreign, shelf_text
from aurore.evaluation.writing import Writing, write_texts
from aurore.model.choose import AURORE_BASE, Choice, choose_model, embedded_model
from aurore.model.readings import Answer, has_read, readings_of
from aurore.tokenizer.reader import read_reader
from aurore.training.journal import Journal
from aurore.training.plan import SETTINGS, read_plan

EVALUATION = "evaluation.json"
Role = Literal["test", "validation", "against", "file"]


@dataclass(frozen=True)
class TextMeasure:
    """A text, and what each predictor makes of it."""

    name: str
    role: Role
    scores: dict[str, Score]
    chapters: list[tuple[str, Score]]
    """Of the model alone."""
    was_read: Answer
    """Whether the model learned from it: then the figure is no proof."""
    is_foreign: bool
    """It is not in French."""


@dataclass(frozen=True)
class Evaluation:
    """The measures of one model."""

    model: str
    text: str
    """The titles of what the headline is measured on, or the file."""
    window: int
    stride: int
    scores: dict[str, Score]
    """Of the headline by predictor: `model`, `untuned`, and those of `baselines.py`."""
    texts: list[TextMeasure]
    untuned: str = AURORE_BASE
    """The base that `untuned` stands for."""
    blend: dict[str, float] | None = None
    """The mixture of shelves that the run learned from: share of the words by shelf."""
    diagnosis: Diagnosis | None = None
    curves: Curves | None = None
    copies: CopyMeasure | None = None
    """Of texts that the model wrote, against the training books; `None` without them."""
    manner: Manner | None = None
    """Of long texts that the model wrote, if they were asked for."""

    def as_data(self) -> dict[str, Any]:
        """What `evaluation.json` holds."""
        model = self.scores["model"]
        return {
            "model": self.model,
            "text": self.text,
            "protocol": {
                "window_tokens": self.window,
                "stride_tokens": self.stride,
                "bytes": model.bytes,
                "chars": model.chars,
                "words": model.words,
                "tokens": model.tokens,
                "typography": "unified",
                "precision": "float32",
                "interval": f"95 %, bootstrap over paragraphs, {DRAWS} draws",
            },
            "scores": {name: score.as_data() for name, score in self.scores.items()},
            "untuned": self.untuned,
            "texts": [_text_data(text) for text in self.texts],
            "blend": self.blend,
            "diagnosis": asdict(self.diagnosis) if self.diagnosis else None,
            "copies": self.copies.as_data() if self.copies else None,
            "manner": self.manner.as_data() if self.manner else None,
        }


def _text_data(text: TextMeasure) -> dict[str, Any]:
    return {
        "name": text.name,
        "role": text.role,
        "was_read": text.was_read,
        "is_foreign": text.is_foreign,
        "scores": {name: score.as_data() for name, score in text.scores.items()},
        "chapters": [{"chapter": name} | score.as_data() for name, score in text.chapters],
    }


def evaluate(
    settings: EvaluateSettings,
    workspace: Workspace,
    run: str | None,
    text_file: Path | None,
    open_scorer: OpenScorer,
    against: Sequence[str] = (),
    mirror: str | None = None,
    writing: Writing | None = None,
) -> Evaluation:
    """Scores a model on the test books (or a text file), beside what simpler means make of them.

    Args:
        open_scorer: a model folder → its probabilities (`generation.scorer.EngineScorer`).
        against: shelves whose test book shows where the model's competence ends.
        writing: how the model writes; without it nothing it wrote is looked at.

    Raises:
        MissingArtefact: no such run, or no corpus.
        UserError: there is no text to score.
    """
    choice = choose_model(workspace, run)
    texts: list[tuple[Role, Text]] = _own_texts(workspace, text_file)
    texts += [("against", shelf_text(name, workspace, mirror)) for name in against]
    networks = {"model": open_network(choice.folder, settings, open_scorer)}
    base, untuned = _untuned(choice)
    if choice.folder != untuned:
        networks["untuned"] = open_network(untuned, settings, open_scorer)
    baselines = _baselines(workspace, choice.folder)
    measures, headline = _measure(workspace, networks, baselines, texts, choice)
    used = networks["model"].settings
    evaluation = Evaluation(
        model=choice.name,
        text=", ".join(text.name for role, text in texts if role == texts[0][0]),
        window=used.window,
        stride=used.stride,
        scores=headline,
        texts=measures,
        untuned=base,
        copies=_copies(workspace, choice, writing),
        manner=_manner(workspace, writing),
        **_learning(workspace, choice),
    )
    if choice.folder.parent != embedded_model().parent and text_file is None:
        _write(evaluation, choice.folder.parent / EVALUATION)
    return evaluation


def _untuned(choice: Choice) -> tuple[str, Path]:
    """The base that the run started from, while it is where it was; else `aurore-base`."""
    run = choice.folder.parent
    base = read_plan(run).base if (run / SETTINGS).exists() else None
    if base and base.folder.is_dir():
        return base.title, base.folder
    return AURORE_BASE, embedded_model(AURORE_BASE)


def _own_texts(workspace: Workspace, text_file: Path | None) -> list[tuple[Role, Text]]:
    """The file, or the test books, then the validation books: others by the same author."""
    if text_file:
        return [("file", file_text(text_file))]
    tests = corpus_texts(workspace, "test")
    if not tests:
        raise UserError("no_test_book")
    found: list[tuple[Role, Text]] = [("test", text) for text in tests]
    return found + [("validation", text) for text in corpus_texts(workspace, "validation")]


def _baselines(workspace: Workspace, model: Path) -> Baselines | None:
    """Those of the corpus at hand, on the model's tokens; none without a corpus."""
    if not (workspace.corpus / CARD).exists():
        return None
    reader = read_reader(model)
    return Baselines(reader.tokenizer, reader.end, corpus_texts(workspace, "train"))


def _measure(
    workspace: Workspace,
    networks: dict[str, Network],
    baselines: Baselines | None,
    texts: Sequence[tuple[Role, Text]],
    choice: Choice,
) -> tuple[list[TextMeasure], dict[str, Score]]:
    """Each text by itself, then the headline: all texts of the first one's role together."""
    measures = []
    headline: dict[str, list[Surprise]] = {name: [] for name in networks}
    for role, text in texts:
        found = {name: network.surprise(text) for name, network in networks.items()}
        scores = {name: one.score() for name, one in found.items()}
        if baselines:
            scores["kneser_ney"] = baselines.kneser_ney(text)
        chapters = found["model"].by_chapter()
        was_read = _was_read(workspace, choice, text, role)
        foreign = is_foreign(text, readings_of(choice.folder).language)
        measures.append(TextMeasure(text.name, role, scores, chapters, was_read, foreign))
        if role == texts[0][0]:
            for name, one in found.items():
                headline[name].append(one)
    scores = {name: together(parts) for name, parts in headline.items()}
    if baselines:
        scores |= baselines.scores([one.text for one in headline["model"]])
    return measures, scores


def _was_read(workspace: Workspace, choice: Choice, text: Text, role: Role) -> Answer:
    """As `has_read`; of a book that is on both sides of the split, only the rest was read."""
    if not text.book:
        return "no"
    found, run = has_read(choice.folder, text.book, text.name), choice.folder.parent
    if found != "yes" or role not in ("test", "validation") or not (run / SETTINGS).exists():
        return found
    plan, card = read_plan(run), read_card(workspace)
    if card["settings"]["split"] == "book" or card["sha256"] != plan.corpus_sha256:
        return found
    base = plan.base and has_read(plan.base.folder, text.book, text.name)
    return "partly" if base in (None, "no") else found


def _copies(workspace: Workspace, choice: Choice, writing: Writing | None) -> CopyMeasure | None:
    """Against the corpus at hand; the openings are those of its test books."""
    if writing is None or not (workspace.corpus / CARD).exists():
        return None
    real = corpus_texts(workspace, "test") or corpus_texts(workspace, "validation")
    if not real:
        return None
    index, run = open_index(workspace), choice.folder.parent
    return measure_copies(index, writing.write, real, run, writing.copy_curves)


def _manner(workspace: Workspace, writing: Writing | None) -> Manner | None:
    """Of long texts, beside the author of the test books, or Sand without a corpus."""
    if writing is None or not writing.samples:
        return None
    profiles, index = load_profiles(), None
    real: list[Text] = []
    if (workspace.corpus / CARD).exists():
        real, index = corpus_texts(workspace, "test"), open_index(workspace)
    author = real[0].author if real else SAND
    profiles.need(author)
    texts = write_texts(writing.write, PIECE_WORDS, writing.samples, writing.on_words)
    return manner(texts, author, profiles, index, [text.whole for text in real])


def _learning(workspace: Workspace, choice: Choice) -> dict[str, Any]:
    """The curves of a run and what they say; nothing for a model that came without a journal."""
    run = choice.folder.parent
    curves = curves_of(of_the_model(list(Journal(run).read())))
    if not (run / SETTINGS).exists() or not curves.training:
        return {}
    plan = read_plan(run)
    found: dict[str, Any] = {
        "curves": curves,
        "diagnosis": diagnose(curves, plan.epoch_steps, plan.base is not None),
    }
    card = read_card(workspace) if (workspace.corpus / CARD).exists() else {}
    if card.get("sha256") == plan.corpus_sha256 and "blend" in card:
        found["blend"] = {name: part["share"] for name, part in card["blend"].items()}
    return found


def _write(evaluation: Evaluation, path: Path) -> None:
    with write_atomically(path) as temporary:
        data = json.dumps(evaluation.as_data(), ensure_ascii=False, indent=1)
        temporary.write_text(data + "\n", encoding="utf-8")
