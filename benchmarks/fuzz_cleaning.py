"""Looks for a file that makes the cleaning of books fail: real books, cut up and muddled.

python benchmarks/fuzz_cleaning.py --minutes 10 [--books FOLDER] [--seed N]

A case is a number: the same number makes the same file, given the same books. Each is cleaned and
cut into rows; it must become a book whose lines are all accounted for, or an error with a problem
and a remedy. At the first other outcome the file is saved and the loop stops.

python benchmarks/fuzz_cleaning.py --case N
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from aurore.base.errors import UserError
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import CleanBook, clean_book
from aurore.corpus.passages import cut_passages
from aurore.corpus.rows import BookRows, book_rows
from aurore.corpus.sources import catalogue

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "src" / "aurore" / "corpus" / "sources" / "demo" / "files"
REAL = ROOT.parent / "shared" / "corpus" / "gutenberg" / "files"
LONGEST_SLICE = 40_000  # bytes of a book: so many cases matter more than long ones
WHOLE_ONE_IN = 50  # cases in which the whole book is taken
SLOWEST_SECONDS = 20.0  # a file of 4 MB takes less than one
LONGEST_FILE = 4_000_000  # bytes, after all repetitions
LINES = [
    b"*** START OF THIS PROJECT GUTENBERG EBOOK X ***",
    b"*** END OF THE PROJECT GUTENBERG EBOOK", b"***START OF THE PROJECT GUTENBERG EBOOK X",
    b"*END*THE SMALL PRINT! FOR PUBLIC DOMAIN*END*", b"End of Project Gutenberg's X", b"FIN",
    b"FIN DU TOME PREMIER.", b"TABLE", b"CONTENTS", b"I", b"CHAPITRE II", b"LES DAMES VERTES",
    b"A MON FILS", b"GEORGE SAND", b"1867", b"PARIS", b"Errata", b"page 3, lisez: un",
    b"[1] En patois.", b"[Note 2: En patois", b"]", b"[", b"[Illustration: la", b"* En patois.",
    b"(3) En patois.", b"* * *", b"RIGHT", b"/*", b"GABRIEL.", b"(Il sort.)", b"",
    b"Un.--Deux.--Trois.--Quatre.", b"--Oui, dit-il.", b"    Le vent\n    Me rendra fou",
    b"\x0c", b"Produced by the Distributed Proofreading Team at http://www.pgdp.net", b"peut-",
    b"\xc2\xa0",
]  # fmt: skip
PIECES = [
    b"\xe9", b"\xc3\xa9", b"\xc3", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\r", b"\n", b"\r\n",
    b"\t", b" ", b"  ", b"\x85", b"\xe2\x80\xa8", b"\x9c", b"\x81", b"--", b"...", b". . .",
    b"_", b"*", b"**", b"[", b"]", b"[1]", b"(1)", b"[*]", b"<i>", b"</b>", b"^{e}",
    b"\xc2\xab", b"\xc2\xbb", b"'", b"oe", b"\x01", b"\x82\x8a\x85", b"1", b"-\n",
    b"\xf0\x9f\x98\x80", b"\xed\xa0\x80",
]  # fmt: skip


# ── Mutations: each takes a draw and lines, and returns lines ────────────────────────────────────

Lines = list[bytes]


def some(draw: random.Random, lines: Lines) -> tuple[int, int]:
    """A range of lines, short more often than long."""
    start = draw.randrange(len(lines) + 1)
    return start, min(len(lines), start + int(draw.paretovariate(0.6)))


def cut(draw: random.Random, lines: Lines) -> Lines:
    """A range of lines goes."""
    start, end = some(draw, lines)
    return lines[:start] + lines[end:]


def repeat(draw: random.Random, lines: Lines) -> Lines:
    """A range of lines comes several times."""
    start, end = some(draw, lines)
    return lines[:start] + lines[start:end] * draw.randint(2, 9) + lines[end:]


def swap(draw: random.Random, lines: Lines) -> Lines:
    """Two lines change places."""
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def move(draw: random.Random, lines: Lines) -> Lines:
    """The lines with stars or Gutenberg's name, markers among them, go elsewhere."""
    moved = [line for line in lines if b"***" in line or b"Gutenberg" in line]
    lines = [line for line in lines if line not in moved]
    for line in moved:
        lines.insert(draw.randrange(len(lines) + 1), line)
    return lines


def insert_lines(draw: random.Random, lines: Lines) -> Lines:
    """Lines that mean something to the cleaning, with or without blank ones around."""
    start, _ = some(draw, lines)
    added = draw.choices(LINES, k=draw.randint(1, 6))
    if draw.random() < 0.7:
        added = [part for line in added for part in (b"", line, b"")]
    return lines[:start] + added + lines[start:]


def insert_bytes(draw: random.Random, lines: Lines) -> Lines:
    """Signs that mean something, or any bytes, inside lines."""
    for _ in range(draw.randint(1, 8)):
        index = draw.randrange(len(lines))
        place = draw.randrange(len(lines[index]) + 1)
        piece = draw.choice(PIECES) if draw.random() < 0.8 else draw.randbytes(3)
        lines[index] = (
            lines[index][:place] + piece * draw.choice((1, 1, 2, 40)) + lines[index][place:]
        )
    return lines


def join(draw: random.Random, lines: Lines) -> Lines:
    """A range of lines becomes one line."""
    start, end = some(draw, lines)
    return [*lines[:start], b" ".join(lines[start:end]), *lines[end:]]


def indent(draw: random.Random, lines: Lines) -> Lines:
    """A range of lines is set in."""
    start, end = some(draw, lines)
    margin = b" " * draw.choice((1, 2, 4, 30))
    return lines[:start] + [margin + line for line in lines[start:end]] + lines[end:]


def blank(draw: random.Random, lines: Lines) -> Lines:
    """Blank lines go from a range, or come between all its lines."""
    start, end = some(draw, lines)
    inside = lines[start:end]
    if draw.random() < 0.5:
        return lines[:start] + [line for line in inside if line.strip()] + lines[end:]
    return lines[:start] + [part for line in inside for part in (line, b"")] + lines[end:]


def capitals(draw: random.Random, lines: Lines) -> Lines:
    """A range of lines in capitals."""
    start, end = some(draw, lines)
    return lines[:start] + [line.upper() for line in lines[start:end]] + lines[end:]


MUTATIONS: list[Callable[[random.Random, Lines], Lines]] = [
    cut, repeat, swap, move, insert_lines, insert_lines, insert_bytes, insert_bytes, join, indent,
    blank, capitals,
]  # fmt: skip


# ── A case ───────────────────────────────────────────────────────────────────────────────────────


def case(number: int, paths: list[Path]) -> tuple[Book, bytes, PrepareSettings]:
    """The file of that number, and how it is cleaned."""
    draw = random.Random(number)
    path = draw.choice(paths)
    data = path.read_bytes()
    if draw.randrange(WHOLE_ONE_IN) and len(data) > LONGEST_SLICE:
        size = draw.randrange(200, LONGEST_SLICE)
        start = draw.choice((0, len(data) - size, draw.randrange(len(data) - size)))
        data = data[start : start + size]
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    for _ in range(draw.randint(1, 12)):
        lines = draw.choice(MUTATIONS)(draw, lines or [b""])
    data = draw.choice((b"\n", b"\n", b"\r\n", b"\r")).join(lines)[:LONGEST_FILE]
    settings = PrepareSettings(
        largest_cut=draw.choice((0.2, 1.0, 1.0)),
        typography=draw.choice(("unified", "as-printed")),
    )
    book = catalogue.known_books().get(path.parent.name) or Book("1", "T", "A", "fr")
    return replace(book, language=draw.choice((book.language, "en"))), data, settings


def check(cleaned: CleanBook, rows: BookRows) -> None:
    """What must be true of every clean book."""
    lines = cleaned.text.split("\n")
    written = {number for number, line in enumerate(lines, start=1) if line.strip()}
    assert cleaned.lines == len(written), "written lines"
    assert cleaned.kept_lines + sum(cleaned.cut_lines.values()) == cleaned.lines, "lines"
    places = Counter(
        block.number + i
        for block in [*(cut.block for cut in cleaned.cuts), *cleaned.headings]
        for i in range(block.line_count)
    )
    gone = [number for number in written if places[number]]
    assert all(places[number] == 1 for number in gone), "a line is in two places"
    assert len(written) - len(gone) == cleaned.kept_lines, "kept lines"
    assert not {p.line for p in cleaned.paragraphs} & set(places), "a paragraph of a cut line"
    assert all(p.text and "\n" not in p.text for p in cleaned.paragraphs), "paragraphs"
    assert int(rows.counts.sum()) == len(rows.sentences), "sentences"
    assert len(rows.keys) == len(rows.paragraphs) == len(rows.counts), "paragraphs and rows"
    for passage in cut_passages(cleaned):
        assert passage.text.split("\n") == lines[passage.first_line - 1 : passage.last_line]


def run(number: int, paths: list[Path]) -> str:
    """What became of a case: `book`, or the name of the error for the user.

    Raises:
        Exception: whatever a user should not see.
    """
    book, data, settings = case(number, paths)
    started = time.perf_counter()
    try:
        cleaned = clean_book(book, data, settings)
    except UserError as error:
        assert error.problem and error.remedy, "an error without words"
        return error.name
    check(cleaned, book_rows(cleaned, settings))
    assert time.perf_counter() - started < SLOWEST_SECONDS, "too slow"
    return "book"


def main() -> int:
    """Runs cases until the time is over or one fails."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="number of the first case"
    )
    parser.add_argument("--case", type=int, help="run this case alone, and show its traceback")
    parser.add_argument("--books", type=Path, default=REAL, help="folder of .txt files")
    options = parser.parse_args()
    paths = sorted([*DEMO.rglob("*.txt"), *options.books.rglob("*.txt")])
    if options.case is not None:
        print(run(options.case, paths))
        return 0
    print(f"{len(paths)} books, first case {options.seed}, {options.minutes:g} minutes", flush=True)
    return loop(paths, options.seed, 60 * options.minutes)


def loop(paths: list[Path], first: int, seconds: float) -> int:
    """Cases from `first` on; returns 1 at the first that fails."""
    found: Counter[str] = Counter()
    started = told = time.monotonic()
    number = first
    while time.monotonic() - started < seconds:
        try:
            found[run(number, paths)] += 1
        except Exception:
            traceback.print_exc()
            saved = Path(tempfile.gettempdir()) / f"fuzz-{number}.txt"
            saved.write_bytes(case(number, paths)[1])
            print(f"case {number} fails after {found.total()} that did not; saved as {saved}")
            return 1
        number += 1
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{found.total()} cases, the last {number - 1}", flush=True)
    spent = time.monotonic() - started
    print(f"{found.total()} cases from {first} to {number - 1} in {spent:.0f} s, none failed")
    print(", ".join(f"{name} {count}" for name, count in found.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
