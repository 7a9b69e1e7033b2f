"""Ce que la leçon 3 vérifie, une fonction par question."""

import tempfile
from functools import cache
from pathlib import Path

from datasets import Dataset, DatasetDict
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from aurore.teaching.artefacts import artefact
from aurore.teaching.checking import NotYet, refuse_constructor, returned

PHRASES = (
    "Bonjour Madame, je m'appelle George Sand. Et vous ?",  # texte
    "L'été, la forêt était à elle.\n— Déjà ? dit-il.",  # texte
)


@cache
def tokenizer():
    return AutoTokenizer.from_pretrained(artefact("modele"))


def charger(reponse):
    for nom in ("modele", "tokenizer"):
        try:
            trouve = reponse(artefact(nom))
        except (OSError, ValueError, TypeError) as erreur:
            refuse_constructor(
                erreur,
                "AutoTokenizer ne s’appelle pas elle-même : c’est sa méthode from_pretrained qui ouvre un dossier.",
            )
            raise NotYet(
                "reseau",
                "Le tokenizer n’a pas été trouvé : est-ce bien le dossier reçu que vous donnez à "
                "from_pretrained ? Un nom du catalogue, comme « benjamin/gpt2-wechsel-french », "
                "demanderait le réseau ; ici, rien ne sort de la salle.",
            ) from erreur
        if trouve is AutoTokenizer:
            raise NotYet(
                "classe",
                "Vous rendez la classe AutoTokenizer elle-même : il faut appeler sa méthode "
                "from_pretrained pour obtenir un tokenizer.",
            )
        returned(trouve, PreTrainedTokenizerBase, "un tokenizer")
        if len(trouve) != len(AutoTokenizer.from_pretrained(artefact(nom))):
            raise NotYet(
                "dossier_fixe",
                "Votre fonction ouvre toujours le même tokenizer : employez le dossier qu’elle "
                "reçoit, car elle servira pour d’autres.",
            )
    return "Le tokenizer est ouvert, et votre fonction en ouvrira d’autres."


def identifiants(reponse):
    rendus = []
    for phrase in PHRASES:
        juste = tokenizer()(phrase)["input_ids"]
        numeros = reponse(tokenizer(), phrase)
        if hasattr(numeros, "keys"):
            raise NotYet(
                "dictionnaire_entier",
                "Vous rendez tout le dictionnaire : seule la valeur de la clé « input_ids » nous "
                "intéresse.",
            )
        if hasattr(numeros, "tolist"):
            numeros = numeros.tolist()
        returned(numeros, (list, tuple), "une liste de numéros")
        if numeros and isinstance(numeros[0], list):
            raise NotYet(
                "liste_de_listes",
                "Les numéros sont dans une liste de listes : c’est ce qu’on obtient en donnant "
                "plusieurs phrases à la fois, ou return_tensors. Donnez le texte seul.",
            )
        if numeros and isinstance(numeros[0], str):
            raise NotYet(
                "morceaux_pas_numeros",
                "Vous rendez les morceaux de texte ; on veut ici leurs numéros. Les morceaux "
                "viennent à la question suivante.",
            )
        rendus.append(list(numeros))
        if list(numeros) == [ord(lettre) for lettre in phrase]:
            raise NotYet(
                "lettres",
                "Vous avez numéroté les lettres une à une. C’est une tokenisation possible, mais "
                "non celle de ce réseau : demandez au tokenizer.",
            )
        if len(rendus) == 2 and rendus[0] == rendus[1]:
            raise NotYet(
                "phrase_fixe",
                "Votre fonction rend les mêmes numéros pour deux phrases différentes : elle doit "
                "découper le texte qu’elle reçoit.",
            )
        if rendus[-1] != juste and phrase != PHRASES[0]:
            raise NotYet("autres_numeros", "Les numéros ne sont pas ceux du tokenizer reçu.")
    if rendus[0] != tokenizer()(PHRASES[0])["input_ids"]:
        raise NotYet("autres_numeros", "Les numéros ne sont pas ceux du tokenizer reçu.")
    return f"« Bonjour Madame… » fait {len(rendus[0])} jetons pour 9 mots."


def morceaux(reponse):
    for phrase in PHRASES:
        numeros = tokenizer()(phrase)["input_ids"]
        juste = tokenizer().convert_ids_to_tokens(numeros)
        rendu = reponse(tokenizer(), numeros)
        if isinstance(rendu, str):
            raise NotYet(
                "texte_entier",
                "Vous avez recollé tout le texte (decode le fait). On veut la liste des morceaux, "
                "pour voir où le tokenizer a coupé.",
            )
        returned(rendu, (list, tuple), "une liste de morceaux")
        if list(rendu) == numeros:
            raise NotYet("numeros", "Ce sont encore les numéros : il reste à les convertir.")
        if list(rendu) == [tokenizer().decode([numero]) for numero in numeros]:
            raise NotYet(
                "morceaux_decodes",
                "Chaque morceau a été décodé à part : c’est lisible, mais les signes Ġ et Ċ ont "
                "disparu, et un accent coupé en deux devient « � ». convert_ids_to_tokens montre "
                "les morceaux tels que le réseau les connaît.",
            )
        if list(rendu) != juste:
            raise NotYet("autres_morceaux", f"On attendait {juste[:4]}… en premier.")
    return "Vous voyez le texte comme le réseau le voit."


def lisible(reponse):
    for phrase in PHRASES:
        coupes = tokenizer().tokenize(phrase)
        rendu = returned(reponse(tokenizer(), coupes), str, "un texte")
        if rendu == phrase:
            continue
        if "Ġ" in rendu or "Ċ" in rendu:
            raise NotYet(
                "signes_restent",
                "Il reste des Ġ (espaces) ou des Ċ (passages à la ligne) dans votre texte.",
            )
        if "Ã" in rendu or "â" in rendu:
            raise NotYet(
                "accents",
                "Les espaces sont bonnes, mais les accents sont en deux morceaux (« Ã© » pour "
                "« é ») : ce sont des octets. Laissez faire convert_tokens_to_string.",
            )
        if rendu.split() == phrase.split() and "\n" not in rendu:
            raise NotYet(
                "lignes", "Le passage à la ligne (Ċ) s’est perdu : il fait partie du texte."
            )
        if rendu.replace(" ", "") == phrase.replace(" ", ""):
            raise NotYet(
                "espaces",
                "Les lettres y sont, mais pas les espaces : un morceau sans Ġ continue le mot "
                "précédent.",
            )
        raise NotYet("autre_texte", f"On attendait « {phrase[:30]}… ».")
    return "Aller et retour sans rien perdre, accents compris."


def petit_corpus():
    parties = {
        "train": [f"phrase d’apprentissage {numero}" for numero in range(7)],
        "validation": ["phrase de validation"],
        "test": ["phrase de test"],
    }
    return DatasetDict({nom: Dataset.from_dict({"text": t}) for nom, t in parties.items()})


def lots_de_textes(reponse):
    corpus = petit_corpus()
    rendu = reponse(corpus, 3)
    if rendu is None:
        raise NotYet(
            "rien_rendu", "La fonction ne rend rien : il manque « yield » (ou « return »)."
        )
    lots = [lot if isinstance(lot, (str, dict)) else list(lot) for lot in rendu]
    if lots and isinstance(lots[0], dict):
        raise NotYet(
            "dictionnaires",
            "Chaque lot est un dictionnaire (la tranche d’un Dataset) : prenez sa colonne « text ».",
        )
    if len(lots) == 3 and isinstance(lots[0], str):
        raise NotYet(
            "premier_lot",
            "Seul le premier lot revient : « return » est dans la boucle et l’arrête aussitôt. « yield » donne un lot, puis continue.",
        )
    if lots and isinstance(lots[0], str):
        raise NotYet(
            "pas_de_lots",
            "Votre fonction donne les phrases une à une : il faut des listes de `taille` phrases.",
        )
    a_plat = [texte for lot in lots for texte in lot]
    if any("test" in texte or "validation" in texte for texte in map(str, a_plat)):
        raise NotYet(
            "test_dans_apprentissage",
            "Le test ou la validation sont dans vos lots : les jetons ne s’apprennent que sur "
            'corpus["train"], sans quoi l’examen est en partie connu d’avance.',
        )
    if len(a_plat) == 6:
        raise NotYet(
            "fin_perdue",
            "Il manque le dernier lot, plus court que les autres : avec 7 phrases par lots de 3, "
            "on attend 3, 3 et 1.",
        )
    if a_plat != list(corpus["train"]["text"]):
        raise NotYet(
            "autres_textes", "Les lots ne contiennent pas chaque phrase une fois, dans l’ordre."
        )
    if [len(lot) for lot in lots] != [3, 3, 1]:
        raise NotYet(
            "taille_des_lots",
            f"Avec 7 phrases par lots de 3, on attend 3, 3 et 1 phrases ; vos lots en ont "
            f"{', '.join(str(len(lot)) for lot in lots)}.",
        )
    return "Les lots couvrent l’apprentissage, et lui seul."


def specialiser(reponse):
    livre = next(artefact("livres").glob("*-0.txt")).read_text("utf-8")
    lots = [[livre[:20_000]], ["zygomorphe et châtaigneraie " * 200]]
    for taille in (300, 330):
        rendu = reponse(tokenizer(), iter(lots), taille)
        returned(rendu, PreTrainedTokenizerBase, "un tokenizer")
        if len(rendu) == len(tokenizer()):
            raise NotYet(
                "ancien",
                "C’est encore l’ancien tokenizer : train_new_from_iterator ne le change pas, elle "
                "en rend un nouveau.",
            )
        if len(rendu) > taille:
            raise NotYet(
                "taille_fixe",
                f"On demandait {taille} jetons, il y en a {len(rendu)} : donnez à vocab_size la "
                "taille reçue, et non 52 000.",
            )
    connus = rendu.get_vocab()
    if "Ġzygomorphe" not in connus and "zygomorphe" not in connus:
        raise NotYet(
            "un_seul_lot",
            "Votre tokenizer n’a pas vu tous les lots : donnez l’itérateur entier, pas seulement "
            "son premier lot.",
        )
    return "Un tokenizer neuf, appris sur les textes donnés."


def jetons_par_mot(reponse):
    textes = ["oui", "le petit meunier descendait vers la rivière en chantant"]
    comptes = [(len(tokenizer()(t)["input_ids"]), len(t.split())) for t in textes]
    jetons, mots = sum(j for j, _ in comptes), sum(m for _, m in comptes)
    rendu = returned(reponse(tokenizer(), textes), (float, int), "un nombre")
    connus = {
        "inverse": (
            mots / jetons,
            "C’est l’inverse : des mots par jeton. On veut des jetons par mot.",
        ),
        "moyenne_de_moyennes": (
            sum(j / m for j, m in comptes) / len(comptes),
            "Vous avez fait la moyenne des moyennes : « oui » y pèse autant qu’une longue phrase. "
            "Faites les deux totaux d’abord, une seule division ensuite.",
        ),
        "lettres": (
            sum(map(len, textes)) / mots,
            "Vous avez compté les lettres : len(texte) compte les signes, il faut les jetons.",
        ),
        "division_entiere": (
            jetons // mots,
            "La division // laisse tomber les décimales : employez /.",
        ),
        "dernier_texte": (comptes[-1][0] / comptes[-1][1], "Seul le dernier texte a compté."),
    }
    if abs(rendu - jetons / mots) < 1e-6:
        return f"Ici, {rendu:.2f}".replace(".", ",") + " jetons par mot."
    for nom, (valeur, texte) in connus.items():
        if abs(rendu - valeur) < 1e-6:
            raise NotYet(nom, texte)
    raise NotYet("autre_nombre", f"On attendait {jetons} jetons divisés par {mots} mots.")


def enregistrer(reponse):
    with tempfile.TemporaryDirectory() as dossier:
        rendu = reponse(tokenizer(), dossier)
        if not (Path(dossier) / "tokenizer.json").exists():
            raise NotYet(
                "pas_enregistre",
                "Il n’y a pas de tokenizer.json dans le dossier reçu : appelez save_pretrained avec "
                "ce dossier-là.",
            )
        if rendu is tokenizer():
            raise NotYet(
                "pas_relu",
                "Vous rendez le tokenizer de départ : relisez plutôt celui du dossier, c’est la "
                "preuve que l’enregistrement a réussi.",
            )
        if isinstance(rendu, tuple):
            raise NotYet(
                "noms_de_fichiers",
                "save_pretrained rend les noms des fichiers qu’elle a écrits : relisez le tokenizer, par from_pretrained, et rendez-le.",
            )
        returned(rendu, PreTrainedTokenizerBase, "le tokenizer relu")
        if rendu(PHRASES[0])["input_ids"] != tokenizer()(PHRASES[0])["input_ids"]:
            raise NotYet("autre_tokenizer", "Le tokenizer relu ne découpe pas comme l’autre.")
    return "Enregistré, relu, et identique."
