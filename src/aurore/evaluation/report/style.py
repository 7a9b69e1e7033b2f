"""The words and drawings of a comparison of styles."""

from collections.abc import Sequence

from aurore.base.messages import message
from aurore.evaluation.copies.invented import Invented
from aurore.evaluation.report.page import render
from aurore.evaluation.report.plots import Bars, bars, dots, lines
from aurore.evaluation.style.compare import Company, Comparison
from aurore.evaluation.style.manner import Manner
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


def manner_sentences(found: Manner | None) -> list[str]:
    """Whose habits the texts have, what sets them apart, what they invent and copy."""
    if found is None:
        return []
    said = [] if found.texts < 2 else _nearest_sentences(found)
    listed = "; ".join(
        message(
            "style.one_outside",
            measure=measure_name(one.measure),
            value=one.value,
            low=one.low,
            high=one.high,
        )
        for one in found.textures
        if not one.inside
    )
    key = "style.some_outside" if listed else "style.all_inside"
    said.append(message(key, author=found.author, listed=listed))
    said.append(_invented("style.invented", found.invented))
    if found.usual:
        said.append(_invented("style.invented_usual", found.usual))
    if found.copies:
        rate, longest = found.copies.per_thousand, found.copies.longest
        said.append(message("style.copied", rate=rate, longest=longest))
    return said


def _nearest_sentences(found: Manner) -> list[str]:
    low, high = found.interval()
    listed = ", ".join(f"{name} {count}" for name, count in found.nearest["cosine"].items())
    return [
        message(
            "style.nearest_of",
            total=found.texts,
            words=found.words,
            count=found.hits(),
            author=found.author,
            low=low,
            high=high,
            burrows=found.hits("burrows"),
            eder=found.hits("eder"),
        ),
        message("style.nearest_listed", listed=listed),
    ]


def _invented(key: str, found: Invented) -> str:
    return message(key, share=1000 * found.share, examples=", ".join(found.examples) or "—")


def nearest_bars(found: Manner) -> list[tuple[str, Bars]]:
    """(Delta, how many texts are nearest each author)."""
    return [
        (
            message(DELTAS[kind]),
            bars([(name, float(n), None) for name, n in counts.items()], found.author, digits=0),
        )
        for kind, counts in found.nearest.items()
    ]


def style_page(found: Sequence[Comparison], together: Company, all_: Manner) -> str:
    """The report as HTML, in the current language."""
    names = frozenset(one.name for one in found)
    points = [
        (x, y, name) for name, (x, y) in zip(together.names, together.places.tolist(), strict=True)
    ]
    return render(
        "style.html",
        author=all_.author,
        all_=all_,
        sentences=manner_sentences(all_),
        nearest=nearest_bars(all_) if all_.texts > 1 else [],
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
