"""Ce que la leçon 9 vérifie, une fonction par question."""

from flask import Flask

from aurore.teaching.checking import NotYet, returned


def examiner(reponse):
    if reponse("Le soir tombait") is not None:
        raise NotYet("refus_de_trop", "Un texte ordinaire doit passer : rendez None.")
    for texte, nom, sens in (
        ("", "vide", "vide"),
        ("   \n", "espaces", "fait d’espaces"),
        ("a" * 501, "long", "de 501 signes"),
    ):
        rendu = reponse(texte)
        if rendu is None:
            raise NotYet(nom, f"Un texte {sens} doit être refusé.")
        if not isinstance(rendu, str) or len(rendu) < 10:
            raise NotYet(
                "sans_raison",
                "Un refus doit dire pourquoi, par une phrase : ni True, ni un mot seul.",
            )
    if reponse("a" * 500) is not None:
        raise NotYet("limite", "500 signes sont permis : on refuse à partir de 501.")
    return "On refuse rarement, et l’on dit pourquoi."


def mettre_en_forme(reponse):
    rendu = returned(reponse("1 < 2", " & <script>alert(1)</script>"), str, "un texte")
    if "<script>" in rendu:
        raise NotYet(
            "script",
            "Le réseau a écrit <script>, et votre page l’exécuterait : html.escape(suite).",
        )
    if "1 < 2" in rendu:
        raise NotYet(
            "debut_non_echappe",
            "La suite est échappée ; le début, tapé par une personne, doit l’être aussi.",
        )
    if "&lt;p&gt;" in rendu or "&lt;b&gt;" in rendu:
        raise NotYet(
            "tout_echappe",
            "Vos propres balises sont échappées aussi : échappez les deux textes avant de les mettre dans la page.",
        )
    if rendu != "<p><b>1 &lt; 2</b> &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>":
        raise NotYet("forme", "On attend exactement <p><b>début</b>suite</p>.")
    return "Le lecteur voit qui a écrit quoi, et rien ne s’exécute."


def creer_application(reponse):
    app = returned(
        reponse(lambda debut: f" [suite de {debut}] <i>"), Flask, "une application Flask"
    )
    client = app.test_client()
    page = client.get("/")
    if page.status_code != 200:
        raise NotYet(
            "accueil",
            f'La page d’accueil (GET /) répond {page.status_code} : il manque app.get("/").',
        )
    texte = page.get_data(as_text=True)
    if "<form" not in texte or 'name="texte"' not in texte.replace("'", '"'):
        raise NotYet(
            "formulaire", 'La page d’accueil doit avoir un <form> et un champ name="texte".'
        )
    suite = client.post("/generate", data={"texte": "Le soir"})
    if suite.status_code == 405:
        raise NotYet(
            "methode", "POST /generate est refusé (405) : la route doit accepter POST, app.post(…)."
        )
    if suite.status_code == 404:
        raise NotYet("route", "Il n’y a rien à POST /generate (404).")
    if suite.status_code != 200:
        raise NotYet(
            "generate",
            f'POST /generate répond {suite.status_code} : le champ se lit par request.form.get("texte", "").',
        )
    if "suite de Le soir" not in suite.get_data(as_text=True):
        raise NotYet("sans_suite", "La réponse ne contient pas la suite écrite par ecrire(texte).")
    if "<i>" in suite.get_data(as_text=True):
        raise NotYet(
            "script",
            "Ce que le réseau écrit arrive tel quel dans la page : passez par mettre_en_forme.",
        )
    for data in ({"texte": "  "}, {}):
        refus = client.post("/generate", data=data)
        if refus.status_code != 400:
            raise NotYet(
                "refus",
                f"Une demande vide doit recevoir le code 400 ; elle reçoit {refus.status_code}.",
            )
    return "Votre page est en service."


class Espion(str):
    """Un texte qui remarque qu’on le compare par == ou !=."""

    compare = False

    def __eq__(self, autre):
        Espion.compare |= bool(autre)
        return str.__eq__(self, autre)

    def __ne__(self, autre):
        return not self == autre

    __hash__ = str.__hash__


def acces_permis(reponse):
    cas = (
        (
            "Bearer châtaigne",
            True,
            "accents",
            "Le bon jeton est refusé ; compare_digest veut des octets dès qu’il y a un accent : .encode().",
        ),
        ("Bearer noisette", False, "faux", "Un mauvais jeton est accepté."),
        ("châtaigne", False, "sans_bearer", "Sans le mot « Bearer », il faut refuser."),
        (
            "Bearer châtaignes",
            False,
            "prolonge",
            "Un jeton plus long que le bon est accepté : comparez l’en-tête entier, sans startswith ni in.",
        ),
        ("Bearer ", False, "vide", "Un jeton vide est accepté."),
        (None, False, "absent", "Sans en-tête (None), il faut refuser, et non s’arrêter."),
    )
    for entete, juste, nom, texte in cas:
        try:
            rendu = reponse(entete, "châtaigne")
        except (TypeError, AttributeError) as erreur:
            raise NotYet(nom, texte) from erreur
        if rendu is None:
            raise NotYet("rien_rendu", "La fonction doit rendre vrai ou faux.")
        if bool(rendu) != juste:
            raise NotYet(nom, texte)
    Espion.compare = False
    reponse(Espion("Bearer châtaigne"), Espion("châtaigne"))
    if Espion.compare:
        raise NotYet(
            "egal",
            "Les réponses sont justes, mais == s’arrête à la première lettre fausse, et le temps qu’il prend la trahit : hmac.compare_digest, sur des octets (.encode()).",
        )
    return "Le secret reste secret."


def permis(reponse):
    cas = (
        (([], 100, 3, 60), True, "premiere", "Une première demande est permise."),
        (
            ([50, 60, 70], 100, 3, 60),
            False,
            "trop",
            "Trois demandes dans la dernière minute : la quatrième attend.",
        ),
        (
            ([50, 60], 100, 3, 60),
            True,
            "juste_assez",
            "Deux demandes sur trois permises : la troisième passe.",
        ),
        (
            ([1, 2, 3, 90], 100, 3, 60),
            True,
            "anciennes",
            "Les demandes d’il y a plus d’une minute ne comptent plus.",
        ),
        (
            ([40, 50, 60], 100, 3, 60),
            True,
            "bord",
            "Une demande d’il y a exactement 60 secondes ne compte plus.",
        ),
    )
    for arguments, juste, nom, texte in cas:
        rendu = reponse(*arguments)
        if rendu is None:
            raise NotYet("rien_rendu", "La fonction doit rendre vrai ou faux.")
        if bool(rendu) != juste:
            raise NotYet(nom, texte)
    return "Chacun son tour."
