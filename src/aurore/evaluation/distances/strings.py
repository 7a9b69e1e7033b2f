"""Distances that look at signs and words only: no model is asked.

`rapidfuzz` counts edits, `sacrebleu` computes chrF and BLEU with the settings its papers print.
"""

from rapidfuzz.distance import Levenshtein
from tokenizers import Tokenizer


def character_error_rate(reference: str, other: str) -> float:
    """CER: signs to insert, delete or replace, for each sign of the reference."""
    return Levenshtein.distance(reference, other) / max(len(reference), 1)


def word_error_rate(reference: str, other: str) -> float:
    """WER: the same with words, as they stand between spaces."""
    theirs, ours = reference.split(), other.split()
    return Levenshtein.distance(theirs, ours) / max(len(theirs), 1)


def token_error_rate(tokenizer: Tokenizer, reference: str, other: str) -> float:
    """The same with the tokens of a model."""
    theirs, ours = (tokenizer.encode(t, add_special_tokens=False).ids for t in (reference, other))
    return Levenshtein.distance(theirs, ours) / max(len(theirs), 1)


def chrf(reference: str, other: str) -> float:
    """1 - chrF2: what the runs of up to six signs do not share (Popović 2015)."""
    from sacrebleu.metrics.chrf import CHRF

    return 1 - float(CHRF().sentence_score(other, [reference]).score) / 100


def bleu(reference: str, other: str) -> float:
    """1 - BLEU: what the runs of up to four words do not share (Papineni et al. 2002).

    Orders without a match count as half a match of the one before (exponential smoothing), as
    sacrebleu does for single sentences.
    """
    from sacrebleu.metrics.bleu import BLEU

    return 1 - float(BLEU(effective_order=True).sentence_score(other, [reference]).score) / 100
