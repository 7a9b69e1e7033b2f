"""The notebooks run from top to bottom, as they are given and with the answers filled in.

One kernel runs them all, emptied between two, so that the libraries are loaded once.
"""

import runpy
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from aurore.teaching.lessons import NOTEBOOK, lessons

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "workshop.py"))
EMPTY = "%reset -f"


def one_after_the_other(notebooks: dict[str, nbformat.NotebookNode]) -> nbformat.NotebookNode:
    """A notebook of all the code, each part under its name."""
    whole = nbformat.v4.new_notebook()
    for name, notebook in notebooks.items():
        whole.cells.append(nbformat.v4.new_code_cell(EMPTY))
        for cell in notebook.cells:
            if cell.cell_type == "code":
                whole.cells.append(nbformat.v4.new_code_cell(f"# {name}\n{cell.source}"))
    return whole


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::FutureWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.timeout(900)
def test_every_notebook_runs_as_given_and_with_its_answers(tmp_path: Path) -> None:
    notebooks = {}
    for lesson in lessons():
        given = (lesson.folder / NOTEBOOK).read_text("utf-8")
        notebooks[f"{lesson.name}, à compléter"] = nbformat.reads(given, as_version=4)
        filled = TOOL["notebook"](lesson, lesson.solution())
        notebooks[f"{lesson.name}, complété"] = nbformat.reads(filled, as_version=4)
    whole = one_after_the_other(notebooks)
    client = NotebookClient(whole, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    try:
        client.execute()
    except CellExecutionError as error:
        pytest.fail(str(error))
    printed = "".join(
        output.get("text", "") for cell in whole.cells for output in cell.get("outputs", [])
    )
    assert "Ellipsis" in printed and "justes sur 60" in printed and "124439808" in printed
    assert "['anglais']" in printed  # of lesson 6: the language the network has not learned


def test_notebooks_hold_every_section_of_the_text() -> None:
    for lesson in lessons():
        notebook = nbformat.read(lesson.folder / NOTEBOOK, as_version=4)
        nbformat.validate(notebook)
        told = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        for line in lesson.text().splitlines():
            assert line.strip() in told
