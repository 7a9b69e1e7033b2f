"""The stages in the order of the work: what each reads, what it writes, which function does it.

This is the only place that joins them. The functions are named, not imported, so that asking for
one stage does not load the libraries of all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Stage:
    """One stage of the way from books to text."""

    name: str
    """Also its command: `aurore <name>`."""
    reads: tuple[str, ...]
    """Artefacts of the work folder."""
    writes: tuple[str, ...]
    function: str
    """`module:name`, loaded when the stage runs."""

    def load(self) -> Callable[..., Any]:
        """The function that does the work."""
        module, name = self.function.split(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function


STAGES = (
    Stage("books", (), ("books",), "aurore.corpus.sources.gutenberg:fetch"),
    Stage("prepare", ("books",), ("corpus",), "aurore.corpus.prepare:prepare"),
    Stage("tokenize", ("corpus",), ("tokenizer",), "aurore.tokenizer.stage:tokenize"),
    Stage("train", ("corpus", "tokenizer"), ("runs",), "aurore.training.train:train"),
    Stage("evaluate", ("corpus", "runs"), ("runs",), "aurore.evaluation.evaluate:evaluate"),
    Stage("generate", ("runs",), (), "aurore.generation.writer:Writer"),
)


def stage(name: str) -> Stage:
    """The stage called `name`."""
    return next(stage for stage in STAGES if stage.name == name)


def after(name: str) -> str:
    """The command that follows the stage `name`, for « what to run next »."""
    names = [stage.name for stage in STAGES]
    return f"aurore {names[names.index(name) + 1]}"
