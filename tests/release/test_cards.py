"""The card says what the run's files say."""

from aurore.base.settings import EvaluateSettings
from aurore.evaluation.evaluate import evaluate
from aurore.generation.scorer import EngineScorer
from aurore.release.cards import write_model_card


def test_the_card_names_books_figures_and_limits(trained) -> None:
    workspace, result = trained
    found = evaluate(EvaluateSettings(), workspace, "demo", None, EngineScorer)
    text = write_model_card(workspace, "demo").read_text(encoding="utf-8")
    assert text.startswith("---\nlanguage: fr")
    assert "Le Moulin des Deux-Eaux" in text
    bits = f"{found.scores['model'].bits_per_byte:.3f}".replace(".", ",")
    assert f"**{bits} bits par octet**" in text
    assert result.plan.corpus_sha256[:12] in text
    assert "recopier" in text
