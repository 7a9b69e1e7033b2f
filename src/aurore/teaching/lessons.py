"""The lessons: where their files lie, what each asks, what it says.

A lesson is a folder of `workshop/`: `LISEZMOI.md` (the text), `solution.py` (a cell
« # %% 3.1 Title » with one function for each question), `lecon.toml` (length, three hints a
question, a quiz), `verifications.py` (one check a question). `exercice.py` and `carnet.ipynb` are
made from these by `tools/workshop.py`.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

from aurore.base.errors import UserError

TEXT, SOLUTION, EXERCISE, NOTEBOOK = "LISEZMOI.md", "solution.py", "exercice.py", "carnet.ipynb"
CHECKS, SHEET = "verifications.py", "lecon.toml"
QUESTION = re.compile(r"^# %% (\d+\.\d+) (.+)\n(?:.*\n)*?def (\w+)\(", re.MULTILINE)
HINTS = 3  # levels: where to look, what to call, nearly the line


@dataclass(frozen=True)
class Question:
    """One thing to do: a function to write."""

    number: str
    """« 3.1 »."""
    title: str
    function: str
    hints: tuple[str, ...]
    """From the vaguest to the most precise."""


@dataclass(frozen=True)
class Quiz:
    """A question with choices, of which one is right."""

    question: str
    choices: tuple[str, ...]
    right: int
    """Place of the right choice, from 0."""
    why: str


@dataclass(frozen=True)
class Lesson:
    """A lesson, read from its folder."""

    number: int
    folder: Path
    title: str
    minutes: int
    goal: str
    seconds: int
    """What one question may take on the wall, on a slow machine, before the check is stopped."""
    needs: tuple[str, ...]
    """Artefacts of earlier stages, made ready when the lesson starts (`artefacts.py`)."""
    questions: tuple[Question, ...]
    quiz: tuple[Quiz, ...]

    @property
    def name(self) -> str:
        """« 03_jetons »."""
        return self.folder.name

    def text(self) -> str:
        """The text, in Markdown."""
        return (self.folder / TEXT).read_text(encoding="utf-8")

    def html(self) -> str:
        """The text as HTML; HTML written inside the Markdown is shown, not obeyed."""
        rendered: str = MarkdownIt("js-default").render(self.text())
        return rendered

    def question(self, number: str) -> Question:
        """The question « 3.1 », or of that function.

        Raises:
            UserError: the lesson has no such question.
        """
        for question in self.questions:
            if number in (question.number, question.function):
                return question
        known = ", ".join(question.number for question in self.questions)
        raise UserError("no_such_question", number=number, lesson=self.number, known=known)

    def solution(self, question: Question | None = None) -> str:
        """The code of the solution, whole or of one question."""
        code = (self.folder / SOLUTION).read_text(encoding="utf-8")
        if question is None:
            return code
        cell = code.split(f"# %% {question.number} ")[1].split("\n# %%")[0]
        return cell.partition("\n")[2].partition('\nif __name__ == "__main__":')[0].strip() + "\n"


def workshop_folder() -> Path:
    """The folder of the lessons: inside the installed package, or beside the sources."""
    installed = Path(__file__).parent / "workshop"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "workshop"


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons, in their order."""
    folders = sorted(path.parent for path in workshop_folder().glob(f"[0-9][0-9]_*/{SHEET}"))
    return tuple(_read(folder) for folder in folders)


def lesson(number: int) -> Lesson:
    """The lesson of that number.

    Raises:
        UserError: there is none.
    """
    for found in lessons():
        if found.number == number:
            return found
    raise UserError("no_such_lesson", number=number, last=lessons()[-1].number)


def _read(folder: Path) -> Lesson:
    sheet = tomllib.loads((folder / SHEET).read_text(encoding="utf-8"))
    code = (folder / SOLUTION).read_text(encoding="utf-8")
    return Lesson(
        number=int(folder.name[:2]),
        folder=folder,
        title=sheet["titre"],
        minutes=sheet["minutes"],
        goal=sheet["but"],
        seconds=sheet["secondes"],
        needs=tuple(sheet["besoins"]),
        questions=tuple(
            Question(number, title, function, tuple(sheet["indices"][function]))
            for number, title, function in QUESTION.findall(code)
        ),
        quiz=tuple(
            Quiz(entry["question"], tuple(entry["choix"]), entry["bonne"], entry["explication"])
            for entry in sheet["quiz"]
        ),
    )
