"""Byte-level BPE: any text comes back, and other tools open the files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from aurore.base.errors import MissingArtefact, UserError
from aurore.base.settings import TokenizeSettings
from aurore.base.workspace import Workspace
from aurore.tokenizer.bpe import END_OF_TEXT, END_OF_TEXT_ID, load_tokenizer, train_tokenizer
from aurore.tokenizer.describe import show_tokens, tokens_per_word
from aurore.tokenizer.stage import corpus_tokenizer, tokenize

TEXTS = ["La mare au diable. L’étang des fileuses, où l’eau dormait."] * 20
SLIDE = "Bonjour Madame, je m'appelle George Sand. Et vous ?"
SMALL: Tokenizer = train_tokenizer(TEXTS, TokenizeSettings(vocab_size=300))


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    assert SMALL.decode(SMALL.encode(text, add_special_tokens=False).ids) == text or (
        END_OF_TEXT in text
    )


def test_end_of_text_is_the_first_id() -> None:
    assert SMALL.token_to_id(END_OF_TEXT) == END_OF_TEXT_ID == 0


def test_repeated_words_become_longer_tokens() -> None:
    assert len(SMALL.encode("La mare au diable").ids) < len("La mare au diable")


def test_a_short_text_gives_fewer_tokens_than_asked() -> None:
    assert train_tokenizer(["aa ab"], TokenizeSettings(vocab_size=5000)).get_vocab_size() < 300


def test_training_twice_gives_the_same_tokenizer() -> None:
    again = train_tokenizer(TEXTS, TokenizeSettings(vocab_size=300))
    assert again.to_str() == SMALL.to_str()


def test_shown_tokens_have_ids_signs_and_readable_text() -> None:
    tokens = show_tokens(SMALL, SLIDE)
    assert [token.id for token in tokens] == SMALL.encode(SLIDE).ids
    assert "".join(token.text for token in tokens) == SLIDE
    assert any(token.token.startswith("Ġ") for token in tokens)


def test_tokens_per_word_counts_both() -> None:
    assert tokens_per_word(SMALL, ["qz qz"]) == len(SMALL.encode("qz qz").ids) / 2


def test_transformers_opens_the_folder_and_agrees(prepared: Workspace) -> None:
    theirs = AutoTokenizer.from_pretrained(str(prepared.tokenizer), local_files_only=True)
    ours = load_tokenizer(prepared.tokenizer)
    assert theirs(SLIDE)["input_ids"] == ours.encode(SLIDE).ids
    assert theirs.convert_ids_to_tokens(theirs(SLIDE)["input_ids"]) == ours.encode(SLIDE).tokens
    assert theirs.eos_token == END_OF_TEXT


def test_only_the_training_split_is_read(prepared: Workspace) -> None:
    from aurore.corpus.dataset import read_sentences

    own = train_tokenizer(read_sentences(prepared, "train")["text"], TokenizeSettings(600))
    assert own.to_str() == load_tokenizer(prepared.tokenizer).to_str()


def test_a_second_call_has_nothing_to_do(prepared: Workspace) -> None:
    assert tokenize(TokenizeSettings(vocab_size=600), prepared).up_to_date


def test_without_a_corpus_the_command_to_run_is_named(tmp_path) -> None:
    with pytest.raises(MissingArtefact, match="aurore prepare"):
        tokenize(TokenizeSettings(), Workspace(tmp_path))


def test_a_tokenizer_of_another_corpus_is_refused(prepared: Workspace, tmp_path) -> None:
    import json
    import shutil

    other = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, other.root)
    origin = other.tokenizer / "aurore.json"
    origin.write_text(json.dumps({"corpus_sha256": "0" * 64, "asked": 600}))
    with pytest.raises(UserError, match="aurore tokenize"):
        corpus_tokenizer(other)


@pytest.mark.parametrize("content", [None, "", "{}", "not json"])
def test_a_missing_or_broken_file_is_a_clear_error(tmp_path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(UserError):
        load_tokenizer(tmp_path)


@pytest.mark.parametrize("size", [-1, 0, 256, 65_537])
def test_a_vocabulary_out_of_range_is_refused(size: int) -> None:
    with pytest.raises(UserError):
        TokenizeSettings(vocab_size=size)
