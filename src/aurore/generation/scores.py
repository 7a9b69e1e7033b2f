"""What the network thinks of a text, token by token, and what it would write next."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from aurore.base.settings import GenerateSettings
from aurore.generation.sampling import likeliest
from aurore.generation.texts import Request
from aurore.generation.writer import Writer

WORD_TOKENS = 6  # of a suggested word, at most (guess: long French words have four)
CANDIDATES = 8  # tokens tried as the beginning of a word, for three words (guess)


@dataclass(frozen=True)
class Scored:
    """A token of a text."""

    id: int
    text: str
    start: int
    """Where it begins in the text."""
    log_probability: float | None = None
    """ln p after all that comes before; `None` when it was not asked for."""


def tokens_of(writer: Writer, text: str) -> list[Scored]:
    """How the network cuts a text, in the typography of the books."""
    found = writer.tokenizer.encode(text, add_special_tokens=False)
    cut = zip(found.ids, _apart(found.offsets), strict=True)
    return [Scored(id, text[start:end], start) for id, (start, end) in cut]


def _apart(offsets: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The places of tokens; one that goes on with the bytes of a sign has no sign of its own."""
    last = 0
    for start, end in offsets:
        yield max(start, last), end
        last = end


def score(writer: Writer, text: str) -> list[Scored]:
    """Each token of a clean text with its probability, the text being the first of a book.

    Beyond the context each token is given after at least half a context of others.
    """
    first, *ids = writer.ids(text)
    half = writer.engine.shape.context // 2
    logs: list[float] = []
    for start in range(0, max(len(ids), 1), half):
        seen = [first, *ids][max(start - half + 1, 0) : start + half + 1]
        logs += writer.engine.log_probabilities(seen)[-len(ids[start : start + half]) :]
    offsets = writer.tokenizer.encode("\n" + text, add_special_tokens=False).offsets[1:]
    cut = zip(ids, _apart([(start - 1, end - 1) for start, end in offsets]), logs, strict=True)
    return [Scored(id, text[start:end], start, log) for id, (start, end), log in cut]


def next_tokens(writer: Writer, beginning: str, count: int) -> list[tuple[str, float]]:
    """The likeliest next tokens after a clean text, with their probability."""
    logs = writer.engine.next_probabilities(writer.ids(beginning))
    return [(writer.tokenizer.decode([int(i)]), math.exp(logs[i])) for i in likeliest(logs, count)]


def suggest(writer: Writer, beginning: str, count: int) -> list[tuple[str, float]]:
    """Whole words that may come next, likeliest first, with the probability of their beginning.

    A word that was begun is ended; the likeliest tokens are tried as beginnings, all at once.
    """
    ids = writer.ids(beginning)
    logs = writer.engine.next_probabilities(ids)
    greedy = GenerateSettings(temperature=0)
    tried = []
    for candidate in likeliest(logs, CANDIDATES):
        request = Request([*ids, int(candidate)], greedy, 0, WORD_TOKENS)
        tried.append((int(candidate), writer.engine.submit(request)))
    words: dict[str, float] = {}
    for candidate, stream in tried:
        rest = [token.id for token in stream]
        word = first_word(writer.tokenizer.decode([candidate, *rest]))
        if word:
            words[word] = words.get(word, 0.0) + math.exp(logs[candidate])
    return sorted(words.items(), key=lambda item: -item[1])[:count]


def first_word(text: str) -> str:
    """The first word of what the network wrote, with the space before it; `""` if it has none."""
    words = text.split()
    if not words or not any(sign.isalnum() for sign in words[0]):
        return ""
    bare = words[0].rstrip(",;:.!?…»)")
    lead = text[: len(text) - len(text.lstrip())]
    whole = len(text.rstrip()) < len(text) or len(words) > 1
    return lead + bare if whole or len(bare) > 1 else ""
