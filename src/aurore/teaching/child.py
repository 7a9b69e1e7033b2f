"""The child process of a check: `python -m aurore.teaching.child NUMBER FILE REPORT LANGUAGE`.

It writes a line of JSON before each question and one after it, so that the parent knows what was
done, and where it stood, if it has to stop it.
"""

import importlib.util
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from aurore.base.messages import use_language
from aurore.teaching.checking import NotYet, Verdict, judge, load_person
from aurore.teaching.lessons import CHECKS, Lesson, Question, lesson


def load_checks(asked: Lesson) -> ModuleType:
    """The module `verifications.py` of a lesson."""
    spec = importlib.util.spec_from_file_location(
        f"verifications_{asked.name}", asked.folder / CHECKS
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verdicts(asked: Lesson, code: str, questions: tuple[Question, ...]) -> Iterator[Verdict]:
    """What is to be said of each question, one after the other."""
    checks = load_checks(asked)
    try:
        names = load_person(code)
    except NotYet as error:
        for question in questions:
            yield Verdict(question.number, question.title, "not_yet", error.name, error.text)
        return
    for question in questions:
        check = getattr(checks, question.function)
        yield judge(question.number, question.title, names.get(question.function), check)


def main(arguments: list[str]) -> None:
    """Checks a file and writes the report."""
    number, file, report, language = arguments
    use_language(language)
    asked = lesson(int(number))
    code = Path(file).read_text(encoding="utf-8")
    waiting = [question.number for question in asked.questions]
    with Path(report).open("w", encoding="utf-8") as out:

        def tell(data: object) -> None:
            print(json.dumps(data, ensure_ascii=False), file=out, flush=True)

        tell({"begins": waiting[0]})
        for place, verdict in enumerate(verdicts(asked, code, asked.questions), start=1):
            tell({"verdict": asdict(verdict)})
            if place < len(waiting):
                tell({"begins": waiting[place]})


if __name__ == "__main__":
    main(sys.argv[1:])
