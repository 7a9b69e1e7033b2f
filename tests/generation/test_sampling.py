"""The choice of the next token is that of transformers, setting by setting."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers.generation import logits_process as theirs

from aurore.base.errors import UserError
from aurore.base.settings import GenerateSettings
from aurore.generation.sampling import Sampler, explained, likeliest

SIZE = 40


def drawn(logits: np.ndarray, ids: list[int], settings: GenerateSettings, times: int) -> np.ndarray:
    """How often each token comes."""
    counts = np.zeros(SIZE)
    for seed in range(times):
        counts[Sampler(settings, seed).draw(logits, ids)] += 1
    return counts / times


def expected(logits: np.ndarray, ids: list[int], settings: GenerateSettings) -> np.ndarray:
    """The probabilities after transformers' own processors, in their own order."""
    scores, before = torch.tensor(logits)[None], torch.tensor([ids])
    chain = [
        theirs.RepetitionPenaltyLogitsProcessor(settings.repetition_penalty),
        *([theirs.NoRepeatNGramLogitsProcessor(n)] if (n := settings.no_repeat_ngram) else []),
        theirs.TemperatureLogitsWarper(settings.temperature),
        *([theirs.TopKLogitsWarper(settings.top_k)] if settings.top_k else []),
        theirs.TopPLogitsWarper(settings.top_p),
        *([theirs.MinPLogitsWarper(settings.min_p)] if settings.min_p else []),
    ]
    for step in chain:
        scores = step(before, scores)
    return scores.softmax(-1)[0].numpy()


@pytest.mark.parametrize(
    "settings",
    [
        GenerateSettings(top_k=0, top_p=1.0, temperature=1.0),
        GenerateSettings(top_k=5, top_p=1.0, temperature=0.7),
        GenerateSettings(top_k=0, top_p=0.8, temperature=1.3),
        GenerateSettings(top_k=20, top_p=0.9, min_p=0.1),
        GenerateSettings(repetition_penalty=1.8),
        GenerateSettings(no_repeat_ngram=2, temperature=1.5),
        GenerateSettings(no_repeat_ngram=1, top_k=0, top_p=1.0),
    ],
    ids=str,
)
def test_tokens_come_as_often_as_transformers_would_have_them(settings: GenerateSettings) -> None:
    logits = np.random.default_rng(3).normal(0, 1.5, SIZE).astype(np.float32)
    ids = [1, 2, 3, 1, 2, 7, 1]
    wanted = expected(logits, ids, settings)
    found = drawn(logits, ids, settings, 4000)
    assert not found[wanted == 0].any()
    assert found == pytest.approx(wanted, abs=0.035)


@given(st.integers(0, 10**6), st.floats(0.05, 5), st.integers(0, 60), st.floats(0.01, 1))
def test_any_settings_give_a_token(seed: int, heat: float, top_k: int, top_p: float) -> None:
    logits = np.random.default_rng(seed).normal(0, 4, SIZE).astype(np.float32)
    settings = GenerateSettings(temperature=heat, top_k=top_k, top_p=top_p)
    assert 0 <= Sampler(settings, seed).draw(logits, [1]) < SIZE


@given(st.integers(0, 10**6), st.integers(1, 400), st.integers(1, 60))
def test_the_likeliest_are_those_a_sort_would_put_first(seed: int, size: int, count: int) -> None:
    logits = np.random.default_rng(seed).integers(-9, 9, size).astype(np.float32)  # many equals
    expected = sorted(range(size), key=lambda i: (-logits[i], i))[:count]
    assert likeliest(logits, count).tolist() == expected


def test_without_heat_the_likeliest_comes() -> None:
    logits = np.arange(SIZE, dtype=np.float32)
    assert Sampler(GenerateSettings(temperature=0), 1).draw(logits, [1]) == SIZE - 1


def test_next_to_no_heat_is_no_heat() -> None:
    row = np.array([1.0, 3.0, 2.9], np.float32)
    for heat in (1e-320, 1e-30, 1e-4):
        assert Sampler(GenerateSettings(temperature=heat, top_p=1.0), 1).draw(row, [0]) == 1


def test_a_text_never_says_the_same_three_tokens_twice() -> None:
    sampler = Sampler(GenerateSettings(no_repeat_ngram=3, temperature=0.1, top_k=2), 1)
    logits, ids = np.linspace(0, 3, SIZE).astype(np.float32), [1]
    for _ in range(200):
        ids.append(sampler.draw(logits, ids))
    threes = list(zip(ids, ids[1:], ids[2:], strict=False))
    assert len(threes) == len(set(threes))


def test_what_is_told_of_a_token_adds_up() -> None:
    logits = np.random.default_rng(1).normal(0, 2, SIZE).astype(np.float32)
    token = explained(logits, 3, SIZE)
    assert sum(np.exp(log) for _, log in token.alternatives) == pytest.approx(1)
    assert dict(token.alternatives)[3] == token.log_probability


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_p": 1.0},
        {"repetition_penalty": 0.5},
        {"no_repeat_ngram": -1},
        {"until": "page"},
        {"stop": ("",)},
        {"stop": ("a",) * 5},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict) -> None:
    with pytest.raises(UserError):
        GenerateSettings(**wrong)
