"""The stage: the figures, the file, the text of one's own, the report."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aurore.base.errors import MissingArtefact, UserError
from aurore.base.settings import EvaluateSettings, TrainSettings
from aurore.base.workspace import Workspace
from aurore.evaluation.bits_per_byte import protocol
from aurore.evaluation.copies.canary import CanaryReport
from aurore.evaluation.copies.memorisation import CopyMeasure
from aurore.evaluation.copies.search import CopyRate
from aurore.evaluation.evaluate import evaluate
from aurore.evaluation.heatmap import heatmap
from aurore.evaluation.report.evaluation import evaluation_page, warnings
from aurore.evaluation.texts import corpus_texts, file_text
from aurore.generation.scorer import EngineScorer
from aurore.model.choose import embedded_model
from aurore.model.readings import NOTHING
from aurore.tokenizer.bpe import load_tokenizer
from aurore.training.train import train

SHARED = Path(__file__).parents[2].parent / "shared" / "corpus"
PREDICTORS = {"model", "untuned", "unigram", "kneser_ney", "xz", "bzip2", "ppmd"}


def measured(workspace, run="demo", text=None, **options):
    return evaluate(EvaluateSettings(), workspace, run, text, EngineScorer, **options)


@pytest.fixture(scope="module")
def found(trained):
    return measured(trained[0])


def test_the_test_book_is_scored_beside_baselines_and_written_down(trained, found) -> None:
    _, result = trained
    assert set(found.scores) == PREDICTORS
    assert found.text == "L’Étang des Fileuses"
    assert found.window == 64  # the context of the model, not what was asked for
    written = json.loads((result.folder / "evaluation.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(found.as_data()))
    assert written["protocol"]["bytes"] == found.scores["xz"].bytes
    low, high = found.scores["model"].interval
    assert low < found.scores["model"].bits_per_byte < high


def test_the_validation_book_is_scored_too(found) -> None:
    assert [text.role for text in found.texts] == ["test", "validation"]
    assert found.texts[0].scores["model"] == found.scores["model"]


def test_training_beats_counting_single_tokens(found) -> None:
    assert found.scores["model"].bits < found.scores["unigram"].bits
    assert found.scores["untuned"].bits < found.scores["model"].bits  # three tales are few


def test_a_run_from_a_base_is_beside_that_base_as_it_was(trained, found, tmp_path: Path) -> None:
    workspace, result = trained
    own = Workspace(tmp_path / "work")
    shutil.copytree(workspace.root, own.root)
    base = str(result.folder / "model")
    train(TrainSettings(name="further", minutes=None, epochs=0.1, batch_size=32, base=base), own)
    further = measured(own, run="further")
    assert further.untuned == "demo" and found.untuned == "aurore-base"
    assert further.scores["untuned"] == found.scores["model"]


def test_a_text_of_ones_own_is_scored_in_the_same_typography(trained, tmp_path: Path) -> None:
    workspace, _ = trained
    scores = []
    for name, text in (("a.txt", "L'eau dort.\n\n--Oui!"), ("b.txt", "L’eau dort.\n\n— Oui !")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        scores.append(measured(workspace, text=tmp_path / name).scores)
    assert scores[0]["model"] == scores[1]["model"]
    assert scores[0]["model"].interval is None  # two paragraphs tell no interval


def test_what_cannot_be_scored_is_said(trained, tmp_path: Path) -> None:
    workspace, _ = trained
    (tmp_path / "vide.txt").write_text(" \n")
    for path in (tmp_path / "absent.txt", tmp_path / "vide.txt", tmp_path):
        with pytest.raises(UserError):
            measured(workspace, text=path)
    with pytest.raises(MissingArtefact, match="aurore train"):
        measured(workspace, "absent")
    with pytest.raises(MissingArtefact, match="aurore prepare"):
        measured(Workspace(tmp_path), "embedded")


def test_a_tokenizer_of_another_network_is_refused(trained, tmp_path: Path) -> None:
    workspace, _ = trained
    work = Workspace(tmp_path / "work")
    shutil.copytree(workspace.root, work.root)
    foreign = embedded_model() / "tokenizer.json"
    shutil.copy(foreign, work.run("demo") / "model" / "tokenizer.json")
    with pytest.raises(UserError, match="4096"):
        measured(work)


def test_a_model_that_has_read_the_test_book_says_so(trained, tmp_path: Path) -> None:
    workspace, _ = trained
    work = Workspace(tmp_path / "work")
    shutil.copytree(workspace.root, work.root)
    book = corpus_texts(work, "test")[0]
    model = work.run("demo") / "model"
    NOTHING.and_then({book.book}).write(model)
    said = warnings(measured(work))
    assert any("a lu" in sentence and book.name in sentence for sentence in said)
    NOTHING.write(model)
    assert not any(book.name in sentence for sentence in warnings(measured(work)))
    (model / "books.json").unlink()
    assert any("Rien ne prouve" in sentence for sentence in warnings(measured(work)))


def test_english_is_named_for_what_it_is(trained, tmp_path: Path) -> None:
    english = tmp_path / "english.txt"
    english.write_text("The cat sat on the mat and it was a very fine day. " * 40)
    assert any("english.txt" in said for said in warnings(measured(trained[0], text=english)))


def test_the_heatmap_gives_the_text_back() -> None:
    text = "L’été, « déjà » ! Un œuf."
    scorer = EngineScorer(embedded_model())
    settings = protocol(EvaluateSettings(), scorer.context)
    pieces = heatmap(scorer, load_tokenizer(embedded_model()), text, settings)
    assert "".join(piece.text for piece in pieces) == text
    assert all(np.isfinite(piece.bits) and piece.bits >= 0 for piece in pieces)
    levels = {piece.level for piece in pieces}
    assert min(levels) == 0 and max(levels) >= 4


def test_the_mixture_a_run_learned_from_is_said(found) -> None:
    assert found.blend is None and "mélange" not in evaluation_page(found)
    text = evaluation_page(replace(found, blend={"sand": 0.7, "verne": 0.3}))
    assert "sand 70,0\u202f%, verne 30,0\u202f%" in text


def test_the_page_needs_nothing_else_and_escapes_titles(found) -> None:
    page = evaluation_page(found)
    assert "http" not in page.replace("http-equiv", "")
    assert found.text in page and "<svg" in page
    assert page.count("<h2>") >= 5


def test_a_curve_of_copies_is_drawn_unless_it_is_all_zeros(found) -> None:
    none, some = CopyRate(300, 0, 0, 0.0), CopyRate(300, 9, 9, 0.01)
    looks = {"by_temperature": [(0.0, some), (1.0, none)], "by_step": [(1, none), (2, none)]}
    copies = CopyMeasure(written=none, real=some, canary=CanaryReport(100, 100, 999, 0), **looks)
    with_copies = evaluation_page(replace(found, copies=copies))
    assert with_copies.count("<svg") == evaluation_page(found).count("<svg") + 2
    assert with_copies.count("Nulle part") == 1


@pytest.mark.books
def test_a_gutenberg_file_loses_its_licence() -> None:
    text = file_text(SHARED / "gutenberg" / "files" / "23582" / "23582-8.txt")
    assert "Gutenberg" not in text.whole
    assert 210_000 < len(text.whole) < 213_000
