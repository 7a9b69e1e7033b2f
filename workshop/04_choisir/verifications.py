"""Ce que la leçon 4 vérifie, une fonction par question."""

import tempfile
from functools import cache

import torch
from transformers import AutoModelForCausalLM, GPT2Config, LlamaConfig, PreTrainedModel

from aurore.teaching.artefacts import artefact
from aurore.teaching.checking import NotYet, number_is, refuse_constructor, returned


@cache
def petits():
    """Deux réseaux minuscules, l’un et l’autre avec embeddings partagés ; ils ne savent rien."""
    gpt2 = GPT2Config(n_layer=3, n_embd=16, n_head=2, n_positions=32, vocab_size=50)
    llama = LlamaConfig(
        num_hidden_layers=2, hidden_size=24, intermediate_size=40, num_attention_heads=2,
        num_key_value_heads=2, vocab_size=60, tie_word_embeddings=True,
    )  # fmt: skip
    return [AutoModelForCausalLM.from_config(forme) for forme in (gpt2, llama)]


def total(modele):
    return sum(poids.numel() for poids in modele.parameters())


def ouvrir(reponse):
    with tempfile.TemporaryDirectory() as dossier:
        petits()[0].save_pretrained(dossier)
        for endroit in (str(artefact("modele")), dossier):
            try:
                rendu = reponse(endroit)
            except (OSError, ValueError, TypeError) as erreur:
                refuse_constructor(
                    erreur,
                    "AutoModelForCausalLM ne s’appelle pas elle-même : c’est sa méthode from_pretrained qui ouvre un dossier.",
                )
                raise NotYet(
                    "reseau",
                    "Le réseau de neurones n’a pas été trouvé : donnez à from_pretrained le dossier "
                    "reçu, et non un nom du catalogue, qui demanderait Internet.",
                ) from erreur
            returned(rendu, PreTrainedModel, "un réseau")
            if rendu.get_output_embeddings() is None:
                raise NotYet(
                    "sans_tete",
                    "C’est AutoModel, le réseau sans sa tête : il ne peut pas noter les jetons. "
                    "Prenez AutoModelForCausalLM.",
                )
            if endroit == dossier and rendu.config.model_type != "gpt2":
                raise NotYet(
                    "dossier_fixe",
                    "Votre fonction ouvre toujours le même réseau : employez le dossier reçu.",
                )
    return "Le réseau est ouvert, tête comprise."


def nombre_de_parametres(reponse):
    for modele in petits():
        tableaux = list(modele.parameters())
        try:
            rendu = reponse(modele)
        except AttributeError as erreur:
            if "generator" not in str(erreur):
                raise
            raise NotYet(
                "suite_de_tableaux",
                "parameters() ne rend pas un tableau, mais une suite de tableaux : parcourez-la, et additionnez le numel() de chacun.",
            ) from erreur
        number_is(
            rendu,
            total(modele),
            {
                "tableaux": (
                    len(tableaux),
                    "Vous avez compté les tableaux de poids : il faut additionner leurs numel().",
                ),
                "poids_partages": (
                    sum(poids.numel() for poids in modele.state_dict().values()),
                    "Vous comptez deux fois le tableau d’embedding, qui sert à l’entrée et à la "
                    "sortie : parameters() ne le donne qu’une fois, state_dict() deux.",
                ),
                "lignes": (
                    sum(poids.shape[0] for poids in tableaux),
                    "shape[0] ne compte que les lignes de chaque tableau : numel() compte tout.",
                ),
                "dernier_tableau": (
                    tableaux[-1].numel(),
                    "Seul le dernier tableau a compté : il faut additionner.",
                ),
            },
            f"Ce petit réseau a {total(modele)} poids.",
        )
    return "Le compte est bon, poids partagés compris. GPT-2 en a 124 439 808."


def nombre_de_couches(reponse):
    for modele in petits():
        number_is(
            reponse(modele),
            modele.config.num_hidden_layers,
            {
                "modules": (
                    len(list(modele.modules())),
                    "modules() compte toutes les pièces, petites et grandes : le nombre de couches est dans modele.config.",
                ),
                "morceaux": (
                    len(list(modele.children())),
                    "children() compte les grandes parties (corps et tête) : le nombre de couches est dans modele.config.",
                ),
                "tableaux": (
                    len(list(modele.parameters())),
                    "Vous avez compté les tableaux de poids ; une couche en a plusieurs.",
                ),
                "largeur": (
                    modele.config.hidden_size,
                    "hidden_size est la largeur du réseau : combien de nombres décrivent un jeton.",
                ),
            },
            f"Ce petit réseau a {modele.config.num_hidden_layers} couches.",
        )
    return "C’est cela : 5 pour le réseau d’Aurore, 12 pour le plus petit GPT-2."


def part_des_embeddings(reponse):
    for modele in petits():
        embeddings, tout = modele.get_input_embeddings().weight.numel(), total(modele)
        jetons = modele.get_input_embeddings().weight.shape[0]
        number_is(
            reponse(modele),
            embeddings / tout,
            {
                "pour_cent": (
                    100 * embeddings / tout,
                    "C’est un pourcentage : on veut une part entre 0 et 1.",
                ),
                "inverse": (
                    tout / embeddings,
                    "La division est à l’envers : la partie d’abord, le tout ensuite.",
                ),
                "jetons": (
                    jetons / tout,
                    "Vous avez pris le nombre de lignes (de jetons), et non celui des poids : numel().",
                ),
                "au_reste": (
                    embeddings / (tout - embeddings),
                    "Vous avez divisé par le reste : divisez par tous les poids.",
                ),
                "sans_division": (
                    embeddings,
                    "C’est le nombre des poids d’embedding : divisez-le par tous les poids.",
                ),
            },
            f"On attendait {embeddings} divisé par {tout}.",
        )
    return "Un bon tiers du petit réseau d’Aurore, près d’un tiers de GPT-2."


def memoire_mo(reponse):
    for parametres, octets in ((124_439_808, 4), (3_000_384, 2)):
        juste = parametres * octets / 1e6
        number_is(
            reponse(parametres, octets),
            juste,
            {
                "bits": (
                    juste * 8,
                    "Un octet est déjà compté : inutile de multiplier par 8, ce seraient des bits.",
                ),
                "entiers": (
                    juste // 1,
                    "La partie après la virgule s’est perdue : // ne garde que l’entier, / garde tout.",
                ),
                "octets": (juste * 1e6, "Ce sont des octets : divisez par un million."),
                "mebioctets": (
                    parametres * octets / 1024**2,
                    "Vous avez divisé par 1024 × 1024 : ce sont des mébioctets. Ici, un mégaoctet vaut un million d’octets.",
                ),
                "kilo": (juste * 1000, "Ce sont des kilooctets : divisez encore par mille."),
                "giga": (
                    juste / 1000,
                    "Ce sont des gigaoctets : vous avez divisé une fois de trop.",
                ),
                "division": (
                    parametres / octets / 1e6,
                    "Chaque poids prend plusieurs octets : on multiplie.",
                ),
                "octets_oublies": (
                    parametres / 1e6,
                    "Vous n’avez pas employé le nombre d’octets par poids.",
                ),
            },
            f"On attendait {juste} Mo.",
        )
    return "Un GPT-2 tient en 498 Mo ; pour l’entraîner, il en faut quatre fois plus."


def fiche(nom, parametres, langues=("fr",), licence="mit", a_lu_le_test=False):
    return {
        "nom": nom, "langues": list(langues), "licence": licence,
        "parametres": parametres, "a_lu_le_test": a_lu_le_test,
    }  # fmt: skip


def choisir(reponse):
    bon = fiche("bon", 25_000_000, licence="apache-2.0")
    cas = [
        (
            "langue",
            fiche("anglais", 30_000_000, ["en"]),
            "Votre choix n’a pas lu de français : regardez « langues ».",
        ),
        (
            "licence",
            fiche("sans-licence", 30_000_000, licence=None),
            "Votre choix n’a pas de licence connue : « je l’ai trouvé sur Internet » n’en est pas une.",
        ),
        (
            "licence",
            fiche("non-commercial", 30_000_000, licence="cc-by-nc-4.0"),
            "La licence de votre choix n’est pas dans LIBRES.",
        ),
        (
            "test_lu",
            fiche("tricheur", 30_000_000, a_lu_le_test=True),
            "Votre choix a lu le livre de test : sa note à l’examen ne voudrait rien dire.",
        ),
        (
            "memoire",
            fiche("enorme", 1_500_000_000),
            "Votre choix ne tient pas en mémoire : 4 octets par poids, en mégaoctets.",
        ),
        (
            "plus_petit",
            fiche("petit", 3_000_000),
            "Plusieurs réseaux conviennent : il faut le plus grand, et non le premier ni le plus petit.",
        ),
    ]
    for nom, autre, texte in cas:
        for fiches in ([autre, bon], [bon, autre]):
            try:
                rendu = reponse(fiches, 120)
            except ValueError as erreur:
                if "empty" not in str(erreur):
                    raise
                raise NotYet(
                    "rien_garde",
                    "Votre tri n’a gardé aucune fiche, alors que l’une convient. « langues » est une liste : c’est par in que l’on y cherche « fr ».",
                ) from erreur
            if isinstance(rendu, dict):
                raise NotYet(
                    "fiche_entiere", "Vous rendez la fiche entière : on veut seulement son nom."
                )
            if rendu == autre["nom"]:
                raise NotYet(nom, texte)
            if rendu != "bon":
                raise NotYet(
                    "aucun",
                    f"On attendait « bon » ; la fonction a rendu {rendu!r}. La limite de mémoire est comprise : 25 millions de poids en prennent 100, et 120 sont permis.",
                )
    multilingue = fiche("multilingue", 20_000_000, ["en", "fr", "de"])
    if reponse([multilingue], 1000) != "multilingue":
        raise NotYet(
            "plusieurs_langues",
            'Un réseau qui a lu plusieurs langues, dont le français, convient : « "fr" in fiche["langues"] ».',
        )
    try:
        rien = reponse([cas[0][1]], 1000)
    except (ValueError, IndexError, TypeError) as erreur:
        raise NotYet(
            "liste_vide",
            "Quand aucun réseau ne convient, votre fonction s’arrête : max d’une liste vide est une erreur. Rendez None.",
        ) from erreur
    if rien is not None:
        raise NotYet("liste_vide", "Quand aucun réseau ne convient, il faut rendre None.")
    return "Votre choix tient compte de tout, et sait dire qu’il n’y en a pas."


torch.manual_seed(0)
