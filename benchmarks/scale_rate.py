"""Words a second that the workers of `aurore prepare --workers` clean: by the clock, in turns.

    python benchmarks/scale_rate.py WORK --copies 4 --rounds 5 --workers 1 2

WORK holds the books of `sand-all` (`aurore books fetch --author sand-all --work WORK`). What is
timed is the pipeline alone: workers that start, clean and write parts, and the parent that reads
them. The shelf is taken several times over, so that all workers have tasks to the end.
"""

import argparse
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.account import File
from aurore.corpus.prepare import selected
from aurore.corpus.scale.pipeline import clean_at_scale


def seconds(files: list[File], settings: PrepareSettings, workers: int) -> tuple[float, int]:
    """Of one pass over the files, and the words that were kept."""
    with TemporaryDirectory() as place:
        started, words = time.perf_counter(), 0
        for _, rows in clean_at_scale(Path(place) / "job" / "one", settings, files, workers):
            words += rows.account["words"]
        return time.perf_counter() - started, words


def main() -> None:
    """Prints a row a number of workers."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    chosen = parser.parse_args()
    settings, workspace = PrepareSettings(author="sand-all"), Workspace(chosen.work)
    books = [source.book for source in selected(settings).sources] * chosen.copies
    files = [File(book, workspace.books / f"{book.id}.txt") for book in books]
    rates: dict[int, list[float]] = {count: [] for count in chosen.workers}
    for _ in range(chosen.rounds):
        for count in chosen.workers:
            took, words = seconds(files, settings, count)
            rates[count].append(words / took)
    print(f"{len(files)} books, {words:,} words, {chosen.rounds} rounds")
    for count, found in rates.items():
        low, middle, high = min(found), statistics.median(found), max(found)
        print(f"{count} workers: {middle:,.0f} words/s ({low:,.0f} to {high:,.0f})")


if __name__ == "__main__":
    main()
