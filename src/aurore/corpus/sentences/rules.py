"""The rules of where a French sentence ends, as named data: what each looks at, does, and shows.

A *place* is a sign `. ! ? …` with its closing marks, followed by a space. `split.py` finds the
places where a capital, a digit, a dash or a guillemet follows, and asks these rules; `explain.py`
says which rule decided. Within a family the first rule that applies decides.
"""

import re
from dataclasses import dataclass

from aurore.corpus.sentences.words import (
    CAPITAL,
    CLEAR_OPENERS,
    CRIES,
    ELIDED_OPENERS,
    ENUMERATION_ENDS,
    FIRST_NAMES,
    HONORIFICS,
    INTERJECTIONS,
    MEASURES,
    NOT_NAMES,
    POINTERS,
    REFERENCES,
    REFERENCES_ALSO_WORDS,
    SMALL,
    TITLES,
    any_of,
    table,
)

SIGNS = ".!?…"


@dataclass(frozen=True)
class Rule:
    """One rule. It applies when all that it names is there."""

    name: str
    ends: bool
    """Whether a sentence ends at the places this rule decides."""
    does: str
    example: str
    """`‖` where its sentences end."""
    signs: str = SIGNS
    """The place has no other signs than these…"""
    words: frozenset[str] = frozenset()
    """… the word before is one of these…"""
    before: re.Pattern[str] | None = None
    """… or what is before the sign ends like this (`\\Z` is the sign)."""
    after: re.Pattern[str] | None = None
    """What follows the place, from its space."""
    again: bool = False
    """What follows begins with group 1 of `before`."""
    stretch: str = ""
    """A piece of a paragraph inside which no sentence ends."""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


# --- pieces of patterns ---------------------------------------------------------------------------

_WORD = rf"(?:[DO][’'])?[{CAPITAL}][\w-]*+"
_PARTICLE = r"(?:(?:de|du|des|le|la|les) |[dl][’'])"
_TITLE = r"(?:(?:MM?|Mmes?|Mlles?|Mgr|Dr)\.? )"
_NAME = rf"{_TITLE}?{_WORD}(?: {_PARTICLE}{{0,2}}{_WORD})*+"
_VERB = (
    r"\w+-(?:moi|toi|lui|nous|vous|leur|le|la|les|en|y|il|elle|on|je|tu|ce)\b|\w{2,}(?:ez|ons)\b"
)
_NO_NAME = rf"(?!(?:{any_of(NOT_NAMES)})\b(?!-)|{_VERB})"
_HONOURED = rf"(?:{any_of(HONORIFICS)})(?: {_PARTICLE}{{1,2}}[\w-]++| {_WORD})*+"
_CALLED = rf"(?:{_HONOURED}|{_NO_NAME}{_NAME})"
# Where a cry can begin: the paragraph, a dash, an opening guillemet, after a sign.
_BEGIN = rf"(?:^|[\n—–«“\"(…!?] ?|-- ?|[{SMALL}»]\. )"
_GAP = r"[ \u00a0\u202f]?"  # before the sign, as printed
_NUMBER = r" (?:[Nn][°º] ?)?(?:\d|[IVXLC]+(?=[ ,.;:)]))"
_OPENER = (
    rf"(?:[—–-]+ ?)?[«“\"(]? ?(?:(?:{any_of(CLEAR_OPENERS)})\b|(?:{any_of(ELIDED_OPENERS)})[’'])"
)
CALLING = _pattern(rf" {_NAME}(?: {_PARTICLE}{{1,2}}[\w-]++| {_WORD})*+[,;!?…]")
"""A capital, perhaps of a name called: what the rules of cries ask for, and quick to refuse."""
NOT_OPENED = _pattern(rf" (?!{_OPENER})")

# --- after a point --------------------------------------------------------------------------------

POINT_RULES = (
    Rule(
        "title", False, "A title before a name never ends a sentence.",
        "M. Lecoq et Mme. Durand vinrent. ‖ Ils partirent.",
        words=TITLES,
    ),
    Rule(
        "first_name", False, "A first name cut short goes on, unless « Il », « Mais »… follow.",
        "Il lisait Ch. Nodier. ‖ Elle dormait.",
        words=FIRST_NAMES, after=NOT_OPENED,
    ),
    Rule(
        "reference", False, "« p. », « t. », « chap. » go on before a number.",
        "Voyez p. 12 et chap. IV du t. II. ‖ Il y est.",
        words=REFERENCES | REFERENCES_ALSO_WORDS, after=_pattern(_NUMBER),
    ),
    Rule(
        "pointer", False, "« cf. », « c.-à-d. » never end a sentence.",
        "Il quitta la ville, c.-à-d. Paris. ‖ Elle y resta.",
        words=POINTERS,
    ),
    Rule(
        "measure", False, "« fr. », « h. » go on before a digit.",
        "Il paya 3 fr. 50 en tout. ‖ Elle rit.",
        words=MEASURES, after=_pattern(r" \d"),
    ),
    Rule(
        "enumeration", True, "« etc. » ends its sentence when a capital follows.",
        "Des pommes, des poires, etc. ‖ Il en mangea.",
        words=ENUMERATION_ENDS,
    ),
    Rule(
        "ordinal", False, "« 1er. » in a list goes on, unless « Il », « Mais »… follow.",
        "Il lut l’art. 1er. Titre premier. ‖ Elle écouta.",
        before=_pattern(r"(?:^|[\n;:—.] ?|\b(?i:art|article)\.? )\d+(?:er|re|e|o|°|º)\Z"),
        after=NOT_OPENED,
    ),
    Rule(
        "divided_work", False, "The number of a chapter goes on, unless « Il », « Le »… follow.",
        "Voyez Rousseau, liv. II. Paris, 1780. ‖ Il le dit.",
        before=_pattern(
            r"\b(?i:chap|chapitre|liv|livre|t|tome|vol|art|acte|sc|scène|§)\.? [IVXLCDM]+\Z"
        ),
        after=_pattern(rf" (?!{_OPENER}|L(?:e|a|es)\b|L[’'])"),
    ),
    Rule(
        "king", True, "The number after a king’s name ends a sentence: it is no initial.",
        "C’était sous Charles X. ‖ Le peuple murmurait.",
        before=_pattern(rf"[{CAPITAL}][{SMALL}]{{2,}} [IVX]\Z"),
    ),
    Rule(
        "initial", False, "An initial goes on, unless « Il », « Mais »… follow.",
        "J.-J. Rousseau et J. J. Ampère vinrent. ‖ S. M. Louis-Philippe aussi.",
        before=_pattern(rf"(?<![\w’'])(?:[’']|[dlDL][’'])?(?:[{CAPITAL}]\.-?)*[{CAPITAL}]\Z"),
        after=NOT_OPENED,
    ),
)  # fmt: skip

# --- after ! ? … ----------------------------------------------------------------------------------

CRY_RULES = (
    Rule(
        "called_after_cry", False, "A bare « Ah! » goes on when the capital is only a name’s.",
        "— Ah! Germain, vous voilà! ‖ Oui! ‖ Je viendrai.",
        before=_pattern(
            rf"(?:(?:{_BEGIN}|[,;:] )(?i:{any_of(CRIES)})"
            rf"|{_BEGIN}(?i:{any_of(INTERJECTIONS)})){_GAP}\Z"
        ),
        after=_pattern(rf" {_CALLED}[,;!?…]"),
    ),
    Rule(
        "called_again", False, "A name called goes on when another name is called.",
        "— Valentine! Bénédict! où êtes-vous?", signs="!…",
        before=_pattern(rf"{_BEGIN}{_CALLED}{_GAP}\Z"),
        after=_pattern(rf" {_CALLED}[,;!?…]"),
    ),
    Rule(
        "same_name", False, "A name goes on when the same name follows.",
        "Il appela Valentine! Valentine! en vain.",
        before=_pattern(rf"[{SMALL},] ({_NO_NAME}{_WORD}){_GAP}\Z"),
        after=_pattern(rf" {_NAME}[,;!?…]"), again=True,
    ),
)  # fmt: skip

# --- after … only ---------------------------------------------------------------------------------

HESITATION_RULES = (
    Rule(
        "hesitation", False, "« monsieur… » goes on when a name alone follows.",
        "Je vous le dis, monsieur… Dubois.",
        words=frozenset(table("monsieur madame mademoiselle Monsieur Madame Mademoiselle")),
        after=_pattern(rf" (?!{_TITLE}){_NO_NAME}{_NAME}[.?!]"),
    ),
    Rule(
        "hidden_names", False, "Initials that hide a name go on together.",
        "Le comte L… D… sortit.",
        before=_pattern(rf"(?<![\w’'])[{CAPITAL}]\Z"), after=_pattern(rf" [{CAPITAL}]…"),
    ),
    Rule(
        "stammer", False, "A letter goes on when a word begins with it.",
        "— V… Valentine est là.",
        before=_pattern(rf"(?<![\w’'])([{CAPITAL}])\Z"),
        after=_pattern(rf" {_NO_NAME}{_NAME}"), again=True,
    ),
)  # fmt: skip

# --- stretches of a paragraph without an end inside -----------------------------------------------

_FLAT = r"[^«»\n]*+"
_NESTED = rf"{_FLAT}(?:«{_FLAT}»{_FLAT})*+"
# Two levels inside. Measured: of 35,646 closed quotations 177 hold another, one holds two levels.
_QUOTED = rf"{_FLAT}(?:«{_NESTED}»{_FLAT})*+"
_PARENTHESIS = r"\([^()\n]{1,300}\)"
_DIRECTION = rf"(?:,? ?{_PARENTHESIS}|, [{SMALL}][^.!?…«»\n]{{1,90}})?"
_DIVISION = r"(?:(?:Chapitre|Livre|Acte|Scène|Lettre|Tome|Partie|Art|Article)\.? )"

STRETCH_RULES = (
    Rule(
        "guillemets", False, "« … » that opens and closes in the paragraph is one piece.",
        "Elle dit: «Viens. Il est tard.» ‖ Il vint.",
        stretch=rf"(?<=«){_QUOTED}»",
    ),
    Rule(
        "curly_quotes", False, "“ … ” that opens and closes in the paragraph is one piece.",
        "Elle dit: “Viens. Il est tard.” ‖ Il vint.",
        stretch=r"(?<=“)[^“”\n]*+”",
    ),
    Rule(
        "straight_quotes", False, 'Two " in the paragraph hold one piece.',
        'Elle dit: "Viens. Il est tard." ‖ Il vint.',
        # The first has no letter before it, the second no space.
        stretch=r"(?<=\")(?<![^\s(—–’'«-]\")[^\"\n]*+(?<! )\"",
    ),
    Rule(
        "parentheses", False, "What stands in parentheses or brackets is one piece.",
        "Oui. ‖ (Il sort. Elle pleure.) ‖ Il est parti.",
        stretch=r"(?:(?<=\()[^()\n]*+\)|(?<=\[)[^\[\]\n]*+\])",
    ),
)  # fmt: skip

PARAGRAPH_RULES = (
    Rule(
        "numbering", False, "A number at the head of a paragraph is no sentence.",
        "XII. Le père partit. ‖ Elle resta.",
        stretch=rf"(?:§ ?)?{_DIVISION}?(?:\d{{1,3}}(?:[°ºo]|er|re|e)?|[IVXL]+)\.(?= )",
    ),
    Rule(
        "speaker", False, "The name in capitals of who speaks in a play is no sentence.",
        "LE PRINCE, avec orgueil. Non. ‖ Jamais.",
        # « MM. » alone is a title; « R. — » is a label: demand and response.
        stretch=rf"(?:(?!MM\.){_TITLE}?[{CAPITAL}][{CAPITAL}’' -]*[{CAPITAL}]{_DIRECTION}"
        rf"|[{CAPITAL}](?=\. (?:—|--)))\."
        rf"(?:(?: (?:—|--))? ?{_PARENTHESIS})?(?= )",
    ),
    Rule(
        "no_word_yet", False, "A sign with no word before it in the paragraph ends nothing.",
        "… Peut-être. ‖ Je ne sais.",
        stretch=rf"(?:[—–-]+ ?)?[{SIGNS}]++(?= )",
    ),
)  # fmt: skip

# --- what `explain` alone names: only the letter that follows decided ---------------------------

_SAYS = r"dit|fit|reprit|répondit|répliqua|demanda|ajouta|cria|pensa|murmura|continua|interrompit"
SMALL_RULES = (
    Rule(
        "incise", False, "« dit-il » goes on: it says who speaks.",
        "— Viens! dit-il. ‖ Il est tard.",
        after=_pattern(
            rf" (?:— ?)?(?:[sm][’']|lui |me |nous |leur |se )?"
            rf"(?:(?:{_SAYS})\b|\w+(?:-t)?-(?:il|elle|ils|elles|je|on|nous)\b)"
        ),
    ),
    Rule(
        "small_letter", False, "A small letter, or a sign, goes on.",
        "Ah! mon Dieu! ‖ Il vint… puis partit.",
    ),
)  # fmt: skip
END_RULES = (
    Rule("dash", True, "A dash and a capital open a sentence.", "Elle rit. ‖ — Tu viens?",
         after=_pattern(r" (?:[—–]|--?)")),
    Rule("opening_mark", True, "A guillemet or a parenthesis and a capital open a sentence.",
         "Il parla. ‖ «Viens.»", after=_pattern(r" [«“\"(\[]")),
    Rule("digit", True, "A number opens a sentence.", "Elle rit. ‖ 1848 commençait.",
         after=_pattern(r" \d")),
    Rule("capital", True, "A capital opens a sentence.", "Il vint. ‖ Elle partit… ‖ Oui."),
)  # fmt: skip
CLOSED = Rule(
    "closing_mark", True, "After a closing mark a capital opens a sentence.",
    "«Viens!» ‖ Elle sortit.",
)  # fmt: skip

RULES = (
    *STRETCH_RULES, *PARAGRAPH_RULES, *POINT_RULES, *CRY_RULES, *HESITATION_RULES, *SMALL_RULES,
    *END_RULES, CLOSED,
)  # fmt: skip
"""All of them, for a lesson to list."""
