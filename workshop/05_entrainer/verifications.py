"""Ce que la leçon 5 vérifie, une fonction par question, sur des réseaux minuscules."""

import copy

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from aurore.teaching.checking import NotYet, number_is, returned

JETONS, LONGUEUR = 12, 8


def petit(oubli=0.0):
    """Un réseau de quelques milliers de poids, toujours le même."""
    torch.manual_seed(1)
    forme = GPT2Config(
        n_layer=1, n_embd=16, n_head=2, n_positions=16, vocab_size=JETONS,
        resid_pdrop=oubli, embd_pdrop=oubli, attn_pdrop=oubli,
    )  # fmt: skip
    modele = GPT2LMHeadModel(forme)
    modele.train()
    return modele


def textes(graine, combien=3):
    """Des lots de suites où chaque jeton annonce le suivant : de quoi apprendre vite."""
    torch.manual_seed(graine)
    departs = torch.randint(0, JETONS, (combien, 4, 1))
    return list((departs + torch.arange(LONGUEUR)) % JETONS)


def poids(modele):
    return torch.cat([p.detach().flatten() for p in modele.parameters()])


def blocs(reponse):
    rendu = [
        list(bloc)
        for bloc in returned(reponse(list(range(1, 12)), 4), (list, tuple), "une liste de blocs")
    ]
    if rendu == [[1, 2, 3, 4], [5, 6, 7, 8]]:
        juste = reponse([1, 2, 3, 4, 5, 6], 3)
        if [list(bloc) for bloc in juste] != [[1, 2, 3], [4, 5, 6]]:
            raise NotYet(
                "dernier_entier",
                "Quand le compte tombe juste, votre fonction perd le dernier bloc, pourtant entier.",
            )
        return "Des blocs entiers, sans rien répéter."
    if rendu and len(rendu[-1]) < 4:
        raise NotYet(
            "dernier_court",
            "Le dernier bloc est trop court : tous doivent avoir la même longueur, on laisse le reste.",
        )
    if len(rendu) > 2 and rendu[0][1:] == rendu[1][:-1]:
        raise NotYet(
            "chevauchement",
            "Vos blocs se chevauchent : le suivant commence où le précédent finit. Avancez d’une longueur, non d’un jeton.",
        )
    if rendu and len(rendu[0]) != 4:
        raise NotYet(
            "longueur",
            f"Les blocs doivent avoir 4 numéros ; le premier en a {len(rendu[0])}. Avez-vous confondu la longueur et le nombre de blocs ?",
        )
    raise NotYet(
        "autres_blocs", "De 1 à 11 par blocs de 4, on attend [1, 2, 3, 4] et [5, 6, 7, 8]."
    )


def lots(reponse):
    rendu = reponse([[1, 2], [3, 4], [5, 6]], 2)
    if isinstance(rendu, torch.Tensor):
        raise NotYet(
            "un_tenseur", "C’est un seul tenseur : on veut une liste de tenseurs, un par lot."
        )
    rendu = list(returned(rendu, (list, tuple), "une liste de tenseurs"))
    if not all(isinstance(lot, torch.Tensor) for lot in rendu):
        raise NotYet(
            "pas_tenseurs",
            "Chaque lot doit être un tenseur : torch.tensor(…) d’une liste de blocs.",
        )
    if any(lot.is_floating_point() for lot in rendu):
        raise NotYet(
            "decimaux",
            "Les numéros de jetons sont des entiers : torch.tensor, et non torch.Tensor ni torch.FloatTensor.",
        )
    formes = [tuple(lot.shape) for lot in rendu]
    if formes == [(2, 2)]:
        raise NotYet(
            "dernier_perdu", "Le dernier lot, plus petit, s’est perdu : ses blocs sont bons à lire."
        )
    if formes != [(2, 2), (1, 2)]:
        raise NotYet(
            "formes",
            f"On attend deux tenseurs, de 2 et 1 blocs ; les vôtres ont pour formes {formes}.",
        )
    if torch.cat(rendu).tolist() != [[1, 2], [3, 4], [5, 6]]:
        raise NotYet("ordre", "Les blocs ne sont pas tous là, ou pas dans l’ordre.")
    return "Des lots prêts pour le réseau."


def un_pas(reponse):
    modele, temoin = petit(), None
    temoin = copy.deepcopy(modele)
    optimiseur = torch.optim.SGD(modele.parameters(), lr=0.1)
    du_temoin = torch.optim.SGD(temoin.parameters(), lr=0.1)
    for numero, lot in enumerate(textes(3, combien=2)):
        avant = poids(modele)
        try:
            rendu = reponse(modele, optimiseur, lot)
        except AttributeError as erreur:
            if "NoneType" in str(erreur):
                raise NotYet(
                    "sans_etiquettes",
                    "Le réseau n’a pas donné d’erreur (None) : il lui faut la vérité terrain, labels=lot.",
                ) from erreur
            raise
        du_temoin.zero_grad()
        juste = temoin(input_ids=lot, labels=lot).loss
        juste.backward()
        du_temoin.step()
        if torch.equal(poids(modele), avant):
            if (
                modele.transformer.wte.weight.grad is None
                or not modele.transformer.wte.weight.grad.any()
            ):
                raise NotYet(
                    "sans_backward",
                    "Les poids n’ont pas bougé, et aucun sens de correction n’est calculé au moment de corriger : erreur.backward() doit venir avant optimiseur.step(), et zero_grad() avant les deux.",
                )
            raise NotYet(
                "sans_step",
                "Le sens de la correction est calculé, mais les poids n’ont pas bougé : il manque optimiseur.step().",
            )
        if isinstance(rendu, torch.Tensor):
            raise NotYet(
                "tenseur_rendu",
                "Vous rendez un tenseur, qui retient tout le calcul en mémoire : erreur.item() en fait un simple nombre.",
            )
        number_is(
            rendu,
            juste.item(),
            {
                "erreur_d_apres": (
                    temoin(input_ids=lot, labels=lot).loss.item(),
                    "C’est l’erreur d’après la correction : le réseau est interrogé deux fois. Gardez la première.",
                )
            },
            "L’erreur rendue n’est pas celle du lot : modele(input_ids=lot, labels=lot).loss, sans rien décaler soi-même.",
        )
        if not torch.allclose(poids(modele), poids(temoin), atol=1e-6):
            if numero:
                raise NotYet(
                    "gradients_accumules",
                    "Au deuxième lot, la correction du premier s’ajoute encore : il manque optimiseur.zero_grad() au début du pas.",
                )
            raise NotYet(
                "autre_correction",
                "Les poids ont été corrigés autrement qu’une fois : un seul backward(), un seul step().",
            )
    return "Oublier, mesurer, calculer, corriger : c’est tout l’apprentissage."


def erreur_moyenne(reponse):
    modele, donnees = petit(oubli=0.5), textes(5)
    donnees = [donnees[0], donnees[1], donnees[2][:1]]
    modele.eval()
    with torch.no_grad():
        erreurs = [modele(input_ids=lot, labels=lot).loss.item() for lot in donnees]
    modele.train()
    avant = poids(modele)
    rendu = reponse(modele, donnees)
    if isinstance(rendu, torch.Tensor) and rendu.requires_grad:
        raise NotYet(
            "calcul_retenu",
            "Le résultat retient le calcul des corrections : travaillez sous torch.no_grad(), et rendez un nombre par .item().",
        )
    if not torch.equal(poids(modele), avant):
        raise NotYet(
            "apprend_en_mesurant",
            "Les poids ont changé : pendant l’examen, on n’apprend pas. Ni backward(), ni step().",
        )
    if isinstance(rendu, torch.Tensor):
        rendu = rendu.item()
    juste = sum(erreurs) / len(erreurs)
    number_is(
        rendu,
        juste,
        {
            "somme": (sum(erreurs), "C’est la somme : divisez par le nombre de lots."),
            "dernier_lot": (
                erreurs[-1],
                "Seule l’erreur du dernier lot est rendue : il faut les additionner, puis diviser.",
            ),
            "premier_lot": (
                erreurs[0],
                "Seule l’erreur du premier lot est rendue : « return » est-il dans la boucle ?",
            ),
        },
        "L’erreur change d’un appel à l’autre : le réseau oublie des neurones au hasard (dropout). modele.eval() le met en état d’examen."
        if modele.training
        else "Ce n’est pas la moyenne des erreurs des lots.",
    )
    return "Une mesure qui ne change rien à ce qu’elle mesure."


def entrainer(reponse):
    modele, train, valid = petit(), textes(7), textes(8, combien=1)
    avant = poids(modele)
    au_depart = _erreur(modele, valid)
    rendu = list(
        returned(
            reponse(modele, train, valid, 3, 0.01),
            (list, tuple),
            "la liste des erreurs de validation",
        )
    )
    if len(rendu) == 1:
        raise NotYet(
            "une_epoque",
            "Une seule erreur pour trois époques : « return » est sans doute dans la boucle, ou la boucle manque.",
        )
    if len(rendu) == 3 * len(train):
        raise NotYet(
            "a_chaque_lot", "Une erreur par lot : on en veut une par époque, après tous les lots."
        )
    if len(rendu) != 3:
        raise NotYet(
            "nombre_d_epoques", f"On attend 3 erreurs, une par époque ; il y en a {len(rendu)}."
        )
    if torch.equal(poids(modele), avant):
        raise NotYet(
            "rien_appris",
            "Les poids n’ont pas bougé : chaque lot d’apprentissage doit passer par un_pas.",
        )
    apres = _erreur(modele, valid)
    if abs(rendu[-1] - apres) > 1e-4:
        if abs(rendu[-1] - _erreur(modele, train)) < 1e-4:
            raise NotYet(
                "mesure_sur_apprentissage",
                "Vos erreurs sont celles des lots d’apprentissage : c’est lots_valid qu’il faut mesurer.",
            )
        raise NotYet(
            "autre_mesure",
            "La dernière erreur n’est pas celle de la validation après la dernière époque.",
        )
    if apres > au_depart - 0.05:
        raise NotYet(
            "taux_ignore",
            "Le réseau n’apprend presque rien : donnez-vous bien le taux reçu à l’optimiseur (lr=taux) ?",
        )
    temoin = petit()
    _temoin(temoin, train, 3)
    if abs(_erreur(temoin, valid) - apres) > 0.02:
        raise NotYet(
            "autre_entrainement",
            "L’entraînement diffère de celui demandé : un seul AdamW, fait avant les boucles, et un pas par lot d’apprentissage (la validation n’apprend rien).",
        )
    return "L’erreur de validation baisse d’époque en époque."


def _erreur(modele, donnees):
    modele.eval()
    with torch.no_grad():
        erreurs = [modele(input_ids=lot, labels=lot).loss.item() for lot in donnees]
    return sum(erreurs) / len(erreurs)


def _temoin(modele, train, epoques):
    optimiseur = torch.optim.AdamW(modele.parameters(), lr=0.01)
    modele.train()
    for _ in range(epoques):
        for lot in train:
            optimiseur.zero_grad()
            modele(input_ids=lot, labels=lot).loss.backward()
            optimiseur.step()


def meilleure_epoque(reponse):
    erreurs = [4.1, 3.8, 3.7, 3.9]
    number_is(
        reponse(erreurs),
        3,
        {
            "depuis_zero": (
                2,
                "Python compte à partir de 0 ; la première époque porte ici le numéro 1.",
            ),
            "derniere": (4, "C’est la dernière époque ; la validation y est déjà remontée."),
            "valeur": (3.7, "C’est l’erreur de la meilleure époque ; on veut son numéro."),
            "pire": (1, "C’est l’époque où l’erreur est la plus haute : cherchez la plus basse."),
        },
        "Pour [4.1, 3.8, 3.7, 3.9], la meilleure époque est la troisième.",
    )
    if reponse([5.0, 2.0, 2.0]) != 2:
        raise NotYet("egalite", "À égalité, gardez la première : elle a demandé moins de temps.")
    return "On garde ces poids-là."


def diagnostic(reponse):
    cas = [
        (
            [4.0, 3.0, 2.0],
            [4.0, 3.5, 3.0],
            "apprend",
            "L’apprentissage et la validation baissent : il apprend.",
        ),
        (
            [4.0, 3.0, 2.0],
            [4.0, 3.5, 3.9],
            "surapprend",
            "La validation est remontée de 3,5 à 3,9 pendant que l’apprentissage baissait : il surapprend.",
        ),
        (
            [4.0, 4.0, 3.99],
            [4.0, 4.0, 4.0],
            "bloqué",
            "L’apprentissage n’a pas baissé de 1 % : il est bloqué.",
        ),
        (
            [4.0, 3.0, 2.0],
            [4.0, 3.0, 3.02],
            "apprend",
            "La validation est remontée de moins de 1 % : ce n’est que du hasard, il apprend.",
        ),
        (
            [4.0, 4.0, 4.1],
            [3.0, 3.5, 4.0],
            "bloqué",
            "L’apprentissage n’a pas baissé : il est bloqué, quoi que fasse la validation. C’est à regarder d’abord.",
        ),
        (
            [4.0, 3.0, 2.0],
            [3.0, 3.5, 3.3],
            "surapprend",
            "La plus basse validation est celle de la première époque (3,0) : comparez la dernière à la plus basse de toutes, non à la précédente.",
        ),
    ]
    for apprentissage, validation, juste, texte in cas:
        rendu = returned(reponse(apprentissage, validation), str, "un mot")
        if rendu.lower() not in ("apprend", "surapprend", "bloqué"):
            raise NotYet(
                "autre_mot",
                "On attend l’un de ces trois mots : « apprend », « surapprend », « bloqué ».",
            )
        if rendu != juste:
            raise NotYet(f"{juste}_manque", f"{texte} Votre fonction dit « {rendu} ».")
    return "Vous savez lire les courbes."
