"""Tokens a second of one text: CTranslate2 beside transformers, same model, prompt and settings.

python benchmarks/generate.py [MODEL_FOLDER]
"""

import sys
import time
from itertools import islice
from pathlib import Path

import torch
from environment import print_environment, print_ratio

from aurore.base.settings import GenerateSettings
from aurore.generation.engine import Engine
from aurore.model.choose import embedded_model
from aurore.model.network import load
from aurore.tokenizer.bpe import load_tokenizer

PROMPT = "\nCette jeune femme était assise"
TOKENS = 200
PAIRS = 7


def main() -> None:
    """Alternates the two engines and prints speeds and their ratio."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else embedded_model()
    print_environment()
    ids = load_tokenizer(folder).encode(PROMPT).ids
    settings = GenerateSettings()
    engine, model = Engine(folder), load(folder)

    def ctranslate2_text() -> int:
        return len(list(islice(engine.stream(ids, settings, seed=1), TOKENS)))

    def transformers_text() -> int:
        with torch.no_grad():
            written = model.generate(
                torch.tensor([ids]),
                max_new_tokens=TOKENS,
                min_new_tokens=TOKENS,
                do_sample=True,
                temperature=settings.temperature,
                top_k=settings.top_k,
                top_p=settings.top_p,
                pad_token_id=0,
            )
        return written.shape[1] - len(ids)

    speeds: dict[str, list[float]] = {"CTranslate2 int8": [], "transformers float32": []}
    for pair in range(PAIRS + 1):
        for name, write in zip(speeds, (ctranslate2_text, transformers_text), strict=True):
            started = time.perf_counter()
            count = write()
            if pair:  # the first pair warms up
                speeds[name].append(count / (time.perf_counter() - started))
    for name, values in speeds.items():
        print(f"{name}: {sorted(values)[len(values) // 2]:.0f} tokens/s (median of {PAIRS})")
    print_ratio("CTranslate2 / transformers", *speeds.values())


if __name__ == "__main__":
    main()
