"""Errors: one sentence on what is wrong, one on what to do, an exit code for scripts."""

from pathlib import Path

import pytest

from aurore.base.errors import (
    AuroreError,
    InternalError,
    Interrupted,
    MissingArtefact,
    MissingLibrary,
    UserError,
)
from aurore.base.messages import use_language


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UserError("disk_full"), 2),
        (MissingArtefact(Path("corpus"), "aurore prepare"), 2),
        (MissingLibrary("torch"), 2),
        (Interrupted("interrupted", name="sand", step=3, command="aurore train"), 130),
        (InternalError("unexpected", reason="?"), 1),
    ],
)
def test_exit_codes(error: AuroreError, code: int) -> None:
    assert isinstance(error, AuroreError)
    assert error.exit_code == code


def test_an_error_holds_its_name_and_values() -> None:
    error = UserError("unknown_author", name="balzack", known="sand, balzac")
    assert error.name == "unknown_author"
    assert error.values == {"name": "balzack", "known": "sand, balzac"}
    assert error.problem == "Aucune étagère ne s’appelle «\u202fbalzack\u202f»."
    assert error.remedy == "Choisir parmi\u00a0: sand, balzac."
    assert str(error) == f"{error.problem} {error.remedy}"


def test_an_error_speaks_the_current_language() -> None:
    error = MissingArtefact(Path("corpus"), "aurore prepare")
    assert error.problem == "Il manque corpus."
    use_language("en")
    assert error.problem == "corpus is missing."
    assert error.remedy == "First run: aurore prepare"


def test_missing_things_are_mistakes_of_the_user() -> None:
    assert issubclass(MissingArtefact, UserError) and issubclass(MissingLibrary, UserError)
    assert not issubclass(InternalError, UserError) and not issubclass(Interrupted, UserError)


def test_a_missing_library_says_what_to_install() -> None:
    assert "torch" in MissingLibrary("torch").problem
    assert 'pip install ".[train]"' in MissingLibrary("torch").remedy


def test_a_library_for_a_comparison_has_its_own_command() -> None:
    error = MissingLibrary("punkt", install="pip install punkt")
    assert "pip install punkt" in error.remedy and ".[train]" not in error.remedy


def test_an_error_with_an_unknown_name_cannot_be_made() -> None:
    with pytest.raises(KeyError):
        UserError("no_such_error")


def test_an_error_raised_in_another_process_arrives_whole() -> None:
    import pickle

    for error in (UserError("bad_book_id", id="x"), MissingLibrary("torch")):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error) and again.problem == error.problem
        assert again.remedy == error.remedy
