"""How the measures have a model write: passages, and long texts made of them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aurore.base.settings import GenerateSettings
from aurore.corpus.cleaning.typography import unify

Write = Callable[[str, GenerateSettings], str]
"""(opening, settings) → what the model writes after it. Several may be asked for at once."""
AT_ONCE = 20  # texts that the engine writes together (guess: it takes 32)
PROMPT = "Il"  # guess: says little of what follows
TOKENS_AT_ONCE = 400  # guess: about 300 words, longer than most contexts see


def write_all(write: Write, asked: Sequence[tuple[str, GenerateSettings]]) -> list[str]:
    """What the model writes after each opening, in their order."""
    with ThreadPoolExecutor(AT_ONCE) as together:
        return list(together.map(lambda one: write(*one), asked))


def write_texts(
    write: Write, words: int, count: int, on_words: Callable[[int], None] = lambda words: None
) -> list[str]:
    """`count` texts of at least `words` words, in the typography of the books.

    Each is made of passages that all begin with `PROMPT`; text and passage give the seed.
    """

    def one(number: int) -> str:
        passages: list[str] = []
        size = 0
        while size < words:
            seed = 1000 * number + len(passages)
            settings = GenerateSettings(tokens=TOKENS_AT_ONCE, seed=seed)
            passages.append(PROMPT + write(PROMPT, settings))
            written = len(passages[-1].split())
            size += written
            on_words(written)
        lines = (line for passage in passages for line in passage.split("\n") if line.strip())
        return "\n".join(map(unify, lines))

    with ThreadPoolExecutor(AT_ONCE) as together:
        return list(together.map(one, range(1, count + 1)))


@dataclass(frozen=True)
class Writing:
    """What a model is to write for its measures."""

    write: Write
    copy_curves: bool = False
    """Also at each temperature."""
    samples: int = 0
    """Long texts, to tell whose habits they have."""
    on_words: Callable[[int], None] = lambda words: None
    """Told how many words of them have come."""
