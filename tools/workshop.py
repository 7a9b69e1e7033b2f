"""Makes what is made of each lesson: `exercice.py` and `carnet.ipynb` (`make workshop`).

The exercise is the solution without the bodies of its functions: their docstring and the comments
that follow it stay. The notebook is the text, each section followed by the cell of its number.
"""

import ast
import json
import re
from itertools import pairwise
from pathlib import Path

import jupytext

from aurore.teaching.lessons import EXERCISE, NOTEBOOK, Lesson, lessons

CELL = re.compile(r"^# %%.*\n", re.MULTILINE)
SECTION = re.compile(r"^## (\d+\.\d+) ", re.MULTILINE)
NUMBER = re.compile(r"# %% (\d+\.\d+) ")
# The extension is what an export as a script is called by, before any kernel has said it.
LANGUAGE = {"name": "python", "file_extension": ".py"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def exercise(lesson: Lesson) -> str:
    """The solution with the functions of its questions left to write."""
    code = lesson.solution()
    asked = {question.function for question in lesson.questions}
    lines = code.splitlines()
    for node in reversed(ast.parse(code).body):
        if isinstance(node, ast.FunctionDef) and node.name in asked:
            after = node.body[0].end_lineno or 0  # the docstring
            while lines[after].lstrip().startswith("#"):
                after += 1
            lines[after : node.end_lineno] = ["    return ..."]
    return "\n".join(lines) + "\n"


def cells(lesson: Lesson, code: str) -> list[tuple[str, str]]:
    """The cells of the notebook: (`markdown` or `code`, text).

    A cell of code without a number follows the one before it; the first ones follow the opening.
    """
    of_section: dict[str, list[str]] = {"": []}
    number = ""
    for title, part in zip(CELL.findall(code), CELL.split(code)[1:], strict=True):
        if found := NUMBER.match(title):
            number = found[1]
        of_section.setdefault(number, []).append(part)
    text = lesson.text()
    starts = [0, *(match.start() for match in SECTION.finditer(text)), len(text)]
    made: list[tuple[str, str]] = []
    for begin, end in pairwise(starts):
        section = SECTION.match(text[begin:end])
        made.append(("markdown", text[begin:end].strip()))
        parts = of_section[section[1] if section else ""]
        made += [("code", part.strip()) for part in parts if part.strip()]
    return made


def notebook(lesson: Lesson, code: str) -> str:
    """The notebook, by jupytext; cells are named by their place, so that the same text is the
    same file."""
    percent = "".join(
        f"# %% [markdown]\n{_commented(text)}\n" if kind == "markdown" else f"# %%\n{text}\n\n"
        for kind, text in cells(lesson, code)
    )
    made = jupytext.reads(percent, fmt="py:percent")
    made.metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    for place, cell in enumerate(made.cells):
        cell["id"] = f"cellule-{place}"
        cell["metadata"] = {}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _commented(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())


def made(lesson: Lesson) -> dict[Path, str]:
    """The files made of a lesson and what they hold."""
    code = exercise(lesson)
    return {lesson.folder / EXERCISE: code, lesson.folder / NOTEBOOK: notebook(lesson, code)}


if __name__ == "__main__":
    for one in lessons():
        for path, text in made(one).items():
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path}")
