"""What a person should know before a base is specialised, and how good the base is as it is."""

import math
import time
from collections.abc import Callable

from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_card
from aurore.model.readings import has_read
from aurore.tokenizer.bpe import load_tokenizer
from aurore.tokenizer.reader import Reader
from aurore.training.checkpoints import save_weights
from aurore.training.journal import Journal
from aurore.training.loop import Hooks, Run
from aurore.training.methods import Start
from aurore.training.top_layers import fits_the_disk, learned_layers

Say = Callable[..., None]
"""`say(key, **values)`: a message of `base/messages`."""
BOOKS_ALONE = ("validation", "test")  # the parts that must be new to the base


def tell(begin: Start, workspace: Workspace, say: Say) -> None:
    """Whatever may surprise, before the first step."""
    _tell_readings(begin, workspace, say)
    _tell_tokens(begin, workspace, say)
    if begin.settings.method == "top-layers":
        _tell_layers(begin, workspace, say)


def _tell_readings(begin: Start, workspace: Workspace, say: Say) -> None:
    """Whether the base has read the books on which it will be measured."""
    held = [book for book in read_card(workspace)["books"] if book["split"] in BOOKS_ALONE]
    unknown = []
    for book in held:
        answer = has_read(begin.base.folder, book["id"], book["title"])
        if answer == "yes":
            say("train.base_has_read", base=begin.base.name, title=book["title"])
        elif answer == "mentioned":
            say("train.base_mentions", base=begin.base.name, title=book["title"])
        elif answer == "unknown":
            unknown.append(str(book["title"]))
    if unknown:
        say("train.base_unknown", base=begin.base.name, titles=", ".join(unknown))


def _tell_tokens(begin: Start, workspace: Workspace, say: Say) -> None:
    """Which tokens are read, where a person may expect others."""
    settings, reader = begin.settings, begin.reader
    if settings.transfer_embeddings:
        say("train.transferred", tokens=reader.tokenizer.get_vocab_size())
    elif (workspace.tokenizer / "tokenizer.json").exists() and _differs(workspace, reader):
        say("train.base_tokens", base=begin.base.name)
    if reader.loses_letters:
        say("train.loses_letters", base=begin.base.name)


def _differs(workspace: Workspace, reader: Reader) -> bool:
    return bool(load_tokenizer(workspace.tokenizer).get_vocab() != reader.tokenizer.get_vocab())


def _tell_layers(begin: Start, workspace: Workspace, say: Say) -> None:
    """How many layers learn, and what the file of activations takes of the disk."""
    layers = begin.base.layers
    say("train.top_layers", learned=learned_layers(layers), layers=layers)
    if not begin.keeps_activations:
        return
    gigabytes = begin.kept_bytes / 1e9
    if fits_the_disk(workspace.run(begin.settings.name), begin.kept_bytes):
        say("train.kept", gigabytes=gigabytes)
    else:
        say("train.not_kept", gigabytes=gigabytes)


def look_at_base(run: Run, hooks: Hooks, journal: Journal) -> float | None:
    """Measures the base before the first step; its weights are the best so far.

    Returns:
        Bits per byte, or None without a validation book.
    """
    started = time.monotonic()
    bits = hooks.validate()
    run.model.train()
    if run.clock:
        run.clock.look_lasted(time.monotonic() - started)
    if bits is None:
        return None
    journal.write("validation", step=0, bits_per_byte=bits)
    hooks.on_validation(0, bits)
    run.progress.best_step, run.progress.best_bits_per_byte = 0, bits
    save_weights(run.best, run.model, run.progress)
    return bits


def knows_nothing(bits: float, bytes_per_token: float, vocabulary: int) -> bool:
    """Whether a base does worse than if it drew every token by lot."""
    return bits * bytes_per_token > math.log2(vocabulary)
