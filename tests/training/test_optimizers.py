"""Muon in float32: orthogonal updates, and each parameter in the right hands."""

import pytest
import torch

from aurore.model.network import build
from aurore.model.sizes import Size
from aurore.training.optimizers import ADAM_SHARE, Muon, build_optimizers, orthogonalise, set_rate

TINY = Size("tiny", width=64, layers=2, minutes=0)


@pytest.mark.parametrize("shape", [(3, 20, 20), (2, 12, 40), (2, 40, 12)])
def test_orthogonalised_matrices_have_singular_values_near_one(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    values = torch.linalg.svdvals(orthogonalise(torch.randn(shape)))
    assert values.min() > 0.4 and values.max() < 1.4  # cited: the range of the quintic iteration


def test_orthogonalising_keeps_single_precision() -> None:
    assert orthogonalise(torch.randn(1, 4, 4)).dtype == torch.float32


def test_matrices_go_to_muon_and_embeddings_to_adamw() -> None:
    model = build(TINY, 300, 32, seed=0)
    muon, adam = build_optimizers(model, 0.02)
    shapes = {tuple(p.shape) for group in muon.param_groups for p in group["params"]}
    assert isinstance(muon, Muon) and (300, 64) not in shapes
    held = sum(len(group["params"]) for o in (muon, adam) for group in o.param_groups)
    assert held == len(list(model.parameters()))


def test_each_optimiser_gets_its_share_of_the_rate() -> None:
    optimizers = build_optimizers(build(TINY, 300, 32, seed=0), 0.02)
    set_rate(optimizers, 0.01)
    rates = [group["lr"] for optimizer in optimizers for group in optimizer.param_groups]
    assert rates == [0.01, 0.01 * ADAM_SHARE]


def test_muon_lowers_a_loss() -> None:
    torch.manual_seed(0)
    weight = torch.nn.Parameter(torch.zeros(8, 8))
    target, optimizer = torch.randn(8, 8), Muon([weight], lr=0.05)
    losses = []
    for _ in range(60):
        loss = ((weight - target) ** 2).mean()
        losses.append(float(loss.detach()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert losses[-1] < 0.2 * losses[0]
