"""New tokens under old embeddings: each gets the mean of what the base knew of its pieces."""

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from aurore.base.settings import TokenizeSettings
from aurore.model.bases import find_base, load_base
from aurore.model.transfer import BYTES, SIGNS, pieces_of, same_tokens, transfer_embeddings
from aurore.tokenizer.bpe import train_tokenizer
from aurore.tokenizer.reader import Reader, read_reader
from tiny import KINDS, TEXT, tiny_base

NEW = Reader(train_tokenizer([TEXT, "Germain labourait, l’été."], TokenizeSettings(320)), 0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_token_gets_the_mean_of_its_pieces(tmp_path: Path, kind: str) -> None:
    folder = tiny_base(tmp_path / "base", kind)
    old = read_reader(folder)
    model = load_base(find_base(str(folder)), old.end)
    inputs = model.get_input_embeddings().weight.detach().clone()
    outputs = model.get_output_embeddings().weight.detach().clone()
    transfer_embeddings(model, old, NEW)
    assert model.config.vocab_size == NEW.largest_id + 1 == len(model.get_input_embeddings().weight)
    seen = set()
    for token in range(NEW.largest_id + 1):
        pieces = pieces_of(NEW, token, old)
        seen.add(len(pieces))
        for before, layer in (
            (inputs, model.get_input_embeddings()), (outputs, model.get_output_embeddings()),
        ):  # fmt: skip
            assert torch.allclose(layer.weight[token], before[pieces].mean(0), atol=1e-6)
    assert seen >= {1, 2, 3}
    tied = model.get_input_embeddings().weight is model.get_output_embeddings().weight
    assert tied == (kind != "llama")
    ids = torch.tensor([NEW.ids(TEXT)[:30]])
    assert torch.isfinite(model(ids).logits).all()


def test_pieces_are_what_the_base_would_have_read(tmp_path: Path) -> None:
    old = read_reader(tiny_base(tmp_path / "base", "gpt2"))
    assert pieces_of(NEW, NEW.end, old) == [old.end]
    for token in range(1, NEW.largest_id + 1):
        data = bytes(BYTES[sign] for sign in NEW.tokenizer.id_to_token(token))
        read = "".join(old.tokenizer.id_to_token(i) for i in pieces_of(NEW, token, old))
        assert bytes(BYTES[sign] for sign in read) == data


@given(st.binary(min_size=1, max_size=8))
def test_signs_and_bytes_are_one_to_one(data: bytes) -> None:
    signs = "".join(SIGNS[byte] for byte in data)
    assert bytes(BYTES[sign] for sign in signs) == data
    text = data.decode("utf-8", errors="ignore")
    tokens = NEW.tokenizer.encode(text, add_special_tokens=False).tokens
    assert bytes(BYTES[sign] for token in tokens for sign in token).decode() == text


def test_the_same_tokens_are_known_as_such(tmp_path: Path) -> None:
    old = read_reader(tiny_base(tmp_path / "base", "gpt2")).tokenizer
    again = read_reader(tmp_path / "base").tokenizer
    assert same_tokens(old, again) and not same_tokens(old, NEW.tokenizer)
