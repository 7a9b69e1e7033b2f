"""The probabilities that the inference engine gives, for the measures. Needs no torch.

In single precision, not in the 8 bits that writing uses: the figure is then that of the published
weights, to the fourth decimal (tests/generation/test_scorer.py). Rows are read side by side, one on
each core, which costs less than many cores on one row.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from aurore.generation.network import Memory, Network

PRECISION = "float32"
ENTRANCE = ("model.embed_tokens.weight", "transformer.wte.weight", "wte.weight")
EXIT = ("lm_head.weight", *ENTRANCE)  # the same vectors serve at both ends unless the file says so
Floats = NDArray[np.float64]


class EngineScorer:
    """A model folder as `aurore.evaluation.bits_per_byte.Scorer` wants it."""

    def __init__(self, model: Path) -> None:
        self._network = Network(model, PRECISION, threads=1)
        shape = self._network.shape
        self.context, self.vocabulary, self.end = shape.context, shape.vocabulary, shape.end
        self._model = model
        self._from_logits: Floats | None = None

    def log_probabilities(
        self, rows: Sequence[Sequence[int]], skip: Sequence[int] | None = None
    ) -> list[Floats]:
        """For each row of ids, ln p(ids[i] | ids[:i]) for i > skip; shape (len(row) - 1 - skip,).

        A row has at most one id more than the context holds.
        """
        skips = skip or [0] * len(rows)

        def of_row(memory: Memory, number: int) -> Floats:
            row, first = rows[number], skips[number]
            kept = list(range(first, len(row) - 1))
            if not kept:
                return np.zeros(0)
            logs_KV = self._read(memory, row[:-1], kept)
            found: Floats = logs_KV[np.arange(len(kept)), list(row[first + 1 :])].astype(np.float64)
            return found

        return self._side_by_side(of_row, len(rows))

    def next_log_probabilities(self, rows: Sequence[Sequence[int]]) -> Floats:
        """ln p of every token after each row; shape (rows, vocabulary)."""

        def of_row(memory: Memory, number: int) -> Floats:
            row = rows[number]
            last: Floats = self._read(memory, row, [len(row) - 1])[0].astype(np.float64)
            return last

        return np.array(self._side_by_side(of_row, len(rows))).reshape(len(rows), self.vocabulary)

    def states(self, ids: Sequence[int]) -> Floats:
        """The vector the network makes of the text up to each token; shape (tokens, width).

        The engine gives no states, but they follow from the logits: logits = states · Eᵀ, where E
        holds the vectors at the exit, far more rows than columns.
        """
        if self._from_logits is None:
            self._from_logits = np.linalg.pinv(self._tensor(EXIT).T).astype(np.float64)
        logits = self._logits(self._network.memory(1), ids, list(range(len(ids))))
        states: Floats = logits.astype(np.float64) @ self._from_logits
        return states

    def embeddings(self) -> Floats:
        """The vector of each token at the network's entrance; shape (vocabulary, width)."""
        return self._tensor(ENTRANCE)

    def _side_by_side(self, of_row: Callable[[Memory, int], Floats], count: int) -> list[Floats]:
        """What `of_row` makes of each row, in their order; every worker has a memory of its own."""
        workers = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
        workers = max(1, min(workers, count))

        def some(worker: int) -> list[Floats]:
            memory = self._network.memory(1)
            return [of_row(memory, number) for number in range(worker, count, workers)]

        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(some, range(workers)))
        return [parts[number % workers][number // workers] for number in range(count)]

    def _read(self, memory: Memory, ids: Sequence[int], kept: list[int]) -> Any:
        """ln p of every token after the places `kept`; shape (kept, vocabulary)."""
        logits = self._logits(memory, ids, kept)
        logits -= logits.max(axis=1, keepdims=True)
        logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return logits

    def _logits(self, memory: Memory, ids: Sequence[int], kept: list[int]) -> NDArray[np.float32]:
        row = np.array([list(ids)], dtype=np.int64)
        logits_BKV = self._network.read(memory, 0, row, np.zeros(1, np.int64), kept)
        logits: NDArray[np.float32] = logits_BKV[0]
        return logits

    def _tensor(self, names: Sequence[str]) -> Floats:
        with safe_open(self._model / "model.safetensors", framework="numpy") as tensors:
            held = set(tensors.keys())
            found = tensors.get_tensor(next(name for name in names if name in held))
        return np.asarray(found, dtype=np.float64)
