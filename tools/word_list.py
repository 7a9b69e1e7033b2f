"""Makes the list of French words that ships with Aurore, from the training books of work folders.

    python tools/word_list.py WORK [WORK…] [--fewest 2] [--write]

A word is taken if it stands in `--fewest` books or more, or `OFTEN` times in one, as the names of
its people do: a misprint stands once or twice. The books of
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


OFTEN = 5  # guess: of a misprint in one book


def common(texts: list[Text], fewest: int) -> FrenchWords:
    """The words that stand in so many books."""
    books: Counter[int] = Counter()
    often: set[int] = set()
    for text in texts:
        found, times = np.unique(words_of(text.whole).hashes, return_counts=True)
        books.update(found.tolist())
        often.update(found[times >= OFTEN].tolist())
    kept = sorted(word for word, count in books.items() if count >= fewest or word in often)
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
