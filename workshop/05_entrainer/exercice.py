# Leçon 5 — Entraîner
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 5

# %% Préparatifs
import torch
from datasets import load_from_disk
from transformers import AutoModelForCausalLM, AutoTokenizer

from aurore.teaching.artefacts import artefact

EPOQUES, TAILLE_DES_LOTS, TAUX = 1, 4, 0.0003


# %% 5.1 Des blocs
def blocs(numeros, longueur):
    """Rend les numéros en blocs de `longueur` ; ce qui reste à la fin se perd."""
    # À vous : où commence chaque bloc entier ?
    return ...


if __name__ == "__main__":
    print(blocs([1, 2, 3, 4, 5, 6, 7], 3))


# %% 5.2 Des lots
def lots(blocs, taille):
    """Rend une liste de tenseurs, chacun de `taille` blocs (le dernier peut être plus petit)."""
    # À vous : torch.tensor fait un tenseur d’une liste de listes.
    return ...


if __name__ == "__main__":
    print(lots([[1, 2], [3, 4], [5, 6]], 2))


# %% 5.3 Un pas
def un_pas(modele, optimiseur, lot):
    """Corrige les poids d’après un lot, et rend l’erreur d’avant la correction."""
    # À vous : oublier, mesurer, calculer le sens, corriger.
    return ...


# %% 5.4 S’évaluer sans apprendre
def erreur_moyenne(modele, lots):
    """Rend la moyenne des erreurs sur les lots, sans rien apprendre."""
    # À vous : modele.eval(), torch.no_grad(), puis une moyenne.
    return ...


# %% 5.5 Des époques
def entrainer(modele, lots_train, lots_valid, epoques, taux):
    """Entraîne le réseau, et rend l’erreur de validation de chaque époque."""
    # À vous : l’optimiseur, puis la boucle des époques.
    return ...


if __name__ == "__main__":
    tokenizer = AutoTokenizer.from_pretrained(artefact("modele"))
    modele = AutoModelForCausalLM.from_pretrained(artefact("modele"), dtype=torch.float32)
    parties = {}
    for nom, corpus in load_from_disk(artefact("corpus")).items():
        numeros = tokenizer("\n".join(corpus["text"][:200]))["input_ids"]
        en_blocs = blocs(numeros, 64)
        parties[nom] = lots(en_blocs, TAILLE_DES_LOTS)
    print("avant :", erreur_moyenne(modele, parties["validation"]))
    print("après :", entrainer(modele, parties["train"], parties["validation"], EPOQUES, TAUX))


# %% 5.6 La meilleure époque
def meilleure_epoque(erreurs):
    """Rend le numéro, à partir de 1, de l’époque dont l’erreur est la plus basse."""
    # À vous : min et index, et un décalage.
    return ...


if __name__ == "__main__":
    print(meilleure_epoque([4.1, 3.8, 3.7, 3.9]))


# %% 5.7 Lire les courbes
def diagnostic(apprentissage, validation):
    """Rend "bloqué", "surapprend" ou "apprend"."""
    # À vous : deux comparaisons, dans l’ordre de la consigne.
    return ...


if __name__ == "__main__":
    print(diagnostic([4.5, 3.9, 3.1, 2.2], [4.1, 3.8, 3.7, 3.9]))
