"""What the measures say on the command line, and how they refuse."""

import json
from pathlib import Path

import pytest

from aurore.base.workspace import Workspace
from aurore.cli.main import run
from aurore.corpus.dataset import read_card


@pytest.fixture
def aurore(prepared: Workspace, capsys: pytest.CaptureFixture[str]):
    """Runs a command on the prepared tales; returns (exit code, stdout, stderr)."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run([*arguments, "--work", str(prepared.root)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_evaluate_tells_figures_copies_and_a_report(aurore, tmp_path: Path) -> None:
    report = tmp_path / "page.html"
    code, out, _ = aurore("evaluate", "--run", "embedded", "--json", "--report", str(report))
    data = json.loads(out)
    assert code == 0 and data["copies"]["canary"]["found"] == data["copies"]["canary"]["planted"]
    low, high = data["scores"]["model"]["interval"]
    assert low < data["scores"]["model"]["bits_per_byte"] < high
    assert [text["was_read"] for text in data["texts"]] == ["no", "no"]
    assert "</html>" in report.read_text(encoding="utf-8")


def test_a_text_that_recites_is_drawn_again_or_refused(aurore, prepared: Workspace) -> None:
    code, out, _ = aurore("generate", "Le soir,", "--tokens", "10", "--seed", "1", "--check-copies")
    assert code == 0 and "recopié" in out.lower()
    arguments = ("generate", "Le soir,", "--tokens", "20", "--seed", "1", "--reject-copies", "8")
    code, out, _ = aurore(*arguments, "--json")
    (text,) = json.loads(out)
    assert code == 0 and all(copy["words"] < 8 for copy in text["copies"])
    assert read_card(prepared)["sha256"]


def test_the_example_of_the_slides_needs_no_argument(aurore) -> None:
    code, out, _ = aurore("distance", "--run", "embedded", "--json")
    rows = {row["measure"]: row["values"] for row in json.loads(out)["measures"]}
    assert code == 0 and rows["cer"][0] < rows["cer"][1]


def test_a_hole_is_filled_and_the_truth_is_ranked(aurore) -> None:
    arguments = ("choose", "La petite Fadette était ____", "--run", "embedded", "--json")
    code, out, _ = aurore(*arguments, "--truth", "assise")
    assert code == 0 and json.loads(out)["truth"]["rank"] > 1
    code, out, _ = aurore(*arguments, "--among", "assise,debout")
    assert code == 0 and len(json.loads(out)["choices"]) == 2


def test_neighbours_come_with_a_map(aurore, tmp_path: Path) -> None:
    page = tmp_path / "mots.html"
    code, out, _ = aurore("words", "père", "--run", "embedded", "--report", str(page))
    assert code == 0 and "mère" in out and "père" in page.read_text(encoding="utf-8")


def test_style_is_compared_with_what_the_model_writes(aurore, tmp_path: Path) -> None:
    page = tmp_path / "style.html"
    arguments = ("compare", "--written", "220", "--run", "embedded", "--report", str(page))
    code, out, _ = aurore(*arguments, "--json")
    (found,), together = json.loads(out)["texts"], json.loads(out)["together"]
    assert code == 0 and found["words"] >= 220 and len(found["distances"]["cosine"]) == 14
    assert 0 <= found["invented"]["share"] <= found["invented"]["unread"] < 0.6
    assert together["copies"]["words"] >= 220 and together["author"] == "George Sand"
    assert "George Sand" in page.read_text(encoding="utf-8")


def test_several_texts_are_counted_together(aurore, tmp_path: Path) -> None:
    page = tmp_path / "style.html"
    arguments = ("compare", "--written", "210", "--samples", "4", "--run", "embedded")
    code, out, _ = aurore(*arguments, "--json", "--report", str(page))
    together = json.loads(out)["together"]
    assert code == 0 and together["texts"] == 4
    assert all(sum(counts.values()) == 4 for counts in together["nearest"].values())
    low, high = together["interval"]
    assert low <= together["hits"]["cosine"] / 4 <= high
    assert len({text["words"] for text in json.loads(out)["texts"]}) > 1  # four different texts
    assert "Les textes ensemble" in page.read_text(encoding="utf-8")


def test_a_quiz_gives_its_passages_to_programs(aurore) -> None:
    arguments = ("blind", "--count", "4", "--words", "20", "--run", "embedded", "--json")
    code, out, _ = aurore(*arguments)
    assert code == 0 and sum(passage["is_real"] for passage in json.loads(out)) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["distance", "seul"], "au moins deux"),
        (["distance", "un", ""], "vide"),
        (["choose", "sans trou"], "trou"),
        (["choose", "un ____", "--among", "seul"], "virgules"),
        (["words", "deux mots"], "pas un mot"),
        (["compare"], "--written"),
        (["compare", "absent.txt"], "absent.txt"),
        (["blind", "--results"], "aurore blind"),
        (["evaluate", "--run", "embedded", "--heatmap", "absent.txt"], "absent.txt"),
        (["evaluate", "--run", "embedded", "--against", "balzack"], "balzac"),
        (["generate", "Le soir,", "--reject-copies", "2"], "--reject-copies"),
        (["evaluate", "--folds", "2"], "3"),
        (["evaluate", "--folds", "4"], "4"),
        (["evaluate", "--folds", "3", "--run", "embedded"], "--run"),
        (["evaluate", "--seeds", "2", "--heatmap", "x.txt"], "--heatmap"),
        (["evaluate", "--minutes", "2"], "--folds"),
    ],
)
def test_bad_questions_are_the_users(aurore, arguments: list[str], said: str) -> None:
    code, _, err = aurore(*arguments)
    assert code == 2 and said in err and "Traceback" not in err
