"""`aurore evaluate --folds` and `--seeds`: the same training on other books, with other dice."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import FEWEST_FOLDS, MOST_FOLDS, TrainSettings
from aurore.base.workspace import write_atomically
from aurore.cli.shell import Shell, table

if TYPE_CHECKING:
    from aurore.evaluation.folds import CrossValidation

MINUTES = 2.0  # of each training (guess: enough to beat counting, and five still fit in a break)


def run_folds(
    shell: Shell,
    folds: int,
    seeds: int,
    minutes: float | None,
    mirror: str | None,
    report: Path | None,
) -> None:
    """Trains and scores, shows the table, writes the scores and the report."""
    from aurore.evaluation.folds import FOLDER, cross_validate
    from aurore.evaluation.report.folds import folds_page
    from aurore.generation.scorer import EngineScorer

    if folds and not FEWEST_FOLDS <= folds <= MOST_FOLDS:
        raise UserError("bad_folds", fewest=FEWEST_FOLDS, most=MOST_FOLDS)
    each = MINUTES if minutes is None else minutes
    count = max(folds, 1) * seeds
    shell.say("folds.will", count=count, minutes=each, total=count * each)
    with shell.progress() as bar:
        task = bar.add_task(message("folds.preparing"), total=None)
        found = cross_validate(
            TrainSettings(minutes=each),
            shell.workspace,
            folds,
            [TrainSettings.seed + i for i in range(seeds)],
            EngineScorer,
            mirror,
            lambda trial: _watcher(shell, bar, task, trial),
        )
    _show(shell, found)
    data = found.as_data() | {"minutes": each}
    folder = shell.workspace.root / FOLDER
    with write_atomically(folder / "scores.json") as path:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    report = report or folder / "report.html"
    with write_atomically(report) as path:
        path.write_text(folds_page(found, each), encoding="utf-8", newline="\n")
    shell.say("evaluate.report_written", path=str(report))
    shell.answer(data)


def _watcher(shell: Shell, bar: Any, task: Any, trial: Any) -> Any:
    """Says what begins, then moves the bar."""
    from aurore.training.train import Watcher

    shell.say("folds.begins", **vars(trial) | {"books": ", ".join(trial.books)})
    return Watcher(
        on_step=lambda step: bar.update(
            task,
            total=step.steps,
            completed=step.step,
            description=message("train.live", **vars(step)),
        )
    )


def _show(shell: Shell, found: "CrossValidation") -> None:
    from aurore.evaluation.report.folds import fold_sentences

    seeds = [message("folds.seed", seed=seed) for seed in found.seeds]
    shown = table(
        message("folds.books"), *seeds, message("evaluate.name_kneser_ney"), numbers=len(seeds) + 1
    )
    for fold in found.folds:
        values = [*fold.bits, fold.kneser_ney]
        figures = [message("evaluate.three", value=value) for value in values]
        shown.add_row(", ".join(fold.books), *figures)
    shell.show(shown)
    for sentence in fold_sentences(found):
        shell.plain(sentence)
