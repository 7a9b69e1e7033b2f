"""The index of the training books: every run of five words, sorted, on disk.

Four files, memory-mapped: the text, a 32-bit hash of each word, the byte where each word begins,
and the order of the places of the text by the hash of the five words that begin there. That hash
is not kept, it is computed again from the words: about 3 bytes a character in all, the text
included (measured: docs/LOG.md). `index.json` has the books and their chapters.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aurore.base.errors import UserError
from aurore.base.workspace import Workspace, replace_folder
from aurore.corpus.dataset import read_card
from aurore.evaluation.copies.words import Hashes, words_of
from aurore.evaluation.texts import Text, stream_texts

FOLDER = "copies"
SEED_WORDS = 5  # guess: shorter runs are everybody's, and each is found thousands of times
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no word is lost modulo 2 ** 64
LARGEST_PLACE = np.iinfo(np.uint32).max
BETWEEN_BOOKS = np.zeros(1, dtype=np.uint32)  # the hash that no word has
ABOUT, TEXT = "index.json", "text.txt"
WORDS, PLACES, ORDER = "words.npy", "places.npy", "order.npy"


@dataclass(frozen=True)
class Place:
    """Where a run stands in the books."""

    book: str
    title: str
    chapter: str


@dataclass(frozen=True)
class Index:
    """An open index. Opening reads nothing but the list of books."""

    folder: Path
    about: dict[str, Any]
    words: Hashes
    places: NDArray[np.uint32]
    order: NDArray[np.uint32]

    @cached_property
    def _text(self) -> mmap:
        with (self.folder / TEXT).open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)

    @cached_property
    def _starts(self) -> list[int]:
        return [row[0] for row in self.about["chapters"]]

    @cached_property
    def vocabulary(self) -> Hashes:
        """The hash of each different word, sorted."""
        return np.unique(self.words)

    def place(self, word: int) -> Place:
        """The book and chapter of the word number `word`."""
        _, book, chapter = self.about["chapters"][bisect_right(self._starts, word) - 1]
        return Place(book, self.about["titles"][book], chapter)

    def text(self, first: int, last: int) -> str:
        """The text from the word `first` to before the word `last`, as it is printed."""
        start = int(self.places[max(first, 0)])
        end = int(self.places[last]) if last < len(self.places) else len(self._text)
        return self._text[start:end].decode("utf-8", errors="ignore").strip()

    @property
    def bytes(self) -> int:
        """Of all its files."""
        return sum(path.stat().st_size for path in self.folder.iterdir())


def open_index(workspace: Workspace) -> Index:
    """The index of the corpus at hand, built now if it is not there.

    Raises:
        MissingArtefact: there is no corpus yet.
    """
    card = read_card(workspace)
    folder = workspace.corpus / FOLDER
    if not _is_of(folder, card["sha256"]):
        build_index(stream_texts(workspace, "train"), folder, card["sha256"])
    return load_index(folder)


def load_index(folder: Path) -> Index:
    """Opens the files of an index."""
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    arrays = [np.load(folder / name, mmap_mode="r") for name in (WORDS, PLACES, ORDER)]
    return Index(folder, about, *arrays)


def _is_of(folder: Path, sha256: str) -> bool:
    path = folder / ABOUT
    return path.exists() and json.loads(path.read_text(encoding="utf-8"))["corpus"] == sha256


def build_index(texts: Iterable[Text], folder: Path, sha256: str = "") -> None:
    """Writes the index of some books, whole or not at all."""
    hashes, places, chapters, titles = [], [], [], {}
    words = size = 0
    with replace_folder(folder) as target:
        with (target / TEXT).open("wb") as file:
            for text in texts:
                titles[text.book] = text.name
                found = words_of(text.whole)
                chapters += _chapters(text, found.starts, words)
                hashes += [found.hashes, BETWEEN_BOOKS]
                begins = _byte_offsets(text.whole)
                begins = np.append(begins[found.starts], begins[-1]) + size
                if begins[-1] > LARGEST_PLACE:
                    raise UserError("too_much_to_index")
                places.append(begins.astype(np.uint32))
                size += file.write((text.whole + "\n").encode())
                words += len(found.hashes) + 1
        stream = np.concatenate(hashes or [BETWEEN_BOOKS])
        np.save(target / WORDS, stream)
        np.save(target / PLACES, np.concatenate(places or [np.zeros(1, dtype=np.uint32)]))
        np.save(target / ORDER, np.argsort(run_hashes(stream), kind="stable").astype(np.uint32))
        about = {"corpus": sha256, "words": words, "titles": titles, "chapters": chapters}
        (target / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def _chapters(text: Text, starts: NDArray[np.int64], words: int) -> list[tuple[int, str, str]]:
    """(first word, book, chapter) of each chapter."""
    begins = np.cumsum([0, *(len(paragraph) + 1 for paragraph in text.paragraphs[:-1])])
    first_words = words + np.searchsorted(starts, begins)
    rows, before = [], None
    for chapter, word in zip(text.chapters, first_words.tolist(), strict=True):
        if chapter != before:
            rows.append((word, text.book, chapter))
        before = chapter
    return rows


def _byte_offsets(text: str) -> NDArray[np.int64]:
    """Bytes before each character in UTF-8, and before the end; shape (characters + 1,)."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    widths = 1 + (codes > 0x7F) + (codes > 0x7FF) + (codes > 0xFFFF)
    return np.concatenate([[0], np.cumsum(widths)])


def run_hashes(words: Hashes, length: int = SEED_WORDS) -> NDArray[np.uint64]:
    """A hash of each run of `length` words; shape (words - length + 1,)."""
    count = max(len(words) - length + 1, 0)
    found = np.zeros(count, dtype=np.uint64)
    for offset in range(length):
        found = found * MULTIPLIER + words[offset : offset + count]
    return found
