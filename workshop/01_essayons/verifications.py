"""Ce que la leçon 1 vérifie, une fonction par question."""

import contextlib
import io
import json
import threading
from functools import cache
from urllib.error import HTTPError

from transformers import pipeline
from werkzeug.serving import make_server

from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.teaching.artefacts import artefact
from aurore.teaching.checking import NotYet, returned


def deux_debuts(reponse):
    rendu = returned(reponse(), (list, tuple), "une liste de deux débuts")
    if len(rendu) != 2:
        raise NotYet("nombre", f"On veut deux débuts ; votre liste en a {len(rendu)}.")
    for debut in rendu:
        if not isinstance(debut, str) or not debut.strip():
            raise NotYet("vide", "Chaque début doit être un texte, et non vide.")
    if rendu[0] == rendu[1]:
        raise NotYet("memes", "Vos deux débuts sont les mêmes : changez-en un.")
    return "Deux débuts qui attendent leur suite."


@cache
def pipe():
    return pipeline(
        "text-generation", model=str(artefact("modele")), max_new_tokens=8, do_sample=False
    )


def ecrire(reponse):
    debuts = ["Elle descendit vers la rivière", "Le vieux meunier"]
    juste = [pipe()(debut)[0]["generated_text"] for debut in debuts]
    try:
        rendu = reponse(pipe(), debuts)
    except TypeError as erreur:
        if "list indices" not in str(erreur):
            raise
        raise NotYet(
            "listes",
            "pipe(debuts) rend, pour chaque début, une *liste* de résultats : prenez son premier élément, [0], avant la clé « generated_text ».",
        ) from erreur
    returned(rendu, (list, tuple), "une liste de deux textes")
    if rendu and isinstance(rendu[0], list):
        raise NotYet(
            "listes", "Il reste une liste pour chaque début : prenez son premier élément, [0]."
        )
    if rendu and isinstance(rendu[0], dict):
        raise NotYet(
            "dictionnaires",
            "Ce sont les dictionnaires : le texte est sous la clé « generated_text ».",
        )
    if len(rendu) != 2:
        raise NotYet("nombre", f"Deux débuts, donc deux textes ; il y en a {len(rendu)}.")
    if any(not str(texte).startswith(debut) for texte, debut in zip(rendu, debuts, strict=True)):
        raise NotYet(
            "autres_debuts", "Les textes ne commencent pas par les débuts reçus, dans leur ordre."
        )
    if list(rendu) != juste:
        raise NotYet("autres_textes", "Les textes ne sont pas ceux du pipeline reçu.")
    return "Le même réseau que la page, appelé depuis Python."


def afficher(reponse):
    sortie = io.StringIO()
    textes = ["Il était une fois.", "Elle chantait."]
    with contextlib.redirect_stdout(sortie):
        reponse(textes)
    if not sortie.getvalue():
        raise NotYet("rien_affiche", "Rien ne s’est affiché : il faut print, et non return.")
    if str(textes) in sortie.getvalue() or str(tuple(textes)) in sortie.getvalue():
        raise NotYet(
            "liste_affichee",
            "C’est la liste entière qui s’affiche, avec ses crochets et ses guillemets : une boucle affiche les textes un à un.",
        )
    if not all(texte in sortie.getvalue() for texte in textes):
        raise NotYet("texte_manque", "Les deux textes doivent s’afficher, chacun en entier.")
    return "Affiché."


@contextlib.contextmanager
def serveur():
    """Le vrai serveur d’Aurore, sur cette machine, le temps d’une question."""
    from aurore.serving.app import create_app

    ecoute = make_server("127.0.0.1", 0, lambda *_: [])
    application = create_app(
        ServeSettings(port=ecoute.server_port), lambda: Writer(artefact("modele"), "embedded")
    )
    ecoute.app = application
    recus = []
    application.before_request(lambda: recus.append(_requete()))
    threading.Thread(target=ecoute.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{ecoute.server_port}", recus
    finally:
        ecoute.shutdown()
        ecoute.server_close()


def _requete():
    from flask import request

    return request.method, request.path, request.get_data(as_text=True)


def demander(reponse):
    debut = "Le soir elle se rappelait"
    with serveur() as (adresse, recus):
        try:
            rendu = reponse(adresse, debut)
        except HTTPError as erreur:
            if erreur.code == 405:
                raise NotYet(
                    "get",
                    "Le serveur refuse la méthode (405) : il faut POST. Donner data= à Request en fait un POST.",
                ) from erreur
            if erreur.code == 415:
                raise NotYet(
                    "sans_type",
                    "Le serveur ne sait pas que c’est du JSON (415) : ajoutez l’en-tête Content-Type.",
                ) from erreur
            if erreur.code == 404:
                raise NotYet(
                    "adresse",
                    'Il n’y a rien à cette adresse (404) : c’est adresse + "/api/generate".',
                ) from erreur
            raise NotYet(
                "refus",
                f'Le serveur a refusé la demande ({erreur.code}) : le corps doit être le JSON de {{"prompt": …, "tokens": 10}}.',
            ) from erreur
        except TypeError as erreur:
            if "bytes" in str(erreur):
                raise NotYet(
                    "octets", "Le corps doit être fait d’octets : json.dumps(…).encode()."
                ) from erreur
            raise
    if not recus:
        raise NotYet(
            "pas_demande",
            "Le serveur n’a rien reçu : la demande est-elle partie, et à l’adresse reçue ?",
        )
    if isinstance(rendu, dict):
        raise NotYet(
            "reponse_entiere", "Vous rendez toute la réponse : la suite est sous la clé « text »."
        )
    returned(rendu, str, "un texte")
    if not rendu.startswith(debut):
        raise NotYet("sans_debut", "C’est la suite seule : collez-la derrière le début.")
    if rendu == debut:
        raise NotYet("sans_suite", "Il n’y a que le début : la suite est sous la clé « text ».")
    if json.loads(recus[-1][2]).get("tokens") != 10:
        raise NotYet("jetons", 'Il faut demander 10 jetons : {"prompt": debut, "tokens": 10}.')
    return "Deux programmes se sont parlé."
