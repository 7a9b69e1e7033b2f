"""Thousands of books on many workers: the same cleaning, its results on disk, a worker replaced.

Each worker is a process with datatrove tasks of its own (`worker.py`). A pool would wait for ever
for a worker that was killed; here another takes its place and does what was left.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from aurore.base.errors import MissingLibrary, UserError
from aurore.base.records import SPLITS
from aurore.base.settings import PrepareSettings
from aurore.corpus.account import File
from aurore.corpus.rows import BookRows
from aurore.corpus.scale.parts import part_of, read_rows
from aurore.corpus.scale.worker import ERROR, LOGS, PARTS, write_job

BOOKS_A_TASK = 20  # guess: what a list of done tasks is worth writing for
LIVES = 3  # guess: a worker that dies so often dies of its books
LOOK_SECONDS = 0.1


def clean_at_scale(
    folder: Path, settings: PrepareSettings, files: list[File], workers: int
) -> Iterator[tuple[int, BookRows]]:
    """As the plain path: test, validation, then training books, (place on the shelf, rows).

    Args:
        folder: where results lie until all are there; those of an earlier run are used.

    Raises:
        MissingLibrary: datatrove is not installed.
        UserError: a book is refused, or workers die again and again.
    """
    if importlib.util.find_spec("datatrove") is None:
        raise MissingLibrary("datatrove", install='python -m pip install ".[scale]"')
    for other in folder.parent.glob("*"):
        if other != folder:
            shutil.rmtree(other)  # of other books, or of another Aurore
    (folder / LOGS).mkdir(parents=True, exist_ok=True)
    (folder / ERROR).unlink(missing_ok=True)
    write_job(folder, files, settings)
    _run_workers(folder, -(-len(files) // BOOKS_A_TASK), workers)
    for index in sorted(range(len(files)), key=lambda i: -SPLITS.index(files[i].book.split)):
        yield index, read_rows(part_of(folder / PARTS, index))
    shutil.rmtree(folder.parent)


def _run_workers(folder: Path, tasks: int, workers: int) -> None:
    """Waits until all tasks are done, starting again whoever dies."""
    shares = [range(tasks)[number::workers] for number in range(min(workers, tasks))]
    bounds = _bounds([len(share) for share in shares])
    living = {
        number: _start(folder, number, *bounds[number], tasks) for number in range(len(bounds))
    }
    lives = dict.fromkeys(living, LIVES)
    try:
        while living:
            time.sleep(LOOK_SECONDS)
            for number, process in list(living.items()):
                if process.poll() is None:
                    continue
                del living[number]
                if process.returncode:
                    _refuse_what_cannot_go_on(folder, lives, number)
                    living[number] = _start(folder, number, *bounds[number], tasks)
    finally:
        for process in living.values():
            process.kill()
            process.wait()


def _bounds(counts: list[int]) -> list[tuple[int, int]]:
    """(first task, number of tasks) of each worker."""
    return [(sum(counts[:number]), count) for number, count in enumerate(counts)]


def _start(
    folder: Path, number: int, first: int, count: int, tasks: int
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "aurore.corpus.scale.worker", str(folder)]
    with (folder / LOGS / f"worker-{number}.log").open("ab") as log:
        return subprocess.Popen(
            [*command, str(first), str(count), str(tasks)], stderr=log, stdout=log
        )


def _refuse_what_cannot_go_on(folder: Path, lives: dict[int, int], number: int) -> None:
    if (folder / ERROR).exists():
        told = json.loads((folder / ERROR).read_text(encoding="utf-8"))
        raise UserError(told["name"], **told["values"])
    lives[number] -= 1
    if not lives[number]:
        raise UserError("workers_die", log=folder / LOGS / f"worker-{number}.log")
