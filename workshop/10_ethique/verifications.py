"""Ce que la leçon 10 vérifie, une fonction par question."""

from aurore.teaching.checking import NotYet, number_is, returned


def plus_longue_copie(reponse):
    livre = "Encore un soir, le vieux meunier\ndescendit vers la rivière en chantant."
    cas = (
        (
            "un jour le vieux meunier descendit vers elle",
            "le vieux meunier descendit vers",
            "lignes",
            "Le passage à la ligne du livre ne doit pas cacher la copie : découpez le livre en mots.",
        ),
        (
            "or vers la rivière",
            "vers la rivière",
            "milieu",
            "La plus longue copie peut être au milieu ou à la fin du texte.",
        ),
        (
            "le soir un soir, oui",
            "un soir,",
            "premiere",
            "Il faut la plus longue, et non la première.",
        ),
        (
            "or",
            "",
            "lettres",
            "« or » n’est pas un mot de ce livre : il n’est que dans « Encore ». Comparez des mots entiers.",
        ),
        ("zut", "", "rien", "Sans rien de commun, on attend un texte vide."),
    )
    for texte, juste, nom, message in cas:
        rendu = reponse(texte, livre)
        if isinstance(rendu, (list, tuple)):
            raise NotYet("liste", 'Vous rendez une liste de mots : recollez-les par " ".join(…).')
        if isinstance(rendu, int):
            raise NotYet("longueur", "Vous rendez une longueur : on veut le passage.")
        if returned(rendu, str, "un texte") != juste:
            raise NotYet(nom, message)
    return "On peut maintenant dire ce qui est copié, et montrer où."


def mention(reponse):
    rendu = returned(reponse("aurore", 3, "23 novembre 2026"), str, "une phrase")
    if "{" in rendu:
        raise NotYet("sans_f", "Les accolades sont restées : il manque le f devant les guillemets.")
    for valeur, quoi in (
        ("aurore", "le modèle"),
        ("3", "la graine"),
        ("23 novembre 2026", "la date"),
    ):
        if valeur not in rendu.replace("réseau de neurones", ""):
            raise NotYet("manque", f"Il manque {quoi} dans la mention.")
    if "réseau de neurones" not in rendu.lower():
        raise NotYet(
            "sans_dire",
            "La mention doit dire « produit par un réseau de neurones » : c’est l’essentiel.",
        )
    if "12" not in reponse("x", 12, "hier"):
        raise NotYet("fixe", "La mention ne change pas avec ses arguments.")
    return "Le lecteur sait, et peut refaire."


def energie_wh(reponse):
    number_is(
        reponse(45, 20),
        15.0,
        {
            "minutes": (900, "Ce sont des watts fois des minutes : divisez par 60."),
            "joules": (
                45 * 20 * 60,
                "Ce sont des joules (watts fois secondes) : on veut des wattheures.",
            ),
            "kilo": (0.015, "Ce sont des kilowattheures : on veut des wattheures."),
            "inverse": (
                45 / 20,
                "Une machine plus longtemps allumée consomme davantage : on multiplie.",
            ),
        },
        "45 watts pendant 20 minutes, un tiers d’heure, font 15 wattheures.",
    )
    return "Un entraînement d’ici coûte moins qu’une tasse de thé."
