"""Ce que la leçon 2 vérifie, une fonction par question."""

import tempfile
from pathlib import Path

from datasets import Dataset, DatasetDict

from aurore.teaching.artefacts import artefact
from aurore.teaching.checking import NotYet, number_is, returned

LIVRE = [
    "The Project Gutenberg EBook of Essai\n",
    "\n",
    "*** START OF THIS PROJECT GUTENBERG EBOOK ESSAI ***\n",
    "LE MOULIN\n",
    "Ils eurent un différend, LE GRAND DIFFÉREND du moulin.\n",
    "SEND a letter, dit l’Anglais.\n",
    "La fin.\n",
    "*** END OF THIS PROJECT GUTENBERG EBOOK ESSAI ***\n",
    "End of Project Gutenberg\n",
]
COUPEES = [
    "Il était une fois   \n",
    "un meunier.\n",
    "\n",
    "\n",
    "Il pleuvait,\n",
    "la roue tournait.\n",
]
RECOLLEES = ["Il était une fois un meunier.", "Il pleuvait, la roue tournait."]  # texte
PARAGRAPHE = "Le soir tombait. Elle ferma la porte! Qui viendrait à cette heure? Personne."
COUPE = [
    "Le soir tombait.",
    "Elle ferma la porte!",
    "Qui viendrait à cette heure?",
    "Personne.",
]  # texte
ABREVIATION = "Mgr. Fabien ne viendra plus. Il est tard."
APPRIS = " ".join(
    f"Le soir, Mgr. {nom} entrait et parlait de {quoi}."
    for nom in ("Fabien", "Brun", "Lucas", "Denis", "Marcel", "Victor", "Antoine")
    for quoi in ("la rivière", "son moulin", "la pluie", "ses enfants")
)


def charger_sans_soin(reponse):
    chemin = sorted(artefact("livres").glob("*-0.txt"))[0]
    rendu = reponse(chemin)
    if isinstance(rendu, (Dataset, DatasetDict)):
        raise NotYet(
            "jeu_entier",
            "Vous rendez le jeu de données entier : prenez-en la colonne « text », après "
            'split="train".',
        )
    if type(rendu).__name__ != "Column":  # la colonne se parcourt comme une liste
        returned(rendu, (list, tuple), "la liste des lignes")
    lignes = list(rendu)
    attendues = chemin.read_text("utf-8-sig").splitlines()
    if lignes and isinstance(lignes[0], dict):
        raise NotYet(
            "dictionnaires", "Chaque ligne est un dictionnaire : prenez sa valeur « text »."
        )
    if len(lignes) < len(attendues) // 2:
        raise NotYet(
            "lignes_manquent",
            f"Il manque des lignes : {len(lignes)} au lieu de {len(attendues)}. On veut voir le "
            "fichier entier, défauts compris.",
        )
    return f"{len(lignes)} lignes, dont toute la licence : voilà ce qu’on aurait donné au réseau."


def lire_lignes(reponse):
    for codage in ("utf-8", "utf-8-sig", "latin-1"):
        with tempfile.TemporaryDirectory() as dossier:
            chemin = Path(dossier) / "livre.txt"
            chemin.write_text("été\nforêt\n", encoding=codage)
            try:
                lignes = list(returned(reponse(chemin), (list, tuple), "la liste des lignes"))
            except UnicodeDecodeError as erreur:
                raise NotYet(
                    "latin1_oublie",
                    "Votre lecture s’arrête sur un fichier en Latin-1 : rattrapez "
                    'UnicodeDecodeError et recommencez avec encoding="latin-1".',
                ) from erreur
        texte = "".join(lignes)
        if texte.startswith("\ufeff"):
            raise NotYet(
                "marque",
                "La première ligne commence par une marque invisible (\\ufeff) : « utf-8-sig » "
                "l’ôte, « utf-8 » la garde.",
            )
        if "Ã" in texte or "ï»¿" in texte:
            raise NotYet(
                "accents_doubles",
                "« Ã© » pour « é » : ce fichier-là est en UTF-8, et vous l’avez lu en Latin-1. "
                "Essayez l’UTF-8 d’abord.",
            )
        if "�" in texte or "é" not in texte:
            raise NotYet(
                "accents_perdus",
                'Les accents ont disparu : errors="ignore" ou "replace" jette ce qu’il ne '
                "comprend pas. Changez plutôt d’encodage.",
            )
        if [ligne.rstrip("\n") for ligne in lignes] != ["été", "forêt"]:
            raise NotYet("autres_lignes", "On attend toutes les lignes du fichier, dans l’ordre.")
    return "UTF-8, UTF-8 avec marque, Latin-1 : les trois se lisent."


def garder_le_livre(reponse):
    rendu = list(returned(reponse(list(LIVRE)), (list, tuple), "la liste des lignes gardées"))
    if rendu == LIVRE[50:-100]:
        raise NotYet(
            "cinquante_lignes",
            "Retirer 50 lignes au début et 100 à la fin, comme sur les diapositives, ne laisse "
            "rien d’un livre court, et laisse de la licence dans d’autres. Cherchez les marques.",
        )
    if rendu == LIVRE:
        raise NotYet("tout_garde", "Rien n’a été ôté : la licence est encore là.")
    if any(ligne.startswith("***") for ligne in rendu):
        raise NotYet(
            "marques_gardees",
            "Les marques « *** START OF » ou « *** END OF » sont restées : elles ne sont pas de "
            "l’auteur. Décalez d’une ligne.",
        )
    if rendu != LIVRE[3:7]:
        if rendu and rendu == LIVRE[3 : 3 + len(rendu)]:
            raise NotYet(
                "fin_trop_large",
                "Le livre s’arrête trop tôt : « END » se trouve aussi dans « DIFFÉREND » et dans "
                "« SEND ». Cherchez la ligne qui commence par « *** END OF ».",
            )
        if not rendu:
            raise NotYet(
                "fin_trop_large",
                "Il ne reste rien : « END » se trouve aussi dans « DIFFÉREND ». Cherchez la ligne "
                "qui commence par « *** END OF ».",
            )
        raise NotYet("autres_lignes", "On attend les lignes entre les deux marques, dans l’ordre.")
    sans = ["Une histoire.\n", "Sans marques.\n"]
    try:
        entier = reponse(list(sans))
    except (
        UnboundLocalError,
        NameError,
        IndexError,
        ValueError,
        StopIteration,
        TypeError,
    ) as erreur:
        raise NotYet(
            "sans_marques",
            "Sur un fichier sans marques, votre fonction s’arrête : il faut alors tout garder. "
            "Donnez un début et une fin avant de chercher.",
        ) from erreur
    if list(entier or []) != sans:
        raise NotYet("sans_marques", "Sur un fichier sans marques, il faut tout garder.")
    return "Le livre, tout le livre, et rien d’autre."


def paragraphes(reponse):
    rendu = returned(reponse(list(COUPEES)), (list, tuple), "une liste de paragraphes")
    rendu = list(rendu)
    if rendu == RECOLLEES:
        return "Les lignes sont redevenues des paragraphes."
    if not rendu:
        raise NotYet(
            "jamais_fermes",
            "Aucun paragraphe n’est revenu : une ligne vide s’écrit ici « \\n » : ce n’est pas un texte vide. Ôtez d’abord la fin de chaque ligne (rstrip), puis regardez s’il reste quelque chose.",
        )
    tout = "|".join(map(str, rendu))
    if "foisun" in tout or ",la" in tout:
        raise NotYet(
            "mots_colles",
            'Des mots se touchent (« foisun ») : recollez par une espace, " ".join(…).',
        )
    if "\n" in tout:
        raise NotYet(
            "fins_de_ligne",
            "Il reste des passages à la ligne dans un paragraphe : rstrip() les ôte.",
        )
    if len(rendu) == 1 and "pleuvait" in tout and "meunier" in tout:
        raise NotYet(
            "un_seul_bloc",
            "Tout est dans un seul paragraphe : une ligne vide doit en ouvrir un autre.",
        )
    if "   " in tout:
        raise NotYet(
            "espaces", 'Il reste des espaces en fin de ligne : rstrip(), et non strip("\\n").'
        )
    if "" in rendu:
        raise NotYet(
            "paragraphes_vides",
            "Il y a des paragraphes vides : deux lignes vides de suite n’en font pas un.",
        )
    if rendu == RECOLLEES[:1]:
        raise NotYet(
            "dernier_perdu",
            "Le dernier paragraphe manque : aucune ligne vide ne le ferme, il faut y penser après "
            "la boucle.",
        )
    if len(rendu) == 4:
        raise NotYet(
            "ligne_a_ligne",
            "Chaque ligne est restée seule : il faut les recoller jusqu’à la ligne vide.",
        )
    raise NotYet("autres_paragraphes", f"On attendait {RECOLLEES}.")


def phrases(reponse):
    livre = sorted(artefact("livres").glob("*-0.txt"))[0].read_text("utf-8-sig")
    try:
        rendu = reponse(PARAGRAPHE, livre)
    except LookupError as erreur:
        if isinstance(erreur, (KeyError, IndexError)):
            raise
        raise NotYet(
            "donnees_nltk",
            "sent_tokenize veut un modèle à télécharger, et il n’y a pas de réseau ici. Faites "
            "plutôt apprendre la méthode : PunktSentenceTokenizer(apprentissage).",
        ) from erreur
    if hasattr(rendu, "__next__"):
        rendu = list(rendu)
    rendu = list(returned(rendu, (list, tuple), "une liste de phrases"))
    if rendu and isinstance(rendu[0], tuple):
        raise NotYet(
            "places",
            "Ce sont les places des phrases (span_tokenize) : on veut leur texte (tokenize).",
        )
    if len(rendu) > 20:
        raise NotYet(
            "echange",
            "C’est le texte d’apprentissage qui est coupé : le paragraphe va à tokenize, et le texte où apprendre à PunktSentenceTokenizer.",
        )
    if [phrase.strip() for phrase in rendu] == COUPE:
        if len(reponse(ABREVIATION, APPRIS)) > 2:
            raise NotYet(
                "rien_appris",
                "« Mgr. » finit une phrase : votre découpeur n’a pas lu le texte d’apprentissage, où ce mot porte toujours un point. Donnez-le à PunktSentenceTokenizer(…).",
            )
        return "Quatre phrases, avec leurs signes."
    if rendu == [PARAGRAPHE]:
        raise NotYet("pas_coupe", "Le paragraphe est resté entier.")
    if not "".join(rendu).rstrip().endswith("."):
        raise NotYet(
            "points_perdus",
            'Les points ont disparu : split(".") les mange, et ne voit ni « ! » ni « ? ».',
        )
    if len(rendu) < 4 and "!" in "".join(rendu):
        raise NotYet(
            "points_seuls",
            "Vous ne coupez qu’aux points : « ! » et « ? » finissent aussi des phrases.",
        )
    if rendu == PARAGRAPHE.split():
        raise NotYet("mots", "Ce sont des mots : on veut des phrases.")
    raise NotYet("autres_phrases", f"On attendait quatre phrases ; il y en a {len(rendu)}.")


def compter(reponse):
    donnees = ["le petit meunier dort", "le chat dort", "oui"]
    try:
        rendu = reponse(donnees)
    except AttributeError as erreur:
        if "split" not in str(erreur):
            raise
        raise NotYet(
            "liste_coupee",
            "« phrases » est une liste, qui ne se coupe pas : c’est chaque phrase qui se coupe, dans une boucle.",
        ) from erreur
    returned(rendu, dict, "un dictionnaire")
    if set(rendu) != {"phrases", "mots"}:
        raise NotYet(
            "cles",
            "Le dictionnaire doit avoir deux clés, « phrases » et « mots », et elles seules.",
        )
    number_is(rendu["phrases"], 3, {}, "Il y a 3 phrases dans la liste : len(phrases).")
    number_is(
        rendu["mots"],
        8,
        {
            "lettres": (
                sum(map(len, donnees)),
                "Vous avez compté les signes : coupez d’abord la phrase, split().",
            ),
            "mots_differents": (
                6,
                "Vous avez compté les mots différents (set) ; on veut tous les mots.",
            ),
            "phrases_pour_mots": (3, "Vous avez compté les phrases deux fois."),
            "derniere_phrase": (1, "Seule la dernière phrase a compté : il faut additionner."),
            "espaces": (5, "Vous avez compté les espaces : il y a toujours un mot de plus."),
        },
        "Ces trois phrases ont 4, 3 et 1 mots : 8 en tout.",
    )
    return "Les deux comptes sont bons. Et maintenant, lisez quelques phrases au hasard."


def jeu_de_donnees(reponse):
    try:
        rendu = reponse(["a", "b"], ["c"], ["d"])
    except AttributeError as erreur:
        if "items" not in str(erreur):
            raise
        raise NotYet(
            "sans_colonne",
            "Dataset.from_dict veut un dictionnaire, nom de la colonne → liste : les phrases vont dans la colonne « text ».",
        ) from erreur
    if isinstance(rendu, dict) and not isinstance(rendu, DatasetDict):
        raise NotYet(
            "dictionnaire", "C’est un dictionnaire ordinaire : enveloppez-le dans DatasetDict(…)."
        )
    if isinstance(rendu, Dataset):
        raise NotYet("un_seul", "C’est un seul Dataset : il en faut trois, dans un DatasetDict.")
    returned(rendu, DatasetDict, "un DatasetDict")
    if set(rendu) != {"train", "validation", "test"}:
        raise NotYet(
            "noms",
            "Les parties doivent s’appeler train, validation et test : c’est ce que les autres "
            f"bibliothèques attendent. Vous avez : {', '.join(sorted(rendu))}.",
        )
    for nom, partie in rendu.items():
        if not isinstance(partie, Dataset):
            raise NotYet(
                "listes", f"La partie « {nom} » n’est pas un Dataset : Dataset.from_dict(…)."
            )
        if partie.column_names != ["text"]:
            raise NotYet(
                "colonne",
                f"La colonne doit s’appeler « text » ; elle s’appelle {partie.column_names}.",
            )
    contenu = {nom: list(partie["text"]) for nom, partie in rendu.items()}
    if "d" in contenu["train"] or "c" in contenu["train"]:
        raise NotYet(
            "melange", "Des phrases de la validation ou du test sont dans train : l’examen a fui."
        )
    if contenu != {"train": ["a", "b"], "validation": ["c"], "test": ["d"]}:
        raise NotYet(
            "inverse", "Chaque liste n’est pas dans sa partie : vérifiez l’ordre des arguments."
        )
    return "Trois parties qui ne se mêlent pas."


def enregistrer_et_relire(reponse):
    parties = {"train": ["a", "b"], "validation": ["c"], "test": ["d"]}
    jeu = DatasetDict({nom: Dataset.from_dict({"text": liste}) for nom, liste in parties.items()})
    # Sous Windows, un jeu relu garde ses fichiers ouverts.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier:
        rendu = _relu(reponse, jeu, dossier)
        if not (Path(dossier) / "dataset_dict.json").exists():
            raise NotYet(
                "pas_enregistre",
                "Le jeu n’est pas dans le dossier reçu : appelez jeu.save_to_disk avec ce dossier-là.",
            )
        if rendu is jeu:
            raise NotYet(
                "pas_relu",
                "Vous rendez le jeu de départ : relisez plutôt celui du dossier, c’est la preuve que l’enregistrement a réussi.",
            )
        if isinstance(rendu, Dataset):
            raise NotYet("un_seul", "C’est une seule partie : relisez le dossier entier.")
        returned(rendu, DatasetDict, "le DatasetDict relu")
        if {nom: list(partie["text"]) for nom, partie in rendu.items()} != parties:
            raise NotYet("autre_jeu", "Le jeu relu n’a pas les mêmes phrases que l’autre.")
    return "Enregistré, relu, et rien ne s’est perdu."


def _relu(reponse, jeu, dossier):
    """Ce que rend la réponse ; son arrêt le plus courant est dit en mots."""
    try:
        return reponse(jeu, dossier)
    except FileNotFoundError as erreur:
        if any(Path(dossier).iterdir()):
            raise
        raise NotYet(
            "rien_a_relire",
            "Il n’y a rien à relire : enregistrez d’abord, par jeu.save_to_disk, dans le dossier reçu.",
        ) from erreur
