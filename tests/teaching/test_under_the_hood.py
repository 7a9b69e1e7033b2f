"""What lesson 8 promises: its network of NumPy gives the notes that `transformers` gives."""

import numpy as np
import torch
from transformers import AutoModelForCausalLM

from aurore.teaching.artefacts import artefact
from aurore.teaching.checking import load_person
from aurore.teaching.lessons import lesson

IDS = [34, 267, 3293, 2615, 12, 372, 274]  # « Bonjour Madame, je m »


def test_the_network_of_the_lesson_gives_the_same_notes() -> None:
    notes_TV = load_person(lesson(8).solution())["reseau"](IDS)
    model = AutoModelForCausalLM.from_pretrained(artefact("modele"), dtype=torch.float32)
    with torch.no_grad():
        logits_TV = model(torch.tensor([IDS])).logits[0].numpy()
    assert np.allclose(notes_TV, logits_TV, atol=1e-3)
