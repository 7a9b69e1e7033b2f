"""What thousands of books cost, from rates measured here: `python benchmarks/scale_model.py`.

Assumptions, which docs/scale.md repeats:

- cleaning a word costs the same in a large shelf as in the one that was measured;
- workers share nothing but the disk: N of them take 1/N of the time of one;
- the parent reads each result once, and its time is not shared out; nor is that of the index of
  copies, which `aurore prepare` makes up to 50 million words;
- its memory grows with what is kept of every book: sketches (8 bytes for 64 letters), hashes of
  long paragraphs (about 100 bytes each), accounts for the card.
"""

import argparse

from aurore.cli.copies import MOST_INDEXED_WORDS

WORDS_A_BOOK = 4_392_086 / 56  # measured: sand-all, kept words
LETTERS_A_WORD = 4.7  # guess: French prose
PARAGRAPHS_A_BOOK = 67_623 / 56  # measured: sand-all
LONG_SHARE = 0.6  # guess: of paragraphs, above 60 letters
ACCOUNT_BYTES = 20_000  # guess: card and report of one book
FIXED_MEGABYTES = 165  # measured: docs/LOG.md, 2026-11-22
INDEX_BYTES_A_WORD = 35  # measured: docs/scale.md


def main() -> None:
    """Prints a row a library."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cleaning", type=float, default=3.9, help="processor seconds, 56 books")
    parser.add_argument("--writing", type=float, default=1.2, help="of the parent, 56 books")
    parser.add_argument("--index", type=float, default=5.3, help="of copies, 56 books")
    chosen = parser.parse_args()
    print(f"{'books':>7} {'words':>8} {'1 worker':>9} {'2 workers':>10} {'64':>7} {'memory':>8}")
    for books in (56, 3_500, 70_000):
        words = books * WORDS_A_BOOK
        clean, write = (books / 56 * seconds for seconds in (chosen.cleaning, chosen.writing))
        index = words if words <= MOST_INDEXED_WORDS else 0
        write += chosen.index * index / (56 * WORDS_A_BOOK)
        letters = words * LETTERS_A_WORD
        kept = letters / 64 * 8 + books * (PARAGRAPHS_A_BOOK * LONG_SHARE * 100 + ACCOUNT_BYTES)
        kept += index * INDEX_BYTES_A_WORD
        minutes = [(clean / n + write) / 60 for n in (1, 2, 64)]
        print(
            f"{books:>7,} {words / 1e6:>6,.0f} M"
            + "".join(f" {m:>6,.1f} min" for m in minutes)
            + f" {FIXED_MEGABYTES + kept / 1e6:>5,.0f} MB"
        )


if __name__ == "__main__":
    main()
