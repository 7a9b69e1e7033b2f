"""Ce que la leçon 6 vérifie, une fonction par question."""

import math
import tomllib
from functools import cache

import torch
from rapidfuzz.distance import Indel, Levenshtein
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from aurore.teaching.artefacts import artefact
from aurore.teaching.checking import NotYet, number_is, returned


@cache
def textes():
    return tuple(tomllib.loads(artefact("bonjour.toml").read_text("utf-8")).values())


def distance(reponse):
    paires = [("assise", "sisse"), (textes()[0], textes()[1]), (textes()[0], textes()[2])]
    paires.append(("sisse", "assise"))  # un texte plus long que sa référence
    for a, b in paires:
        d = Levenshtein.distance(a, b)
        place = sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b))
        mots = Levenshtein.distance(a.split(), b.split())
        number_is(
            reponse(a, b),
            d / len(a),
            {
                "non_divisee": (
                    d,
                    "C’est le nombre de corrections : divisez-le par la longueur de la référence.",
                ),
                "autre_longueur": (
                    d / len(b),
                    "Vous divisez par la longueur de l’autre texte : c’est la référence qui compte, sinon la mesure change avec la copie.",
                ),
                "plus_long": (
                    d / max(len(a), len(b)),
                    "Vous divisez par le plus long des deux textes (normalized_distance le fait) : prenez la référence.",
                ),
                "ressemblance": (
                    1 - d / max(len(a), len(b)),
                    "C’est une ressemblance : 1 pour deux textes égaux. On veut une distance : 0 pour deux textes égaux.",
                ),
                "lettre_a_lettre": (
                    place / len(a),
                    "Vous comparez les lettres place par place : une lettre oubliée au début décale tout. Levenshtein sait insérer et ôter.",
                ),
                "par_mots": (mots / len(a.split()), "Vous comptez les mots : on veut les lettres."),
                "sans_remplacement": (
                    Indel.distance(a, b) / len(a),
                    "Vous comptez un remplacement pour deux corrections (ôter, puis ajouter) : il en vaut une.",
                ),
                "pour_cent": (100 * d / len(a), "C’est un pourcentage : on veut une part."),
            },
            f"De « {a[:12]} » à « {b[:12]} », on attend {d} corrections pour {len(a)} lettres.",
        )
    return "Les trois textes de la diapositive sortent dans le bon ordre."


def classer(reponse):
    donnes = ["assise", "debouts", "couchée", "debout"]
    avant = list(donnes)
    try:
        rendu = reponse("debout", donnes)
    except TypeError as erreur:
        if "missing 1 required positional" not in str(erreur):
            raise
        raise NotYet(
            "cle_a_deux",
            "key= appelle sa fonction avec un seul texte, et votre distance en veut deux : une petite fonction (lambda texte: …) lui ajoute la référence.",
        ) from erreur
    if rendu is None and donnes != avant:
        raise NotYet(
            "sort_sur_place",
            "sort() range la liste sur place et ne rend rien : sorted(…) rend une liste rangée.",
        )
    juste = ["debout", "debouts", "assise", "couchée"]
    rendu = list(returned(rendu, (list, tuple), "une liste de textes"))
    if rendu and not isinstance(rendu[0], str):
        raise NotYet(
            "distances", "Vous rendez des distances (ou des paires) : on veut les textes eux-mêmes."
        )
    if rendu[:2] == juste[:2] and sorted(rendu) == sorted(juste):
        return "Du plus proche au plus lointain."
    if rendu[-2:] == juste[1::-1]:
        raise NotYet(
            "a_l_envers",
            "Le plus lointain vient d’abord : retirez reverse=True, ou triez des distances et non des ressemblances.",
        )
    if rendu == sorted(juste):
        raise NotYet("alphabetique", "C’est l’ordre alphabétique : donnez à sorted une clé, key=…")
    if sorted(rendu) != sorted(juste):
        raise NotYet(
            "textes_perdus", "Il manque des textes : il faut tous les rendre, dans l’ordre."
        )
    raise NotYet("autre_ordre", f"On attendait {juste}.")


@cache
def petit():
    """Un réseau minuscule, qui ne sait rien, avec de vrais jetons."""
    torch.manual_seed(2)
    jetons = AutoTokenizer.from_pretrained(artefact("modele"))
    forme = LlamaConfig(
        num_hidden_layers=2, hidden_size=24, intermediate_size=32, num_attention_heads=2,
        num_key_value_heads=2, vocab_size=len(jetons),
    )  # fmt: skip
    return LlamaForCausalLM(forme).eval(), jetons


def vecteur(reponse):
    modele, jetons = petit()
    phrase = "La petite Fadette était assise."
    with torch.no_grad():
        sortie = modele(**jetons(phrase, return_tensors="pt"), output_hidden_states=True)
    etats = sortie.hidden_states[-1][0]
    rendu = reponse(modele, jetons, phrase)
    if isinstance(rendu, (list, tuple)) and rendu and isinstance(rendu[0], float):
        rendu = torch.tensor(rendu)
    rendu = torch.as_tensor(
        returned(rendu, (torch.Tensor, type(etats.numpy())), "un vecteur")
    ).detach()
    if rendu.shape == etats.shape or rendu.shape == (1, *etats.shape):
        raise NotYet(
            "un_par_jeton",
            "Il y a encore un vecteur par jeton : faites-en la moyenne, .mean(dim=…) sur les jetons.",
        )
    if rendu.shape[-1:] == (len(jetons),) or rendu.shape[-1:] == (modele.config.vocab_size,):
        raise NotYet(
            "notes", "Ce sont les notes des jetons (logits) : prenez les états, hidden_states[-1]."
        )
    if rendu.shape == (len(etats),):
        raise NotYet(
            "mauvaise_moyenne",
            "La moyenne est faite sur la largeur : il reste un nombre par jeton. C’est sur les jetons qu’il faut la faire.",
        )
    if rendu.shape == (1, etats.shape[1]):
        rendu = rendu[0]
    if rendu.shape != (etats.shape[1],):
        raise NotYet(
            "forme",
            f"On attend un vecteur de forme ({etats.shape[1]},) ; le vôtre est de forme {tuple(rendu.shape)}.",
        )
    if torch.allclose(rendu, etats.mean(0), atol=1e-5):
        return "Un texte, un vecteur."
    if torch.allclose(rendu, etats[-1], atol=1e-5):
        raise NotYet("dernier_jeton", "C’est l’état du dernier jeton : on veut la moyenne de tous.")
    if torch.allclose(rendu, sortie.hidden_states[0][0].mean(0), atol=1e-5):
        raise NotYet(
            "premiere_couche",
            "hidden_states[0] est l’entrée du réseau (les embeddings) : la dernière couche est hidden_states[-1].",
        )
    if torch.allclose(rendu, etats.sum(0), atol=1e-4):
        raise NotYet(
            "somme", "C’est la somme : elle grandit avec la longueur du texte. Prenez la moyenne."
        )
    raise NotYet("autre_vecteur", "Ce n’est pas la moyenne des états de la dernière couche.")


def distance_cosinus(reponse):
    for u, v in (
        ([1.0, 0, 0], [1.0, 1, 0]),
        ([3.0, 4, 0], [6.0, 8, 1]),
        ([1.0, 2, 0], [-2.0, 1, 5]),
    ):
        a, b = torch.tensor(u), torch.tensor(v)
        cosinus = float(a @ b / (a.norm() * b.norm()))
        rendu = reponse(a, b)
        rendu = rendu.item() if isinstance(rendu, torch.Tensor) and rendu.numel() == 1 else rendu
        if isinstance(rendu, torch.Tensor) and rendu.numel() > 1:
            raise NotYet(
                "case_par_case",
                "u * v multiplie case par case, et laisse une liste de nombres : u @ v les additionne aussi.",
            )
        if isinstance(rendu, (int, float)) and math.isclose(rendu, 1 - cosinus, abs_tol=1e-5):
            continue
        arrondi = {
            "ressemblance": (
                cosinus,
                "C’est le cosinus, une ressemblance : la distance est 1 moins le cosinus.",
            ),
            "sans_longueurs": (
                1 - float(a @ b),
                "Il manque les longueurs : divisez u @ v par u.norm() * v.norm().",
            ),
            "une_longueur": (
                1 - float(a @ b / a.norm()),
                "Il faut diviser par les deux longueurs.",
            ),
            "longueurs_carrees": (
                1 - float(a @ b / ((a @ a) * (b @ b))),
                "u @ u est le carré de la longueur : u.norm() est la longueur.",
            ),
            "euclidienne": (
                float((a - b).norm()),
                "C’est la distance en ligne droite : elle dépend de la longueur des vecteurs. On veut l’angle.",
            ),
        }
        for nom, (valeur, texte) in arrondi.items():
            if isinstance(rendu, (int, float)) and math.isclose(rendu, valeur, abs_tol=1e-5):
                raise NotYet(nom, texte)
        number_is(rendu, 1 - cosinus, {}, f"Pour {u} et {v}, on attend {1 - cosinus:.3f}.")
    return "La longueur n’y fait plus rien, seule compte la direction."


def perplexite(reponse):
    for erreur in (3.7, 2.0):
        number_is(
            reponse(erreur),
            math.exp(erreur),
            {
                "base_deux": (
                    2**erreur,
                    "2 ** erreur conviendrait à une erreur en bits ; celle de la bibliothèque est en logarithme naturel : math.exp.",
                ),
                "dix": (10**erreur, "Le logarithme est naturel, et non décimal : math.exp."),
                "logarithme": (
                    math.log(erreur),
                    "C’est le logarithme : il faut l’inverse, l’exponentielle.",
                ),
                "signe": (
                    math.exp(-erreur),
                    "C’est la probabilité moyenne du bon jeton ; la perplexité est son inverse : sans le signe moins.",
                ),
                "bits": (
                    erreur / math.log(2),
                    "C’est l’erreur en bits : ce sera pour la question suivante.",
                ),
            },
            f"Pour une erreur de {erreur}, on attend {math.exp(erreur):.1f}.",
        )
    return "Une erreur de 3,7 : le réseau hésite comme entre 40 jetons."


def bits_par_octet(reponse):
    texte, jetons, erreur = "L’été, la forêt était à elle.", 9, 3.5
    octets, signes = len(texte.encode()), len(texte)
    number_is(
        reponse(erreur, jetons, texte),
        erreur / math.log(2) * jetons / octets,
        {
            "lettres": (
                erreur / math.log(2) * jetons / signes,
                "Vous divisez par le nombre de lettres : « é » fait deux octets, texte.encode() les compte.",
            ),
            "nats": (
                erreur * jetons / octets,
                "L’erreur n’est pas encore en bits : divisez-la par math.log(2).",
            ),
            "par_jeton": (
                erreur / math.log(2),
                "Ce sont des bits par jeton : multipliez par les jetons, divisez par les octets.",
            ),
            "a_l_envers": (
                erreur / math.log(2) * octets / jetons,
                "Vous multipliez par les octets et divisez par les jetons : c’est l’inverse.",
            ),
            "multiplie": (
                erreur * math.log(2) * jetons / octets,
                "On divise par le logarithme de 2, on ne multiplie pas.",
            ),
            "en_tout": (
                erreur / math.log(2) * jetons,
                "C’est la surprise totale : divisez par le nombre d’octets.",
            ),
            "fois_huit": (
                erreur / math.log(2) * jetons / octets / 8,
                "Inutile de diviser encore par 8 : on veut des bits, par octet.",
            ),
        },
        f"On attend {erreur} / ln 2, fois {jetons} jetons, divisé par {octets} octets.",
    )
    return "Une mesure qui ne dépend plus des jetons."


def moyenne_et_ecart(reponse):
    scores = [1.0, 2.0, 4.0, 5.0]
    rendu = returned(reponse(scores), (tuple, list), "deux nombres, la moyenne et l’écart-type")
    if len(rendu) != 2:
        raise NotYet("deux_nombres", "On attend deux nombres : la moyenne, puis l’écart-type.")
    moyenne, variance = 3.0, 10 / 3
    if math.isclose(rendu[1], moyenne) and not math.isclose(rendu[0], moyenne):
        raise NotYet("ordre", "L’ordre est inversé : la moyenne d’abord, l’écart-type ensuite.")
    number_is(
        rendu[0],
        moyenne,
        {"mediane": (4.0, "C’est une médiane ; on veut la moyenne.")},
        "La moyenne de 1, 2, 4 et 5 est 3.",
    )
    number_is(
        rendu[1],
        math.sqrt(variance),
        {
            "population": (
                math.sqrt(2.5),
                "Vous divisez par le nombre de scores (pstdev, ou numpy.std) : avec si peu de scores, on divise par ce nombre moins un, statistics.stdev.",
            ),
            "variance": (variance, "C’est la variance : l’écart-type en est la racine carrée."),
            "ecart_moyen": (1.5, "C’est l’écart moyen : l’écart-type passe par les carrés."),
            "etendue": (4.0, "C’est l’écart entre le plus grand et le plus petit."),
        },
        f"L’écart-type de 1, 2, 4 et 5 est {math.sqrt(variance):.3f}.",
    )
    return "Un score sans son écart-type ne dit pas s’il est dû au hasard."


def hors_competence(reponse):
    scores = {"woolf": 3.1, "sand": 1.3, "balzac": 1.4, "egal": 2.0}
    reperes = {"sand": 2.0, "egal": 2.0, "woolf": 2.2, "balzac": 2.1}
    rendu = reponse(scores, reperes)
    if isinstance(rendu, dict):
        raise NotYet("dictionnaire", "Vous rendez un dictionnaire : on veut la liste des noms.")
    rendu = list(returned(rendu, (list, tuple), "une liste de noms"))
    if rendu == ["egal", "woolf"]:
        return "Le réseau sait où il ne sait pas."
    if sorted(rendu) == ["balzac", "sand"]:
        raise NotYet(
            "a_l_envers", "Ce sont les textes où le réseau fait mieux : moins de bits, c’est mieux."
        )
    if rendu == ["woolf"]:
        raise NotYet(
            "egalite", "À égalité, le réseau n’apporte rien : il n’a pas fait mieux. Employez >=."
        )
    if sorted(rendu) == ["egal", "woolf"]:
        raise NotYet("pas_triee", "Les noms sont les bons ; triez-les (sorted).")
    raise NotYet(
        "autres_noms",
        "On attend les textes où le score du réseau n’est pas plus bas que le repère.",
    )
