# Leçon 1 — Essayons-en un !
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 1

# %% Préparatifs
import json
import urllib.request

from transformers import pipeline

from aurore.teaching.artefacts import artefact


# %% 1.1 Deux débuts
def deux_debuts():
    """Rend une liste de deux débuts de texte."""
    # À vous.
    return ...


if __name__ == "__main__":
    print(deux_debuts())


# %% 1.2 Appeler le réseau
def ecrire(pipe, debuts):
    """Rend la liste des textes, un par début."""
    # À vous : pipe(debuts) rend une liste par début ; la clé est generated_text.
    return ...


if __name__ == "__main__":
    pipe = pipeline("text-generation", model=str(artefact("modele")), max_new_tokens=30)
    textes = ecrire(pipe, ["Cette femme était assise", "Le soir elle se rappelait"])


# %% 1.3 Afficher
def afficher(textes):
    """Affiche chaque texte."""
    # À vous : une boucle et print.
    return ...


if __name__ == "__main__":
    afficher(textes)


# %% 1.4 Appeler l’API
def demander(adresse, debut):
    """Demande la suite à un serveur d’Aurore, et rend le début suivi d’elle."""
    # À vous : json.dumps(…).encode(), urllib.request.urlopen, json.load.
    return ...
