"""The figure is right: against sums done by hand, and against what must be true of it."""

import lzma
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from aurore.base.settings import EvaluateSettings, TokenizeSettings
from aurore.evaluation.baselines import unigram, xz_primed
from aurore.evaluation.bits_per_byte import Score, score_text, sum_bits, windows
from aurore.model.network import build
from aurore.model.sizes import Size
from aurore.tokenizer.bpe import END_OF_TEXT_ID, train_tokenizer

TINY = Size("tiny", width=64, layers=2, minutes=0)
TEXT = "Il était une fois, au bord de l’étang, une fileuse. — Oui, dit-elle."
TOKENIZER = train_tokenizer([TEXT] * 3, TokenizeSettings(vocab_size=300))


@given(st.integers(1, 300), st.integers(2, 40), st.integers(1, 40))
def test_every_token_is_scored_once_with_enough_before_it(n: int, window: int, stride: int) -> None:
    stride = min(stride, window)
    inputs, targets = windows(list(range(1, n + 1)), window, stride)
    scored = targets[targets != -1]
    assert scored.tolist() == list(range(1, n + 1))
    for row, target in zip(inputs[1:], targets[1:], strict=True):
        seen_before = int(np.argmax(target != -1)) + 1
        assert seen_before >= window - stride + 1 or window == stride
        known = target != -1
        assert (row[known] == target[known] - 1).all()


def test_one_window_equals_the_sum_done_by_hand() -> None:
    model = build(TINY, 300, 64, seed=0).eval()
    ids = TOKENIZER.encode(TEXT).ids[:40]
    with torch.no_grad():
        logits = model(torch.tensor([[END_OF_TEXT_ID, *ids[:-1]]])).logits[0]
    by_hand = -logits.log_softmax(-1)[range(len(ids)), ids].sum().item() / math.log(2)
    assert sum_bits(model, ids, EvaluateSettings(window=64, stride=32)) == pytest.approx(by_hand)


def test_a_network_that_knows_nothing_needs_log2_of_the_vocabulary() -> None:
    model = build(TINY, 300, 64, seed=0).eval()
    with torch.no_grad():
        model.lm_head.weight.zero_()
    score = score_text(model, TOKENIZER, TEXT, EvaluateSettings(window=16, stride=8))
    assert score.perplexity_per_token == pytest.approx(300)
    assert score.bits == pytest.approx(score.tokens * math.log2(300))
    assert score.bytes == len(TEXT.encode()) and score.words == len(TEXT.split())


def test_training_beats_ignorance(trained) -> None:
    from aurore.corpus.dataset import read_books
    from aurore.tokenizer.bpe import load_tokenizer

    workspace, result = trained
    text = next(text for _, text in read_books(workspace, "test"))[:4000]
    tokenizer = load_tokenizer(workspace.tokenizer)
    ignorant = build(result.plan.size, result.plan.vocab_size, 64, seed=5).eval()
    settings = EvaluateSettings(window=64, stride=32)
    learned = score_text(result.model, tokenizer, text, settings).bits_per_byte
    assert learned < 0.9 * score_text(ignorant, tokenizer, text, settings).bits_per_byte


def test_the_unigram_is_the_entropy_of_counts() -> None:
    ids = TOKENIZER.encode("une").ids
    seen = [*TOKENIZER.encode(TEXT).ids, END_OF_TEXT_ID]
    counts = np.bincount(seen, minlength=TOKENIZER.get_vocab_size()) + 1
    bits = -sum(math.log2(counts[i] / counts.sum()) for i in ids)
    assert unigram(TOKENIZER, [TEXT], "une").bits == pytest.approx(bits)


def test_xz_is_what_the_real_compressor_adds() -> None:
    training, text = "La fileuse filait. " * 50, "La fileuse filait au bord de l’eau."
    score = xz_primed([training], text)
    assert 0 < score.bits < 8 * len(text.encode())
    known = xz_primed([training], training[:200])
    assert known.bits_per_byte < score.bits_per_byte
    assert score.bits / 8 < len(lzma.compress(text.encode()))


def test_the_perplexity_of_a_hopeless_predictor_is_a_number() -> None:
    assert math.isfinite(Score(bits=1e9, bytes=10, words=2).perplexity_per_word)
