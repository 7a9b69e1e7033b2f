"""How long the search for copies takes: opening the index, then a page of a thousand words.

python benchmarks/copies.py WORK

WORK is prepared by `aurore prepare`. The pages are of its test book, and of a book it was trained
on (every word copied: the slowest case). Processor time, so that other programs count for little.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from environment import print_environment

from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_books
from aurore.evaluation.copies.index import open_index
from aurore.evaluation.copies.search import find_copies

PAGE_WORDS, PAGES = 1000, 20


def main() -> None:
    """Prints milliseconds: median, and from the quickest to the slowest."""
    print_environment()
    workspace = Workspace(Path(sys.argv[1]))
    print(f"open: {told([timed(lambda: open_index(workspace)) for _ in range(5)])}")
    index = open_index(workspace)
    for split in ("test", "train"):
        (_, text), *_ = read_books(workspace, split)
        words = text.split()
        pages = [" ".join(words[i * PAGE_WORDS : (i + 1) * PAGE_WORDS]) for i in range(PAGES)]
        pages = [page for page in pages if page]
        find_copies(index, pages[0])
        copied = sum(copy.words for page in pages for copy in find_copies(index, page))
        took = told([timed(lambda page=page: find_copies(index, page)) for page in pages])
        print(f"{PAGE_WORDS} words of {split}, {copied / len(pages):.0f} of them copied: {took}")


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor."""
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


def told(times: list[float]) -> str:
    """« 12.1 ms (11.9 to 13.0) »."""
    return f"{statistics.median(times):.1f} ms ({min(times):.1f} to {max(times):.1f})"


if __name__ == "__main__":
    main()
