"""Books → one long row of token ids, cut into blocks of equal length. Nothing is padded."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from aurore.tokenizer.bpe import END_OF_TEXT

Ids = NDArray[np.unsignedinteger[Any]]
LINES = "— Un.\nDeux, trois.\n"


def pack(tokenizer: Tokenizer, books: Iterable[str], end: int | None = None) -> Ids:
    """The ids of all books in reading order, an end-of-text token after each.

    Args:
        end: the id of that token, where it is not the one of our own tokenizers.

    Returns:
        One row of unsigned ids, of 16 bits where they fit.
    """
    end = tokenizer.token_to_id(END_OF_TEXT) if end is None else end
    small = max(tokenizer.get_vocab().values(), default=0) < 2**16
    kind = np.uint16 if small else np.uint32
    # A book is encoded line by line on all cores; the new line stays with the line it ends.
    parts_of = _lines if reads_line_by_line(tokenizer) else _whole
    stop: Ids = np.array([end], dtype=kind)
    found: list[Any] = []
    for book in books:
        encodings = tokenizer.encode_batch_fast(parts_of(book), add_special_tokens=False)
        found += [np.fromiter((i for e in encodings for i in e.ids), dtype=kind), stop]
    row: Ids = np.concatenate(found or [stop[:0]])
    return row


def reads_line_by_line(tokenizer: Tokenizer) -> bool:
    """Whether the tokens of a text are those of its lines, one after the other.

    Not so where a tokenizer puts a mark at the beginning of whatever it is given (SentencePiece).
    """

    def ids(text: str) -> list[int]:
        found: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
        return found

    return ids(LINES) == [i for line in _lines(LINES) for i in ids(line)]


def _lines(book: str) -> list[str]:
    return book.splitlines(keepends=True)


def _whole(book: str) -> list[str]:
    return [book]


def cut_blocks(ids: Ids, context: int) -> Ids:
    """Blocks that overlap by one token, so that each gives `context` predictions.

    Returns:
        Shape (blocks, context + 1). The ids that do not fill a last block are left out.
    """
    count = max(len(ids) - 1, 0) // context
    starts = np.arange(count)[:, None] * context
    blocks: Ids = ids[starts + np.arange(context + 1)[None, :]]
    return blocks
