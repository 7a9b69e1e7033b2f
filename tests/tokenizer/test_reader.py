"""Tokenizers of others: read as they are, their end of text found, nothing added to a book."""

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import (
    AddedToken,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from aurore.base.errors import UserError
from aurore.base.settings import TokenizeSettings
from aurore.tokenizer.blocks import pack, reads_line_by_line
from aurore.tokenizer.bpe import END_OF_TEXT, save_tokenizer, train_tokenizer
from aurore.tokenizer.reader import copy_tokenizer, has_tokenizer, read_reader

TEXT = "« Ah! oui, dit-elle… l’été, à Nohant. »\n— Vraiment? Œil, île, ç.\n\nFin.\n"
BYTES = train_tokenizer([TEXT] * 3, TokenizeSettings(vocab_size=290))


def sentencepiece_like() -> Tokenizer:
    """A space for the beginning of every text, bytes for what it does not know, `</s>`."""
    pieces = ["<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", "n", "a", "▁n"]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    made = Tokenizer(models.BPE(vocabulary, [("▁", "n")], byte_fallback=True, fuse_unk=True))
    made.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    made.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    made.add_special_tokens([AddedToken("<s>", special=True), AddedToken("</s>", special=True)])
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 0)]
    )
    return made


def put(folder: Path, tokenizer: Tokenizer, **config: object) -> Path:
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    return folder


def test_what_a_chat_would_add_or_cut_is_left_out(tmp_path: Path) -> None:
    tokenizer = sentencepiece_like()
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=50)
    reader = read_reader(put(tmp_path, tokenizer, eos_token="</s>"))
    ids = reader.ids(TEXT)
    assert 0 not in ids and len(ids) > 50
    assert reader.tokenizer.decode(ids) == TEXT
    assert reader.end == 1 and not reader.loses_letters


@pytest.mark.parametrize(
    ("tokenizer", "independent"),
    [(BYTES, True), (sentencepiece_like(), False)],
    ids=["bytes", "sp"],
)
def test_a_book_is_packed_as_if_read_whole(tokenizer: Tokenizer, independent: bool) -> None:
    assert reads_line_by_line(tokenizer) == independent
    whole = tokenizer.encode(TEXT, add_special_tokens=False).ids
    assert pack(tokenizer, [TEXT, TEXT], end=1).tolist() == [*whole, 1, *whole, 1]


def test_ids_beyond_sixteen_bits_are_kept(tmp_path: Path) -> None:
    vocabulary = {f"m{i}": i for i in range(70_000)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="m0"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    ids = pack(tokenizer, ["m3 m69999"], end=66_000)
    assert ids.tolist() == [3, 69_999, 66_000] and ids.dtype == np.uint32
    assert pack(BYTES, [TEXT]).dtype == np.uint16


def test_the_end_is_the_one_the_files_name(tmp_path: Path) -> None:
    BYTES.save(str(tmp_path / "tokenizer.json"))
    assert read_reader(tmp_path).end == BYTES.token_to_id(END_OF_TEXT) == 0
    table = {"eos_token": {"content": "e", "lstrip": False}}
    (tmp_path / "special_tokens_map.json").write_text(json.dumps(table))
    assert read_reader(tmp_path).end == BYTES.token_to_id("e")
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"eos_token": "o"}))
    assert read_reader(tmp_path).end == BYTES.token_to_id("o")


def test_without_an_end_it_is_refused(tmp_path: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({"un": 0, "?": 1}, unk_token="?"))
    with pytest.raises(UserError) as caught:
        read_reader(put(tmp_path, tokenizer))
    assert caught.value.name == "no_end_of_text"


def test_the_two_files_of_old_gpt2_repositories_are_enough(tmp_path: Path) -> None:
    BYTES.model.save(str(tmp_path))
    assert {p.name for p in tmp_path.iterdir()} == {"vocab.json", "merges.txt"}
    assert has_tokenizer(tmp_path)
    reader = read_reader(tmp_path)
    assert reader.ids(TEXT) == BYTES.encode(TEXT).ids and reader.end == 0
    target = tmp_path / "copy"
    target.mkdir()
    copy_tokenizer(tmp_path, target, reader.tokenizer)
    assert read_reader(target).ids(TEXT) == reader.ids(TEXT)
    (tmp_path / "merges.txt").write_bytes(b"\xff\x00")
    with pytest.raises(UserError):
        read_reader(tmp_path)


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    save_tokenizer(BYTES, tmp_path)
    (tmp_path / name).write_text("{")
    with pytest.raises(UserError) as caught:
        read_reader(tmp_path)
    assert caught.value.name == "broken_file" and name in caught.value.problem


def test_letters_lost_are_noticed(tmp_path: Path) -> None:
    tokenizer = train_tokenizer([TEXT], TokenizeSettings(vocab_size=290))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents()])
    assert read_reader(put(tmp_path, tokenizer)).loses_letters
