"""The stage: the figures, the file, the text of one's own."""

import json
from pathlib import Path

import pytest

from aurore.base.errors import MissingArtefact, UserError
from aurore.base.settings import EvaluateSettings
from aurore.base.workspace import Workspace
from aurore.evaluation.evaluate import evaluate


def test_the_test_book_is_scored_beside_two_baselines_and_written_down(trained) -> None:
    workspace, result = trained
    found = evaluate(EvaluateSettings(), workspace, "demo", None)
    assert set(found.scores) == {"model", "unigram", "xz"}
    assert found.text == "L’Étang des Fileuses"
    assert found.window == 64  # the context of the model, not what was asked for
    written = json.loads((result.folder / "evaluation.json").read_text(encoding="utf-8"))
    assert written == found.as_data()
    assert written["protocol"]["bytes"] == found.scores["xz"].bytes


def test_a_text_of_ones_own_is_scored_in_the_same_typography(trained, tmp_path: Path) -> None:
    workspace, _ = trained
    scores = []
    for name, text in (("a.txt", "L'eau dort.\n\n--Oui!"), ("b.txt", "L’eau dort.\n\n— Oui !")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        scores.append(evaluate(EvaluateSettings(), workspace, "demo", tmp_path / name).scores)
    assert scores[0]["model"] == scores[1]["model"]


def test_what_cannot_be_scored_is_said(trained, tmp_path: Path) -> None:
    workspace, _ = trained
    (tmp_path / "vide.txt").write_text(" \n")
    for path in (tmp_path / "absent.txt", tmp_path / "vide.txt", tmp_path):
        with pytest.raises(UserError):
            evaluate(EvaluateSettings(), workspace, "demo", path)
    with pytest.raises(MissingArtefact, match="aurore train"):
        evaluate(EvaluateSettings(), workspace, "absent", None)
    with pytest.raises(MissingArtefact, match="aurore prepare"):
        evaluate(EvaluateSettings(), Workspace(tmp_path), "embedded", None)
