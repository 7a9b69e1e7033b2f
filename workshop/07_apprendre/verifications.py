"""Ce que la leçon 7 vérifie, une fonction par question."""

import json
import random
from collections import Counter

import numpy as np

from aurore.teaching.artefacts import artefact
from aurore.teaching.checking import NotYet, number_is, returned


def neurone(reponse):
    cas = [
        (
            [1, 0, 1],
            [0.5, 2.0, 0.4],
            0.8,
            1,
            "La somme, 0,9, dépasse le seuil, 0,8 : la réponse est 1.",
        ),
        (
            [1, 1],
            [0.5, -0.7],
            -0.1,
            0,
            "La somme vaut -0,2, et le seuil -0,1 : elle ne le dépasse pas. Un poids peut être négatif.",
        ),
        (
            [1, 1],
            [0.25, 0.25],
            0.5,
            0,
            "La somme vaut exactement le seuil : elle ne le *dépasse* pas, la réponse est 0.",
        ),
        (
            [2, 0],
            [0.5, 9.0],
            0.9,
            1,
            "Les entrées ne valent pas toujours 0 ou 1 : 2 × 0,5 dépasse 0,9.",
        ),
    ]
    for entrees, poids, seuil, juste, texte in cas:
        rendu = returned(reponse(entrees, poids, seuil), (int, float, bool), "0 ou 1")
        if rendu != juste:
            nom = "egalite" if "exactement" in texte else "somme"
            raise NotYet("somme_rendue" if rendu not in (0, 1) else nom, texte)
    return "Un neurone tient en deux lignes."


def partager(reponse):
    exercices = [f"{a} + {b}" for a in range(10) for b in range(10)]
    rendu = returned(reponse(list(exercices), 1), (tuple, list), "trois listes")
    if len(rendu) != 3:
        raise NotYet("trois_listes", "On attend trois listes : apprentissage, validation, test.")
    parties = [list(partie) for partie in rendu]
    ensemble = [exercice for partie in parties for exercice in partie]
    if len(set(ensemble)) < len(ensemble):
        raise NotYet(
            "fuite", "Un exercice se trouve dans deux parties : l’examen est connu d’avance."
        )
    if sorted(ensemble) != sorted(exercices):
        raise NotYet(
            "perdus", "Des exercices se sont perdus : les trois parties ensemble font les cent."
        )
    if [len(partie) for partie in parties] != [80, 10, 10]:
        raise NotYet(
            "tailles", f"On attend 80, 10 et 10 exercices ; vous avez {[len(p) for p in parties]}."
        )
    if ensemble == exercices:
        raise NotYet(
            "pas_melange",
            "Les exercices sont restés dans l’ordre : l’examen n’aurait que des « 9 + … ». Mélangez d’abord.",
        )
    if [list(p) for p in reponse(list(exercices), 1)] != parties:
        raise NotYet(
            "pas_repetable",
            "Deux appels avec la même graine donnent deux partages : employez random.Random(graine).",
        )
    if [list(p) for p in reponse(list(exercices), 2)] == parties:
        raise NotYet(
            "graine_ignoree",
            "Deux graines différentes donnent le même partage : employez la graine reçue.",
        )
    return "Quatre-vingts, dix, dix, et rien en double."


def corriger(reponse):
    poids = [1.0, 2.0]
    try:
        rendu = reponse(poids, [3, 0], 2, 0.1)
    except TypeError as erreur:
        if "sequence" not in str(erreur):
            raise
        raise NotYet(
            "listes",
            "Les poids et les entrées sont des listes, qui ne se multiplient pas d’un coup, comme le ferait un tableau de NumPy : prenez leurs éléments deux à deux.",
        ) from erreur
    rendu = list(returned(rendu, (list, tuple, np.ndarray), "une liste de poids"))
    if poids != [1.0, 2.0]:
        raise NotYet("poids_changes", "Vous avez changé la liste reçue : rendez-en une nouvelle.")
    if np.allclose(rendu, [1.6, 2.0]):
        return "Seuls les poids dont l’entrée comptait ont bougé."
    if np.allclose(rendu, [0.4, 2.0]):
        raise NotYet(
            "signe", "La correction est à l’envers : la réponse était trop petite, il faut ajouter."
        )
    if np.allclose(rendu, [1.2, 2.2]):
        raise NotYet(
            "sans_entree",
            "Tous les poids ont bougé autant : multipliez aussi par l’entrée de chacun.",
        )
    if np.allclose(rendu, [7.0, 2.0]):
        raise NotYet(
            "sans_taux", "La correction est dix fois trop grande : multipliez par le taux."
        )
    if np.allclose(rendu, [0.6, 0.0]):
        raise NotYet("sans_ancien", "C’est la correction seule : ajoutez-la à l’ancien poids.")
    raise NotYet(
        "autres_poids",
        "Pour les poids [1, 2], les entrées [3, 0], une erreur de 2 et un taux de 0,1, on attend [1,6 ; 2].",
    )


def part_de_la_plus_frequente(reponse):
    for donnees in ([6, 6, 6, 5], [5, 6, 7, 7, 8]):
        combien = max(Counter(donnees).values())
        try:
            rendu = reponse(donnees)
        except TypeError as erreur:
            if "tuple" not in str(erreur):
                raise
            rendu = ()
        if isinstance(rendu, (list, tuple)):
            raise NotYet(
                "paire",
                "most_common(1) rend une liste d’une paire, (réponse, combien) : prenez-y le nombre de fois, puis divisez.",
            )
        number_is(
            rendu,
            combien / len(donnees),
            {
                "compte": (
                    combien,
                    "C’est le nombre de fois : divisez-le par le nombre de réponses.",
                ),
                "reponse": (
                    Counter(donnees).most_common(1)[0][0],
                    "C’est la réponse elle-même : on veut sa part.",
                ),
                "differentes": (
                    len(set(donnees)) / len(donnees),
                    "C’est la part des réponses différentes.",
                ),
                "pour_cent": (
                    100 * combien / len(donnees),
                    "C’est un pourcentage : on veut une part entre 0 et 1.",
                ),
                "moins_frequente": (
                    min(Counter(donnees).values()) / len(donnees),
                    "C’est la part de la moins fréquente.",
                ),
            },
            f"Pour {donnees}, on attend {combien} sur {len(donnees)}.",
        )
    return "Une part de 1 : « c’est toujours 6 »."


def apprendre(reponse):
    dessins = json.loads(artefact("dessins.json").read_text("utf-8"))
    tous = [
        (
            np.array([1.0 if case == "#" else 0.0 for case in dessin.replace("/", "")]),
            int(nom == "chien"),
        )
        for nom in dessins
        for dessin in dessins[nom]
    ]
    tous = random.Random(3).sample(tous, len(tous))
    cours, examen = tous[:80], tous[80:]
    rendu = returned(
        reponse([d for d, _ in cours], [r for _, r in cours], 20, 0.1),
        (tuple, list),
        "les poids et le biais",
    )
    if len(rendu) != 2:
        raise NotYet("deux_choses", "On attend deux choses : les poids, puis le biais.")
    poids, biais = np.asarray(rendu[0], dtype=float), float(rendu[1])
    if poids.shape != (64,):
        raise NotYet("forme", f"On attend 64 poids, un par case ; vous en avez {poids.shape}.")
    if np.asarray(reponse([cours[0][0]], [1], 1, 0.1)[0]) @ cours[0][0] < 0:
        raise NotYet(
            "a_l_envers",
            "Devant un chien qu’il n’a pas reconnu, votre neurone s’éloigne encore du chien : l’erreur est la vraie réponse moins celle du neurone, et non l’inverse.",
        )
    if not poids.any():
        raise NotYet(
            "rien_appris", "Les poids sont restés à zéro : chaque erreur doit les corriger."
        )
    justes = sum(int(poids @ dessin + biais > 0) == r for dessin, r in examen)
    if justes < len(examen) * 0.9:
        raise NotYet(
            "apprend_mal",
            f"{justes} dessins justes sur {len(examen)} : il apprend mal. Toutes les époques sont-elles faites ? Le biais est-il corrigé aussi ?",
        )
    return f"{justes} dessins justes sur {len(examen)} qu’il n’avait jamais vus."


def deviner(reponse):
    comptes = {
        "sand": Counter({"rivière": 6, "le": 10, "moulin": 4}),
        "balzac": Counter({"argent": 9, "le": 20, "notaire": 8, "or": 3}),
    }
    for phrase, juste, texte in (
        ("Le moulin de la rivière", "sand", "« moulin » et « rivière » ne sont que chez Sand."),
        ("L’argent du notaire", "balzac", "« argent » et « notaire » ne sont que chez Balzac."),
        (
            "Le moulin inconnu",
            "sand",
            "Un mot que personne n’emploie (« inconnu ») ne doit pas décider : ajoutez 1 à chaque compte.",
        ),
        (
            "le",
            "balzac",
            "« le » fait 20 mots sur 40 chez Balzac et 10 sur 20 chez Sand ; avec le 1 ajouté et le vocabulaire (6 mots), 21/46 contre 11/26.",
        ),
    ):
        try:
            rendu = reponse(phrase, comptes)
        except ValueError as erreur:
            raise NotYet(
                "log_de_zero", "Le logarithme de zéro n’existe pas : ajoutez 1 à chaque compte."
            ) from erreur
        returned(rendu, str, "le nom d’un auteur")
        if rendu not in comptes:
            raise NotYet("autre_nom", "On attend l’un des noms du dictionnaire.")
        if rendu != juste:
            raise NotYet("autre_auteur", f"« {phrase} » : {texte}")
    return "Compter suffit presque : c’est le repère que tout réseau doit battre."
