"""`aurore train --resume --minutes` as a person runs it, from a base, whatever learns of it."""

import json
import shutil
from pathlib import Path

import pytest

from aurore.base.workspace import Workspace
from aurore.cli.main import run
from aurore.training.journal import JOURNAL, Journal
from tiny import tiny_base


@pytest.mark.parametrize("method", ["lora", "top-layers"])
def test_a_run_from_a_base_is_made_longer(
    prepared: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    work = Workspace(shutil.copytree(prepared.root, tmp_path / "work"))

    def aurore(*arguments: str) -> tuple[int, str, str]:
        code = run([*arguments, "--work", str(work.root)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    base = str(tiny_base(tmp_path / "petit", "qwen3"))
    options = ["--base", base, "--method", method, "--batch-size", "64", "--epochs", "1.5"]
    assert aurore("train", "--run", "x", *options)[0] == 0
    code, _, err = aurore("train", "--resume", "--run", "x")
    assert code == 2 and "est terminé" in err and "--resume --run x --minutes 10" in err

    code, out, err = aurore("train", "--resume", "--run", "x", "--epochs", "1.2", "--json")
    assert code == 0, err
    events = list(Journal(work.run("x")).read())
    (turn,) = [event for event in events if event["event"] == "lengthened"]
    steps = [event["step"] for event in events if event["event"] == "step"]
    assert steps == list(range(1, turn["steps"] + 1)) and 0 < turn["step"] < turn["steps"]
    assert json.loads(out)["steps"] == turn["steps"]

    journal = work.run("x") / JOURNAL
    lines = journal.read_text("utf-8").splitlines()
    journal.write_text("\n".join(lines[:-1]) + "\n", "utf-8")  # killed before its model was written
    code, out, err = aurore("train", "--resume", "--minutes", "3")
    assert code == 0, err
    assert "n’est pas terminé" in out and "Entraîné en" in out
    assert next(Journal(work.run("x")).read())["event"] == "start"
    card = (work.run("x") / "model" / "README.md").read_text(encoding="utf-8")
    assert f"{turn['steps']} pas" in card
