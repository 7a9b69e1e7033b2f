"""The first workshop's way of training, written again with `transformers.Trainer`.

Sentences of more than three words, cut at 100 tokens, batches of 8 padded to the longest, dropout,
all logits, AdamW at 5e-5 after 3,000 steps of warming up (channotte/text-gen, 2023).
"""

import tempfile
from typing import Any

from transformers import (
    DataCollatorForLanguageModeling,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

SENTENCE_TOKENS, SENTENCES, FEWEST_WORDS = 100, 8, 4


class CountUseful(TrainerCallback):
    """How many predictions of real tokens the steps were worth; padding does not count."""

    def __init__(self, model: Any) -> None:
        self.useful = 0
        self._handle = model.register_forward_pre_hook(self._count, with_kwargs=True)

    def _count(self, module: Any, inputs: Any, named: dict[str, Any]) -> None:
        self.useful += int((named["labels"][:, 1:] != -100).sum())

    def on_train_end(self, *inputs: Any, **named: Any) -> None:
        """Lets the network be what it was."""
        self._handle.remove()


def sentence_rows(tokenizer: Any, sentences: list[str], most: int = 4000) -> list[Any]:
    """Token ids of sentences from all over the books, at most about `most` of them."""
    kept = [text for text in sentences if len(text.split()) >= FEWEST_WORDS]
    some = kept[:: max(1, len(kept) // most)]
    rows: list[Any] = tokenizer(some, truncation=True, max_length=SENTENCE_TOKENS)["input_ids"]
    return rows


def train_padded(
    model: Any, tokenizer: Any, rows: list[Any], steps: int, callbacks: list[Any]
) -> None:
    """So many steps of the first recipe."""
    tokenizer.pad_token = tokenizer.eos_token
    collator = DataCollatorForLanguageModeling(tokenizer, mlm=False)
    run_trainer(model, [{"input_ids": ids} for ids in rows], collator, steps, callbacks)


def run_trainer(
    model: Any, rows: list[Any], collator: Any, steps: int, callbacks: list[Any]
) -> None:
    """`Trainer` as people use it, without the files it would write."""
    with tempfile.TemporaryDirectory() as place:
        arguments = TrainingArguments(
            place, per_device_train_batch_size=SENTENCES, learning_rate=5e-5, warmup_steps=3000,
            weight_decay=0.01, max_steps=steps, use_cpu=True, save_strategy="no",
            logging_strategy="no", report_to=[], disable_tqdm=True,
        )  # fmt: skip
        Trainer(
            model, arguments, train_dataset=rows, data_collator=collator, callbacks=callbacks
        ).train()
