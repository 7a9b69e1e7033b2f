"""Byte-level byte-pair encoding, trained on the training split only.

Any text can be written with it, since every byte is a token; what the books repeat becomes longer
tokens. The files are those that `AutoTokenizer.from_pretrained` opens.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from aurore.base.errors import UserError
from aurore.base.settings import SMALLEST_VOCABULARY, TokenizeSettings

END_OF_TEXT = "<|endoftext|>"
END_OF_TEXT_ID = 0


def train_tokenizer(texts: Iterable[str], settings: TokenizeSettings) -> Tokenizer:
    """A new tokenizer of at most `settings.vocab_size` tokens; fewer when the text is short."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=settings.vocab_size,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def without_merges() -> Tokenizer:
    """Every byte is a token, and nothing else is."""
    return train_tokenizer([], TokenizeSettings(vocab_size=SMALLEST_VOCABULARY))


def save_tokenizer(tokenizer: Tokenizer, folder: Path, context: int | None = None) -> None:
    """Writes `tokenizer.json` and `tokenizer_config.json` into an existing folder."""
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": END_OF_TEXT,
        "bos_token": END_OF_TEXT,
        "clean_up_tokenization_spaces": False,
    } | ({"model_max_length": context} if context else {})
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n", "utf-8")


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of any folder in the Hugging Face form.

    Raises:
        UserError: the folder has no `tokenizer.json`, or it cannot be read.
    """
    path = folder / "tokenizer.json"
    if not path.exists():
        raise UserError("no_tokenizer", folder=folder)
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception on a broken file
        raise UserError("broken_file", path=path) from error
