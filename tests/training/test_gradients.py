"""The fused pass learns what `transformers` would."""

import pytest
import torch

from aurore.model.network import build
from aurore.model.sizes import size_named
from aurore.training.fused import is_fused
from aurore.training.gradients import put_gradient
from aurore.training.loss import loss_of

VOCABULARY = 300


@pytest.fixture
def model():
    """A small network whose norms have weights other than 1."""
    model = build(size_named("minuscule"), VOCABULARY, 128, seed=1)
    for p in model.parameters():
        if p.ndim == 1:
            torch.nn.init.normal_(p, 1.0, 0.2)
    return model


def batch(rows, length, seed=0):
    """Random tokens and what comes after them."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(0, VOCABULARY, (rows, length + 1), generator=generator)
    return ids[:, :-1], ids[:, 1:]


@pytest.mark.parametrize(("rows", "length"), [(1, 2), (1, 128), (3, 64), (8, 32), (80, 64)])
def test_fused_gradients_are_those_of_transformers(model, rows, length):
    assert is_fused(model)
    inputs, targets = batch(rows, length)
    expected = loss_of(model, inputs, targets)
    gradients = torch.autograd.grad(expected, list(model.parameters()))
    assert put_gradient(model, inputs, targets) == pytest.approx(expected.item(), rel=1e-6)
    for (name, p), gradient in zip(model.named_parameters(), gradients, strict=True):
        error = (p.grad - gradient).norm() / gradient.norm().clamp_min(1e-12)
        assert error < 1e-5, name


def test_the_same_batch_gives_the_same_bits(model):
    results = []
    for _ in range(3):
        loss = put_gradient(model, *batch(8, 64))
        results.append((loss, [p.grad.clone() for p in model.parameters()]))
    for loss, gradients in results[1:]:
        assert loss == results[0][0]
        assert all(torch.equal(a, b) for a, b in zip(gradients, results[0][1], strict=True))


def test_what_learns_in_part_goes_the_usual_way(model):
    assert is_fused(model)
    model.model.norm.weight.requires_grad_(False)
    assert not is_fused(model)


def test_large_logits_do_not_overflow(model):
    with torch.no_grad():
        model.model.norm.weight.fill_(1e4)
    inputs, targets = batch(2, 16)
    assert put_gradient(model, inputs, targets) == pytest.approx(
        loss_of(model, inputs, targets).item(), rel=1e-5
    )
