"""One clean book → what the corpus and its report need of it, small enough for another process.

This is what a worker of `prepare` makes of a file.
"""

import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import CleanBook
from aurore.corpus.documents import clean_file
from aurore.corpus.duplicates import Keys, letters, paragraph_keys, sketch
from aurore.corpus.passages import cut_passages, suspicions
from aurore.corpus.sentences.choose import Segmenter, segmenter

WORDS_EVERY = 5  # paragraphs: the growth of the vocabulary is counted on one in so many
DIALOGUE = ("—", "--", "«")  # how a speech begins, in a novel
# In UTF-8: ASCII signs and the first bytes of « » ’ — … “ ” part words; their last bytes may stick
# to one and are taken off.
PARTING = bytes(c if chr(c).isalnum() or (c > 0x7F and c not in (0xC2, 0xE2, 0x80)) else 0x20
                for c in range(256))  # fmt: skip
SPACE = ord(" ")
STICKING = b"\x93\x94\x99\x9c\x9d\xa6\xab\xbb"


@dataclass(frozen=True)
class BookRows:
    """A book, sentence by sentence, and the account of its cleaning."""

    book: Book
    text: str
    """The sentences in reading order, one a line: one string goes to another process ten times as
    fast as a list of them."""
    chapters: list[str]
    """Of each paragraph, the heading it stands under."""
    kinds: list[str]
    """Of each paragraph."""
    lines: npt.NDArray[np.int32]
    """Of each paragraph, where it begins in the file; shape (paragraphs,)."""
    counts: npt.NDArray[np.int32]
    """How many each paragraph has; shape (paragraphs,)."""
    keys: Keys
    """A hash of each paragraph, 0 for the short ones; shape (paragraphs,)."""
    sketch: Keys
    vocabulary: npt.NDArray[np.uint32]
    """A hash of each distinct word of a sample of the paragraphs, sorted."""
    sampled_words: int
    """How many words that sample has."""
    account: dict[str, Any]
    """What the card says of the book."""
    details: dict[str, Any]
    """What only the report shows: the passages cut, the suspicious lines, the kinds."""

    @property
    def sentences(self) -> list[str]:
        """The sentences in reading order."""
        return self.text.split("\n")

    @property
    def paragraphs(self) -> list[str]:
        """The texts of the paragraphs."""
        sentences = iter(self.sentences)
        return [" ".join(islice(sentences, count)) for count in self.counts.tolist()]


def rows_of_file(task: tuple[Book, Path, PrepareSettings]) -> BookRows:
    """Cleans a file: the work of one process, which loads this module and not the whole stage."""
    book, path, settings = task
    return book_rows(clean_file(book, path, settings), settings)


def book_rows(cleaned: CleanBook, settings: PrepareSettings) -> BookRows:
    """The rows of a book."""
    texts = [paragraph.text for paragraph in cleaned.paragraphs]
    joined = "\n".join(texts)
    find_ends = segmenter(settings.segmenter, cleaned.book.language)
    text, counts = _sentences(joined, texts, find_ends)
    small = joined.lower().encode()
    folded = letters(small)
    some = b"\n".join(small.split(b"\n")[::WORDS_EVERY])
    # Ten times as fast as `count`, for so frequent a sign.
    words = int(np.count_nonzero(np.frombuffer(small, dtype=np.uint8) == SPACE)) + len(texts)
    return BookRows(
        book=cleaned.book,
        text=text,
        chapters=[paragraph.chapter for paragraph in cleaned.paragraphs],
        kinds=[paragraph.kind for paragraph in cleaned.paragraphs],
        lines=np.array([paragraph.line for paragraph in cleaned.paragraphs], dtype=np.int32),
        counts=counts,
        keys=paragraph_keys(folded),
        sketch=sketch(folded),
        vocabulary=_vocabulary(some),
        sampled_words=some.count(b" ") + some.count(b"\n") + 1,
        account=_account(cleaned, words),
        details=_details(cleaned, joined, small, words),
    )


def _sentences(
    text: str, paragraphs: list[str], find_ends: Segmenter
) -> tuple[str, npt.NDArray[np.int32]]:
    """The sentences of a text, one a line, and how many each of its paragraphs has.

    Args:
        text: the paragraphs, one a line.
    """
    inside = np.array(find_ends(text), dtype=np.int64)
    last = np.cumsum([len(paragraph) + 1 for paragraph in paragraphs]) - 1
    ends = np.sort(np.concatenate([inside, last]))
    starts = [0, *(ends[:-1] + 1).tolist()]  # a space or a line end follows an end
    sentences = map(text.__getitem__, map(slice, starts, ends.tolist()))
    counts = np.diff(np.searchsorted(ends, last), prepend=-1).astype(np.int32)
    return "\n".join(sentences), counts


def _vocabulary(small: bytes) -> npt.NDArray[np.uint32]:
    """A hash of each word without the signs around it, sorted, each once."""
    distinct = {word.strip(STICKING) for word in set(small.translate(PARTING).split())}
    return np.unique(np.fromiter(map(zlib.crc32, distinct), dtype=np.uint32, count=len(distinct)))


def _account(cleaned: CleanBook, words: int) -> dict[str, Any]:
    book, paragraphs = cleaned.book, cleaned.paragraphs
    return {
        "id": book.id,
        "title": book.title,
        "author": book.author,
        "split": book.split,
        "encoding": cleaned.encoding,
        "lines": cleaned.lines,
        "kept_lines": cleaned.kept_lines,
        "cut_lines": cleaned.cut_lines,
        "words": words,
        "cut_words": cleaned.cut_words,
        "repeated_paragraphs": 0,
        "repeated_inside": 0,
        "quoted_paragraphs": 0,
        "first_line": cleaned.first_line,
        "last_line": cleaned.last_line,
        "first": paragraphs[0].text,
        "last": paragraphs[-1].text,
        "notes": cleaned.notes,
        "mended": cleaned.mended,
    }


def _details(cleaned: CleanBook, text: str, small: bytes, words: int) -> dict[str, Any]:
    paragraphs = cleaned.paragraphs
    spoken = sum(
        one.text.count(" ") + 1
        for one in paragraphs
        if one.text.startswith(DIALOGUE) or one.kind == "speech"
    )
    return {
        "passages": cut_passages(cleaned),
        "suspicious": suspicions(paragraphs, text, small),
        "kinds": dict(Counter(paragraph.kind for paragraph in paragraphs)),
        "dialogue_share": spoken / words,
        "licence": cleaned.licence,
        "died": cleaned.died,
        "language_cut": sum(cut.reason == "language" for cut in cleaned.cuts),
    }
