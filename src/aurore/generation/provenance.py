"""Where a text comes from, in a form that exports keep and that gives the text again."""

import tomllib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aurore import __version__
from aurore.base.messages import message
from aurore.base.settings import GenerateSettings
from aurore.generation.conversion import fingerprint


@dataclass(frozen=True)
class Source:
    """Who writes: the same for all the texts of a model."""

    model: str
    """The run's name, or « embedded »."""
    fingerprint: str
    """Of the files of the model."""
    corpus: str
    """The hash on the card of the corpus it was trained on; empty when the model does not say."""
    version: str = __version__
    """Of Aurore."""


def source_of(folder: Path, name: str) -> Source:
    """The source that a model's folder tells."""
    settings, corpus = folder.parent / "settings.toml", ""
    if settings.exists():
        corpus = str(tomllib.loads(settings.read_text("utf-8")).get("corpus_sha256", ""))
    return Source(name, fingerprint(folder), corpus)


@dataclass(frozen=True)
class Provenance:
    """What a text says of itself."""

    source: Source
    seed: int
    settings: GenerateSettings
    date: str
    """Of the writing: ISO 8601, UTC."""

    def as_data(self) -> dict[str, Any]:
        """For programs: enough to get the same text again."""
        settings = asdict(self.settings) | {"seed": self.seed}
        return {
            "notice": message("pages.notice"),
            **asdict(self.source),
            "date": self.date,
            "settings": settings,
        }

    def line(self) -> str:
        """For people: one line that goes with the text wherever it goes."""
        source = self.source
        return message(
            "writing.provenance",
            model=source.model,
            fingerprint=source.fingerprint[:8],
            corpus=source.corpus[:8] or "—",
            seed=self.seed,
            date=self.date[:10],
            version=source.version,
            temperature=self.settings.temperature,
        )


def now() -> str:
    """The date for a provenance."""
    return datetime.now(UTC).isoformat(timespec="seconds")
