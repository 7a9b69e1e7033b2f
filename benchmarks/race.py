"""How long a tuned GPT-2 takes to where the recipe gets in a quarter of its time.

python benchmarks/race.py WORK LOG [--minutes 10] [--rival gpt2-adamw] [--plot FILE]

WORK is prepared by `aurore prepare --author sand`. Three runs from first weights on its books, same
tokenizer, size and context: the recipe in a quarter of the minutes; GPT-2 with AdamW and its usual
decay, compiled as in nanoGPT, in all of them; the recipe in all of them. Every run has a schedule
of its own length, and only its steps count: not compiling, nor the looks at the test book. One
JSON line a look goes into LOG; what stands there is not done again. --plot draws LOG (matplotlib).
"""

import argparse
import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from environment import print_environment
from recipe import TRIES, Try, apply_constants, build, optimizers_of
from scoring import bits_per_byte

from aurore.base.settings import TokenizeSettings
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import read_books
from aurore.tokenizer.blocks import pack
from aurore.tokenizer.bpe import train_tokenizer
from aurore.training.batches import Batches, make_batches
from aurore.training.loop import Run, step_once
from aurore.training.schedule import Course

LOOKS = 12
EXCERPT = 60_000  # characters of the test book for a look; the last one reads all of it
WARMING, TIMED = 4, 12  # steps that compile, steps that are timed; both are forgotten


def main() -> None:
    """The runs that LOG has not, or the plot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("log", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rival", default="gpt2-adamw", choices=TRIES)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    done = [json.loads(line) for line in asked.log.open()] if asked.log.exists() else []
    if asked.plot:
        return draw(done, asked.plot)
    print_environment()
    for way, minutes in (
        ("recipe", asked.minutes / 4),
        (asked.rival, asked.minutes),
        ("recipe", asked.minutes),
    ):
        if (way, minutes) not in {(line["way"], line["minutes"]) for line in done}:
            lines = race(way, minutes, asked.seed, Workspace(asked.work))
            with asked.log.open("a") as log:
                log.writelines(json.dumps(line) + "\n" for line in lines)


def race(way: str, minutes: float, seed: int, workspace: Workspace) -> list[dict[str, Any]]:
    """One run, a line for each look at the test book."""
    change = TRIES[way]
    books = [text for _, text in read_books(workspace, "train")]
    (_, test), *_ = read_books(workspace, "test")
    tokenizer = train_tokenizer(books, TokenizeSettings(vocab_size=change.vocabulary))
    apply_constants(change)
    batches = make_batches(pack(tokenizer, books), change.context, change.batch, seed)
    model = build(change, tokenizer.get_vocab_size(), seed)
    steps = int(minutes * 60 / warm_up(change, model, batches))
    run = begin(change, model, batches, steps)
    lines, seconds = [], 0.0
    for step in range(steps):
        started = time.perf_counter()
        step_once(run, step)
        seconds += time.perf_counter() - started
        last = step + 1 == steps
        if last or (step + 1) % -(-steps // LOOKS) == 0:
            found = bits_per_byte(
                model, tokenizer, test[: None if last else EXCERPT], change.context
            )
            line = {"way": way, "minutes": minutes, "seed": seed, "steps": steps, "step": step + 1}
            lines.append(line | {"seconds": round(seconds, 1), "bits_per_byte": found})
            print(lines[-1], flush=True)
    return lines


def begin(change: Try, model: Any, batches: Batches, steps: int) -> Run:
    """A run at step 0."""
    optimizers = optimizers_of(change, model)
    return Run(model, optimizers, batches, Course(steps, steps), change.rate, 1.0, Path())


def warm_up(change: Try, model: Any, batches: Batches) -> float:
    """Compiles a GPT-2; seconds of a step. The weights are afterwards what they were."""
    if change.kind == "gpt2":
        model.compile()
    weights = {name: value.clone() for name, value in model.state_dict().items()}
    run = begin(change, model.train(), batches, 1000)
    for step in range(WARMING):
        step_once(run, 500 + step)  # where contexts are long
    started = time.perf_counter()
    for step in range(WARMING, WARMING + TIMED):
        step_once(run, 500 + step)
    model.load_state_dict(weights)
    return (time.perf_counter() - started) / TIMED


def draw(lines: list[dict[str, Any]], file: Path) -> None:
    """Bits per byte over minutes, a curve for each run."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    runs: dict[tuple[str, float], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        runs[line["way"], line["minutes"]].append(line)
    for (way, minutes), looks in runs.items():
        name = f"{way}, {minutes:g} min: {looks[-1]['bits_per_byte']:.3f}"
        style = "-" if way == "recipe" else "--"
        seconds = [look["seconds"] / 60 for look in looks]
        axes.plot(seconds, [look["bits_per_byte"] for look in looks], style, marker=".", label=name)
    axes.set(xlabel="minutes", ylabel="bits per byte, La Mare au Diable", ylim=(1.4, 2.6))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(file, metadata={"Date": None})


if __name__ == "__main__":
    main()
