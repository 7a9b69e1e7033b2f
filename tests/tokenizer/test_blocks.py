"""Packing: no padding, nothing lost but the last partial block."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aurore.base.settings import TokenizeSettings
from aurore.tokenizer.blocks import cut_blocks, pack
from aurore.tokenizer.bpe import END_OF_TEXT_ID, train_tokenizer

TOKENIZER = train_tokenizer(["Il était une fois. — Oui !"] * 5, TokenizeSettings(vocab_size=280))


def test_every_book_ends_with_the_end_of_text() -> None:
    ids = pack(TOKENIZER, ["un livre", "un autre"])
    assert (ids == END_OF_TEXT_ID).sum() == 2
    assert ids[-1] == END_OF_TEXT_ID


def test_packing_line_by_line_is_encoding_the_book() -> None:
    book = "Il était une fois.\n— Oui !\nUne fois…"
    assert pack(TOKENIZER, [book])[:-1].tolist() == TOKENIZER.encode(book).ids


def test_no_book_gives_no_ids() -> None:
    assert len(pack(TOKENIZER, [])) == 0


@given(st.integers(0, 200), st.integers(1, 20))
def test_blocks_overlap_by_one_and_lose_less_than_a_block(count: int, context: int) -> None:
    ids = np.arange(count, dtype=np.uint16)
    blocks = cut_blocks(ids, context)
    assert blocks.shape == (max(count - 1, 0) // context, context + 1)
    predicted = blocks[:, 1:].ravel().tolist()
    assert predicted == list(range(1, len(predicted) + 1))
    assert max(count - 1, 0) - len(predicted) < context
