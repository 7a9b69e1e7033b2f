"""The token of `credentials.ini` serves a base of the Hub, and nothing else."""

import os
from pathlib import Path

import pytest

from aurore.cli.credentials import VARIABLE, use_credentials
from aurore.cli.shell import Shell


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the file, as the current one; no token is set."""
    path = tmp_path / "credentials.ini"
    path.write_text("[hugging_face]\nTOKEN=hf_secret\n", encoding="utf-8")
    path.chmod(0o644)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "")  # so that what is set here is put back
    monkeypatch.delenv(VARIABLE)
    return tmp_path


def test_a_base_of_the_hub_gets_it_with_a_word_on_its_rights(here: Path, capsys) -> None:
    use_credentials(Shell(here), "benjamin/gpt2-wechsel-french")
    assert os.environ[VARIABLE] == "hf_secret"
    said = capsys.readouterr().out
    assert "secret" not in said and ("chmod 600" in said or os.name == "nt")


@pytest.mark.parametrize("base", ["scratch", "embedded", "./un/dossier"])
def test_other_bases_do_not(here: Path, base: str) -> None:
    (here / "un" / "dossier").mkdir(parents=True)
    use_credentials(Shell(here), base)
    assert VARIABLE not in os.environ


def test_a_token_that_is_set_is_left_alone(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "hf_mine")
    use_credentials(Shell(here), "benjamin/gpt2-wechsel-french")
    assert os.environ[VARIABLE] == "hf_mine"
