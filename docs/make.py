"""Writes docs/commands.md: the help of every command, as it is printed (`make docs`)."""

import io
import os
from contextlib import redirect_stdout
from pathlib import Path

PAGE = Path(__file__).parent / "commands.md"
COMMANDS = (
    "",
    "demo",
    "new",
    "books search",
    "books list",
    "books fetch",
    "prepare",
    "tokenize",
    "train",
    "evaluate",
    "distance",
    "choose",
    "words",
    "compare",
    "blind",
    "generate",
    "serve",
    "export gguf",
    "export ctranslate2",
    "export onnx",
    "export hub",
    "room export",
    "room erase",
    "lesson list",
    "lesson start",
    "lesson check",
    "lesson hint",
    "lesson solution",
    "lesson quiz",
    "lesson join",
    "kit",
    "doctor",
)
HEADER = """# Commands

Written by `make docs` from the commands themselves; a test fails when it is out of date.
`--lang en` gives the same in English.
"""


def help_of(command: str) -> str:
    """What `aurore COMMAND --help` prints in French, 80 columns wide."""
    os.environ.update({"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"})
    from aurore.cli.main import run

    printed = io.StringIO()
    with redirect_stdout(printed):
        run([*command.split(), "--help", "--lang", "fr"])
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines()).strip("\n")


def page() -> str:
    """The whole page."""
    parts = [HEADER]
    for command in COMMANDS:
        title = f"aurore {command}".strip()
        parts.append(f"\n## {title}\n\n```text\n{help_of(command)}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
