"""Who finds the sentences: our rules, or Punkt for a comparison."""

from collections.abc import Callable
from functools import partial

from aurore.corpus.sentences.english import english_ends
from aurore.corpus.sentences.punkt import punkt_ends
from aurore.corpus.sentences.split import sentence_ends

Segmenter = Callable[[str], list[int]]
"""Paragraphs, one a line → the offsets of the ends of sentences inside them."""
RULES: dict[str, Segmenter] = {"fr": sentence_ends, "en": english_ends}


def segmenter(name: str, language: str) -> Segmenter:
    """`aurore` or `punkt` for a language; one without rules of its own gets those of French."""
    if name == "punkt":
        return partial(punkt_ends, language=language)
    return RULES.get(language, sentence_ends)
