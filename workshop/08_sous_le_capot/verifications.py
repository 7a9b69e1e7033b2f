"""Ce que la leçon 8 vérifie, une fonction par question."""

import numpy as np

from aurore.teaching.checking import NotYet, returned

TABLEAU = np.random.default_rng(8)


def juste_softmax(notes):
    e = np.exp(notes - notes.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def pareils(rendu, juste):
    rendu = np.asarray(returned(rendu, (np.ndarray, list), "un tableau"), dtype=float)
    return rendu.shape == juste.shape and np.allclose(rendu, juste, atol=1e-5)


def softmax(reponse):
    notes = np.array([[2.0, 1.0, 0.0], [5.0, 5.0, 5.0]])
    rendu = reponse(notes)
    if not pareils(rendu, juste_softmax(notes)):
        if np.allclose(np.asarray(rendu).sum(), 1):
            raise NotYet(
                "toutes_ensemble",
                "Les probabilités font 1 sur tout le tableau ; elles doivent faire 1 sur chaque ligne : axis=-1.",
            )
        if np.allclose(rendu, notes / notes.sum(axis=-1, keepdims=True)):
            raise NotYet(
                "sans_exponentielle",
                "Il manque l’exponentielle : une note négative ferait une probabilité négative.",
            )
        raise NotYet("autres", "Chaque ligne doit faire 1, et [5, 5, 5] donner trois tiers.")
    with np.errstate(all="ignore"):
        grand = np.asarray(reponse(np.array([1000.0, 0.0])))
    if not np.allclose(grand, [1, 0]):
        raise NotYet(
            "trop_grand",
            "Devant une note de 1000, l’exponentielle déborde : ôtez d’abord la plus haute note.",
        )
    return "Des notes aux probabilités."


def normaliser(reponse):
    x, echelle = np.array([[3.0, 4.0], [30.0, 40.0]]), np.array([1.0, 2.0])
    juste = x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-6) * echelle
    rendu = reponse(x, echelle)
    if pareils(rendu, juste):
        if not np.isfinite(np.asarray(reponse(np.zeros((1, 2)), echelle))).all():
            raise NotYet(
                "zero", "Un vecteur nul fait diviser par zéro : ajoutez 1e-6 sous la racine."
            )
        return "Toujours à la même échelle."
    if pareils(rendu, x / np.linalg.norm(x, axis=-1, keepdims=True) * echelle):
        raise NotYet(
            "somme",
            "Vous divisez par la longueur (la racine de la *somme* des carrés) : c’est leur moyenne qu’il faut.",
        )
    if pareils(rendu, x / np.sqrt((x**2).mean() + 1e-6) * echelle):
        raise NotYet(
            "sans_axe",
            "La moyenne est prise sur tout le tableau : chaque vecteur, chaque ligne, a la sienne, axis=-1, keepdims=True.",
        )
    if pareils(rendu, juste / echelle):
        raise NotYet("sans_echelle", "Il reste à multiplier par l’échelle.")
    raise NotYet("autre", "Pour [3, 4], la moyenne quadratique est la racine de 12,5.")


def attention(reponse):
    q, k, v = TABLEAU.normal(size=(3, 4, 6))
    notes = q @ k.T / np.sqrt(6)
    masque = np.triu(np.full((4, 4), -np.inf), k=1)
    with np.errstate(all="ignore"):
        rendu = reponse(q, k, v)
    if pareils(rendu, juste_softmax(notes + masque) @ v):
        return "Chaque jeton regarde derrière lui."
    if np.isnan(np.asarray(rendu, dtype=float)).any():
        raise NotYet(
            "rien_a_voir",
            "Des « nan » : le premier jeton ne voit plus rien, pas même lui. Le masque ne cache que ce qui vient *après* : k=1.",
        )
    if pareils(rendu, juste_softmax(notes) @ v):
        raise NotYet("avenir", "Vos jetons voient l’avenir : ajoutez le masque avant le softmax.")
    if pareils(rendu, juste_softmax(q @ k.T + masque) @ v):
        raise NotYet("sans_racine", "Il manque la division par la racine de la largeur.")
    if pareils(rendu, juste_softmax(notes + np.triu(np.full((4, 4), -np.inf), k=1).T) @ v):
        raise NotYet(
            "passe", "Le masque est à l’envers : c’est le passé que vos jetons ne voient plus."
        )
    if pareils(rendu, juste_softmax(notes + masque)):
        raise NotYet("parts", "Ce sont les parts : il reste à mélanger les valeurs, @ v.")
    raise NotYet(
        "autre",
        "Dans l’ordre : q @ k.T, la racine de la largeur, le masque, le softmax, @ v. Si votre softmax (8.1) n’est pas encore juste, commencez par lui.",
    )


def filtre(reponse):
    x, porte, montee = (
        TABLEAU.normal(size=(2, 3)),
        TABLEAU.normal(size=(5, 3)),
        TABLEAU.normal(size=(5, 3)),
    )
    descente = TABLEAU.normal(size=(3, 5))
    z = x @ porte.T
    rendu = reponse(x, porte, montee, descente)
    if pareils(rendu, (z / (1 + np.exp(-z)) * (x @ montee.T)) @ descente.T):
        return "La vanne s’ouvre et se ferme."
    if pareils(rendu, (1 / (1 + np.exp(-z)) * (x @ montee.T)) @ descente.T):
        raise NotYet("sigmoide", "C’est la sigmoïde : silu(z) est z fois la sigmoïde de z.")
    if pareils(rendu, z / (1 + np.exp(-z)) * (x @ montee.T)):
        raise NotYet("sans_descente", "Il manque la descente : @ descente.T.")
    if pareils(rendu, (z * (x @ montee.T)) @ descente.T):
        raise NotYet("sans_activation", "Il manque la fonction d’activation, silu.")
    raise NotYet("autre", "(silu(x @ porte.T) * (x @ montee.T)) @ descente.T")


def jeton_suivant(reponse):
    notes = np.array([0.0, 3.0, 1.0])
    try:
        with np.errstate(all="ignore"):
            rendu = reponse(notes, 0, np.random.default_rng(1))
    except ValueError as erreur:
        raise NotYet(
            "temperature_nulle",
            "À température 0, on ne peut pas diviser : traitez ce cas à part, d’abord.",
        ) from erreur
    if isinstance(rendu, float) and rendu == notes.max():
        raise NotYet("note", "C’est la note du meilleur jeton : on veut son numéro, sa place.")
    if isinstance(rendu, np.integer):
        rendu = int(rendu)
    returned(rendu, int, "un numéro de jeton")
    if rendu != 1:
        raise NotYet(
            "temperature_nulle", "À température 0, c’est le jeton le mieux noté, ici le numéro 1."
        )
    for temperature in (1.0, 0.5):
        hasard, tires = np.random.default_rng(2), []
        for _ in range(3000):
            tires.append(int(reponse(notes, temperature, hasard)))
        parts = np.bincount(tires, minlength=3) / 3000
        juste = juste_softmax(notes / temperature)
        if np.abs(parts - juste).max() > 0.04:
            if np.abs(parts - juste_softmax(notes * temperature)).max() < 0.04:
                raise NotYet("multiplie", "Vous multipliez par la température : divisez.")
            if np.abs(parts - juste_softmax(notes)).max() < 0.04:
                raise NotYet(
                    "temperature_ignoree",
                    "La température ne change rien : divisez les notes par elle avant le softmax.",
                )
            if np.abs(parts - 1 / 3).max() < 0.04:
                raise NotYet(
                    "uniforme", "Tous les jetons ont la même chance : donnez p= à hasard.choice."
                )
            raise NotYet(
                "autres_parts",
                f"À température {temperature}, on attend environ {juste.round(2).tolist()}.",
            )
    return "Sage ou aventureux, selon la température."
