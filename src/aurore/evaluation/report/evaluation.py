"""The words and drawings of an evaluation, for the terminal and for its page."""

from collections.abc import Sequence
from functools import partial

from aurore.base.messages import message
from aurore.evaluation.evaluate import Evaluation
from aurore.evaluation.heatmap import Piece
from aurore.evaluation.report.page import render
from aurore.evaluation.report.plots import Bars, Lines, bars, lines
from aurore.evaluation.report.style import manner_sentences, measure_name, nearest_bars
from aurore.evaluation.scores import Score

LONGEST_LABEL = 34  # characters that fit beside a bar
PREDICTORS = {
    "model": "evaluate.name_model",
    "untuned": "evaluate.name_untuned",
    "unigram": "evaluate.name_unigram",
    "kneser_ney": "evaluate.name_kneser_ney",
    "xz": "evaluate.name_xz",
    "bzip2": "evaluate.name_bzip2",
    "ppmd": "evaluate.name_ppmd",
}
ROLES = {
    "test": "evaluate.role_test",
    "validation": "evaluate.role_validation",
    "against": "evaluate.role_against",
    "file": "evaluate.role_file",
}


def evaluation_page(found: Evaluation, pieces: Sequence[Piece] = ()) -> str:
    """The report as HTML, in the current language."""
    return render(
        "evaluate.html",
        found=found,
        pieces=pieces,
        warnings=warnings(found),
        diagnosis=diagnosis(found),
        blend=blend_sentence(found),
        protocol=protocol_sentence(found),
        predictors=_predictors(found),
        chapters=_chapters(found),
        copies=copy_sentences(found),
        copy_curves=_copy_curves(found),
        manner=manner_sentences(found.manner, textures=False),
        nearest=nearest_bars(found.manner) if found.manner else [],
        measure_name=measure_name,
        curves=lines(_curves(found)) if found.curves else None,
        predictor_name=partial(predictor_name, found),
        role_name=role_name,
        interval=interval,
    )


def predictor_name(found: Evaluation, name: str) -> str:
    """What a predictor is called in this evaluation."""
    return message(PREDICTORS[name], base=found.untuned)


def role_name(role: str) -> str:
    """Why a text is measured."""
    return message(ROLES[role])


def interval(score: Score) -> str:
    """« 1,290 à 1,341 », or a dash."""
    if score.interval is None:
        return "—"
    return message("evaluate.from_to", low=score.interval[0], high=score.interval[1])


def warnings(found: Evaluation) -> list[str]:
    """What takes weight from the figures, a sentence each."""
    answers = {
        "yes": "evaluate.was_read",
        "partly": "evaluate.rest_was_read",
        "mentioned": "evaluate.says_nothing",
        "unknown": "evaluate.says_nothing",
    }
    said = [
        message(answers[text.was_read], text=text.name, model=found.model)
        for text in found.texts
        if text.was_read in answers
    ]
    said += [
        message("evaluate.foreign", text=text.name)
        for text in found.texts
        if text.is_foreign and text.role != "against"
    ]
    if found.scores["model"].interval is None:
        said.append(message("evaluate.no_interval"))
    return list(dict.fromkeys(said))  # of one book, two parts may be measured


def diagnosis(found: Evaluation) -> str:
    """The verdict on the run and its rule; empty without a journal."""
    if found.diagnosis is None:
        return ""
    verdicts = {
        "diverged": "evaluate.verdict_diverged",
        "too_short": "evaluate.verdict_too_short",
        "stuck": "evaluate.verdict_stuck",
        "unmoved": "evaluate.verdict_unmoved",
        "overlearning": "evaluate.verdict_overlearning",
        "too_little_text": "evaluate.verdict_too_little_text",
        "learning": "evaluate.verdict_learning",
        "settled": "evaluate.verdict_settled",
    }
    one = found.diagnosis
    values = {
        "first": one.first or 0.0,
        "best": one.best or 0.0,
        "last": one.last or 0.0,
        "epoch": one.best_epoch or 0.0,
        "epochs": one.epochs,
        "looks": one.looks,
    }
    return message(verdicts[one.verdict], **values)


def blend_sentence(found: Evaluation) -> str:
    """The mixture that the run learned from; empty without one."""
    if found.blend is None:
        return ""
    parts = [
        message("card.blend_part", shelf=name, share=share) for name, share in found.blend.items()
    ]
    return message("evaluate.blend", parts=", ".join(parts))


def copy_sentences(found: Evaluation) -> list[str]:
    """What was copied, how much real books copy, and whether the detector sees."""
    if found.copies is None:
        return []
    written, real, canary = found.copies.written, found.copies.real, found.copies.canary
    return [
        message(
            "copies.rate",
            words=written.words,
            rate=written.per_thousand,
            longest=written.longest,
            real=real.per_thousand,
            real_longest=real.longest,
        ),
        message(
            "copies.canary",
            found=canary.found,
            planted=canary.planted,
            alarms=canary.false_alarms_per_10000,
        ),
    ]


def _copy_curves(found: Evaluation) -> list[tuple[str, list[Lines]]]:
    """(title, shares and lengths): over temperature, over training; no drawing of zeros alone."""
    if found.copies is None:
        return []
    drawn = []
    for key, points in (
        ("copies.by_temperature", found.copies.by_temperature),
        ("copies.by_step", found.copies.by_step),
    ):
        if len(points) > 1:
            shares = [(x, 100 * rate.eight_grams) for x, rate in points]
            longest = [(x, float(rate.longest)) for x, rate in points]
            curves = (("copies.eight_grams", shares), ("copies.longest", longest))
            seen = [
                lines([(message(name), curve)], from_zero=True)
                for name, curve in curves
                if any(y for _, y in curve)
            ]
            drawn.append((message(key), seen))
    return drawn


def protocol_sentence(found: Evaluation) -> str:
    """How the figure was made."""
    model = found.scores["model"]
    return message(
        "evaluate.protocol",
        model=found.model,
        text=found.text,
        window=found.window,
        stride=found.stride,
        bytes=model.bytes,
        words=model.words,
        tokens=model.tokens,
    )


def _predictors(found: Evaluation) -> Bars:
    rows = [
        (predictor_name(found, name), score.bits_per_byte, score.interval)
        for name, score in found.scores.items()
    ]
    return bars(rows, predictor_name(found, "model"))


def _chapters(found: Evaluation) -> list[tuple[str, Bars]]:
    return [
        (
            text.name,
            bars([(_label(name), s.bits_per_byte, s.interval) for name, s in text.chapters]),
        )
        for text in found.texts
        if text.chapters
    ]


def _label(chapter: str) -> str:
    name = chapter or message("evaluate.before_chapters")
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"


def _curves(found: Evaluation) -> list[tuple[str, Sequence[tuple[float, float]]]]:
    assert found.curves is not None
    return [
        (message("evaluate.curve_training"), found.curves.training),
        (message("evaluate.curve_validation"), found.curves.validation),
    ]
