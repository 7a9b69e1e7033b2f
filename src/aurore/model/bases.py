"""Where a training can start from: an embedded model, a folder, a GGUF file, a name on the Hub.

A base is any causal model that `transformers` knows, in safetensors, with its tokenizer. What is
refused is refused before any weight is read, with the reason. No code of others is run: pickle
is not opened and `trust_remote_code` is never given.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aurore.base.errors import MissingLibrary, UserError
from aurore.model.choose import AURORE_BASE, AURORE_SAND, EMBEDDED, embedded_model
from aurore.model.sizes import Size
from aurore.tokenizer.reader import has_tokenizer

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"  # of weights in several files
# Weights in forms that can hold a program, or that `transformers` no longer reads.
OTHER_WEIGHTS = re.compile(r".*\.(bin|pt|pth|ckpt|pkl|h5|msgpack|gguf)")
HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?(@[\w./-]+)?")
CONTEXT_NAMES = ("max_position_embeddings", "n_positions", "n_ctx", "seq_length", "max_seq_len")
USUAL_CONTEXT = 1024  # guess: for a class whose configuration names no limit


@dataclass(frozen=True)
class Base:
    """A model to start from: on this disk, and checked as far as its files tell."""

    name: str
    """As a person would ask for it again, from any folder."""
    folder: Path
    revision: str
    """Commit of the Hub, so that the same weights come again; empty for a folder."""
    sha256: str
    """Of configuration and weights."""
    kind: str
    """`model_type` of its configuration: llama, gpt2, qwen3…"""
    layers: int
    width: int
    context: int
    """Tokens it can see at once."""
    vocabulary: int
    """Tokens it has an embedding for."""

    @property
    def title(self) -> str:
        """Its name without the folders of this machine: `runs/sand/model` is « sand »."""
        if self.name.endswith(".gguf"):
            return Path(self.name).name
        if self.name != str(self.folder):
            return self.name
        own = self.folder.name
        return self.folder.parent.name if own == "model" else own

    @property
    def short_revision(self) -> str:
        """What tells this version from others, for people."""
        return (self.revision or self.sha256)[:12]

    @property
    def size(self) -> Size:
        """Its shape, where a network from scratch has a named size."""
        return Size(self.kind, self.width, self.layers, minutes=0)


def find_base(asked: str, revision: str = "") -> Base:
    """The base that a person asked for; one of the Hub is downloaded if it is not there yet.

    Args:
        revision: a commit noted before, in place of the newest one.

    Raises:
        UserError: there is no such base, or it cannot be one; the error says why.
    """
    if asked in (EMBEDDED, AURORE_BASE, AURORE_SAND):
        name = AURORE_BASE if asked == EMBEDDED else asked
        return describe(name, embedded_model(name))
    folder = Path(asked).expanduser()
    if folder.is_dir():
        return describe(str(folder.resolve()), folder.resolve())
    if folder.suffix == ".gguf" and folder.is_file():
        from aurore.model.from_gguf import folder_of_gguf

        return describe(str(folder.resolve()), folder_of_gguf(folder))
    if not HUB_NAME.fullmatch(asked) or asked.startswith("."):
        raise UserError("no_base_folder", folder=asked)
    from aurore.model.hub import fetch

    name, _, version = asked.partition("@")
    fetched, commit = fetch(name, revision or version)
    return describe(asked, fetched, commit)


def describe(name: str, folder: Path, revision: str = "") -> Base:
    """What the files of a folder say of the model, once they have passed all checks."""
    config = read_config(folder)
    check_causal(config, name)
    check_files([path.name for path in folder.iterdir()], name)
    if not has_tokenizer(folder):
        raise UserError("base_without_tokenizer", base=name)
    return Base(
        name=name,
        folder=folder,
        revision=revision,
        sha256=_hash(folder),
        kind=config.model_type,
        layers=config.num_hidden_layers,
        width=config.hidden_size,
        context=context_of(config),
        vocabulary=config.vocab_size,
    )


def read_config(folder: Path) -> Any:
    """The `transformers` configuration of a folder.

    Raises:
        UserError: there is none, it is broken, it needs code of its own, or nobody knows its kind.
    """
    path = folder / "config.json"
    if not path.is_file():
        raise UserError("base_without_config", folder=folder)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        kind = str(data["model_type"])
    except (ValueError, KeyError, TypeError) as error:
        raise UserError("base_broken_config", path=path) from error
    try:
        from transformers import CONFIG_MAPPING, AutoConfig
    except ImportError as error:
        raise MissingLibrary("transformers") from error
    if kind not in CONFIG_MAPPING:
        name = "base_runs_code" if "auto_map" in data else "base_of_unknown_kind"
        raise UserError(name, folder=folder, kind=kind)
    try:
        return AutoConfig.from_pretrained(
            str(folder), local_files_only=True, trust_remote_code=False
        )
    except Exception as error:  # each class of configuration checks its fields in its own way
        raise UserError("base_broken_config", path=path) from error


def check_causal(config: Any, name: str) -> None:
    """Raises `UserError` unless the configuration is of a model that guesses the next token."""
    from transformers import MODEL_FOR_CAUSAL_LM_MAPPING, MODEL_FOR_MASKED_LM_MAPPING

    causal = MODEL_FOR_CAUSAL_LM_MAPPING.get(type(config), None)
    made = list(config.architectures or [])
    if not made and causal and type(config) not in MODEL_FOR_MASKED_LM_MAPPING:
        made = [causal.__name__]  # old repositories do not say; the kind leaves no doubt
    if causal is None or causal.__name__ not in made:
        found = ", ".join(made) or config.model_type
        raise UserError("base_not_causal", base=name, found=found)


def check_files(names: list[str], name: str) -> None:
    """Raises `UserError` unless the weights are in safetensors."""
    if WEIGHTS in names or INDEX in names:
        return
    others = sorted(other for other in names if OTHER_WEIGHTS.fullmatch(other))
    if others:
        raise UserError("base_not_safetensors", base=name, file=others[0])
    raise UserError("base_without_weights", base=name)


def context_of(config: Any) -> int:
    """Tokens that a model can see at once, by its configuration."""
    found = (getattr(config, name, None) for name in CONTEXT_NAMES)
    return next((value for value in found if isinstance(value, int) and value > 0), USUAL_CONTEXT)


def load_base(base: Base, end_of_text: int) -> Any:
    """The network of a base in single precision, in the state of learning.

    Dropout is switched off: the passages of a book are read a few times at most, and a run can
    then be resumed, or its frozen part computed once, with the same result.

    Args:
        end_of_text: the id that ends a book, which the network will write to stop.

    Raises:
        UserError: the weights are damaged, do not fit the configuration, or look ahead.
    """
    import torch
    from transformers import AutoModelForCausalLM, GenerationConfig
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    config = read_config(base.folder)
    for name, value in config.to_dict().items():
        if "drop" in name and isinstance(value, float):
            setattr(config, name, 0.0)
    try:
        model, found = AutoModelForCausalLM.from_pretrained(
            str(base.folder),
            config=config,
            dtype=torch.float32,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    except Exception as error:  # safetensors, torch and transformers each raise their own
        raise UserError("base_broken_weights", base=base.name) from error
    if found["missing_keys"]:  # the library would draw them at random
        raise UserError("base_broken_weights", base=base.name)
    check_looks_back_only(model, base.name)
    quicken(model)
    model.config.eos_token_id = end_of_text
    model.generation_config = GenerationConfig(
        bos_token_id=end_of_text, eos_token_id=end_of_text, pad_token_id=end_of_text
    )
    return model.train()


def quicken(model: Any) -> None:
    """Puts one kernel in place of the eight steps in which GPT-2's activation is written.

    The function is the same to the last bits; the configuration keeps its name for it.
    """
    from torch.nn import GELU
    from transformers.activations import NewGELUActivation

    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, NewGELUActivation):
                setattr(module, name, GELU(approximate="tanh"))


def check_looks_back_only(model: Any, name: str) -> None:
    """Raises `UserError` if what a network says of a token depends on the next ones."""
    import torch

    ids = torch.arange(6).unsqueeze(0)
    other = ids.clone()
    other[0, -2:] = 0
    model.eval()
    with torch.no_grad():
        one, two = (model(input_ids=text, use_cache=False).logits[0, :4] for text in (ids, other))
    if not torch.allclose(one, two, atol=1e-6, rtol=1e-5):
        raise UserError("base_not_causal", base=name, found=type(model).__name__)


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in [folder / "config.json", *sorted(folder.glob("model*.safetensors"))]:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
