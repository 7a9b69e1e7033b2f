"""The engine's probabilities are those of the published weights."""

import math

import numpy as np
import pytest
import torch

from aurore.base.settings import EvaluateSettings, TokenizeSettings
from aurore.evaluation.bits_per_byte import token_bits
from aurore.generation.scorer import EngineScorer
from aurore.model.choose import embedded_model
from aurore.model.network import build, load, save
from aurore.model.sizes import Size
from aurore.tokenizer.bpe import END_OF_TEXT_ID, load_tokenizer, save_tokenizer, train_tokenizer

TEXT = "Il était une fois, au bord de l’étang, une fileuse. — Oui, dit-elle, et l’eau dort. " * 9


@pytest.fixture(scope="module")
def embedded() -> EngineScorer:
    return EngineScorer(embedded_model())


def test_bits_equal_those_of_plain_transformers(embedded: EngineScorer) -> None:
    """An independent sliding window over the logits of `transformers`, to 1e-4 bits per byte."""
    ids = load_tokenizer(embedded_model()).encode(TEXT).ids
    window, stride = 64, 32
    bits = token_bits(embedded, ids, EvaluateSettings(window, stride))
    model, text = load(embedded_model()), [END_OF_TEXT_ID, *ids]
    expected = 0.0
    for position in range(len(ids)):
        step = max(0, -(-(position + 1 - window) // stride))
        seen = text[step * stride : position + 1]
        with torch.no_grad():
            logits = model(torch.tensor([seen])).logits[0, -1].double()
        expected -= logits.log_softmax(-1)[ids[position]].item() / math.log(2)
    size = len(TEXT.encode())
    assert bits.sum() / size == pytest.approx(expected / size, abs=1e-4)


def test_the_next_token_has_the_same_probabilities(embedded: EngineScorer) -> None:
    ids = [END_OF_TEXT_ID, *load_tokenizer(embedded_model()).encode("Il était une").ids]
    found = embedded.next_log_probabilities([ids, ids[:2]])
    with torch.no_grad():
        logits = load(embedded_model())(torch.tensor([ids])).logits[0].log_softmax(-1)
    np.testing.assert_allclose(found[0], logits[-1].numpy(), atol=1e-3)
    np.testing.assert_allclose(found[1], logits[1].numpy(), atol=1e-3)


def test_states_are_those_of_the_last_layer(embedded: EngineScorer) -> None:
    ids = [END_OF_TEXT_ID, *load_tokenizer(embedded_model()).encode("La petite Fadette").ids]
    with torch.no_grad():
        expected = load(embedded_model()).model(torch.tensor([ids])).last_hidden_state[0].numpy()
    np.testing.assert_allclose(embedded.states(ids), expected, atol=2e-3)


def test_a_network_that_knows_nothing_needs_log2_of_the_vocabulary(tmp_path) -> None:
    tokenizer = train_tokenizer([TEXT], TokenizeSettings(vocab_size=300))
    model = build(Size("tiny", width=64, layers=1, minutes=0), 300, 64, seed=0).eval()
    with torch.no_grad():
        model.lm_head.weight.zero_()
    save(model, tmp_path)
    save_tokenizer(tokenizer, tmp_path)
    ids = tokenizer.encode(TEXT).ids
    bits = token_bits(EngineScorer(tmp_path), ids, EvaluateSettings(16, 8))
    np.testing.assert_allclose(bits, math.log2(300), atol=1e-5)
