"""How a network reads: its tokenizer, whoever made it, and its end-of-text token.

Books are read whole, in the tokens of the text alone: what a tokenizer adds around a question of
a chat (beginnings, padding, a cut at some length) is switched off.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from aurore.base.errors import UserError
from aurore.tokenizer.bpe import END_OF_TEXT, load_tokenizer

# What the library may need to open the same tokenizer again.
FILES = (
    "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json",
    "merges.txt", "chat_template.jinja",
)  # fmt: skip
OLD_FILES = ("vocab.json", "merges.txt")  # of GPT-2, before `tokenizer.json`
END_NAMES = (END_OF_TEXT, "</s>", "<eos>", "<|end_of_text|>")  # when no file names one
PROBE = "« Ah! oui, dit-elle… l’été, à Nohant, c’était mieux. »\n— Vraiment? Œil, île, ç.\n"


@dataclass(frozen=True)
class Reader:
    """A tokenizer and the token that ends a book."""

    tokenizer: Tokenizer
    end: int

    def ids(self, text: str) -> list[int]:
        """The tokens of a text and nothing else."""
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    @property
    def largest_id(self) -> int:
        """No embedding can be missing up to here."""
        return max(self.tokenizer.get_vocab().values())

    @property
    def loses_letters(self) -> bool:
        """Whether French cannot be written back: letters folded, accents or lines lost."""
        return str(self.tokenizer.decode(self.ids(PROBE))).strip() != PROBE.strip()


def has_tokenizer(folder: Path) -> bool:
    """Whether a folder holds a tokenizer that can be read."""
    return (folder / "tokenizer.json").is_file() or all((folder / n).is_file() for n in OLD_FILES)


def read_reader(folder: Path) -> Reader:
    """The tokenizer of a model folder, whoever made it.

    Raises:
        UserError: it is missing or broken, or has no end of text.
    """
    if (folder / "tokenizer.json").is_file() or not has_tokenizer(folder):
        tokenizer = load_tokenizer(folder)
    else:
        tokenizer = _from_old_files(folder)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    ends = [tokenizer.token_to_id(name) for name in (_named_end(folder), *END_NAMES) if name]
    end = next((i for i in ends if i is not None), None)
    if end is None:
        raise UserError("no_end_of_text", folder=folder)
    return Reader(tokenizer, end)


def _from_old_files(folder: Path) -> Tokenizer:
    from tokenizers import decoders, models, pre_tokenizers

    vocabulary, merges = (str(folder / name) for name in OLD_FILES)
    try:
        tokenizer = Tokenizer(models.BPE.from_file(vocabulary, merges))
    except Exception as error:  # tokenizers raises bare Exception on a broken file
        raise UserError("broken_file", path=folder / OLD_FILES[0]) from error
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _named_end(folder: Path) -> str | None:
    """The end-of-text token that the folder's files name: a text, or a table that holds it."""
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        token: Any = _read_json(folder / name).get("eos_token")
        if isinstance(token, dict):
            token = token.get("content")
        if isinstance(token, str):
            return token
    return None


def _read_json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UserError("broken_file", path=path) from error
    return data if isinstance(data, dict) else {}


def copy_tokenizer(source: Path, target: Path, tokenizer: Tokenizer) -> None:
    """Puts the files of a tokenizer, as they are, beside a model that reads with it."""
    for name in FILES:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)
    if not (target / "tokenizer.json").exists():
        tokenizer.save(str(target / "tokenizer.json"))
