"""The sentences of « Sand ou Balzac ? »: from the person's own books, or the project's own prose.

No text of a real book lies in the repository. When a lesson starts, sentences of two authors are
drawn from the books of the work folder, or brought from a mirror; a room that has neither uses
prose written for the project in two contrasting manners.
"""

import json
import random
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from aurore.base.errors import MissingLibrary, UserError
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import CARD
from aurore.corpus.sentences.split import split_sentences
from aurore.corpus.sources.catalogue import book, known_books
from aurore.corpus.sources.checks import read_origin
from aurore.corpus.sources.gutenberg import fetch
from aurore.evaluation.texts import Text, book_text, corpus_texts

MOST = 160  # sentences of an author: half to learn from, half for the exam
FEWEST = 40  # under that the exam says nothing (guess)
LENGTHS = range(40, 221)  # characters: a whole thought, and no page (guess)
WANTED = ("George Sand", "Honoré de Balzac")  # of the slides, when the person has them
TO_FETCH = ("13892", "11049")  # one book of each
OPENING = re.compile(r"[A-ZÀ-Ý]")
Phrases = dict[str, list[str]]


def own_phrases(workspace: Workspace, mirror: str | None = None) -> Phrases | None:
    """Sentences of two authors of the person's; None when there are not two.

    Args:
        mirror: where a book of Sand and one of Balzac are taken from, if need be.
    """
    found = _two_authors(workspace)
    if found is None and mirror:
        try:
            fetch([book(one) for one in TO_FETCH], workspace, mirror)
        except UserError:  # a mirror of other books, or one that is away: the lesson goes on
            return None
        found = _two_authors(workspace)
    return found


def _two_authors(workspace: Workspace) -> Phrases | None:
    authors = _authors(workspace)
    order = sorted(authors, key=lambda name: (name not in WANTED, name))
    found: Phrases = {}
    for name in order:
        drawn = _drawn(chain.from_iterable(_sentences(text) for text in _texts(authors[name])))
        if len(drawn) >= FEWEST:
            found[name] = drawn
        if len(found) == 2:
            return found
    return None


def _authors(workspace: Workspace) -> dict[str, list[Path | Text]]:
    """The French books at hand by author: files of Project Gutenberg, and prepared texts."""
    authors: dict[str, list[Path | Text]] = {}
    for path in sorted(workspace.books.glob("*.txt")):
        known = known_books().get(path.stem)
        if known and known.language == "fr" and read_origin(path):
            authors.setdefault(known.author, []).append(path)
    of_files = set(authors)
    if len(authors) < 2 and (workspace.corpus / CARD).exists():
        try:
            for text in corpus_texts(workspace, "train"):
                if text.author and text.author not in of_files:
                    authors.setdefault(text.author, []).append(text)
        except MissingLibrary:
            pass  # the small install: raw books alone
    return authors


def _texts(books: list[Path | Text]) -> Iterator[Text]:
    for one in books:
        yield one if isinstance(one, Text) else book_text(book(one.stem), one)


def _sentences(text: Text) -> Iterator[str]:
    """Those that say something by themselves: no dialogue, no heading, no half of one."""
    for paragraph in text.paragraphs:
        for sentence in split_sentences(paragraph):
            if len(sentence) in LENGTHS and OPENING.match(sentence) and sentence.endswith("."):
                yield sentence


def _drawn(sentences: Iterator[str]) -> list[str]:
    """So many of them, from the whole of the first book that has enough; the same each time."""
    pool: list[str] = []
    for sentence in sentences:
        pool.append(sentence)
        if len(pool) == 10 * MOST:
            break
    return random.Random(1).sample(pool, min(MOST, len(pool)))


def as_json(phrases: Phrases) -> str:
    """As the lessons read them."""
    return json.dumps(phrases, ensure_ascii=False, indent=1) + "\n"
