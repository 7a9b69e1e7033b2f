"""How much a model recites: at each look of its training, and at each temperature."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aurore.base.settings import GenerateSettings
from aurore.evaluation.copies.canary import CanaryReport, try_canaries
from aurore.evaluation.copies.index import Index
from aurore.evaluation.copies.search import CopyRate, copy_rate
from aurore.evaluation.texts import Text
from aurore.evaluation.writing import Write, write_all
from aurore.training.journal import Journal

OPENINGS = 8  # texts at each temperature (guess: about a thousand words in all)
OPENING_WORDS = 6
LONG_ENOUGH = 30  # words of a paragraph whose beginning can open a text
USUAL, TEMPERATURES = 0.8, (0.0, 0.3, 0.6, 0.8, 1.0, 1.3)


@dataclass(frozen=True)
class CopyMeasure:
    """What was found in the texts of a model."""

    written: CopyRate
    """At the usual temperature."""
    real: CopyRate
    """In real books that the model has not read: what is nobody's, or everybody's."""
    canary: CanaryReport
    by_temperature: list[tuple[float, CopyRate]]
    """Empty unless asked for."""
    by_step: list[tuple[int, CopyRate]]
    """Of the samples that training wrote down at each look, some three hundred words."""

    def as_data(self) -> dict[str, Any]:
        """What `evaluation.json` holds."""
        return {
            "temperature": USUAL,
            "written": self.written.as_data(),
            "real": self.real.as_data(),
            "canary": asdict(self.canary),
            "by_temperature": [{"temperature": t} | r.as_data() for t, r in self.by_temperature],
            "by_step": [{"step": step} | r.as_data() for step, r in self.by_step],
        }


def measure_copies(
    index: Index, write: Write, real: Sequence[Text], run: Path, curves: bool = False
) -> CopyMeasure:
    """Has the model write after the openings of real books, and looks for what it took.

    Args:
        real: books that the model has not read.
        run: its folder, for the samples in its journal.
        curves: also at each temperature, which takes six times as long.
    """
    openings = _openings(real)
    temperatures = TEMPERATURES if curves else (USUAL,)
    rates = {t: _written(index, write, openings, t) for t in temperatures}
    return CopyMeasure(
        written=rates[USUAL],
        real=copy_rate(index, [text.whole for text in real]),
        canary=try_canaries(index),
        by_temperature=list(rates.items()) if curves else [],
        by_step=by_step(index, run),
    )


def by_step(index: Index, run: Path) -> list[tuple[int, CopyRate]]:
    """Of the samples in the journal of a run, those of a look at the network together."""
    events = [event for event in Journal(run).read() if event["event"] == "sample"]
    return [
        (event["step"], copy_rate(index, [event["text"], *event.get("others", ())]))
        for event in events
    ]


def _openings(real: Sequence[Text]) -> list[str]:
    """The first words of paragraphs spread over the books."""
    long = [p for text in real for p in text.paragraphs if len(p.split()) >= LONG_ENOUGH]
    step = max(len(long) // OPENINGS, 1)
    return [" ".join(p.split()[:OPENING_WORDS]) for p in long[::step][:OPENINGS]]


def _written(index: Index, write: Write, openings: Sequence[str], temperature: float) -> CopyRate:
    settings = [GenerateSettings(seed=i, temperature=temperature) for i in range(len(openings))]
    return copy_rate(index, write_all(write, list(zip(openings, settings, strict=True))))
