"""The figure is right: against sums done by hand, and against what must be true of it."""

import lzma
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aurore.base.settings import EvaluateSettings, TokenizeSettings
from aurore.evaluation.baselines import Baselines, unigram
from aurore.evaluation.bits_per_byte import by_paragraph, token_bits, windows
from aurore.evaluation.compressors import COMPRESSORS, added_bits, xz
from aurore.evaluation.kneser_ney import KneserNey
from aurore.evaluation.scores import Score, Surprise, interval
from aurore.evaluation.texts import Text
from aurore.tokenizer.bpe import END_OF_TEXT_ID, train_tokenizer

LINE = "Il était une fois, au bord de l’étang, une fileuse. — Oui, dit-elle."
TOKENIZER = train_tokenizer([LINE] * 3, TokenizeSettings(vocab_size=300))
BOOK = Text("Conte", (LINE, "L’eau dort.", LINE), ("I", "I", "II"))


class Counting:
    """A predictor whose probabilities are known: ids rise by one, with 1/2 for each."""

    context, vocabulary, end = 64, 300, END_OF_TEXT_ID

    def log_probabilities(self, rows, skip):
        for row in rows:
            assert (np.diff(row) == 1).all(), "a window jumps"
        sizes = [len(row) - 1 - first for row, first in zip(rows, skip, strict=True)]
        return [np.full(size, -math.log(2)) for size in sizes]


@given(st.integers(1, 300), st.integers(2, 40), st.integers(1, 40))
def test_every_token_is_scored_once_with_enough_before_it(n: int, window: int, stride: int) -> None:
    stride = min(stride, window)
    spans = windows(n, window, stride)
    assert [i for _, new, stop in spans for i in range(new, stop)] == list(range(n))
    assert all(stop - start <= window for start, _, stop in spans)
    assert all(new - start >= window - stride for start, new, _ in spans[1:])
    bits = token_bits(
        Counting(), range(END_OF_TEXT_ID + 1, n + 1), EvaluateSettings(window, stride)
    )
    assert bits.tolist() == pytest.approx([1.0] * n)


def test_no_token_no_bits() -> None:
    assert token_bits(Counting(), [], EvaluateSettings()).shape == (0,)


def test_the_bits_of_a_token_go_to_the_paragraph_it_stands_in() -> None:
    encoding = TOKENIZER.encode(BOOK.whole)
    bits = by_paragraph(BOOK, encoding, np.ones(len(encoding.ids)))
    expected = [len(TOKENIZER.encode(text + "\n").ids) for text in BOOK.paragraphs]
    assert bits.tolist() == [*expected[:-1], expected[-1] - 1]


def test_sizes_are_those_of_the_whole_text() -> None:
    assert BOOK.bytes.sum() == len(BOOK.whole.encode())
    assert BOOK.chars.sum() == len(BOOK.whole)
    assert BOOK.words.sum() == len(BOOK.whole.split())


def test_chapters_add_up_to_the_text() -> None:
    one = Surprise(BOOK, np.array([10.0, 2.0, 30.0]), 9)
    chapters = dict(one.by_chapter())
    assert list(chapters) == ["I", "II"]
    assert sum(score.bits for score in chapters.values()) == one.score().bits == 42
    assert sum(score.bytes for score in chapters.values()) == one.score().bytes


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """200 texts of 60 paragraphs drawn from a known ratio of 2: about 95 % of intervals hold it."""
    generator = np.random.default_rng(1)
    hits = 0
    for _ in range(200):
        sizes = generator.integers(50, 400, 60)
        low, high = interval(sizes * generator.normal(2, 0.5, 60), sizes)
        hits += low <= 2 <= high
    assert 180 <= hits <= 199
    assert interval(np.ones(4), np.ones(4, dtype=np.int64)) is None


def test_the_unigram_is_the_entropy_of_counts() -> None:
    ids = TOKENIZER.encode("une").ids
    seen = np.array([*TOKENIZER.encode(LINE).ids, END_OF_TEXT_ID])
    counts = np.bincount(seen, minlength=TOKENIZER.get_vocab_size()) + 1
    expected = -sum(math.log2(counts[i] / counts.sum()) for i in ids)
    found = unigram(seen, TOKENIZER.get_vocab_size())(np.array(ids))
    assert found.sum() == pytest.approx(expected)


def by_hand(training: list[int], vocabulary: int, order: int, context: tuple[int, ...], word: int):
    """Interpolated Kneser-Ney from its definition, slowly: p(word | context), one discount."""
    ring = training * 3
    start = len(training)

    def grams(n: int) -> list[tuple[int, ...]]:
        return [tuple(ring[i - n + 1 : i + 1]) for i in range(start, 2 * start)]

    def p(context: tuple[int, ...]) -> float:
        n = len(context) + 1
        if n == order:
            counts = Counter(grams(n))
        else:
            counts = Counter(gram[1:] for gram in set(grams(n + 1)))
        shorter = p(context[1:]) if context else 1 / vocabulary
        followed = {gram: c for gram, c in counts.items() if gram[:-1] == context}
        total = sum(followed.values())
        if not total:
            return shorter
        kept = max(counts[(*context, word)] - 0.75, 0) / total
        return kept + 0.75 * len(followed) / total * shorter

    return p(context)


def test_kneser_ney_is_its_definition() -> None:
    """On a text too short for other discounts than the fall-back one."""
    training = [1, 2, 3, 1, 2, 4, 1, 2, 3, 5, 0]
    model = KneserNey(np.array(training), 7, 0, order=3)
    text = [1, 2, 4, 6, 2, 3, 5]
    bits = model.bits(np.array(text))
    whole = [0, *text]
    for place, found in enumerate(bits, start=1):
        context = tuple(whole[max(place - 2, 0) : place])
        expected = by_hand(training, 7, 3, context, whole[place])
        assert 2**-found == pytest.approx(expected), place


def test_kneser_ney_shares_one_between_all_tokens() -> None:
    generator = np.random.default_rng(0)
    training = generator.zipf(1.6, 4000) % 50
    model = KneserNey(training, 50, 0)
    for context in (training[10:14], np.array([49, 48, 3, 2])):
        total = sum(2 ** -model.bits(np.array([*context, word]))[-1] for word in range(50))
        assert total == pytest.approx(1)


def test_compressors_add_less_for_what_they_know() -> None:
    training, text = ("La fileuse filait. " * 50).encode(), b"La fileuse filait au bord."
    for compress in COMPRESSORS.values():
        assert 0 < added_bits(compress, training, text) < 8 * len(text)
        assert added_bits(compress, training, training[:200]) < 8 * 60
    assert added_bits(xz, training, text) / 8 < len(lzma.compress(text))


def test_baselines_are_measured_on_the_same_bytes() -> None:
    scores = Baselines(TOKENIZER, END_OF_TEXT_ID, [BOOK]).scores([BOOK])
    assert set(scores) == {"unigram", "kneser_ney", "xz", "bzip2", "ppmd"}
    assert {score.bytes for score in scores.values()} == {len(BOOK.whole.encode())}
    assert scores["kneser_ney"].bits < scores["unigram"].bits


def test_the_perplexity_of_a_hopeless_predictor_is_a_number() -> None:
    assert math.isfinite(Score(bits=1e9, bytes=10, chars=10, words=2).perplexity_per_word)
