"""What a room is asked: the weather of its mood before and after, and its opinion at the end.

Words and drawings only; who asks keeps the answers, on this machine.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from aurore.teaching.lessons import workshop_folder


@dataclass(frozen=True)
class Mood:
    """An image one can choose, and what it stands for."""

    name: str
    title: str
    meaning: str
    drawing: Path
    """An SVG file."""


@dataclass(frozen=True)
class Opinion:
    """A question of the end, with choices or with a line to fill."""

    name: str
    text: str
    choices: tuple[str, ...]


def moods() -> tuple[Mood, ...]:
    """The images of the vote, in their order."""
    folder = workshop_folder() / "commun" / "meteo"
    return tuple(
        Mood(entry["nom"], entry["titre"], entry["sens"], folder / f"{entry['nom']}.svg")
        for entry in _read(folder / "meteo.toml")["images"]
    )


def opinions() -> tuple[Opinion, ...]:
    """The questions of the end."""
    return tuple(
        Opinion(entry["nom"], entry["texte"], tuple(entry.get("choix", ())))
        for entry in _read(workshop_folder() / "commun" / "avis.toml")["questions"]
    )


def _read(path: Path) -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
