"""`aurore train --base` as a person runs it: what it says, what it leaves, what it refuses."""

import json
import shutil
from pathlib import Path

import pytest

from aurore.base.workspace import Workspace
from aurore.cli.main import run
from tiny import tiny_base


@pytest.fixture
def aurore(prepared: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command on the prepared tales; returns (exit code, stdout, stderr)."""
    work = shutil.copytree(prepared.root, tmp_path / "work")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run([*arguments, "--work", str(work)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_it_says_what_it_starts_from_what_learns_and_how_good_the_base_was(
    aurore, tmp_path: Path
) -> None:
    base = tiny_base(tmp_path / "petit", "gpt2")
    options = [
        "--base",
        str(base),
        "--method",
        "top-layers",
        "--epochs",
        "1.5",
        "--batch-size",
        "64",
    ]
    code, out, err = aurore("train", *options, "--run", "x")
    assert code == 0, err
    for said in (
        "classe gpt2", "méthode top-layers", "1 sur 3, en comptant de la fin", "Go sur le disque",
        "Mémoire", "rien ne dit ce que", "avant de commencer",
    ):  # fmt: skip
        assert said in out, said
    card = (tmp_path / "work" / "runs" / "x" / "model" / "README.md").read_text(encoding="utf-8")
    assert "Spécialisé à partir de «\u00a0petit\u00a0»" in card and "classe gpt2" in card
    assert str(tmp_path) not in card, "a card is for others, who have not this machine's folders"
    code, out, err = aurore("evaluate", "--run", "x", "--json")
    assert code == 0, err
    assert json.loads(out)["scores"]["model"]["bits_per_byte"] < 9
    code, out, err = aurore("generate", "Le soir,", "--run", "x", "--tokens", "5", "--seed", "1")
    assert code == 0 and out.startswith("Le soir,"), err


def test_in_english_and_for_programs(aurore, tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "small", "qwen3")
    options = ["--base", str(base), "--method", "lora", "--epochs", "0.2", "--batch-size", "64"]
    code, out, _ = aurore("train", *options, "--lang", "en")
    assert code == 0 and "Starting from" in out and "before starting" in out
    code, out, _ = aurore("train", *options, "--json")
    answer = json.loads(out)
    assert (answer["base"], answer["method"]) == (str(base), "lora")
    assert 0 < answer["learned"] < answer["parameters"]


def test_the_embedded_model_specialised_writes(aurore) -> None:
    code, _, err = aurore("train", "--base", "embedded", "--epochs", "0.1", "--run", "x")
    assert code == 0, err
    code, out, err = aurore("generate", "Le soir,", "--run", "x", "--tokens", "8", "--seed", "1")
    assert code == 0 and out.startswith("Le soir,"), err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--base", "./absent"], "n’existe pas"),
        (["--base", "embedded", "--tokenizer", "work"], "--transfer-embeddings"),
        (["--base", "embedded", "--size", "petite"], "--size"),
        (["--base", "embedded", "--method", "magie"], "top-layers"),
        (["--method", "lora"], "--base embedded"),
        (["--transfer-embeddings"], "--base embedded"),
        (["--base", "atelier/jamais-vu"], "HF_HUB_OFFLINE"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_refusal_is_two_sentences(aurore, options: list[str], said: str) -> None:
    code, _, err = aurore("train", *options)
    assert code == 2 and "Erreur" in err and "À faire" in err and said in err
