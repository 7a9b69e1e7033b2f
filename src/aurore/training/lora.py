"""`--method lora`: two thin matrices learn beside each frozen one (by `peft`), then join it.

Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import torch

from aurore.base.errors import MissingLibrary
from aurore.training.specialise import Specialisation

RANK = 16  # guess
SCALE = 2 * RANK  # `lora_alpha`: the product counts twice (cited: the usual choice, Hu et al.)


@dataclass
class Lora(Specialisation):
    """The thin matrices learn; at the end they are added into the weights of the base."""

    adapted: Any = None
    """What `peft` made of the network; `model` is the network itself, changed in place."""

    @property
    def parameters(self) -> int:
        """Weights of the network that will be saved: the thin matrices will be part of others."""
        return super().parameters - self.learned

    def finish(self) -> Any:
        """A network of the base's own class, nothing of `peft` left in it."""
        return self.adapted.merge_and_unload()


def adapt(model: Any, seed: int) -> Any:
    """Freezes a network and puts thin matrices beside its own, in place.

    Raises:
        MissingLibrary: `peft` is not installed.
    """
    try:
        from peft import LoraConfig, get_peft_model
    except ImportError as error:
        raise MissingLibrary("peft") from error
    from transformers.pytorch_utils import Conv1D

    # GPT-2 keeps its matrices on their side.
    lies = any(isinstance(module, Conv1D) for module in model.modules())
    config = LoraConfig(
        r=RANK,
        lora_alpha=SCALE,
        lora_dropout=0.0,
        target_modules="all-linear",
        fan_in_fan_out=lies,
        task_type="CAUSAL_LM",
    )
    torch.manual_seed(seed)
    with warnings.catch_warnings():  # `peft` 0.21 asks `transformers` under a name that grows old
        warnings.simplefilter("ignore", FutureWarning)
        return get_peft_model(model, config)
