"""Builds, saves and loads the network: a class of `transformers`, safetensors only."""

import os
from pathlib import Path
from typing import Any

from aurore.base.errors import MissingLibrary, UserError
from aurore.model.sizes import HEAD_WIDTH, Size
from aurore.tokenizer.bpe import END_OF_TEXT_ID

os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")


def build(size: Size, vocab_size: int, context: int, seed: int) -> Any:
    """A `Qwen3ForCausalLM` with weights drawn from `seed`.

    That is the Llama class with queries and keys normed, which learns more for the same compute
    (measured: docs/LOG.md).
    """
    torch, transformers = _libraries()
    torch.manual_seed(seed)
    config = transformers.Qwen3Config(
        vocab_size=vocab_size,
        hidden_size=size.width,
        intermediate_size=size.inner_width,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        num_key_value_heads=size.heads,
        head_dim=HEAD_WIDTH,
        max_position_embeddings=context,
        tie_word_embeddings=True,
        bos_token_id=END_OF_TEXT_ID,
        eos_token_id=END_OF_TEXT_ID,
        initializer_range=0.02,
    )
    return transformers.Qwen3ForCausalLM(config)


def save(model: Any, folder: Path, half: bool = False) -> None:
    """Writes `config.json` and `model.safetensors`; with `half` in 16-bit floating point."""
    torch, _ = _libraries()
    if half:
        model = model.to(torch.float16)
    model.save_pretrained(str(folder))
    for path in folder.iterdir():
        path.chmod(0o644)  # safetensors leaves its file to its owner alone


def load(folder: Path) -> Any:
    """The causal model of a Hugging Face folder, in single precision, ready to evaluate.

    Raises:
        UserError: the folder holds no such model.
    """
    torch, transformers = _libraries()
    if not (folder / "model.safetensors").exists():
        raise UserError("no_model", folder=folder)
    try:
        model = transformers.AutoModelForCausalLM.from_pretrained(
            str(folder), dtype=torch.float32, local_files_only=True, use_safetensors=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise UserError("broken_file", path=folder) from error
    return model.eval()


def _libraries() -> tuple[Any, Any]:
    try:
        import torch
        import transformers
    except ImportError as error:
        raise MissingLibrary(error.name or "torch") from error
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    return torch, transformers
