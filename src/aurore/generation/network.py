"""The network in ONNX Runtime: tokens in, logits out, with a memory of what each text has read.

Every text has a place in the memory. One call reads the next tokens of several neighbouring places
at once; a place is otherwise independent of the others, bit by bit.
"""

import os
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from aurore.generation.conversion import GRAPH, PRECISION, converted, read_shape
from aurore.generation.shape import Shape

Ids = NDArray[np.int64]
Logits = NDArray[np.float32]
SMALL_BYTES = 30_000_000  # below, one thread is as fast as two (measured: docs/LOG.md)
MOST_THREADS = 4  # guess: memory, not arithmetic, is what a larger network waits for


class Network:
    """A model that reads tokens into places and predicts the next ones."""

    def __init__(self, model: Path, precision: str = PRECISION, threads: int | None = None) -> None:
        folder = converted(model, precision)
        self.shape: Shape = read_shape(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or _threads(folder / GRAPH)
        options.log_severity_level = 4  # what fails is raised: nothing is also printed
        # Threads that wait for each other sleep, and take their shares of a matrix as they get to
        # them: with other programs running, waiting awake made a step two to three times as long
        # and twice as dear (measured: docs/LOG.md).
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.dynamic_block_base", "4")
        self._session = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )
        self._names = [f"{part}{layer}" for layer in range(self.shape.layers) for part in "kv"]

    def memory(self, places: int) -> "Memory":
        """An empty memory for so many texts. The system gives it as it is first written to."""
        shape = self.shape
        size = (places, shape.kv_heads, shape.context, shape.head_width)
        return Memory({name: np.zeros(size, np.float32) for name in self._names})

    def read(
        self, memory: "Memory", first: int, ids_BT: Ids, past_B: Ids, kept: list[int]
    ) -> Logits:
        """Reads the next T tokens of the B places from `first` on; fills the memory.

        With several texts T is 1. Texts may have read different numbers of tokens before: `past_B`.

        Returns:
            `logits_BKV`, what comes after the tokens at the places `kept` of the T.
        """
        texts, tokens = ids_BT.shape
        binding = self._session.io_binding()
        inputs = {
            "ids_BT": ids_BT,
            "kept_K": np.array(kept, np.int64),
            "last_B": (past_B + tokens - 1).astype(np.int32),
            "total": np.array(past_B.max() + tokens, np.int32),
        }
        if self.shape.positions:
            inputs["positions_BT"] = past_B[:, None] + np.arange(tokens)
        for name, values in inputs.items():
            binding.bind_cpu_input(name, values)
        binding.bind_output("logits_BKV")
        for name in self._names:
            part = memory.parts[name][first : first + texts]
            where = ("cpu", 0, np.float32, part.shape, part.ctypes.data)
            binding.bind_input(f"past_{name}", *where)
            binding.bind_output(f"now_{name}", *where)
        self._session.run_with_iobinding(binding)
        logits: Logits = binding.get_outputs()[0].numpy()
        return logits


def _threads(graph: Path) -> int:
    if graph.stat().st_size < SMALL_BYTES:
        return 1
    return min(MOST_THREADS, os.cpu_count() or 1)


class Memory:
    """Keys and values of the tokens each place has read, by layer: (places, heads, S, width)."""

    def __init__(self, parts: dict[str, NDArray[np.float32]]) -> None:
        self.parts = parts

    def swap(self, one: int, other: int, tokens: int) -> None:
        """Exchanges the first `tokens` of two places."""
        for part in self.parts.values():
            part[[one, other], :, :tokens] = part[[other, one], :, :tokens]
