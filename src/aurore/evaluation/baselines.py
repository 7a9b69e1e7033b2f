"""What simpler predictors make of the same bytes, so that a figure means something."""

from collections.abc import Callable, Sequence

import numpy as np
from tokenizers import Tokenizer

from aurore.evaluation.bits_per_byte import Bits, by_paragraph
from aurore.evaluation.compressors import COMPRESSORS, added_bits
from aurore.evaluation.kneser_ney import Ids, KneserNey
from aurore.evaluation.scores import Score, Surprise, together
from aurore.evaluation.texts import Text
from aurore.tokenizer.blocks import pack


class Baselines:
    """Predictors that know the training books, and nothing else."""

    def __init__(self, tokenizer: Tokenizer, end: int, training: Sequence[Text]) -> None:
        """Args: end: the token that ends a book."""
        self._tokenizer = tokenizer
        books = [text.whole for text in training]
        self._training = "\n".join(books).encode() + b"\n"
        ids = pack(tokenizer, books, end).astype(np.int64)
        size = tokenizer.get_vocab_size()
        self._predictors: dict[str, Callable[[Ids], Bits]] = {
            "unigram": unigram(ids, size),
            "kneser_ney": KneserNey(ids, size, end).bits,
        }

    def scores(self, texts: Sequence[Text]) -> dict[str, Score]:
        """By predictor, of all the texts together, each begun afresh."""
        found = {}
        for name, predict in self._predictors.items():
            found[name] = together([self._surprise(text, predict) for text in texts])
        whole = "\n".join(text.whole for text in texts).encode()
        for name, compress in COMPRESSORS.items():
            bits = added_bits(compress, self._training, whole)
            found[name] = _sized(texts, bits)
        return found

    def kneser_ney(self, text: Text) -> Score:
        """Of one text, by the n-grams."""
        return self._surprise(text, self._predictors["kneser_ney"]).score()

    def _surprise(self, text: Text, predict: Callable[[Ids], Bits]) -> Surprise:
        encoding = self._tokenizer.encode(text.whole, add_special_tokens=False)
        bits = predict(np.array(encoding.ids, dtype=np.int64))
        return Surprise(text, by_paragraph(text, encoding, bits), len(encoding.ids))


def unigram(training: Ids, size: int) -> Callable[[Ids], Bits]:
    """Tokens drawn by their frequency in the training text, add-one smoothed."""
    counts = np.bincount(training, minlength=size) + 1.0
    surprise = -np.log2(counts / counts.sum())
    return lambda ids: surprise[ids]


def _sized(texts: Sequence[Text], bits: float) -> Score:
    """A score of which only the sum is known."""
    return Score(
        bits,
        sum(int(text.bytes.sum()) for text in texts),
        sum(int(text.chars.sum()) for text in texts),
        sum(int(text.words.sum()) for text in texts),
    )
