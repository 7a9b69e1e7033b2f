# Leçon 3 — Jetons
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 3

# %% Préparatifs
import tempfile

from datasets import load_from_disk
from transformers import AutoTokenizer

from aurore.teaching.artefacts import artefact

PHRASE = "Bonjour Madame, je m'appelle George Sand. Et vous ?"


# %% 3.1 Récupérer un tokenizer
def charger(dossier):
    """Rend le tokenizer enregistré dans `dossier`."""
    # À vous : la méthode from_pretrained de la classe AutoTokenizer.
    return ...


if __name__ == "__main__":
    tokenizer = charger(artefact("modele"))
    print(tokenizer)


# %% 3.2 Du texte aux numéros
def identifiants(tokenizer, texte):
    """Rend la liste des numéros de jetons de `texte`."""
    # À vous : tokenizer(texte) rend un dictionnaire ; la clé est input_ids.
    return ...


if __name__ == "__main__":
    numeros = identifiants(tokenizer, PHRASE)
    print(numeros)


# %% 3.3 Des numéros aux morceaux
def morceaux(tokenizer, numeros):
    """Rend la liste des morceaux de texte, un par numéro."""
    # À vous : convert_ids_to_tokens.
    return ...


if __name__ == "__main__":
    coupes = morceaux(tokenizer, numeros)
    print(coupes)


# %% 3.4 Des morceaux au texte
def lisible(tokenizer, morceaux):
    """Rend le texte dont les morceaux sont ceux-là, sans Ġ ni Ċ, avec ses accents."""
    # À vous.
    return ...


if __name__ == "__main__":
    print(lisible(tokenizer, coupes))


# %% 3.5 Les textes d’apprentissage, par lots
def lots_de_textes(corpus, taille):
    """Donne les textes de corpus["train"] par listes de `taille` phrases."""
    # À vous : les textes sont dans corpus["train"]["text"].
    return ...


if __name__ == "__main__":
    corpus = load_from_disk(artefact("corpus"))
    print(corpus)


# %% 3.6 Spécialiser le tokenizer
def specialiser(tokenizer, lots, taille):
    """Rend un nouveau tokenizer de `taille` jetons, appris sur les lots de textes."""
    # À vous : train_new_from_iterator.
    return ...


if __name__ == "__main__":
    lots = lots_de_textes(corpus, 1000)
    specialise = specialiser(tokenizer, lots, 2000)
    print(specialise)


# %% 3.7 Est-ce un bon découpage ?
def jetons_par_mot(tokenizer, textes):
    """Rend le nombre de jetons de tous les textes, divisé par leur nombre de mots."""
    # À vous : deux sommes, puis une division.
    return ...


if __name__ == "__main__":
    for partie in corpus:
        print(partie, jetons_par_mot(specialise, corpus[partie]["text"]))


# %% 3.8 Enregistrer et retrouver
def enregistrer(tokenizer, dossier):
    """Enregistre le tokenizer dans `dossier`, et rend celui qu’on y relit."""
    # À vous : save_pretrained, puis from_pretrained.
    return ...


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as dossier:
        print(enregistrer(specialise, dossier))
