"""The stage `tokenize`: corpus → tokenizer, and whether the tokenizer is that of the corpus."""

import json
from dataclasses import dataclass

from tokenizers import Tokenizer

from aurore.base.errors import UserError
from aurore.base.settings import TokenizeSettings
from aurore.base.workspace import Workspace, replace_folder
from aurore.corpus.dataset import read_card, read_sentences
from aurore.tokenizer.bpe import load_tokenizer, save_tokenizer, train_tokenizer
from aurore.tokenizer.describe import tokens_per_word

ORIGIN = "aurore.json"


@dataclass(frozen=True)
class TokenizeReport:
    """What the stage made."""

    vocab_size: int
    asked: int
    tokens_per_word: dict[str, float]
    """By split: the training text, and the test text it never saw, if there is one."""
    up_to_date: bool


def tokenize(
    settings: TokenizeSettings, workspace: Workspace, again: bool = False
) -> TokenizeReport:
    """Trains the tokenizer on the training split, unless it is there already.

    Raises:
        MissingArtefact: no corpus yet.
    """
    origin = {"corpus_sha256": read_card(workspace)["sha256"], "asked": settings.vocab_size}
    current = not again and read_origin(workspace) == origin
    if current:
        tokenizer = load_tokenizer(workspace.tokenizer)
    else:
        tokenizer = train_tokenizer(read_sentences(workspace, "train")["text"], settings)
        _write(tokenizer, workspace, origin)
    return TokenizeReport(
        vocab_size=tokenizer.get_vocab_size(),
        asked=settings.vocab_size,
        tokens_per_word={
            split: tokens_per_word(tokenizer, rows["text"])
            for split in ("train", "test")
            if len(rows := read_sentences(workspace, split))
        },
        up_to_date=current,
    )


def _write(tokenizer: Tokenizer, workspace: Workspace, origin: dict[str, object]) -> None:
    """Puts the tokenizer into the work folder, whole or not at all."""
    with replace_folder(workspace.tokenizer) as folder:
        save_tokenizer(tokenizer, folder)
        (folder / ORIGIN).write_text(json.dumps(origin) + "\n", encoding="utf-8")


def read_origin(workspace: Workspace) -> dict[str, object] | None:
    """What the tokenizer of the work folder was trained on."""
    path = workspace.tokenizer / ORIGIN
    if not path.exists():
        return None
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


def corpus_tokenizer(workspace: Workspace) -> Tokenizer:
    """The tokenizer of the work folder, which must be that of its corpus.

    Raises:
        MissingArtefact: there is none yet.
        UserError: the corpus has changed since.
    """
    workspace.need(workspace.tokenizer / "tokenizer.json", "aurore tokenize")
    origin = read_origin(workspace)
    if origin and origin["corpus_sha256"] != read_card(workspace)["sha256"]:
        raise UserError("stale_tokenizer")
    return load_tokenizer(workspace.tokenizer)
