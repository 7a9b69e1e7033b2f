# Leçon 6 — Mesurer l’erreur
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 6

# %% Préparatifs
import json
import lzma
import math
import statistics
import tomllib

import torch
from datasets import load_from_disk
from rapidfuzz.distance import Levenshtein
from transformers import AutoModelForCausalLM, AutoTokenizer

from aurore.teaching.artefacts import artefact

BONJOUR = tomllib.loads(artefact("bonjour.toml").read_text("utf-8"))
PHRASES = json.loads(artefact("phrases.json").read_text("utf-8"))
EXTRAITS = tomllib.loads(artefact("extraits.toml").read_text("utf-8"))
tokenizer = AutoTokenizer.from_pretrained(artefact("modele"))
modele = AutoModelForCausalLM.from_pretrained(artefact("modele"), dtype=torch.float32)


# %% 6.1 Compter les corrections
def distance(reference, texte):
    """Rend le nombre de lettres à corriger, divisé par la longueur de la référence."""
    # À vous : Levenshtein.distance.
    return ...


if __name__ == "__main__":
    for nom, texte in BONJOUR.items():
        print(nom, distance(BONJOUR["reference"], texte))


# %% 6.2 Classer
def classer(reference, textes):
    """Rend les textes, du plus proche de la référence au plus lointain."""
    # À vous : sorted sait trier selon une fonction (key=).
    return ...


if __name__ == "__main__":
    print(classer("assise", ["debout", "assisse", "couchée"]))


# %% 6.3 Un texte en vecteur
def vecteur(modele, tokenizer, texte):
    """Rend la moyenne des états de la dernière couche : un tenseur de forme (largeur,)."""
    # À vous : hidden_states[-1] est de forme (1, jetons, largeur).
    return ...


# %% 6.4 La distance entre deux vecteurs
def distance_cosinus(u, v):
    """Rend 1 moins le cosinus de l’angle de deux vecteurs."""
    # À vous : le produit u @ v, et les longueurs u.norm() et v.norm().
    return ...


if __name__ == "__main__":
    DEBUT = "La petite Fadette était "
    assise = vecteur(modele, tokenizer, DEBUT + "assise")
    for mot in ("assise", "debout", "assisse", "content"):
        print(mot, distance_cosinus(assise, vecteur(modele, tokenizer, DEBUT + mot)))


# %% 6.5 La perplexité
def perplexite(erreur):
    """Rend l’exponentielle de l’erreur moyenne."""
    # À vous : le module math est là.
    return ...


if __name__ == "__main__":
    print(perplexite(3.7))


# %% 6.6 Des bits par octet
def bits_par_octet(erreur, jetons, texte):
    """Rend la surprise totale, en bits, divisée par le nombre d’octets du texte."""
    # À vous : math.log(2), texte.encode().
    return ...


# %% 6.7 Est-ce fidèle ?
def moyenne_et_ecart(scores):
    """Rend la moyenne et l’écart-type des scores."""
    # À vous : le module statistics.
    return ...


if __name__ == "__main__":
    print(moyenne_et_ecart([1.31, 1.35, 1.28, 1.33]))


# %% 6.8 Où s’arrête la compétence ?
def hors_competence(scores, reperes):
    """Rend la liste triée des textes où le réseau ne fait pas mieux que le repère."""
    # À vous : moins de bits, c’est mieux.
    return ...


# %% Essayer
def octets_de_xz(texte):
    """Rend la taille du texte compressé par xz."""
    return len(lzma.compress(texte.encode()))


if __name__ == "__main__":
    corpus = load_from_disk(artefact("corpus"))
    appris = "\n".join(corpus["train"]["text"])
    textes = {nom: " ".join(extrait["textes"]) for nom, extrait in EXTRAITS.items()}
    textes |= {nom: " ".join(phrases[:30]) for nom, phrases in PHRASES.items()}
    textes |= {nom: " ".join(corpus[nom]["text"][20:50]) for nom in ("validation", "test")}
    scores, reperes = {}, {}
    for nom, texte in textes.items():
        numeros = tokenizer(texte, return_tensors="pt")["input_ids"][:, :256]
        lu = tokenizer.decode(numeros[0])
        with torch.no_grad():
            erreur = modele(input_ids=numeros, labels=numeros).loss.item()
        scores[nom] = bits_par_octet(erreur, numeros.shape[1] - 1, lu)
        ajoutes = octets_de_xz(appris + lu) - octets_de_xz(appris)
        reperes[nom] = 8 * ajoutes / len(lu.encode())
        print(nom, scores[nom], "repère :", reperes[nom])
    print(hors_competence(scores, reperes) if all(s is not ... for s in scores.values()) else "")
