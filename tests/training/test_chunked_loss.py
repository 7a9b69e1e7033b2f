"""The loss without all logits: the same number and gradients; odd classes keep their own way."""

import pytest
import torch
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from aurore.training import chunked_loss
from aurore.training.chunked_loss import HeadLoss, cheap_loss_of
from aurore.training.loss import loss_of
from tiny import KINDS, tiny_config


@given(st.integers(1, 40), st.integers(1, 9), st.integers(2, 30), st.integers(1, 400))
@settings(max_examples=60)
def test_loss_and_gradients_are_those_of_cross_entropy(
    rows: int, width: int, vocabulary: int, at_once: int
) -> None:
    torch.manual_seed(rows)
    hidden = torch.randn(rows, width, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(vocabulary, width, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(0, vocabulary, (rows,))
    expected = cross_entropy(hidden @ weight.T, targets)
    gradients = torch.autograd.grad(expected * 3, (hidden, weight))
    usual, chunked_loss.LOGITS_AT_ONCE = chunked_loss.LOGITS_AT_ONCE, at_once
    try:
        found = HeadLoss.apply(hidden, weight, targets)
    finally:
        chunked_loss.LOGITS_AT_ONCE = usual
    (found * 3).backward()
    assert torch.allclose(found, expected)
    assert torch.allclose(hidden.grad, gradients[0])
    assert torch.allclose(weight.grad, gradients[1])


@pytest.mark.parametrize("frozen", ["hidden", "weight", "both"])
def test_what_is_frozen_costs_no_gradient(frozen: str) -> None:
    hidden = torch.randn(5, 4, requires_grad=frozen == "weight")
    weight = torch.randn(7, 4, requires_grad=frozen == "hidden")
    targets = torch.randint(0, 7, (5,))
    found = HeadLoss.apply(hidden, weight, targets)
    assert torch.allclose(found, cross_entropy(hidden @ weight.T, targets))
    assert found.requires_grad == (frozen != "both")
    if found.requires_grad:
        found.backward()
        assert (hidden.grad is None) == (frozen == "hidden")
        assert (weight.grad is None) == (frozen == "weight")


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_learns_by_it_as_by_its_own_logits(kind: str) -> None:
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(tiny_config(kind, 300)).eval()
    inputs, targets = torch.randint(0, 300, (2, 3, 20))
    cheap = cheap_loss_of(model, tokens=10**6)
    assert cheap is not loss_of
    assert cheap_loss_of(model, tokens=60) is loss_of, "few logits are made at once"
    found = []
    for function in (cheap, loss_of):
        model.zero_grad()
        loss = function(model, inputs, targets)
        loss.backward()
        found.append((loss.detach(), [p.grad.clone() for p in model.parameters()]))
    assert torch.allclose(found[0][0], found[1][0], atol=1e-6)
    for one, other in zip(found[0][1], found[1][1], strict=True):
        assert torch.allclose(one, other, atol=1e-6)


SMALL = {"num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2}
SHAPE = {"hidden_size": 32, "intermediate_size": 32, "vocab_size": 50}


@pytest.mark.parametrize(
    "config",
    [
        transformers.CohereConfig(**SMALL, **SHAPE),
        transformers.Gemma2Config(**SMALL, **SHAPE, head_dim=16, final_logit_softcapping=0.1),
        transformers.GPTJConfig(n_embd=32, n_layer=1, n_head=2, rotary_dim=8, vocab_size=50),
    ],
    ids=["scaled", "capped", "biased"],
)
def test_a_class_that_does_more_than_a_product_keeps_its_own_logits(config) -> None:
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(config).eval()
    for p in model.parameters():
        if p.ndim == 1:
            torch.nn.init.normal_(p)
    assert cheap_loss_of(model, tokens=10**6) is loss_of
