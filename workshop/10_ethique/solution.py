# Leçon 10 — Éthique et limites
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 10

# %% Préparatifs
from aurore.teaching.artefacts import artefact

LIVRE = next(artefact("livres").glob("*-0.txt")).read_text("utf-8-sig")


# %% 10.1 La plus longue copie
def plus_longue_copie(texte, livre):
    """Rend la plus longue suite de mots du texte qui se trouve aussi dans le livre."""
    # À vous.
    mots, tout = texte.split(), f" {' '.join(livre.split())} "
    for longueur in range(len(mots), 0, -1):
        for debut in range(len(mots) - longueur + 1):
            suite = " ".join(mots[debut : debut + longueur])
            if f" {suite} " in tout:
                return suite
    return ""


if __name__ == "__main__":
    print(plus_longue_copie("et ce fut un hiver où je fus retenu longtemps", LIVRE))


# %% 10.2 La mention
def mention(modele, graine, date):
    """Rend la mention qui accompagne un texte produit par le réseau."""
    # À vous : une chaîne f"…".
    return f"Texte produit par un réseau de neurones (modèle {modele}, graine {graine}, le {date})."


if __name__ == "__main__":
    print(mention("aurore", 3, "23 novembre 2026"))


# %% 10.3 L’énergie
def energie_wh(watts, minutes):
    """Rend l’énergie, en wattheures."""
    # À vous : il y a soixante minutes dans une heure.
    return watts * minutes / 60


if __name__ == "__main__":
    print(energie_wh(30, 10), "Wh pour dix minutes d’un portable")
