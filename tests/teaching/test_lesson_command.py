"""`aurore lesson` as a person uses it: start, try, be told, ask for a hint, and never lose work."""

import io
import json
import shutil
import tomllib
from pathlib import Path

import pytest

from aurore.base.errors import UserError
from aurore.base.workspace import Workspace
from aurore.cli.main import run
from aurore.teaching.check import check
from aurore.teaching.lessons import EXERCISE, SOLUTION, lesson, lessons
from aurore.teaching.progress import Progress
from aurore.teaching.start import own_exercise, own_folder, start

QUICK = 10  # its check loads no large library


@pytest.fixture
def aurore(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command in a work folder of its own; returns (exit code, stdout)."""

    def call(*arguments: str) -> tuple[int, str]:
        code = run([*arguments, "--work", str(tmp_path / "work")])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return call


def test_lessons_are_read_with_three_hints_a_question_and_three_quiz_questions() -> None:
    numbers = [lesson.number for lesson in lessons()]
    assert numbers == list(range(11))
    for found in lessons():
        assert found.questions and found.minutes > 0 and found.goal
        assert len(found.quiz) >= 3
        for question in found.questions:
            assert len(question.hints) == 3 and len(set(question.hints)) == 3
            assert f"## {question.number} " in found.text(), question
        for entry in found.quiz:
            assert 0 <= entry.right < len(entry.choices) and len(entry.why) > 20


def test_the_sheet_of_a_lesson_has_no_hint_without_question() -> None:
    for found in lessons():
        sheet = tomllib.loads((found.folder / "lecon.toml").read_text("utf-8"))
        assert set(sheet["indices"]) == {question.function for question in found.questions}


def test_text_becomes_html_and_obeys_no_html() -> None:
    for found in lessons():
        assert f"<h1>Leçon {found.number}" in found.html()
        assert "<script" not in found.html()


def test_a_lesson_is_started_in_any_order_and_work_is_never_lost(tmp_path: Path) -> None:
    work, found = Workspace(tmp_path / "work"), lesson(8)
    assert not start(work, found).kept
    mine = own_exercise(work, found)
    mine.write_text("# mon travail\n", encoding="utf-8")
    assert start(work, found).kept and mine.read_text("utf-8") == "# mon travail\n"
    start(work, found, again=True)
    assert mine.read_text("utf-8") == (found.folder / EXERCISE).read_text("utf-8")
    assert (mine.parent / "exercice-1.py").read_text("utf-8") == "# mon travail\n"


def test_the_whole_way_of_a_person(aurore, tmp_path: Path) -> None:
    code, said = aurore("lesson", "start", str(QUICK))
    assert code == 0 and "LISEZMOI.md" in said
    found, folder = lesson(QUICK), own_folder(Workspace(tmp_path / "work"))
    mine = folder / found.name / EXERCISE
    code, said = aurore("lesson", "check", str(QUICK))
    assert code == 0 and f"0 sur {len(found.questions)}" in said
    assert f"aurore lesson hint {QUICK}" in said
    for level in (1, 2, 3, 3):
        _, said = aurore("lesson", "hint", str(QUICK))
        assert found.questions[0].hints[level - 1] in said.replace("\n", " ")
    shutil.copyfile(found.folder / SOLUTION, mine)
    code, said = aurore("lesson", "check", str(QUICK), "--json")
    assert json.loads(said)["right"] == len(found.questions)
    step = Progress(folder).step(found.questions[0])
    assert (step.state, step.hints, step.checks, step.solved) == ("right", 3, 1, True)
    _, said = aurore("lesson", "list", "--json")
    assert json.loads(said)[QUICK]["solved"] == len(found.questions)


def test_the_solution_of_one_question_is_that_function_alone(aurore) -> None:
    code, said = aurore("lesson", "solution", "6", "6.5")
    assert code == 0 and "def perplexite" in said and "def bits_par_octet" not in said
    assert "__main__" not in said


def test_what_does_not_exist_is_said(aurore, tmp_path: Path) -> None:
    for arguments, words in (
        (("lesson", "start", "12"), "de 0 à 10"),
        (("lesson", "hint", "3", "3.99"), "3.1"),
        (("lesson", "check", "4"), "aurore lesson start 4"),
        (("lesson", "check", "4", "--file", str(tmp_path / "rien.py")), ".py"),
    ):
        code, said = aurore(*arguments)
        assert code == 2 and words in said.replace("\n", " ")


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        ("while True: pass", {"processor_seconds": 2}),
        ("import time; time.sleep(600)", {"seconds": 8}),
    ],
    ids=["stops itself", "stopped by its parent"],
)
def test_what_never_ends_is_stopped_and_said(
    tmp_path: Path, body: str, limits: dict[str, float]
) -> None:
    found = lesson(10)
    mine = tmp_path / EXERCISE
    endless = f"\ndef mention(modele, graine, date):\n    {body}\n"
    mine.write_text(found.solution() + endless, encoding="utf-8")
    report = check(found, mine, **limits)
    names = {verdict.number: verdict.name for verdict in report.verdicts}
    assert names == {"10.1": "", "10.2": "trop_long", "10.3": "pas_atteinte"}


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        ("import os\nos._exit(3)\n", "arret", "d’un coup"),
        ("def perplexite(erreur:\n", "syntaxe", "ligne 1"),
        ("import inconnue\n", "erreur:ModuleNotFoundError", "pas installée"),
        ("x = 1\n", "absente", "--again"),
    ],
)
def test_a_file_that_breaks_is_explained(tmp_path: Path, code: str, name: str, words: str) -> None:
    mine = tmp_path / EXERCISE
    mine.write_text(code, encoding="utf-8")
    first = check(lesson(10), mine).verdicts[0]
    assert first.name == name and words in first.text


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / EXERCISE
    mine.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError):
        check(lesson(10), mine)


def test_a_progress_file_broken_by_hand_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "progres.json").write_text("{oups", encoding="utf-8")
    progress = Progress(tmp_path)
    assert progress.solved(lesson(10)) == 0
    assert progress.next_hint(lesson(10).questions[0])[0] == 1


def test_a_quiz_explains_each_answer_and_counts(aurore, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = lesson(10).quiz
    answers = [str(entry.right + 1) for entry in quiz[1:]]
    wrong = str((quiz[0].right + 1) % len(quiz[0].choices) + 1)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(["9", wrong, *answers]) + "\n"))
    code, said = aurore("lesson", "quiz", "10")
    assert code == 0 and f"{len(quiz) - 1} sur {len(quiz)}" in said
    assert all(entry.why in said for entry in quiz)
    assert said.count("Oui.") == len(quiz) - 1
