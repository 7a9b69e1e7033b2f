"""From an author's name, as people write it, to a shelf of the catalogue.

« Gustave Flaubert », « flaubert » and « FLAUBERT, Gustave » are one author; so is the name of the
shelf itself. When several shelves are the author's, the first of the catalogue is meant.
"""

import difflib
from dataclasses import dataclass

from aurore.base.errors import UserError
from aurore.corpus.sources.catalogue import DEMO, shelf, shelf_names
from aurore.corpus.sources.search import fold, words_of

NEAR = 0.6  # likeness of two names above which one is offered for the other (difflib's own)
MOST_OFFERED = 3  # guess


@dataclass(frozen=True)
class Author:
    """An author of the catalogue with the shelf that is meant."""

    name: str
    shelf: str


def authors() -> list[Author]:
    """Those whose shelf holds nobody else, once each, in the order of the catalogue."""
    found: dict[str, Author] = {}
    for name in shelf_names():
        writers = {book.author for book in shelf(name).books}
        if len(writers) == 1 and name != DEMO:
            (writer,) = writers
            found.setdefault(writer, Author(writer, name))
    return list(found.values())


def find_author(asked: str) -> Author:
    """The author of that name.

    Raises:
        UserError: nobody, or several, with the names that are near.
    """
    words = set(words_of(asked))
    known = authors()
    fitting = [one for one in known if words and words <= set(words_of(one.name))]
    by_shelf = [one for one in known if one.shelf == asked.strip().casefold()]
    if len(found := by_shelf or fitting) == 1:
        return found[0]
    raise _unknown(asked, [one.name for one in found or _near(asked, known)])


def _near(asked: str, known: list[Author]) -> list[Author]:
    """Those with a word like one that was asked for, likest first."""
    rated = [(_likeness(asked, one.name), one) for one in known]
    rated.sort(key=lambda pair: -pair[0])
    return [one for rate, one in rated[:MOST_OFFERED] if rate >= NEAR]


def _likeness(asked: str, name: str) -> float:
    """Of the whole names, or of their last words: « Flobert » is « Flaubert » without a first."""
    pairs = [(fold(asked), fold(name))]
    pairs += [(one, words_of(name)[-1]) for one in words_of(asked)[-1:]]
    return max(difflib.SequenceMatcher(None, *pair).ratio() for pair in pairs)


def _unknown(asked: str, near: list[str]) -> UserError:
    if near:
        return UserError("unknown_name_near", name=asked, near=", ".join(near))
    return UserError("unknown_name", name=asked, known=", ".join(one.name for one in authors()))
