"""Cleans a shelf on a cluster: `aurore prepare --workers` under datatrove’s Slurm executor.

    python deploy/prepare_slurm.py FOLDER PARTITION

FOLDER is the one under `corpus-under-way/` that `aurore prepare --workers 1` has begun: it holds
`job.json`. When all tasks are done, `aurore prepare --workers 1`, run again, finds the books
cleaned and writes the corpus.
"""

import sys
from pathlib import Path

from datatrove.executor import SlurmPipelineExecutor

from aurore.corpus.scale.worker import LOGS, cleaning_step

TASKS = 200


def executor(folder: Path, partition: str) -> SlurmPipelineExecutor:
    """The job, not yet sent."""
    return SlurmPipelineExecutor(
        pipeline=[cleaning_step(folder)],
        tasks=TASKS,
        time="01:00:00",
        partition=partition,
        mem_per_cpu_gb=2,
        logging_dir=str(folder / f"slurm-{LOGS}"),
    )


if __name__ == "__main__":
    executor(Path(sys.argv[1]), sys.argv[2]).run()
