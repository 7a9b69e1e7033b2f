"""Imports only point up the list of layers; files and functions stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LAYERS = (
    "base", "corpus", "tokenizer", "model", "training", "evaluation", "generation", "release",
    "serving", "teaching", "__init__", "stages", "cli", "__main__",
)  # fmt: skip
SOURCE = Path(__file__).parents[1] / "src" / "aurore"
FILES = sorted(SOURCE.rglob("*.py"))
TORCH_LAYERS = {"model", "training", "evaluation"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60


def layer(parts: tuple[str, ...]) -> int:
    """The place of a module in the list; an unlisted folder is an error."""
    return LAYERS.index(parts[0] if parts else "__init__")


def imports(path: Path) -> Iterator[str]:
    """Every name a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import; write it in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(path: Path) -> tuple[str, ...]:
    """`training/loop.py` → ("training", "loop")."""
    return path.relative_to(SOURCE).with_suffix("").parts


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(place(path)))
def test_imports_only_lower_layers(path: Path) -> None:
    here = layer(place(path))
    for name in imports(path):
        if name.split(".")[0] == "aurore" and name != "aurore.__version__":
            assert layer(tuple(name.split(".")[1:])) <= here, f"{name} comes after {path}"


def test_the_rule_sees_a_wrong_import(tmp_path: Path) -> None:
    wrong = tmp_path / "loop.py"
    wrong.write_text("def f():\n    from aurore.serving import app\n")
    found = [name for name in imports(wrong) if name.startswith("aurore")]
    assert layer(tuple(found[0].split(".")[1:])) > layer(("training", "loop"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(place(path)))
def test_torch_stays_in_its_layers(path: Path) -> None:
    if place(path)[0] not in TORCH_LAYERS:
        assert not [name for name in imports(path) if name.split(".")[0] in ("torch", "peft")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(place(path)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


def test_every_module_says_what_it_is() -> None:
    silent = [
        path
        for path in FILES
        if path.stat().st_size
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent
