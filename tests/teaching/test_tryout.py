"""A person's file run for the page: what it prints, however it ends."""

from pathlib import Path

import pytest

from aurore.teaching.tryout import MOST_SHOWN, try_out


@pytest.mark.parametrize(
    ("code", "ended", "output"),
    [
        ("print('été')", "well", "été\n"),
        ("import os; print(os.path.basename(os.getcwd()))", "well", "leçon à moi\n"),
        ("print('\\x1b[1mgras\\x1b[0m'); print('10 %\\r50 %\\r100 %')", "well", "gras\n100 %\n"),
        ("raise SystemExit(3)", "error", ""),
        ("input()", "error", None),
        ("import time; print('début', flush=True); time.sleep(600)", "too_long", "début\n"),
        ("while True: print('encore' * 100)", "too_much", None),
    ],
)
def test_what_is_printed_and_how_it_ended(
    tmp_path: Path, code: str, ended: str, output: str | None
) -> None:
    file = tmp_path / "leçon à moi" / "exercice.py"
    file.parent.mkdir()
    file.write_text(code, encoding="utf-8")
    tried = try_out(file, seconds=2 if ended == "too_long" else 60)
    assert tried.ended == ended
    assert output is None or tried.output == output
    assert len(tried.output) <= MOST_SHOWN
