"""Makes the profiles of authors that ship with Aurore, and says how well they attribute.

    python tools/profiles.py MIRROR            the table of docs/LOG.md
    python tools/profiles.py MIRROR --write    also writes src/aurore/evaluation/style/profiles.npz

MIRROR is a folder or an address laid out as Project Gutenberg's `files/`. Each author has one book
held out for the calibration: the test book of the shelf. The profiles that ship are made of all
books but *La Mare au Diable*, the test book of every model.
"""

import argparse
import tempfile
from pathlib import Path

from aurore.base.workspace import Workspace
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import fetch
from aurore.evaluation.style.calibration import accuracy, calibrate, confusion
from aurore.evaluation.style.delta import DELTAS
from aurore.evaluation.style.profiles import (
    FILE,
    Piece,
    cut_pieces,
    make_profiles,
    save_profiles,
    with_textures,
)
from aurore.evaluation.texts import book_text

SHELVES = (
    *("sand-all", "balzac", "daudet", "dumas", "flaubert", "gautier", "hugo", "maupassant"),
    *("musset", "segur", "stael", "stendhal", "verne", "zola"),
)
PLAYS = {"13380", "28977", "20246"}  # Gabriel, Cadio, Musset's comedies
TARGET = Path(__file__).parents[1] / "src" / "aurore" / "evaluation" / "style" / FILE


def pieces(work: Workspace, mirror: str) -> tuple[list[Piece], list[Piece]]:
    """(known, held out) pieces of all authors, of prose alone: a play is no measure of a novel.

    Who has no prose book to hold out is tried on the last third of a volume of tales.
    """
    known, held_out = [], []
    for shelf in map(catalogue.shelf, SHELVES):
        tests: list[Piece] = []
        others: list[Piece] = []
        books = [book for book in shelf.books if book.id not in PLAYS]
        for book, path in zip(books, fetch(books, work, mirror), strict=True):
            found = cut_pieces(book.author, book.title, book_text(book, path).whole)
            (tests if book.split == "test" else others).extend(found)
        if not tests:
            rest = 2 * len(others) // 3
            others, tests = others[:rest], others[rest:]
        known += others
        held_out += tests
    return known, held_out


def print_calibration(known: list[Piece], held_out: list[Piece]) -> None:
    """Accuracy by each Delta, then who was taken for whom."""
    for kind in DELTAS:
        found = calibrate(known, held_out, kind)
        rates = accuracy(found.books), accuracy(found.pieces)
        print(f"{kind:8} books {rates[0]:.3f}, pieces {rates[1]:.3f}")
    found = calibrate(known, held_out)
    for one in found.books:
        print(f"{one.author:28} {one.book:40} -> {one.given_to}")
    for author, row in confusion(found.pieces).items():
        print(f"{author:28} {row}")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mirror")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known, held_out = pieces(Workspace(Path(folder)), options.mirror)
    print(f"{len(known)} known pieces, {len(held_out)} held out")
    print_calibration(known, held_out)
    if options.write:
        others = [piece for piece in held_out if piece.book != "La Mare au Diable"]
        pieces_of_all = [*known, *others]
        save_profiles(with_textures(make_profiles(pieces_of_all), pieces_of_all), TARGET)
        print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
