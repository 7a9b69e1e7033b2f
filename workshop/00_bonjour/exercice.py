# Leçon 0 — Bonjour
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 0

# %% Préparatifs
from aurore.base.settings import GenerateSettings
from aurore.generation.writer import Writer
from aurore.teaching.artefacts import artefact

DEBUT = "Cette jeune femme était assise"


# %% 0.1 Un premier texte
def premier_texte(ecrivain, debut, graine):
    """Rend le début et sa suite, écrite avec cette graine."""
    # À vous : ecrivain.write(debut, GenerateSettings(tokens=30, seed=…)).text
    return ...


if __name__ == "__main__":
    ecrivain = Writer(artefact("modele"), "embedded")
    print(premier_texte(ecrivain, DEBUT, graine=3))


# %% 0.2 Plusieurs graines
def variantes(ecrivain, debut, graines):
    """Rend la liste des textes, un par graine."""
    # À vous : une boucle sur la fonction précédente.
    return ...


if __name__ == "__main__":
    print(variantes(ecrivain, DEBUT, [1, 2, 3]))
