"""`aurore lesson`: the workshop, from the terminal."""

from pathlib import Path
from typing import Annotated

import typer

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.cli.app import command, make_group
from aurore.cli.books import mirror_option
from aurore.cli.shell import Shell, table
from aurore.teaching.check import Report, check
from aurore.teaching.lessons import HINTS, Lesson, lesson, lessons
from aurore.teaching.progress import Progress
from aurore.teaching.room import join, tell_room
from aurore.teaching.start import own_exercise, own_folder, start

MARKS = {"right": "[green]✓[/]", "not_yet": "[yellow]…[/]", "to_do": "[dim]○[/]"}


def add_commands(app: typer.Typer) -> None:
    """Registers the commands of this module."""
    group = make_group("lesson", message("help.lesson.text"))
    command(group, "list", key="lesson_list")(list_lessons)
    command(group, "start", key="lesson_start")(start_lesson)
    command(group, "check", key="lesson_check")(check_lesson)
    command(group, "hint", key="lesson_hint")(hint)
    command(group, "solution", key="lesson_solution")(solution)
    command(group, "quiz", key="lesson_quiz")(quiz)
    command(group, "join", key="lesson_join")(join_room)
    app.add_typer(group)


def _number() -> typer.models.ArgumentInfo:
    found: typer.models.ArgumentInfo = typer.Argument(help=message("help.lesson_number"))
    return found


def _question() -> typer.models.ArgumentInfo:
    found: typer.models.ArgumentInfo = typer.Argument(help=message("help.lesson_question"))
    return found


def list_lessons(shell: Shell) -> None:
    """The lessons and how far one is."""
    progress = Progress(own_folder(shell.workspace))
    names = ("number", "title", "goal", "minutes", "solved")
    shown = table(*(message(f"lesson.{name}") for name in names), numbers=2)
    for found in lessons():
        done = f"{progress.solved(found)}/{len(found.questions)}"
        shown.add_row(str(found.number), found.title, found.goal, str(found.minutes), done)
    shell.show(shown)
    waiting = (one for one in lessons() if progress.solved(one) < len(one.questions))
    if next_one := next(waiting, None):
        shell.next(f"aurore lesson start {next_one.number}")
    else:
        shell.say("lesson.all_done")
    shell.answer([_as_data(found, progress) for found in lessons()])


def _as_data(found: Lesson, progress: Progress) -> dict[str, object]:
    return {
        "number": found.number,
        "name": found.name,
        "title": found.title,
        "minutes": found.minutes,
        "solved": progress.solved(found),
        "questions": [
            {"number": q.number, "title": q.title, "state": progress.step(q).state}
            for q in found.questions
        ],
    }


def start_lesson(
    shell: Shell,
    number: Annotated[int, _number()],
    again: Annotated[bool, typer.Option("--again", help=message("help.lesson_again"))] = False,
    mirror: Annotated[str | None, mirror_option()] = None,
) -> None:
    """A copy of the lesson in the work folder, with what it needs of those before it."""
    from aurore.teaching.artefacts import PHRASES, artefact, draw_phrases

    found = lesson(number)
    started = start(shell.workspace, found, again)
    shell.say("lesson.starts", number=number, title=found.title, minutes=found.minutes)
    with shell.progress() as bar:
        bar.add_task(message("lesson.preparing"), total=None)
        for need in found.needs:
            artefact(need)
        authors = draw_phrases(shell.workspace, mirror) if PHRASES in found.needs else None
    if authors is not None:
        key = "lesson.phrases_of" if authors else "lesson.phrases_of_project"
        shell.say(key, authors=", ".join(authors))
    shell.say("lesson.kept" if started.kept else "lesson.copied", folder=str(started.folder))
    shell.next(f"aurore lesson check {number}")
    shell.answer({"folder": str(started.folder), "kept": started.kept})


def check_lesson(
    shell: Shell,
    number: Annotated[int, _number()],
    file: Annotated[Path | None, typer.Option("--file", help=message("help.lesson_file"))] = None,
) -> None:
    """Runs the checks on the person's file and keeps the progress."""
    found = lesson(number)
    exercise = file or own_exercise(shell.workspace, found)
    if file is None and not exercise.exists():
        raise UserError("lesson_not_started", number=number)
    with shell.progress() as bar:
        bar.add_task(message("lesson.checking"), total=None)
        report = check(found, exercise)
    progress = Progress(own_folder(shell.workspace))
    progress.note(report)
    told = tell_room(shell.workspace, report)
    _tell(shell, found, report, progress)
    if told and not shell.as_json:
        shell.plain(told)
    shell.answer(
        {
            "lesson": number,
            "right": report.right,
            "questions": [vars(verdict) for verdict in report.verdicts],
        }
    )


def _tell(shell: Shell, found: Lesson, report: Report, progress: Progress) -> None:
    """Each question in a line or two; then the one to look at, and nothing more."""
    for verdict in report.verdicts:
        mark = MARKS[verdict.state]
        shell.say("lesson.verdict", number=verdict.number, title=verdict.title, mark="")
        if not shell.as_json:
            shell.out.print(f"  {mark} ", end="")
        shell.plain(verdict.text)
    shell.say("lesson.score", right=report.right, count=len(report.verdicts))
    if report.done:
        shell.say("lesson.done", title=found.title)
        if found.number < lessons()[-1].number:
            shell.next(f"aurore lesson start {found.number + 1}")
        return
    first = next(verdict for verdict in report.verdicts if verdict.state != "right")
    if progress.step(found.question(first.number)).hints < HINTS:
        shell.next(f"aurore lesson hint {found.number} {first.number}")


def hint(
    shell: Shell,
    number: Annotated[int, _number()],
    question: Annotated[str | None, _question()] = None,
) -> None:
    """One hint more."""
    found = lesson(number)
    progress = Progress(own_folder(shell.workspace))
    waiting = [one for one in found.questions if not progress.step(one).solved]
    asked = found.question(question) if question else (waiting or list(found.questions))[0]
    level, text = progress.next_hint(asked)
    shell.say("lesson.hint", number=asked.number, title=asked.title, level=level, count=HINTS)
    shell.plain(text)
    if level == HINTS:
        shell.say("lesson.last_hint", lesson=number, question=asked.number)
    shell.answer({"question": asked.number, "level": level, "hint": text})


def solution(
    shell: Shell,
    number: Annotated[int, _number()],
    question: Annotated[str | None, _question()] = None,
) -> None:
    """The solution, of the whole lesson or of one question."""
    found = lesson(number)
    code = found.solution(found.question(question) if question else None)
    shell.say("lesson.solution")
    shell.plain(code)
    shell.answer({"code": code})


def quiz(shell: Shell, number: Annotated[int, _number()]) -> None:
    """The lesson's questions with choices; for programs, all of them with their answers."""
    found = lesson(number)
    shell.answer([vars(entry) for entry in found.quiz])
    if shell.as_json:
        return
    right = 0
    for entry in found.quiz:
        shell.plain(f"\n{entry.question}")
        for place, choice in enumerate(entry.choices, start=1):
            shell.plain(f"  {place}. {choice}")
        chosen = _choice(len(entry.choices))
        right += chosen == entry.right + 1
        key = "lesson.quiz_right" if chosen == entry.right + 1 else "lesson.quiz_wrong"
        shell.say(key, choice=entry.choices[entry.right])
        shell.plain(entry.why)
    shell.say("lesson.score", right=right, count=len(found.quiz))


def join_room(
    shell: Shell,
    address: Annotated[str, typer.Argument(help=message("help.room_address"))],
    code: Annotated[str, typer.Argument(help=message("help.room_code"))],
    nickname: Annotated[str, typer.Argument(help=message("help.room_nickname"))],
) -> None:
    """From now on the room's trainer sees what the checks found."""
    join(shell.workspace, address, code, nickname)
    shell.say("lesson.joined", nickname=nickname)
    shell.answer({"nickname": nickname})


def _choice(count: int) -> int:
    """A number from 1 to `count`, asked for until it is one."""
    while True:
        chosen = int(typer.prompt(message("lesson.your_choice"), type=int))
        if 1 <= chosen <= count:
            return chosen
