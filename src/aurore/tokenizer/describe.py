"""What a tokenizer does with a text, for people to see."""

from collections.abc import Iterable
from dataclasses import dataclass

from tokenizers import Tokenizer

SAMPLE_CHARS = 200_000  # guess: enough for three digits of tokens per word


@dataclass(frozen=True)
class Token:
    """A token as the network gets it (`id`), as the tokenizer writes it, and as we read it."""

    id: int
    token: str
    text: str


def show_tokens(tokenizer: Tokenizer, text: str) -> list[Token]:
    """The tokens of `text`. In `token`, Ġ is a space and Ċ a new line; `text` has them plain."""
    encoding = tokenizer.encode(text)
    pieces = [text[start:end] for start, end in encoding.offsets]
    return [
        Token(i, token, piece)
        for i, token, piece in zip(encoding.ids, encoding.tokens, pieces, strict=True)
    ]


def tokens_per_word(tokenizer: Tokenizer, texts: Iterable[str]) -> float:
    """Tokens for one word (run of characters without spaces), over a sample of the texts."""
    tokens = words = chars = 0
    for text in texts:
        tokens += len(tokenizer.encode(text).ids)
        words += len(text.split())
        chars += len(text)
        if chars >= SAMPLE_CHARS:
            break
    return tokens / max(words, 1)
