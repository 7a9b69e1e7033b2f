"""How a word became tokens: the merges of byte-pair encoding, one after the other."""

import json
from dataclasses import dataclass
from itertools import pairwise

from tokenizers import Tokenizer


@dataclass(frozen=True)
class Step:
    """The pieces of a word after a merge."""

    pieces: tuple[str, ...]
    """As people read them; half a letter is « · »."""
    rank: int | None = None
    """The number of the merge, learned in that order from 1; `None` before the first."""
    made: int | None = None
    """Which of the pieces the merge made."""


def merge_ranks(tokenizer: Tokenizer) -> dict[tuple[str, str], int]:
    """Pairs of tokens and when they were merged; empty for a tokenizer that is no BPE."""
    merges = json.loads(tokenizer.to_str())["model"].get("merges", [])
    pairs = (merge.split(" ", 1) if isinstance(merge, str) else merge for merge in merges)
    return {(left, right): rank for rank, (left, right) in enumerate(pairs, 1)}


def merge_steps(tokenizer: Tokenizer, word: str) -> list[Step]:
    """From the bytes of a word to its tokens, always merging the pair that was learned first.

    The word is taken as it stands after a space, which is its first byte.
    """
    ranks = merge_ranks(tokenizer)
    [(bytes_, _), *_] = tokenizer.pre_tokenizer.pre_tokenize_str(" " + word.strip())
    pieces = list(bytes_)
    steps = [_step(tokenizer, pieces)]
    while len(pieces) > 1:
        pairs = pairwise(pieces)
        known = [(ranks[pair], at) for at, pair in enumerate(pairs) if pair in ranks]
        if not known:
            break
        rank, at = min(known)
        pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
        steps.append(_step(tokenizer, pieces, rank, at))
    return steps


def _step(
    tokenizer: Tokenizer, pieces: list[str], rank: int | None = None, made: int | None = None
) -> Step:
    read = (str(tokenizer.decoder.decode([piece])) for piece in pieces)
    return Step(tuple(text.replace("\ufffd", "·") for text in read), rank, made)
