"""One process that cleans its share of a shelf, as datatrove tasks: `python -m … JOB FIRST COUNT`.

A task is some of the books; datatrove keeps a list of the tasks that are done, and a book whose
file is there is not cleaned again. So the same command, run again, does what was left. The same
step runs on a cluster under datatrove's `SlurmPipelineExecutor` (deploy/prepare_slurm.py).
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aurore.base.errors import UserError
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import write_atomically
from aurore.corpus.rows import rows_of_file
from aurore.corpus.scale.parts import book_of, part_of, write_rows

JOB, PARTS, LOGS, ERROR = "job.json", "parts", "logs", "error.json"
Step = Callable[[Any, int, int], None]


def cleaning_step(folder: Path) -> Step:
    """The step of a datatrove pipeline that cleans the books of the job in `folder`."""
    job = json.loads((folder / JOB).read_text(encoding="utf-8"))
    told: Any = {k: tuple(v) if isinstance(v, list) else v for k, v in job["settings"].items()}
    settings = PrepareSettings(**told)

    def clean(data: Any, rank: int = 0, world_size: int = 1) -> None:
        for index in range(rank, len(job["files"]), world_size):
            path = part_of(folder / PARTS, index)
            if not path.exists():
                row = job["files"][index]
                write_rows(path, rows_of_file((book_of(row["book"]), Path(row["path"]), settings)))

    return clean


def write_job(folder: Path, files: list[Any], settings: PrepareSettings) -> None:
    """Says what is to be cleaned: books with their files, by their place on the shelf."""
    rows = [{"book": asdict(file.book), "path": str(file.path.resolve())} for file in files]
    with write_atomically(folder / JOB) as path:
        path.write_text(json.dumps({"settings": asdict(settings), "files": rows}), "utf-8")


def work(folder: Path, first: int, count: int, tasks: int) -> None:
    """Does the tasks `first` to `first + count` of `tasks`."""
    from datatrove.executor.local import LocalPipelineExecutor

    LocalPipelineExecutor(
        pipeline=[cleaning_step(folder)],
        tasks=tasks,
        workers=1,
        local_tasks=count,
        local_rank_offset=first,
        logging_dir=str(folder / LOGS),
    ).run()


def main() -> int:
    """What the process does; a mistake of the user's is told in a file to the one who waits."""
    folder = Path(sys.argv[1])
    try:
        work(folder, *map(int, sys.argv[2:5]))
    except UserError as error:
        told = {"name": error.name, "values": {k: _plain(v) for k, v in error.values.items()}}
        with write_atomically(folder / ERROR) as path:
            path.write_text(json.dumps(told), encoding="utf-8")
        return error.exit_code
    return 0


def _plain(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
