"""One typography for all books, so that the measures are about words and not about punctuation.

Unified form: `’` for apostrophes, `—` for dashes (with a space after, and before inside a
paragraph), `…` for ellipses, « » without inner spaces, no space before ; : ! ?, one space
elsewhere, `œ` where the French of a list of words wants it. Old spellings stay. `generation/` puts
the no-break spaces of French back for reading.

Every function takes one paragraph a line and works on all at once: the steps are whole-text
replacements, because a step by paragraph costs more than the work itself. Patterns begin with the
sign that is rare, and look behind it for the space: that is three times as fast.
"""

import re

from aurore.corpus.cleaning.english import unify_english

ODD_SPACES = "\t\u00a0\u202f\u205f\u3000\u000b\u000c\u0085\u2028\u2029" + "".join(
    map(chr, range(0x2000, 0x200B))
)
# Typographic signs and what typewriters have for them. The work is done on the right-hand forms,
# because a text of small code points takes half the memory, and half the time, of one with « ’ ».
PLAIN_SIGNS = {
    "’": "'", "ʼ": "'", "‘": "'", "—": "--", "–": "--", "―": "--", "…": "...",
}  # fmt: skip
ACUTE_FOR_APOSTROPHE = re.compile(r"(?<=\w)´(?=\w)")
DASHES = re.compile(r"--[- ]*")
ELLIPSES = re.compile(r"\.(?: ?\.){2,}[ .]*")
GUILLEMET = re.compile("« ")
DOUBLE_SPACES = re.compile(r"   *")  # two known signs first
AFTER_ELLIPSIS = re.compile(r"\.\.\. (?=[;:!?,.»)])")
SPACED_SIGNS = {sign: re.compile(rf"{re.escape(sign)}(?<= {re.escape(sign)})") for sign in ";:!?»"}
# Words whose « oe » is one letter (cited: Dictionnaire de l'Académie). All with « oeu »: cœur,
# œuvre, nœud, vœu, bœuf, mœurs; others by name. « moelle », « coexister », « poète » keep two.
REST_OF_WORD = "il|IL|d[èi]|D[ÈI]|soph|nolog|cum"
LIGATURES = (
    (re.compile(rf"oe(?=u|(?<!\woe)(?:{REST_OF_WORD})|(?<=foe)tus|(?<=Phoe)b)"), "œ"),
    (re.compile(rf"Oe(?=u|(?<!\wOe)(?:{REST_OF_WORD}))"), "Œ"),
    (re.compile(rf"OE(?=[uU]|(?<!\wOE)(?:{REST_OF_WORD}))"), "Œ"),
)


def unify(text: str) -> str:
    """Paragraphs, one a line, in the unified form; doing it twice changes nothing more."""
    text = plain_signs(plain_spaces(without_italics(text)))
    text = _unify_spaces(ELLIPSES.sub("... ", text))
    text = restore_ligatures(text)
    return text.replace("'", "’").replace("--", "—").replace("...", "…")


def _unify_spaces(text: str) -> str:
    text = DASHES.sub(" -- ", text.replace("- --", "---"))
    text = GUILLEMET.sub("«", one_space(text))
    for sign, spaced in SPACED_SIGNS.items():
        if spaced.search(text):
            text = text.replace(" " + sign, sign)
    for point in ",.":
        text = _closed_up(text, point)
    return AFTER_ELLIPSIS.sub("...", text)


def _closed_up(text: str, point: str) -> str:
    """A point or a comma without the space before it, unless a word follows: « .45 »."""
    first, *rests = text.split(" " + point)
    kept = [" " if rest[:1].isalnum() else "" for rest in rests]
    return first + "".join([space + point + rest for space, rest in zip(kept, rests, strict=True)])


def as_printed(text: str) -> str:
    """Paragraphs, one a line, as the book has them, but for italics' marks and double spaces."""
    return one_space(without_italics(text).replace("\t", " "))


def typeset(text: str, typography: str, language: str = "fr") -> str:
    """`unify`, or its like for English, or `as_printed`."""
    if typography != "unified":
        return as_printed(text)
    return unified(text, language)


def unified(text: str, language: str) -> str:
    """The unified form of a language; of one that has no rules here, spaces alone are unified."""
    if language == "fr":
        return unify(text)
    text = one_space(plain_spaces(without_italics(text)))
    return unify_english(text) if language == "en" else text


def without_italics(text: str) -> str:
    """`_mot_` → `mot`."""
    return text.replace("_", "")


def plain_spaces(text: str) -> str:
    """Tabs, no-break and typographic spaces → plain spaces."""
    for space in ODD_SPACES:
        text = text.replace(space, " ")
    return text


def plain_signs(text: str) -> str:
    """Apostrophes, dashes and ellipses as a typewriter has them."""
    for sign, plain in PLAIN_SIGNS.items():
        text = text.replace(sign, plain)
    if "<" in text or ">" in text:
        text = text.replace("<<", "«").replace(">>", "»")
    return ACUTE_FOR_APOSTROPHE.sub("'", text) if "´" in text else text


def one_space(text: str) -> str:
    """No double space, none at the ends of a line."""
    lines = DOUBLE_SPACES.sub(" ", text).split("\n")
    return "\n".join([line.strip(" ") for line in lines])


def restore_ligatures(text: str) -> str:
    """`coeur` → `cœur`, by the list."""
    for pattern, ligature in LIGATURES:
        text = pattern.sub(ligature, text)
    return text
