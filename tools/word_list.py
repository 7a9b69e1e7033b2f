"""Makes the list of French words that ships with Aurore, from the training books of work folders.

    python tools/word_list.py WORK [WORK…] [--fewest 2] [--write]

A word is taken if it stands in `--fewest` books or more: a misprint stands in one. The books of
the other parts (test, validation) are not read, so that what they have outside the list tells
what a real book has. Says how many words of each of those are outside; `--write` writes
src/aurore/evaluation/copies/french_words.npz.
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from aurore.base.workspace import Workspace
from aurore.evaluation.copies.french import COMMON_BOOKS, FILE, FrenchWords, save_words
from aurore.evaluation.copies.words import words_of
from aurore.evaluation.texts import Text, corpus_texts

TARGET = Path(__file__).parents[1] / "src" / "aurore" / "evaluation" / "copies" / FILE


def common(texts: list[Text], fewest: int) -> FrenchWords:
    """The words that stand in so many books."""
    books: Counter[int] = Counter()
    for text in texts:
        books.update(np.unique(words_of(text.whole).hashes).tolist())
    kept = sorted(word for word, count in books.items() if count >= fewest)
    is_common = [books[word] >= COMMON_BOOKS for word in kept]
    return FrenchWords(np.array(kept, dtype=np.uint32), np.array(is_common))


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, nargs="+")
    parser.add_argument("--fewest", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    works = [Workspace(path) for path in options.work]
    training = {text.book: text for work in works for text in corpus_texts(work, "train")}
    parts = [corpus_texts(work, part) for work in works for part in ("validation", "test")]
    kept_apart = {text.book: text for part in parts for text in part}
    for book in kept_apart:
        training.pop(book, None)
    list_ = common(list(training.values()), options.fewest)
    print(f"{len(list_.hashes):,} words of {len(training)} books")
    for text in kept_apart.values():
        outside = 1 - list_.has(words_of(text.whole).hashes).mean()
        print(f"{1000 * outside:6.2f} in a thousand outside: {text.author}, {text.name}")
    if options.write:
        save_words(list_, TARGET)
        print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
