# Leçon 4 — Choisir un réseau
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 4

# %% Préparatifs
import torch
from transformers import AutoModelForCausalLM, GPT2Config

from aurore.teaching.artefacts import artefact

LIBRES = ("mit", "apache-2.0")


# %% 4.1 Ouvrir un réseau
def ouvrir(dossier):
    """Rend le réseau enregistré dans `dossier`, avec de quoi prédire le jeton suivant."""
    # À vous : AutoModelForCausalLM, et la même méthode que pour le tokenizer.
    return AutoModelForCausalLM.from_pretrained(dossier)


if __name__ == "__main__":
    modele = ouvrir(artefact("modele"))
    print(modele)


# %% 4.2 Combien de paramètres ?
def nombre_de_parametres(modele):
    """Rend le nombre de poids du réseau."""
    # À vous : la somme des numel() des modele.parameters().
    return sum(poids.numel() for poids in modele.parameters())


if __name__ == "__main__":
    with torch.device("meta"):
        gpt2 = AutoModelForCausalLM.from_config(GPT2Config())
    print("Aurore :", nombre_de_parametres(modele))
    print("GPT-2 :", nombre_de_parametres(gpt2))


# %% 4.3 Combien de couches ?
def nombre_de_couches(modele):
    """Rend le nombre de couches du transformer."""
    # À vous : regardez modele.config.
    return modele.config.num_hidden_layers


if __name__ == "__main__":
    print("Aurore :", nombre_de_couches(modele))
    print("GPT-2 :", nombre_de_couches(gpt2))


# %% 4.4 La part des embeddings
def part_des_embeddings(modele):
    """Rend la part des poids qui sont dans le tableau des embeddings, entre 0 et 1."""
    # À vous : get_input_embeddings().weight est un tableau comme les autres.
    embeddings = modele.get_input_embeddings().weight.numel()
    return embeddings / sum(poids.numel() for poids in modele.parameters())


if __name__ == "__main__":
    print("Aurore :", part_des_embeddings(modele))
    print("GPT-2 :", part_des_embeddings(gpt2))


# %% 4.5 Combien de mémoire ?
def memoire_mo(parametres, octets):
    """Rend la place des poids, en mégaoctets."""
    # À vous : un mégaoctet est un million d’octets.
    return parametres * octets / 1e6


if __name__ == "__main__":
    for octets in (4, 2, 1):
        print(octets, "octets par poids :", memoire_mo(124_439_808, octets), "Mo")


# %% 4.6 Choisir
def choisir(fiches, memoire):
    """Rend le nom du plus grand réseau qui convient et tient dans `memoire` Mo, ou None."""
    # À vous : garder les fiches qui conviennent, puis prendre la plus grande.
    bonnes = [
        fiche
        for fiche in fiches
        if "fr" in fiche["langues"]
        and fiche["licence"] in LIBRES
        and not fiche["a_lu_le_test"]
        and fiche["parametres"] * 4 / 1e6 <= memoire
    ]
    if not bonnes:
        return None
    return max(bonnes, key=lambda fiche: fiche["parametres"])["nom"]


if __name__ == "__main__":
    FICHES = [
        {"nom": "anglais", "langues": ["en"], "licence": "mit",
         "parametres": 124_439_808, "a_lu_le_test": False},
        {"nom": "aurore", "langues": ["fr"], "licence": "apache-2.0",
         "parametres": 3_001_024, "a_lu_le_test": False},
    ]  # fmt: skip
    print(choisir(FICHES, memoire=1000))
