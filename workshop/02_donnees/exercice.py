# Leçon 2 — Préparer les données
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 2

# %% Préparatifs
import tempfile

from datasets import Dataset, DatasetDict, load_dataset, load_from_disk
from nltk.tokenize.punkt import PunktSentenceTokenizer

from aurore.teaching.artefacts import artefact

LIVRES = sorted(artefact("livres").glob("*.txt"))


def montrer(lignes, combien=8):
    """Affiche les premières lignes d’une liste, puis combien il y en a."""
    if isinstance(lignes, (list, tuple)):
        print(*map(repr, lignes[:combien]), f"… ({len(lignes)} en tout)", sep="\n")
    else:
        print(lignes)


# %% 2.1 Le côté obscur : charger sans regarder
def charger_sans_soin(chemin):
    """Rend la liste des lignes du fichier, par load_dataset."""
    # À vous : load_dataset("text", …), puis la colonne "text".
    return ...


if __name__ == "__main__":
    montrer(charger_sans_soin(LIVRES[0]), combien=60)


# %% 2.2 Lire les accents
def lire_lignes(chemin):
    """Rend les lignes du fichier, en UTF-8 (sans sa marque) ou à défaut en Latin-1."""
    # À vous : open(chemin, encoding=…), readlines(), et try … except UnicodeDecodeError.
    return ...


if __name__ == "__main__":
    for livre in LIVRES:
        print(livre.name)
        montrer(lire_lignes(livre))


# %% 2.3 Garder le livre, et lui seul
def garder_le_livre(lignes):
    """Rend les lignes entre « *** START OF » et « *** END OF » ; toutes, sans ces marques."""
    # À vous : ligne.startswith(…) reconnaît une marque.
    return ...


if __name__ == "__main__":
    montrer(garder_le_livre(lire_lignes(LIVRES[0])))


# %% 2.4 Recoller les lignes en paragraphes
def paragraphes(lignes):
    """Rend la liste des paragraphes : des lignes recollées, qu’une ligne vide sépare."""
    # À vous : rstrip, join, et une ligne vide qui ferme le paragraphe.
    return ...


if __name__ == "__main__":
    livre = paragraphes(garder_le_livre(lire_lignes(LIVRES[0])))
    montrer(livre)


# %% 2.5 Séparer les phrases
def phrases(paragraphe, apprentissage):
    """Rend les phrases du paragraphe, par punkt qui a lu le texte `apprentissage`."""
    # À vous : PunktSentenceTokenizer(apprentissage), puis sa méthode tokenize.
    return ...


if __name__ == "__main__":
    from aurore.corpus.sentences.split import split_sentences

    EXTRAIT = "— Ah! monsieur, dit-elle, quelle nuit! M. Fabien ne viendra plus. Il est tard."
    print("punkt :", phrases(EXTRAIT, LIVRES[0].read_text("utf-8-sig")))
    print("Aurore :", split_sentences(EXTRAIT))


# %% 2.6 Compter, puis regarder
def compter(phrases):
    """Rend {"phrases": leur nombre, "mots": le nombre de leurs mots}."""
    # À vous : len et split.
    return ...


if __name__ == "__main__":
    print(compter(["Il pleuvait.", "La rivière montait toujours."]))


# %% 2.7 Ranger : apprentissage, validation, test
def jeu_de_donnees(apprentissage, validation, test):
    """Rend un DatasetDict : train, validation et test, chacun avec une colonne text."""
    # À vous : DatasetDict, et Dataset.from_dict pour chaque partie.
    return ...


if __name__ == "__main__":
    jeu = jeu_de_donnees(["Il pleuvait."], ["Elle chantait."], ["Il neigeait."])
    print(jeu)


# %% 2.8 Enregistrer et récupérer les données
def enregistrer_et_relire(jeu, dossier):
    """Enregistre le jeu de données dans `dossier`, et rend celui qu’on y relit."""
    # À vous : save_to_disk est une méthode du jeu ; load_from_disk, une fonction.
    return ...


if __name__ == "__main__" and jeu is not ...:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier:
        print(enregistrer_et_relire(jeu, dossier))
