"""What the checks of the lessons are written with; their words are in `verifications.py`."""

import io
import linecache
import math
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from types import CodeType
from typing import Any, Literal

from aurore.base.messages import catalogue, language, message

State = Literal["right", "not_yet", "to_do"]
LONGEST_SHOWN = 60  # characters of a value in a sentence (guess: a line of a terminal)
# What NumPy and PyTorch say of two arrays that do not fit.
SHAPES = ("broadcast together", "core dimension", "cannot be multiplied", "The size of tensor")
PERSON = "<exercice>"  # the name under which the person's code is compiled


class NotYet(Exception):
    """The answer is not right yet; `name` says which mistake it is, for the tables of mistakes."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name
        self.text = text


@dataclass(frozen=True)
class Verdict:
    """What is said of one question."""

    number: str
    title: str
    state: State
    name: str
    """Of the mistake; empty when the answer is right."""
    text: str


def shown(value: object) -> str:
    """A value inside a sentence, cut where it gets long."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def load_person(code: str) -> dict[str, Any]:
    """Runs a person's file and returns its names; what it prints is not ours to show.

    Raises:
        NotYet: the file does not run at all.
    """
    names: dict[str, Any] = {"__name__": "exercice"}
    linecache.cache[PERSON] = (len(code), None, code.splitlines(keepends=True), PERSON)
    try:
        compiled: CodeType = compile(code, PERSON, "exec")
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            exec(compiled, names)
    except SyntaxError as error:
        line = (error.text or "").strip()
        raise NotYet(
            "syntaxe", message("check.syntax", line=error.lineno or 0, text=line, why=error.msg)
        ) from error
    except Exception as error:
        raise NotYet(f"erreur:{type(error).__name__}", explain(error)) from error
    return names


def judge(
    number: str, title: str, function: Any, check: Callable[[Callable[..., Any]], str]
) -> Verdict:
    """Runs one check on one function of a person."""
    try:
        if not callable(function):
            raise NotYet("absente", message("check.missing", number=number))
        said = check(_watched(function))
    except NotYet as error:
        state: State = "to_do" if error.name == "a_faire" else "not_yet"
        return Verdict(number, title, state, error.name, error.text)
    except Exception as error:
        return Verdict(number, title, "not_yet", f"erreur:{type(error).__name__}", explain(error))
    return Verdict(number, title, "right", "", said)


def _watched(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, quiet, whose « not done » and « forgot to return » are told at once."""

    def call(*arguments: Any, **named: Any) -> Any:
        with redirect_stderr(io.StringIO()):
            result = function(*arguments, **named)
        if result is ...:
            raise NotYet("a_faire", message("check.to_do"))
        return result

    return call


def refuse_constructor(error: Exception, text: str) -> None:
    """Of a class of `transformers` that was called itself, in place of its `from_pretrained`.

    Raises:
        NotYet: that is what `error` says; `text` tells the person.
        TypeError: it is another one, for others to explain.
    """
    if "__init__" in str(error) or "is designed to be" in str(error):
        raise NotYet("constructeur", text) from error
    if isinstance(error, TypeError):
        raise error


def returned(value: Any, kind: type | tuple[type, ...], what: str) -> Any:
    """`value`, if it is of the kind asked for; `what` says it in words: « une liste de textes ».

    Raises:
        NotYet: nothing was returned, or another kind of thing.
    """
    if value is None:
        raise NotYet("rien_rendu", message("check.nothing", what=what))
    wanted = kind if isinstance(kind, tuple) else (kind,)
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        found = message("check.kind", what=what, kind=type(value).__name__, value=shown(value))
        raise NotYet("autre_type", found)
    return value


def explain(error: BaseException) -> str:
    """An exception in words: where it happened in the person's file, and what it means."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == PERSON]
    shapes = any(words in str(error) for words in SHAPES)
    key = f"check.errors.{'shapes' if shapes else type(error).__name__}"
    meaning = message(key) if key in catalogue(language()) else ""
    said = f"{type(error).__name__}: {error}".strip()
    if not frames:
        return message("check.raised_outside", said=said, meaning=meaning).strip()
    last = frames[-1]
    return message(
        "check.raised", line=last.lineno or 0, code=last.line or "", said=said, meaning=meaning
    ).strip()


def number_is(
    value: Any, right: float, mistakes: dict[str, tuple[float, str]], otherwise: str
) -> float:
    """`value`, if it is the right number; else the mistake that gives that very number.

    Args:
        mistakes: by name, what each mistake comes to and what to say of it.
        otherwise: what to say of any other number.

    Raises:
        NotYet: it is another number, or none.
    """
    kinds = (int, float)
    if not isinstance(value, kinds) and hasattr(value, "item") and getattr(value, "size", 2) == 1:
        value = value.item()  # a number of NumPy
    found = float(returned(value, kinds, message("check.a_number")))
    if _close(found, right):
        return found
    for name, (wrong, text) in mistakes.items():
        if _close(found, wrong):
            raise NotYet(name, text)
    raise NotYet("autre_nombre", otherwise)


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-5, abs_tol=1e-9)
