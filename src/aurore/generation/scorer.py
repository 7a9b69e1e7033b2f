"""The probabilities that the inference engine gives, for the measures. Needs no torch.

In single precision, not in the 8 bits that writing uses: the figure is then that of the published
weights, to the fourth decimal (tests/generation/test_scorer.py).
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from aurore.generation.conversion import converted, read_config

PRECISION = "float32"
ROWS_AT_ONCE = 4  # measured: docs/LOG.md
ENTRANCE = ("model.embed_tokens.weight", "transformer.wte.weight", "wte.weight")
EXIT = ("lm_head.weight", *ENTRANCE)  # the same vectors serve at both ends unless the file says so


class EngineScorer:
    """A model folder as `aurore.evaluation.bits_per_byte.Scorer` wants it."""

    def __init__(self, model: Path) -> None:
        folder = converted(model, PRECISION)
        config = read_config(model)
        self.context: int = config.get("max_position_embeddings") or config["n_positions"]
        self._tokens: list[str] = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        self.vocabulary = len(self._tokens)
        # A worker for each core, a thread for each worker: they never wait for one another.
        workers = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
        self._generator = ctranslate2.Generator(
            str(folder), compute_type=PRECISION, inter_threads=workers, intra_threads=1
        )
        self._model = model
        self._from_logits: NDArray[np.float64] | None = None

    def log_probabilities(self, rows: Sequence[Sequence[int]]) -> list[NDArray[np.float64]]:
        """For each row of ids, ln p(ids[i] | ids[:i]) for i ≥ 1; shape (len(row) - 1,)."""
        found = self._generator.score_batch(self._named(rows), max_batch_size=ROWS_AT_ONCE)
        return [np.array(one.log_probs, dtype=np.float64) for one in found]

    def next_log_probabilities(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float64]:
        """ln p of every token after each row; shape (rows, vocabulary)."""
        found = np.empty((len(rows), len(self._tokens)))
        for first in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[first : first + ROWS_AT_ONCE]
            view = self._generator.forward_batch(self._named(some), return_log_probs=True)
            last = [len(row) - 1 for row in some]
            found[first : first + len(some)] = np.array(view)[range(len(some)), last]
        return found

    def states(self, ids: Sequence[int]) -> NDArray[np.float64]:
        """The vector the network makes of the text up to each token; shape (tokens, width).

        The engine gives no states, but they follow from the logits: logits = states · Eᵀ, where E
        holds the vectors at the exit, far more rows than columns.
        """
        if self._from_logits is None:
            self._from_logits = np.linalg.pinv(self._tensor(EXIT).T).astype(np.float64)
        view = self._generator.forward_batch(self._named([ids]), return_log_probs=False)
        states: NDArray[np.float64] = np.array(view)[0] @ self._from_logits
        return states

    def embeddings(self) -> NDArray[np.float64]:
        """The vector of each token at the network's entrance; shape (vocabulary, width)."""
        return self._tensor(ENTRANCE)

    def _tensor(self, names: Sequence[str]) -> NDArray[np.float64]:
        with safe_open(self._model / "model.safetensors", framework="numpy") as tensors:
            held = set(tensors.keys())
            found = tensors.get_tensor(next(name for name in names if name in held))
        return np.asarray(found, dtype=np.float64)

    def _named(self, rows: Sequence[Sequence[int]]) -> list[list[str]]:
        return [[self._tokens[i] for i in row] for row in rows]
