"""Who finds the sentences: our rules, or Punkt for a comparison."""

from collections.abc import Callable

from aurore.corpus.sentences.punkt import punkt_ends
from aurore.corpus.sentences.split import sentence_ends

Segmenter = Callable[[str], list[int]]
"""Paragraphs, one a line → the offsets of the ends of sentences inside them."""
SEGMENTERS: dict[str, Segmenter] = {"aurore": sentence_ends, "punkt": punkt_ends}
