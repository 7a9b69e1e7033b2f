"""The words and drawings of a comparison of styles."""

from collections.abc import Sequence

from aurore.base.messages import message
from aurore.evaluation.report.page import render
from aurore.evaluation.report.plots import bars, dots, lines
from aurore.evaluation.style.compare import Company, Comparison
from aurore.evaluation.style.tree import draw

NAMES = {
    "sentence_words": "style.sentence_words",
    "sentence_spread": "style.sentence_spread",
    "dialogue": "style.dialogue",
    "commas": "style.commas",
    "semicolons": "style.semicolons",
    "exclamations": "style.exclamations",
    "questions": "style.questions",
    "ellipses": "style.ellipses",
    "function_words": "style.function_words",
    "richness": "style.richness",
    "repetition": "style.repetition",
    "distinct_2": "style.distinct_2",
    "distinct_3": "style.distinct_3",
}
DELTAS = {"burrows": "style.burrows", "cosine": "style.cosine", "eder": "style.eder"}


def measure_name(measure: str) -> str:
    """What a measure of texture is called."""
    return message(NAMES[measure])


def style_page(found: Sequence[Comparison], together: Company, author: str) -> str:
    """The report as HTML, in the current language."""
    names = frozenset(one.name for one in found)
    points = [
        (x, y, name) for name, (x, y) in zip(together.names, together.places.tolist(), strict=True)
    ]
    return render(
        "style.html",
        author=author,
        texts=[_text(one) for one in found],
        tree=draw(together.tree),
        points=dots(points, names),
        explained=together.explained,
        measure_name=measure_name,
    )


def _text(one: Comparison) -> dict[str, object]:
    near = one.nearest()
    rolled = [(first, distance) for first, _, distance in one.rolling]
    authors = list(dict.fromkeys(author for _, author, _ in one.rolling))
    return {
        "one": one,
        "drawn": [
            (message(DELTAS[kind]), bars([(n, v, None) for n, v in row.items()], one.nearest(kind)))
            for kind, row in one.distances.items()
        ],
        "rolling": lines([(message("style.nearest_distance"), rolled)]) if rolled else None,
        "rolling_authors": ", ".join(authors),
        "near": near,
    }
