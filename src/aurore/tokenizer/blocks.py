"""Books → one long row of token ids, cut into blocks of equal length. Nothing is padded."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from aurore.tokenizer.bpe import END_OF_TEXT

Ids = NDArray[np.uint16]


def pack(tokenizer: Tokenizer, books: Iterable[str]) -> Ids:
    """The ids of all books in reading order, an end-of-text token after each.

    Returns:
        One row of unsigned 16-bit ids.
    """
    end = tokenizer.token_to_id(END_OF_TEXT)
    # A book is encoded line by line on all cores; the new line stays with the line it ends.
    rows = [
        np.fromiter(
            (i for encoding in tokenizer.encode_batch_fast(_lines(book)) for i in encoding.ids),
            dtype=np.uint16,
        )
        for book in books
    ]
    stop = np.array([end], dtype=np.uint16)
    return np.concatenate([part for row in rows for part in (row, stop)] or [stop[:0]])


def _lines(book: str) -> list[str]:
    return book.splitlines(keepends=True)


def cut_blocks(ids: Ids, context: int) -> Ids:
    """Blocks that overlap by one token, so that each gives `context` predictions.

    Returns:
        Shape (blocks, context + 1). The ids that do not fill a last block are left out.
    """
    count = max(len(ids) - 1, 0) // context
    starts = np.arange(count)[:, None] * context
    blocks: Ids = ids[starts + np.arange(context + 1)[None, :]]
    return blocks
