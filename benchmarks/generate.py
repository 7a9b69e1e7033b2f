"""Tokens a second of every engine, alone and with 8 and 32 texts: same model, prompt, settings.

python benchmarks/generate.py [--random-gpt2] [--rounds N] [MODEL_FOLDER]

Engines alternate, round after round; the table gives the median and the spread, by the clock, and
the ratio by the processor's time of this process, which other programs disturb less. Those whose
library is not installed are left out: pip install ctranslate2 xllamacpp gguf. `AURORE_BENCH` names
the engines to measure, by the first letters, parted by commas.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from engines import ENGINES, Write
from environment import print_environment

from aurore.model.choose import embedded_model

CROWDS = ((1, 120), (8, 60), (32, 30))  # texts at once, tokens of each
ROUNDS = 5


def random_gpt2() -> Path:
    """A GPT-2 of 124 M weights drawn at random, with our tokenizer for the prompt's sake."""
    import shutil

    import torch
    from transformers import AutoModelForCausalLM, GPT2Config

    torch.manual_seed(0)
    folder = Path(tempfile.mkdtemp())
    config = GPT2Config(bos_token_id=0, eos_token_id=0)
    AutoModelForCausalLM.from_config(config).half().save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(embedded_model() / name, folder)
    return folder


def ready(model: Path) -> dict[str, Write]:
    """The engines that can be had, each warmed up."""
    asked = [name for name in os.environ.get("AURORE_BENCH", "").split(",") if name]
    found: dict[str, Write] = {}
    for name, opening in ENGINES.items():
        if asked and not any(name.startswith(start) for start in asked):
            continue
        try:
            found[name] = opening(model)
            found[name](1, 8)
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {str(error)[:120]}")
            found.pop(name, None)
    return found


def main() -> None:
    """Prints the table."""
    arguments = sys.argv[1:]
    rounds = ROUNDS
    if "--rounds" in arguments:
        place = arguments.index("--rounds")
        rounds = int(arguments[place + 1])
        del arguments[place : place + 2]
    large = "--random-gpt2" in arguments
    folders = [Path(name) for name in arguments if name != "--random-gpt2"]
    model = random_gpt2() if large else folders[0] if folders else embedded_model()
    print_environment(("onnxruntime", "numpy", "transformers", "torch"))
    engines = ready(model)
    for texts, tokens in CROWDS:
        count = 10 if large and texts > 1 else tokens
        spent = measured(engines, texts, count, rounds)
        print(f"\n{texts} at once, tokens a second, median of {rounds} (least to most), to ours:")
        ours = next(iter(spent.values()))
        for name, found in spent.items():
            speeds = [texts * count / clock for clock, _ in found]
            clock, processor = (
                statistics.median(
                    own[kind] / one[kind] for one, own in zip(found, ours, strict=True)
                )
                for kind in (0, 1)
            )
            print(
                f"  {name:<38} {statistics.median(speeds):7.0f}  ({min(speeds):.0f} to "
                f"{max(speeds):.0f})  × {clock:.2f}, by the processor's time × {processor:.2f}"
            )


def measured(
    engines: dict[str, Write], texts: int, tokens: int, rounds: int
) -> dict[str, list[tuple[float, float]]]:
    """Seconds of the clock and of the processor of each engine in each round."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, write in engines.items():
            clock, processor = time.perf_counter(), time.process_time()
            write(texts, tokens)
            spent[name].append((time.perf_counter() - clock, time.process_time() - processor))
    return spent


if __name__ == "__main__":
    main()
