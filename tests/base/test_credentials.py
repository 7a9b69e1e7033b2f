"""`credentials.ini`: never required, read as the slides had it, never shown."""

import os
from pathlib import Path

import pytest

from aurore.base.credentials import read_credentials
from aurore.base.errors import UserError

TEXT = "[hugging_face]\nTOKEN=hf_secret%s\nHUGGING_FACE_PSEUDO=aurore\n"


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "credentials.ini"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def test_without_a_file_or_with_an_unfilled_one_there_is_nothing(tmp_path: Path) -> None:
    assert read_credentials(tmp_path) is None
    for token in ("", "XXXX"):
        write(tmp_path, f"[hugging_face]\nTOKEN={token}\n")
        assert read_credentials(tmp_path) is None


@pytest.mark.parametrize("place", [".", "aurore"])
def test_it_is_read_where_the_slides_put_it_and_not_shown(tmp_path: Path, place: str) -> None:
    write(tmp_path / place, TEXT)
    found = read_credentials(tmp_path)
    assert found and (found.token, found.user) == ("hf_secret%s", "aurore")
    assert "secret" not in repr(found) and not found.open_to_others


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter there")
def test_rights_that_let_others_read_are_seen(tmp_path: Path) -> None:
    write(tmp_path, TEXT).chmod(0o644)
    found = read_credentials(tmp_path)
    assert found and found.open_to_others


def test_a_file_of_another_form_is_refused_without_showing_it(tmp_path: Path) -> None:
    write(tmp_path, "TOKEN=hf_secret\n")
    with pytest.raises(UserError) as error:
        read_credentials(tmp_path)
    assert "secret" not in str(error.value)
