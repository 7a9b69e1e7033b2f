"""Nodes and weights of an ONNX graph, one call each; the matrices in eight bits.

A matrix in eight bits is cut into blocks along its rows: each block keeps one scale, and what is
multiplied with it is rounded the same way, row by row. So a row's result never depends on the other
rows of the batch, which is what makes « same seed, same text » hold in a full room
(tests/generation/test_onnx_network.py compares bit by bit).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]
FUSED = "com.microsoft"  # ONNX Runtime's own operators: several standard ones in one
OPSET, FUSED_OPSET, IR_VERSION = 21, 1, 10
BLOCK = 64  # weights that share a scale (measured: twice as fast as 32, docs/LOG.md)
ZERO = 128  # the byte that means 0


class Graph:
    """A graph being written. A value is known by its name; `""` is an input left out."""

    def __init__(self, precision: str) -> None:
        self._small = precision == "int8"
        self._nodes: list[NodeProto] = []
        self._weights: list[TensorProto] = []

    def weight(self, values: NDArray[Any]) -> str:
        """A constant."""
        name = f"weight_{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def table(self, values: Floats) -> str:
        """Vectors to look up: in half precision, as most models are saved, when memory counts."""
        return self.weight(values.astype(np.float16) if self._small else values)

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """An operator with one result."""
        return self.nodes(kind, 1, *inputs, **attributes)[0]

    def nodes(
        self, kind: str, results: int, *inputs: str, fused: bool = False, **attributes: Any
    ) -> list[str]:
        """An operator with several results."""
        name = f"{kind}_{len(self._nodes)}"
        outputs = [f"{name}_{index}" for index in range(results)]
        domain = FUSED if fused else ""
        self._nodes.append(
            helper.make_node(kind, inputs, outputs, name=name, domain=domain, **attributes)
        )
        return outputs

    def linear(self, value: str, matrix_NK: Floats, bias_N: Floats | None = None) -> str:
        """`value` times the matrix, of N rows of K weights, plus the bias."""
        if not self._small:
            made = self.node("MatMul", value, self.weight(matrix_NK.T))
            return made if bias_N is None else self.node("Add", made, self.weight(bias_N))
        bytes_NBK, scales_NB = in_eight_bits(matrix_NK)
        inputs = [value, self.weight(bytes_NBK), self.weight(scales_NB)]
        if bias_N is not None:
            inputs += ["", "", self.weight(bias_N)]
        rows, columns = matrix_NK.shape
        shape = {"N": rows, "K": columns, "bits": 8, "block_size": BLOCK}
        # Level 4: what is multiplied is rounded to eight bits too.
        return self.nodes("MatMulNBits", 1, *inputs, fused=True, accuracy_level=4, **shape)[0]

    def finish(self, inputs: list[Any], outputs: list[Any], renamed: dict[str, str]) -> bytes:
        """The file. `renamed` gives the values that leave the graph the names of the outputs."""
        for node in self._nodes:
            for index, name in enumerate(node.output):
                node.output[index] = renamed.get(name, name)
        graph = helper.make_graph(self._nodes, "aurore", inputs, outputs, self._weights)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, FUSED_OPSET)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        written: bytes = model.SerializeToString()
        return written


def in_eight_bits(matrix_NK: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """Rows cut into blocks of `BLOCK`: a byte for each weight, a scale for each block."""
    rows, columns = matrix_NK.shape
    blocks = -(-columns // BLOCK)
    padded = np.zeros((rows, blocks * BLOCK), np.float32)
    padded[:, :columns] = matrix_NK
    cut = padded.reshape(rows, blocks, BLOCK)
    scales = np.abs(cut).max(axis=2) / (ZERO - 1)
    scales[scales == 0] = 1
    rounded = np.round(cut / scales[:, :, None]) + ZERO
    return rounded.astype(np.uint8), scales.astype(np.float32)
