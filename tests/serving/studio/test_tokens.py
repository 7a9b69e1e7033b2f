"""Jetons: cutting as one types, merges, a vocabulary learned on the spot."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect
from visits import Visit, look

from aurore.base.settings import TokenizeSettings
from aurore.tokenizer.bpe import train_tokenizer
from aurore.tokenizer.merges import merge_steps

WORDS = ("Madame", "l’été", "anticonstitutionnellement", "œil", "x")


@pytest.mark.parametrize("word", WORDS)
def test_the_merges_end_in_the_tokens_of_the_word(word: str) -> None:
    text = "Madame, Madame, l’été à la campagne est constitutionnel ; l’œil de l’enfant.\n" * 9
    tokenizer = train_tokenizer([text], TokenizeSettings(vocab_size=330))
    steps = merge_steps(tokenizer, word)
    first = tokenizer.pre_tokenizer.pre_tokenize_str(" " + word)[0][0]
    decoded = [tokenizer.decoder.decode([piece]).replace("\ufffd", "·") for piece in first]
    assert list(steps[0].pieces) == decoded
    whole = tokenizer.encode(" " + word).tokens
    assert len(steps[-1].pieces) == sum(1 for _ in _within(whole, first))
    assert all(len(a.pieces) == len(b.pieces) + 1 for a, b in pairwise(steps))


def _within(tokens: list[str], first: str) -> list[str]:
    """The tokens of the first piece of the pre-tokenizer."""
    kept: list[str] = []
    while len("".join(kept)) < len(first):
        kept.append(tokens[len(kept)])
    return kept


JSON = {"Accept": "application/json"}


@pytest.mark.browser
def test_a_text_is_cut_as_it_is_typed_and_a_vocabulary_learned(visit: Visit) -> None:
    page = visit("/jetons")
    page.locator("#text").fill("La petite Fadette était assise.")
    tokens = page.locator("#tokens-left .token .letters")
    expect(page.locator("#figures-left")).to_contain_text("pour 5 mots")
    cut = "".join(tokens.all_text_contents()).replace("␣", " ")
    assert cut == "La petite Fadette était assise."
    page.get_by_label("Montrer les numéros").check()
    expect(page.locator("#tokens-left .id").first).to_be_visible()
    page.get_by_label("Taille", exact=True).fill("300")
    page.get_by_role("button", name="Apprendre").click()
    expect(page.locator("#trials tbody tr")).to_have_count(1, timeout=60_000)
    expect(page.locator("#figures-right")).to_contain_text("Vocabulaire de 300 jetons")
    page.locator("#word").fill("femme")
    expect(page.locator("#merges-left li").first).to_contain_text("␣")
    look(page, "jetons")


@pytest.mark.browser
def test_without_books_the_embedded_ones_teach(visit: Visit, empty_studio: str) -> None:
    page = visit("/jetons?lang=en", address=empty_studio)
    expect(page.get_by_text("that come with Aurore")).to_be_visible()
    answer = page.request.post("/jetons/entrainer", data={"vocab_size": 300})
    assert answer.json()["per_word"] > 2
    refused = page.request.post(
        "/jetons/couper", data={"text": "Oui.", "tokenizer": "12345"}, headers=JSON
    )
    assert refused.status == 404 and "12345" in refused.json()["error"]["problem"]
