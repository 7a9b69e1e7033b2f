"""The words and drawing of a cross-validation."""

from aurore.base.messages import message
from aurore.evaluation.folds import CrossValidation, FoldScore
from aurore.evaluation.report.page import render
from aurore.evaluation.report.plots import bars


def fold_sentences(found: CrossValidation) -> list[str]:
    """The mean, how much it depends on the books, how much on the dice."""
    said = []
    if found.deviation is not None and found.gain_deviation is not None:
        said.append(
            message(
                "folds.by_book",
                mean=found.mean,
                deviation=found.deviation,
                count=len(found.folds),
                gain=found.gain_deviation,
            )
        )
    else:
        said.append(message("folds.mean", mean=found.mean))
    if found.seed_deviation is not None:
        values = {"deviation": found.seed_deviation, "count": len(found.seeds)}
        said.append(message("folds.by_seed", **values))
    return said


def folds_page(found: CrossValidation, minutes: float) -> str:
    """The report as HTML, in the current language."""
    rows = [(_label(number), fold.mean, _range(fold.bits)) for number, fold in _numbered(found)]
    counted = [(_label(number), fold.kneser_ney, None) for number, fold in _numbered(found)]
    return render(
        "folds.html",
        found=found,
        minutes=minutes,
        sentences=fold_sentences(found),
        drawn=bars(rows),
        counted=bars(counted),
    )


def _numbered(found: CrossValidation) -> list[tuple[int, FoldScore]]:
    return list(enumerate(found.folds, 1))


def _label(number: int) -> str:
    return message("folds.fold", number=number)


def _range(bits: list[float]) -> tuple[float, float] | None:
    """From the best seed to the worst."""
    return (min(bits), max(bits)) if len(bits) > 1 else None
