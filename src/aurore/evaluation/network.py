"""A model opened to be measured: its probabilities, its tokens, the window it is read through."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from aurore.base.errors import UserError
from aurore.base.settings import EvaluateSettings
from aurore.evaluation.bits_per_byte import Scorer, paragraph_bits, protocol
from aurore.evaluation.scores import Surprise
from aurore.evaluation.texts import Text
from aurore.tokenizer.reader import read_reader

OpenScorer = Callable[[Path], Scorer]
"""A model folder → its probabilities (`generation.scorer.EngineScorer`)."""


@dataclass(frozen=True)
class Network:
    """A model that can be asked how surprising a text is."""

    scorer: Scorer
    tokenizer: Tokenizer
    end: int
    """The token that ends a text."""
    settings: EvaluateSettings

    def surprise(self, text: Text) -> Surprise:
        """Of each paragraph."""
        return Surprise(text, *paragraph_bits(self.scorer, self.tokenizer, text, self.settings))


def open_network(folder: Path, settings: EvaluateSettings, open_scorer: OpenScorer) -> Network:
    """Opens a model folder.

    Raises:
        UserError: its tokenizer is that of another network.
    """
    scorer, reader = open_scorer(folder), read_reader(folder)
    if reader.largest_id >= scorer.vocabulary:
        tokens, known = reader.largest_id + 1, scorer.vocabulary
        raise UserError("mismatched_tokenizer", folder=folder, tokens=tokens, known=known)
    return Network(scorer, reader.tokenizer, reader.end, protocol(settings, scorer.context))
