"""The model that comes with Aurore: small, opened by others, as good as its page says."""

import re
from pathlib import Path

import pytest
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoTokenizer

from aurore.base.records import Book
from aurore.base.settings import EvaluateSettings, GenerateSettings
from aurore.base.workspace import Workspace
from aurore.corpus.cleaning.book import clean_book
from aurore.evaluation.evaluate import evaluate
from aurore.generation.scorer import EngineScorer
from aurore.generation.writer import Writer
from aurore.model.choose import AURORE_BASE, AURORE_SAND, embedded_model

ROOT = Path(__file__).parents[2]
BOOKS = ROOT.parent / "shared" / "corpus" / "gutenberg"


def test_it_is_small_and_in_half_precision() -> None:
    files = list(embedded_model().parent.glob("*/*"))
    assert sum(path.stat().st_size for path in files) < 20_000_000
    with safe_open(str(embedded_model() / "model.safetensors"), framework="pt") as tensors:
        kinds = {tensors.get_slice(name).get_dtype() for name in tensors.keys()}  # noqa: SIM118
    assert kinds == {"F16"}


def test_transformers_opens_it() -> None:
    model = AutoModelForCausalLM.from_pretrained(str(embedded_model()), local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(str(embedded_model()), local_files_only=True)
    assert model.config.vocab_size == len(tokenizer) == 4096
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    assert f"{model.num_parameters():,} weights" in page


def test_it_writes_french() -> None:
    writer = Writer(embedded_model(), "embedded")
    texts = [
        writer.write("Cette jeune femme était assise", GenerateSettings(tokens=60, seed=seed)).text
        for seed in range(3)
    ]
    words = re.findall(r"\w+", " ".join(texts).lower())
    common = {"de", "la", "le", "et", "il", "elle", "que", "un", "une", "les", "à", "en", "qui"}
    assert len(words) > 100
    assert 0.15 < sum(word in common for word in words) / len(words) < 0.6
    assert len(set(words)) > 50


@pytest.mark.books
@pytest.mark.parametrize("name", [AURORE_BASE, AURORE_SAND])
def test_its_figure_in_the_documentation_is_the_one_it_gets(tmp_path: Path, name: str) -> None:
    book = (BOOKS / "files" / "23582" / "23582-0.txt").read_bytes()
    cleaned = clean_book(Book("23582", "La Mare au Diable", "Sand", "fr"), book)
    text = tmp_path / "mare.txt"
    text.write_text("\n\n".join(p.text for p in cleaned.paragraphs), encoding="utf-8")
    found = evaluate(EvaluateSettings(), Workspace(tmp_path), name, text, EngineScorer)
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    claimed = re.search(rf"\| `{name}` \| \*\*([\d.]+)\*\*", page)
    assert claimed
    assert found.scores["model"].bits_per_byte == pytest.approx(float(claimed[1]), abs=0.002)
