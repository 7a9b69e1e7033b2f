"""A second edition of a training book: learned twice, its sentences would weigh double.

Equal paragraphs are found by `Seen`. Two editions differ by a comma in every third paragraph, so
what is left of the second would still be nearly all of it.
"""

from collections import Counter, defaultdict

import numpy as np

from aurore.corpus.duplicates import Keys

AN_EDITION = 0.8  # guess: of the books at hand editions share 0.96 and more, volumes of tales 0.5
ONE_OF_SKETCH = np.uint64(2**64 // 64 // 16)  # guess: thirty hashes of a novel find its double


class Editions:
    """The training books read so far, by their sketches."""

    def __init__(self) -> None:
        self._sketches: dict[str, Keys] = {}
        self._books: defaultdict[int, list[str]] = defaultdict(list)

    def read(self, book: str, sketch: Keys) -> tuple[str, float] | None:
        """The book of which this one is another edition and the share they have in common; None,
        and the book is remembered, when there is none.
        """
        some = sketch[sketch < ONE_OF_SKETCH].tolist()
        common = Counter(other for one in some for other in self._books.get(one, ()))
        for other, count in common.most_common(1):
            if 2 * count > len(some):
                share = float(np.isin(sketch, self._sketches[other]).mean())
                if share >= AN_EDITION:
                    return other, round(share, 4)
        self._sketches[book] = sketch
        for one in some:
            self._books[one].append(book)
        return None
