"""Ce que la leçon 0 vérifie, une fonction par question."""

from functools import cache

from aurore.base.settings import GenerateSettings
from aurore.generation.writer import Writer
from aurore.teaching.artefacts import artefact
from aurore.teaching.checking import NotYet, returned

DEBUT = "Le soir, au bord de l’étang,"


@cache
def ecrivain():
    return Writer(artefact("modele"), "embedded")


@cache
def juste(graine):
    return ecrivain().write(DEBUT, GenerateSettings(tokens=30, seed=graine)).text


def premier_texte(reponse):
    try:
        rendu = reponse(ecrivain(), DEBUT, 5)
    except TypeError as erreur:
        if "Continuation" not in str(erreur):
            raise
        raise NotYet(
            "resultat_entier",
            "Python ne sait pas coller un texte et un résultat : c’est l’attribut text du résultat qu’il faut coller.",
        ) from erreur
    if hasattr(rendu, "provenance"):
        raise NotYet(
            "resultat_entier",
            "Vous rendez tout le résultat : son attribut text est la suite du texte.",
        )
    returned(rendu, str, "un texte")
    if rendu == juste(5):
        raise NotYet("sans_debut", "C’est la suite seule : collez-la derrière le début.")
    if not rendu.startswith(DEBUT):
        raise NotYet("autre_debut", "Le texte doit commencer par le début reçu.")
    if rendu != DEBUT + juste(5):
        raise NotYet(
            "graine",
            "La suite n’est pas celle de la graine reçue, avec 30 jetons : seed=graine, tokens=30.",
        )
    return "Votre premier texte, et vous saurez le refaire."


def variantes(reponse):
    rendu = reponse(ecrivain(), DEBUT, [5, 6])
    if isinstance(rendu, str):
        raise NotYet(
            "un_seul",
            "Un seul texte est revenu : « return » est sans doute dans la boucle, et l’arrête au premier. Rangez les textes dans une liste, et rendez-la après la boucle.",
        )
    returned(rendu, (list, tuple), "une liste de textes")
    if len(rendu) != 2:
        raise NotYet("nombre", "On attend un texte par graine : deux graines, deux textes.")
    if rendu[0] == rendu[1]:
        raise NotYet(
            "meme_graine", "Les deux textes sont égaux : chaque texte doit avoir sa graine."
        )
    if list(rendu) != [DEBUT + juste(5), DEBUT + juste(6)]:
        raise NotYet(
            "autres_textes", "Les textes ne sont pas ceux des graines données, dans leur ordre."
        )
    return "Une graine, un texte."
