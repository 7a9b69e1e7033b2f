"""A text's logits are the same bits whatever is computed beside it."""

import numpy as np
import pytest

from aurore.generation.network import Network
from aurore.model.choose import embedded_model

PLACES = 33


@pytest.mark.parametrize("precision", ["int8", "float32"])
@pytest.mark.parametrize("threads", [1, 2])
def test_neighbours_change_no_bit(precision: str, threads: int) -> None:
    """What « same seed, same text » rests on."""
    network = Network(embedded_model(), precision, threads)
    memory, dice = network.memory(PLACES), np.random.default_rng(0)
    past_B = np.arange(PLACES) * 5 + 3
    for place, length in enumerate(past_B):
        prompt = dice.integers(1, 4000, (1, length))
        network.read(memory, place, prompt, np.array([0]), [0])
    ids_B1 = dice.integers(1, 4000, (PLACES, 1))
    alone = [
        network.read(memory, i, ids_B1[i : i + 1], past_B[i : i + 1], [0])[0] for i in range(PLACES)
    ]
    for texts in (2, 3, 5, 8, 16, 32, 33):
        for first in {0, PLACES - texts}:
            part = slice(first, first + texts)
            together = network.read(memory, first, ids_B1[part], past_B[part], [0])
            assert np.array_equal(together, np.stack(alone[part])), texts


def test_a_prompt_read_in_pieces_is_the_prompt_read_at_once() -> None:
    network = Network(embedded_model(), "float32")
    memory, ids = network.memory(2), np.arange(5, 105)[None]
    whole = network.read(memory, 0, ids, np.array([0]), [99])
    for start in range(0, 100, 30):
        piece = ids[:, start : start + 30]
        last = network.read(memory, 1, piece, np.array([start]), [piece.shape[1] - 1])
    assert whole == pytest.approx(last, abs=1e-4)


def test_places_can_be_exchanged() -> None:
    network = Network(embedded_model())
    memory, ids = network.memory(3), np.arange(5, 25)[None]
    network.read(memory, 0, ids, np.array([0]), [0])
    before = network.read(memory, 0, np.array([[7]]), np.array([20]), [0])
    memory.swap(0, 2, 20)
    assert np.array_equal(before, network.read(memory, 2, np.array([[7]]), np.array([20]), [0]))
