"""The words the rules of sentences know, by family, each without its point.

Measured: the titles, « etc. », « fr. », the cries and the words after them were counted in the
unified Gutenberg files and prose of `shared/corpus` (159 MB; counts, not passages).
Guess: the rarer abbreviations, from knowledge of printed French of the century.
"""

import re

CAPITAL = "A-ZÀ-ÖØ-ÞŒ"
SMALL = "a-zß-öø-ÿœ"


def table(text: str) -> list[str]:
    """The words of a text; on a line with `|`, which holds words apart, they may have spaces."""
    return [
        words for line in text.split("\n") for words in line.split("|" if "|" in line else None)
    ]


def any_of(words: list[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# « M. Lecoq »: a name follows always.
TITLES = frozenset(
    table(
        """M MM Mm Mme Mmes Mlle Mlles Mgr Mgrs Me Dr Drs Pr Prof St Ste Sts SS LL AA RR EE NN Vve
    Sr Mr Mrs Messrs Exc Capt Lieut"""
    )
)
# « Ch. Nodier »: a first name cut short; a name follows.
FIRST_NAMES = frozenset(
    table(
        "Alex Alf Aug Bapt Ch Chr Ed Edm Éd Eug Fréd Fr Guill Gust Jac Jh Jos Jul Ph Th Vict",
    )
)
# « t. II », « p. 12 », « 5 janv. 1830 », « Matth. V »: a number follows.
REFERENCES = frozenset(
    table(
        """p pp pag t tom ch chap Chap liv Liv Art fig Fig v vv n N No Nos N° n° f fol sect sc pl
    ép av ap éd ms mss lib lig st janv févr fév avr juill oct nov déc Matth Gen Ex Exod Deut
    Ps Cor Apoc Prov Eccl"""
    )
)
# The same, but « cet art. Il… » is two sentences: `generation/` may end a text with these.
REFERENCES_ALSO_WORDS = frozenset(table("art vol vols no nos col cap part sept"))
# « cf. Rousseau », « c.-à-d. Paris »: never the last word of a sentence.
POINTERS = frozenset(table("cf Cf conf Conf voy Voy v c.-à-d c.à.d c-à-d chap liv édit trad imp"))
# « 3 fr. 50 », « 5 h. 30 »: a digit follows.
MEASURES = frozenset(table("fr f c h m s d l kil gr km cm mm min deg cent lat long"))
ENUMERATION_ENDS = frozenset(table("etc Etc ETC &c"))

# Said before a name they address: « Monsieur le comte », « Votre Altesse ».
HONORIFICS = table(
    """Monsieur Messieurs Madame Mesdames Mademoiselle Mesdemoiselles Monseigneur Messeigneurs
    Sire Milord Milady Mylord Seigneur Signor Signora Signorina Majesté Altesse Excellence
    Éminence Maître Docteur Citoyen Maman Papa
Votre Majesté|Votre Altesse|Votre Excellence|Votre Éminence|Votre Grâce"""
)

# A cry that is not a sentence when only a name follows: « Ah! Germain, … »; also after a comma.
CRIES = table(
    """ah oh eh hé ha ho hélas bah fi non oui
mon dieu|grand dieu|bon dieu|juste ciel|juste dieu|grands dieux"""
)
# These where a sentence begins: « Courage! Germain, … ».
INTERJECTIONS = table(
    """ô holà hola ohé hein chut bravo tiens tenez voyons allons bon quoi comment si adieu
    bonjour bonsoir merci pardon grâce pitié ciel dieu courage patience silence attention
    vite hum euh heu parbleu pardieu morbleu sapristi diable peste miséricorde malheur assez
    jamais arrière soit vrai justement certes
au nom du ciel|nom de dieu|eh bien|hé bien|ah bien|ah çà|ah ça|oui-da|ah oui|ah non|oh non|oh oui
eh non|eh oui|hé non|mais non|mais oui|fi donc|allons donc|dieu merci|ma foi|sans doute|au secours
à moi|de grâce|par pitié"""
)

# Words that open a sentence and cannot be what an abbreviation or an initial goes on with. « Le »,
# « La », « De », « Du » are left out: « A. Le Poittevin ».
CLEAR_OPENERS = table(
    """Il Elle Ils Elles On Je Tu Nous Vous Ce Cela Ça Ceci Celui Celle Ceux Celles Cet Cette
    Ces Mais Et Ou Puis Alors Or Donc Car Cependant Pourtant Enfin Quand Lorsque Comme Si
    Non Oui Ah Oh Eh Voilà Voici Qui Que Quel Quelle Quels Quelles Quoi Pourquoi Comment Où
    Ne Dans Pour Sans Après Avant Avec Sur Sous Par Depuis Pendant Aussi Ainsi Mon Ma Mes
    Ton Ta Tes Son Sa Ses Notre Votre Nos Vos Leur Leurs Un Une Au Aux Tout Toute Tous
    Toutes Rien Jamais Là Ici Déjà Encore Toujours Moi Toi Lui Eux Chacun Chaque Quelque
    Quelques Plus Puisque Parce Tandis Bientôt Aussitôt"""
)
ELIDED_OPENERS = table("J C N S Qu M T Lorsqu Puisqu Jusqu Quelqu Aujourd")

# Words with a capital before « , » or « ! » that are no name: « Ah! Tenez, … » is two sentences.
# Measured: from the 400 most frequent after « Ah! », « Oh! », « Non! »… in the prose without Sand.
NOT_NAMES = CLEAR_OPENERS + table(
    """Hé Ha Ho Hélas Holà Ohé Hein Bah Fi Chut Bravo Tiens Tenez Voyons Allons Bon Bien Adieu
    Bonjour Bonsoir Merci Pardon Grâce Pitié Courage Patience Silence Attention Vite Hum Euh
    Heu Parbleu Pardieu Morbleu Diable Peste Miséricorde Malheur Assez Arrière Soit Vrai
    Vraiment Justement Certes Certainement Maintenant Demain Hier Seulement Lequel Laquelle
    Peut-être Va Vas Viens Reviens Écoute Écoutez Regarde Regardez Dis Dites Parle Parlez
    Laisse Attends Attendez Entends Prends Donne Réponds Sors Ouvre Allez Venez Voyez Partez
    Partons Marche Marchez Dame Impossible Parfait Parfaitement Personne Décidément Mystère
    Folie Trahison Horreur Assassin Joie Libre Malheureux Malheureuse Bref Heureusement Hue
    Halte Feu Quelquefois Parfois Souvent Autrefois Jadis Près Loin Voyez-vous Sérieusement
    Inutile Lâches Lâche Misérable Menteur Infâme Mensonge Mort Vive Deux Trois Vingt Cent
    Mille Effectivement Évidemment Naturellement Absolument Précisément Aucun Aucune Autant
    Tant Trop Peu Beaucoup Combien Dès Entre Vers Chez Contre Malgré Selon Parmi Devant
    Derrière Jusque Afin Veux Vois Sais Crois Pense Pensez Songe Songez Croyez Figurez
    Imaginez Prenez Mettez Taisez Est Sont Était Faut Fuyez Fuyons Sauvez Debout Dehors
    Ensuite Partout Surtout Sitôt Tantôt Volontiers Bonne Belle Pauvre Chère Cher Oui-da
    Allons-nous Voleur Brigand Coquin Canaille O Ô A À En Le La Les Des Du De Y"""
)
