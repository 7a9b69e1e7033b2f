# Leçon 7 — Comment un réseau apprend
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 7

# %% Préparatifs
import json
import math
import random
import re
from collections import Counter

import numpy as np

from aurore.teaching.artefacts import artefact
from aurore.teaching.exam import take_exam

DESSINS = json.loads(artefact("dessins.json").read_text("utf-8"))
PHRASES = json.loads(artefact("phrases.json").read_text("utf-8"))


def cases(dessin):
    """Les 64 cases d’un dessin : 1 pour une case noire."""
    return np.array([1.0 if case == "#" else 0.0 for case in dessin.replace("/", "")])


def mots(phrase):
    """Les mots d’une phrase, en minuscules."""
    return re.findall(r"\w+", phrase.lower())


# %% 7.1 Un neurone
def neurone(entrees, poids, seuil):
    """Rend 1 si la somme pondérée des entrées dépasse le seuil, sinon 0."""
    # À vous.
    return ...


if __name__ == "__main__":
    print(neurone([1, 0, 1], [0.5, 2.0, 0.4], seuil=0.8))


# %% 7.2 Ranger cent exercices
def partager(exercices, graine):
    """Rend trois listes, mélangées : 80 %, 10 % et 10 % des exercices."""
    # À vous : random.Random(graine).sample(exercices, len(exercices)) mélange.
    return ...


if __name__ == "__main__":
    print(partager([f"{a} + {b}" for a in range(10) for b in range(10)], graine=1))


# %% 7.3 Corriger
def corriger(poids, entrees, erreur, taux):
    """Rend les nouveaux poids : chacun plus taux × erreur × son entrée."""
    # À vous.
    return ...


if __name__ == "__main__":
    print(corriger([0.0, 0.0], [3, 3], erreur=1, taux=0.1))
    for exercices in ("varied", "always_six"):
        for epoques in (1, 10):
            examen = take_exam(exercices, batch=3, epochs=epoques)
            print(exercices, epoques, "époque(s), erreur à l’examen :", examen.test)


# %% 7.4 « C’est toujours 6 »
def part_de_la_plus_frequente(reponses):
    """Rend la part, entre 0 et 1, de la réponse la plus fréquente."""
    # À vous : Counter(reponses).most_common(1).
    return ...


if __name__ == "__main__":
    print(part_de_la_plus_frequente([6, 6, 6, 5]))


# %% 7.5 Chien ou chat ?
def apprendre(dessins, reponses, epoques, taux):
    """Rend les poids et le biais d’un neurone qui répond 1 pour un chien, 0 pour un chat."""
    # À vous : np.zeros(…) pour partir de zéro, puis deux boucles.
    return ...


if __name__ == "__main__":
    tous = [(cases(dessin), int(nom == "chien")) for nom in DESSINS for dessin in DESSINS[nom]]
    tous = random.Random(1).sample(tous, len(tous))
    rendu = apprendre([d for d, _ in tous[:80]], [r for _, r in tous[:80]], 10, 0.1)
    print(rendu)


# %% 7.6 Sand ou Balzac ?
def deviner(phrase, comptes):
    """Rend le nom de l’auteur à qui les mots de la phrase ressemblent le plus."""
    # À vous : une note par auteur, puis la plus haute.
    return ...


if __name__ == "__main__":
    comptes = {
        auteur: Counter(mot for phrase in phrases[::2] for mot in mots(phrase))
        for auteur, phrases in PHRASES.items()
    }
    justes = [
        deviner(phrase, comptes) == auteur for auteur in PHRASES for phrase in PHRASES[auteur][1::2]
    ]
    print(sum(justes), "justes sur", len(justes))
