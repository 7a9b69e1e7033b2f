"""The words and drawings of distances between texts and between words."""

from collections.abc import Sequence

from aurore.base.messages import message
from aurore.evaluation.distances.measure import Distances
from aurore.evaluation.report.page import render
from aurore.evaluation.report.plots import bars, dots
from aurore.model.lexicon import Map

NAMES = {
    "cer": ("distance.cer", "distance.cer_sees"),
    "wer": ("distance.wer", "distance.wer_sees"),
    "chrf": ("distance.chrf", "distance.chrf_sees"),
    "bleu": ("distance.bleu", "distance.bleu_sees"),
    "tokens": ("distance.tokens", "distance.tokens_sees"),
    "model_vector": ("distance.model_vector", "distance.model_vector_sees"),
    "sentence_vector": ("distance.sentence_vector", "distance.sentence_vector_sees"),
    "surprise": ("distance.surprise", "distance.surprise_sees"),
}


def measure_name(measure: str) -> str:
    """What a measure is called."""
    return message(NAMES[measure][0])


def sees(measure: str) -> str:
    """What a measure looks at, and what it is blind to."""
    return message(NAMES[measure][1])


def distance_page(found: Distances) -> str:
    """The report as HTML, in the current language."""
    drawn = [
        (measure_name(row.measure), sees(row.measure), bars(_rows(found, row.values)))
        for row in found.rows
    ]
    return render("distance.html", found=found, drawn=drawn)


def _rows(found: Distances, values: Sequence[float]) -> list[tuple[str, float, None]]:
    names = found.names[-len(values) :] if values else []
    return [(name[:34], value, None) for name, value in zip(names, values, strict=True)]


def words_page(found: Map, asked: Sequence[str]) -> str:
    """The map of words as HTML."""
    points = [(x, y, word) for word, (x, y) in zip(found.words, found.places.tolist(), strict=True)]
    return render("words.html", found=found, points=dots(points, frozenset(asked)))
