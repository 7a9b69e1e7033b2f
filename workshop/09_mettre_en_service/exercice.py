# Leçon 9 — Mettre en service
# Remplacez chaque « return ... » par votre réponse, puis : aurore lesson check 9

# %% Préparatifs
import hmac
import html

from flask import Flask, request

LONGUEUR_PERMISE = 500


# %% 9.1 Examiner la demande
def examiner(texte):
    """Rend None si le texte convient, sinon une phrase qui dit pourquoi non."""
    # À vous.
    return ...


if __name__ == "__main__":
    print(examiner("Le soir tombait"))


# %% 9.2 Mettre en forme
def mettre_en_forme(debut, suite):
    """Rend <p><b>début</b>suite</p>, l’un et l’autre échappés."""
    # À vous : html.escape.
    return ...


if __name__ == "__main__":
    print(mettre_en_forme("Le soir", " tombait <b>vite</b>"))


# %% 9.3 La page
def creer_application(ecrire):
    """Rend une application Flask : un formulaire, et la suite du texte."""
    # À vous : app.get("/"), app.post("/generate"), request.form["texte"].
    return ...


if __name__ == "__main__":
    print(creer_application(lambda debut: " et la nuit vint."))


# %% 9.4 Le jeton d’accès
def acces_permis(entete, secret):
    """Dit si l’en-tête Authorization porte le secret."""
    # À vous : hmac.compare_digest, sur des octets.
    return ...


if __name__ == "__main__":
    print(acces_permis("Bearer châtaigne", "châtaigne"))


# %% 9.5 Les limites
def permis(demandes, maintenant, combien, secondes):
    """Dit si une nouvelle demande est permise maintenant."""
    # À vous : combien de demandes dans la période qui finit maintenant ?
    return ...


if __name__ == "__main__":
    print(permis([1, 2, 58], maintenant=60, combien=3, secondes=60))
