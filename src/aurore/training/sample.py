"""What the network writes while it learns."""

from typing import Any

import torch

from aurore.model.bases import context_of
from aurore.tokenizer.reader import Reader

SAMPLE_PROMPTS = {"fr": "Cette jeune femme était assise", "en": "The young woman was sitting"}
SAMPLE_TOKENS = 40
SAMPLES = 8  # guess: some two hundred words at each look, at little more time than one text takes


def sample_prompt(language: str) -> str:
    """A beginning in a language, the French one where there is none."""
    return SAMPLE_PROMPTS.get(language, SAMPLE_PROMPTS["fr"])


@torch.no_grad()
def write_samples(model: Any, reader: Reader, prompt: str, count: int = SAMPLES) -> list[str]:
    """Short texts by the network as it is, drawn with dice of its own: training stays the same.

    The first is for people; all together show what the network copies (`evaluation/copies`).
    """
    model.eval()
    context = context_of(model.config)
    rows = [reader.ids(prompt)[: context // 2]] * count
    ids = torch.tensor(rows, device=model.device)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        written = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=min(SAMPLE_TOKENS, context - ids.shape[1]),
            do_sample=True,
            temperature=0.8,
            top_k=50,
            pad_token_id=reader.end,
        )
    texts = reader.tokenizer.decode_batch(written.tolist())
    return [text.replace("\n", " ").strip() for text in texts]
