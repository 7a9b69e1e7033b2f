"""The child process of a check: `… -m aurore.teaching.child NUMBER FILE REPORT LANGUAGE SECONDS`.

It loads the checks and their libraries, which is not the person's time. Then it writes a line of
JSON before each question and one after it, so that the parent knows what was done, and where it
stood, if it has to stop it.
"""

import importlib.util
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from aurore.base.messages import use_language
from aurore.teaching.checking import NotYet, Verdict, judge, load_person
from aurore.teaching.lessons import CHECKS, Lesson, Question, lesson

QUESTION_SECONDS = 20.0  # of the processor, for one question (guess: ten times a right answer)
# Seconds on the wall in which a question may do nothing: what waits for its turn on a machine that
# thirty programs share gets two of the processor's in that time (guess).
IDLE_SECONDS = 60.0
NOTHING = 0.1  # seconds of the processor that count as none: the watch itself takes some
TOO_LONG = 75  # exit code of a child that stopped itself for that


class Clock:
    """Ends the process when one question has used its time of the processor, or when it sleeps.

    A machine that is busy with other things does not make an answer wrong, so it is not the time on
    the wall that counts; for that the parent has a longer limit.
    """

    def __init__(self, seconds: float = QUESTION_SECONDS, idle: float = IDLE_SECONDS) -> None:
        self._seconds, self._idle = seconds, idle
        self.begin()
        threading.Thread(target=self._watch, daemon=True).start()

    def begin(self) -> None:
        """Another question."""
        self._begun = self._worked = time.process_time()
        self._awake = time.monotonic()

    def _watch(self) -> None:
        while not self._over():
            time.sleep(0.1)
        os._exit(TOO_LONG)

    def _over(self) -> bool:
        used, now = time.process_time(), time.monotonic()
        if used - self._worked > NOTHING:
            self._worked, self._awake = used, now
        return used - self._begun > self._seconds or now - self._awake > self._idle


def load_checks(asked: Lesson) -> ModuleType:
    """The module `verifications.py` of a lesson."""
    spec = importlib.util.spec_from_file_location(
        f"verifications_{asked.name}", asked.folder / CHECKS
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verdicts(checks: ModuleType, code: str, questions: tuple[Question, ...]) -> Iterator[Verdict]:
    """What the lesson's checks say of each question, one after the other."""
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
    number, file, report, language, seconds = arguments
    use_language(language)
    asked = lesson(int(number))
    code = Path(file).read_text(encoding="utf-8")
    waiting = [question.number for question in asked.questions]
    checks = load_checks(asked)
    with Path(report).open("w", encoding="utf-8") as out:

        def tell(data: object) -> None:
            print(json.dumps(data, ensure_ascii=False), file=out, flush=True)

        clock = Clock(float(seconds))
        tell({"begins": waiting[0]})
        for place, verdict in enumerate(verdicts(checks, code, asked.questions), start=1):
            tell({"verdict": asdict(verdict)})
            clock.begin()
            if place < len(waiting):
                tell({"begins": waiting[place]})


if __name__ == "__main__":
    main(sys.argv[1:])
