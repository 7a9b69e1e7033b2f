"""What is remarked about a text that somebody gives: today's insults, not yesterday's words."""

import pytest

from aurore.generation.checks import insults_in, remarks_on

FRENCH = "Le vieux meunier n’avait jamais quitté la vallée, où l’on savait tout de lui. "
ENGLISH = "She walked along the river and thought about the children of the village. "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Espèce de connard !", ["connard"]),
        ("ENCULÉ, va", ["ENCULÉ"]),
        ("Fils de pute et FILS   DE\nPUTE", ["Fils de pute", "FILS   DE\nPUTE"]),
        ("Quelle bande d’enfoirés…", ["enfoirés"]),
        ("ta gueule !", ["ta gueule"]),
        ("C’est de la merde, merde", ["merde"]),
    ],
)
def test_insults_are_found_whatever_their_dress(text: str, found: list[str]) -> None:
    assert insults_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "La bête tirait la langue, et le gland tombait du chêne.",
        "Il lui donna un baiser ; la chienne remua la queue.",
        "Le bâtard du comte, ce coquin, ce gredin, ce misérable !",
        "Une touffe d’herbe au fond du cul-de-sac, près du cul-de-jatte.",
        "Le nègre et le juif de la pièce étaient joués par des amis.",
        "Elle gueulait moins que la garce d’en face ; le porc, la vache et la poule aussi.",
        "On disputait de la peine, du député et du computiste.",
        "Il mit le cul de bouteille sur la table ; la verge d’or brillait.",
    ],
)
def test_words_of_the_century_are_innocent(text: str) -> None:
    assert insults_in(text) == []


def test_another_language_is_remarked_when_it_can_be_told() -> None:
    assert [remark.name for remark in remarks_on(ENGLISH * 2)] == ["not_french"]
    assert remarks_on(FRENCH) == [] and remarks_on("Yes, I do.") == []
    assert remarks_on("Consuelo chanta.") == []


def test_length_and_unseen_signs_are_remarked_with_a_reason() -> None:
    remarks = remarks_on(FRENCH * 30 + "\u200b\x07")
    assert [remark.name for remark in remarks] == ["long", "signs"]
    assert all(remark.reason.endswith(".") for remark in remarks)


def test_each_check_can_be_switched_off() -> None:
    text = ENGLISH * 30 + "connard \x07"
    names = [remark.name for remark in remarks_on(text)]
    assert names == ["not_french", "insults", "long", "signs"]
    assert remarks_on(text, ()) == []
    assert [remark.name for remark in remarks_on(text, {"length"})] == ["long"]


@pytest.mark.books
def test_real_books_raise_few_remarks() -> None:
    """A word list over twelve novels: what it finds is read by hand, here it is only bounded."""
    from pathlib import Path

    folder = Path(__file__).parents[3] / "shared" / "corpus" / "gutenberg" / "files"
    texts = sorted(folder.glob("*/*-0.txt"))[:12]
    assert texts
    words = found = 0
    for path in texts:
        text = path.read_text("utf-8", errors="replace")
        words += len(text.split())
        found += len(insults_in(text))
    assert found < words / 20_000
