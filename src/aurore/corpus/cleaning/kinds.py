"""What kind of thing a block is: heading, prose, verse, a speech of a play, an ornament."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import compress, pairwise

from aurore.corpus.cleaning.blocks import Block

WORD = re.compile(r"\w+")
KINDS = ("prose", "verse", "speech", "speaker", "stage")
"""Prose; lines of verse; what a character of a play says, name first; the name alone; a stage
direction. They are the values of the corpus column `kind`."""

HEADING_CHARS = 90  # guess
LONG_TITLE_CHARS = 220  # guess: « DANS LEQUEL PHILEAS FOGG ET PASSEPARTOUT S'ACCEPTENT… »
PROSE_CHARS = 120  # guess: title pages and lists have shorter blocks
CAPITALS_IN_PROSE = 0.2  # guess: publisher's lists are mostly in capitals
VERSE_LINE_CHARS = 62  # guess: an alexandrine has about 45, with its indentation
LONGEST_NAME, OFTEN = 40, 6  # guess: characters of a name; times it comes back
ENOUGH_BLOCKS = 20  # guess: to say how a book is laid out
SPACED = 2  # blank lines before a heading, in a book that sets its headings apart

CAPITAL = "[A-ZÀ-ÖØ-ÞŒ]"
# Up to 899; no C, D or M alone: « M. Lecoq avait terminé. » is no chapter.
ROMAN = (
    r"(?:[IVXL]{1,8}"
    r"|(?=[CDXLVI]{2})(?:CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4}))(?![A-Z'’])"
)
ORDINAL = (
    r"(?:premi[eè]re?|uni(?:que)?|deux(?:i[eè]me)?|seconde?|trois(?:i[eè]me)?|quatr(?:e|i[eè]me)"
    r"|cinq(?:ui[eè]me)?|six(?:i[eè]me)?|sept(?:i[eè]me)?|huit(?:i[eè]me)?|neuv?(?:i[eè]me)?"
    r"|dix(?:i[eè]me)?|onzi?[eè]me|onze|douz(?:e|i[eè]me)|treiz(?:e|i[eè]me)|derni[eè]re?"
    r"|first|second|third|last|one|two|three)"
)
NUMBER = rf"(?:[IVXLCDM]+|\d{{1,3}}|{ORDINAL})\b(?!['’])"  # « Nuit d'orage. » is no chapter
ARABIC = re.compile(r"\d{1,2}\.?")  # apart from the text: else the day of a letter
ROMAN_HEADING = re.compile(rf"{ROMAN}[.,]?(?:\s*(?:--|—|-|:|\.)+\s*\S.*)?")
# « IV Germain le fin laboureur », as tables of contents have it: no sign at the end
ROMAN_TITLE = re.compile(rf"{ROMAN} {CAPITAL}[^.!?…:;]*[^.!?…:;,»]")
PART = (
    r"(?:chapitre|livre|partie|tome|volume|lettre|acte|sc[èe]ne|tableau|chant|veill[ée]e|soir[ée]e"
    r"|journ[ée]e|nuit|[ée]pisode|cahier|chapter|part|book|volume)"
)
NUMBERED = re.compile(rf"{PART}\s+{NUMBER}[.:]?", re.IGNORECASE)
NUMBERED_HEADING = re.compile(rf"{PART}\s+{NUMBER}.*", re.IGNORECASE)
ORDINAL_HEADING = re.compile(
    rf"{ORDINAL} (?:partie|livre|[ée]poque|s[ée]rie|veill[ée]e|volume|tableau|journ[ée]e|lettre)\b"
    r".*",
    re.IGNORECASE,
)
ALONE = (
    r"(?:notice|pr[ée]face|avant-propos|avertissement|introduction|prologue|[ée]pilogue|d[ée]dicace"
    r"|appendice|conclusion|post-?scriptum|chapitre|lettre|envoi|foreword|preface)"
)
ALONE_HEADING = re.compile(
    rf"{ALONE}(?: (?:de|du|des|g[ée]n[ée]rale?|pour|sur) ?[^.!?]{{0,40}}"
    r"| d'[^.!?]{0,40}|\W{0,3})?",
    re.IGNORECASE,
)
# How all of these begin: nearly every block fails here, and is not tried on each.
NAMED_START = re.compile(rf"{ROMAN}|\d|(?i:{PART}\b|{ORDINAL}\b|{ALONE})")
# « A MADAME ALBERT BIGNON », « A MARIA, »: whom the book is for
DEDICATION = re.compile(
    r"_?(?:[AÀ] (?:M\.|MM|MADAME|MADEMOISELLE|MONSIEUR|MON\b|MA\b|MES\b|LA M[ÉE]MOIRE|L'AUTEUR"
    r"|Madame|Mademoiselle|Monsieur|mon\b|ma\b|mes\b|la m[ée]moire|GEORGE|HENRI|MARIA)"
    r"|[AÀ] [A-ZÉ][\wé-]+ [A-ZÉ]\w+[.,]?_?$|[AÀ]$|D[ÉE]DI[ÉE]E? |TO$)"
)
SHOP = re.compile(
    r"\b(?:librairie|imprimerie|paris|[ée]diteur|rue|bruxelles|londres)", re.IGNORECASE
)
MONTH = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre"
    r"|d[ée]cembre)"
)
DATE = re.compile(rf"\b(?:1[5-9]\d\d|{MONTH})\b", re.IGNORECASE)
STARRED = re.compile(r"\*[^*]{2,80}\*\.?")
SENTENCE_END = re.compile(r"[.!?…;:,»\"”’_)\]-]$")
ORNAMENT = re.compile(r"[\s*·.•~_=—–#oO0+-]*")
SPEAKER = re.compile(
    rf"{CAPITAL}[A-ZÀ-ÖØ-ÞŒ'’ -]*{CAPITAL}(?:, [^.]{{2,90}})?(?:\.|:| ?--| ?—)(?: |--|—)"
)
SPEAKER_ALONE = re.compile(rf"{CAPITAL}[A-ZÀ-ÖØ-ÞŒ'’ .-]*{CAPITAL}(?:, [^.]{{2,90}})?[.,:]?")
STAGE = re.compile(r"\(_?[^()]*_?\)\.?|_\([^()]*\)_|_[^_]+_", re.DOTALL)


@dataclass(frozen=True)
class Layout:
    """How a book is printed, which decides what its blocks are."""

    play: bool = False
    """A work in dialogue: every fifth block or more begins with a name in capitals."""
    spaced: bool = False
    """Its headings stand apart by several blank lines: a line in capitals that does not is a
    signature or an inscription."""
    speakers: frozenset[str] = frozenset()
    """Lines in capitals that come back often: in a novel, who speaks in a scene set as a play."""
    author: frozenset[str] = frozenset()
    """The words of the author's name and their initials: alone on a line they are a signature."""
    named: frozenset[int] | None = None
    """Lines where the headings begin that name themselves; None when nobody has looked yet."""
    titles: frozenset[int] = frozenset()
    """Lines where blocks begin that are headings by the place where they stand (`places.py`)."""
    texts: frozenset[int] = frozenset()
    """Lines where blocks begin that look like headings, and are text by their place."""
    cast: frozenset[int] = frozenset()
    """Lines where the blocks of the lists of a play's persons begin."""
    breaks: frozenset[int] = frozenset()
    """Lines where a text begins that has no heading, and does not belong to the preface above."""


def layout_of(blocks: list[Block], author: str = "") -> Layout:
    """The layout, by counting."""
    words = WORD.findall(author.upper())
    name = frozenset(words) | {word[0] for word in words}
    named = list(map(is_named_heading, blocks))
    layout = Layout(author=name, named=frozenset(block.number for block in compress(blocks, named)))
    if len(blocks) < ENOUGH_BLOCKS:
        return layout
    cues = sum(map(_is_cue, blocks))
    apart = [block.gap >= SPACED for block in _headings_of_text(blocks, named)]
    return replace(
        layout,
        play=cues > len(blocks) / 5,  # guess
        spaced=len(apart) > 2 and sum(apart) > 0.6 * len(apart),  # guess
        speakers=_speakers(blocks, name),
    )


def _headings_of_text(blocks: list[Block], named: list[bool]) -> Iterator[Block]:
    """The named headings that are not in a table of contents, where one follows another."""
    for i in range(len(blocks) - 1):
        if named[i] and not (i and named[i - 1] and named[i + 1]):
            yield blocks[i]


def _speakers(blocks: list[Block], author: frozenset[str]) -> frozenset[str]:
    """Names that stand close above a text, often; a signature stands close below one."""
    names = Counter(
        block.text
        for block, below in pairwise(blocks)
        if len(block.text) <= LONGEST_NAME
        and below.gap == 1
        and block.text[0] not in "«"
        and is_capitals(block.text)
        and not is_named_heading(block)
        and not is_capitals(below.text)
        and not is_signature(block.text, Layout(author=author))
    )
    return frozenset(name for name, count in names.items() if count >= OFTEN)


def _is_cue(block: Block) -> bool:
    """A speech with its speaker's name, or the name alone; no heading, no letter's « A M. X »."""
    text = block.text
    if not SPEAKER.match(text) and not (block.gap == 1 and SPEAKER_ALONE.fullmatch(text)):
        return False
    return not DEDICATION.match(text) and not is_named_heading(block)


def is_capitals(text: str) -> bool:
    """Whether the text has letters and none of them is small; « N° » and « Nº » have none."""
    return text.replace("º", "°").isupper()  # which stops at the first small letter


def is_named_heading(block: Block) -> bool:
    """« IV », « CHAPITRE II », « Notice », « I.--Une rencontre »."""
    text = block.text
    if len(text) > HEADING_CHARS:
        return len(text) <= LONG_TITLE_CHARS and _is_long_heading(block)
    if block.line_count > 3:
        return False
    text = text.strip("_= -—")
    if not NAMED_START.match(text):
        return False
    if ROMAN_HEADING.fullmatch(text) or ROMAN_TITLE.fullmatch(text):
        return True
    if ALONE_HEADING.fullmatch(text) or (block.gap >= SPACED and ARABIC.fullmatch(text)):
        return True
    return bool(NUMBERED_HEADING.fullmatch(text) or ORDINAL_HEADING.fullmatch(text)) and (
        is_capitals(text.split()[0])
        or not text.endswith((",", ";", "!", "?"))
        or bool(NUMBERED.fullmatch(block.lines[0]))  # « Chapitre XX⏎Aland! Zealand! »
    )


def _is_long_heading(block: Block) -> bool:
    """« CHAPITRE XVI⏎OÙ M. LE GARDE DES SCEAUX… », in capitals over several lines."""
    if not NAMED_START.match(block.text) or not is_capitals(block.text):
        return False
    # More numbers: a table of contents.
    numbered = [bool(NUMBERED.match(line.strip())) for line in block.lines]
    return bool(NUMBERED.fullmatch(block.lines[0].strip())) and not any(numbered[1:])


def names_itself(block: Block, layout: Layout) -> bool:
    """Whether a block is a named heading, or one that the table of contents names."""
    return is_named_heading(block) if layout.named is None else block.number in layout.named


def is_heading(block: Block, layout: Layout = Layout(), after_heading: bool = False) -> bool:
    """A named heading, a title under one, or in prose a short block in capitals.

    In a play a short block in capitals is the name of who speaks. In a book that sets its headings
    apart, capitals that stand close to the paragraph before are the author's: a signature.
    """
    text = block.text
    if block.kind != "prose":
        return block.kind == "heading"
    if block.number in layout.titles or block.number in layout.texts:
        return block.number in layout.titles
    if names_itself(block, layout):
        return True
    if len(text) > HEADING_CHARS:
        return after_heading and len(text) < LONG_TITLE_CHARS and is_capitals(text)
    if not is_capitals(text):
        return bool(STARRED.fullmatch(text)) or (after_heading and is_title(text))
    if layout.play or block.line_count > 4 or _is_not_title(text, layout):
        return False
    if text in layout.speakers and not after_heading:
        return False
    if is_dedication(block) and not after_heading:
        return False
    return after_heading or not layout.spaced or block.gap >= SPACED


def _is_not_title(text: str, layout: Layout) -> bool:
    """Capitals that are a cry (« --OUI! »), a quotation, a dedication, the author's signature."""
    if text.startswith(("--", "—", "«")) or text.endswith(("!", "?", "»")):
        return True
    return is_signature(text, layout)


def is_signature(text: str, layout: Layout) -> bool:
    """The author's name, or his initials, alone."""
    if len(text) > LONGEST_NAME:
        return False
    words = WORD.findall(text.strip("_"))
    return bool(words) and layout.author.issuperset(words)


def is_title(text: str) -> bool:
    """« Post corda lapides », under « Chapitre IV »: no sign at its end, and no letter's date."""
    return text[0].isupper() and text[-1].isalpha() and len(text) < 70 and not DATE.search(text)


def is_dedication(block: Block) -> bool:
    """« A MON FILS », « À Marie-Antoine-Jules Senard »; not « A LA LIBRAIRIE NOUVELLE »."""
    text = block.text
    return len(text) < HEADING_CHARS and bool(DEDICATION.match(text)) and not SHOP.search(text)


def is_prose(block: Block) -> bool:
    """A paragraph long enough, and punctuated enough, to belong to the work itself."""
    text = block.text
    return (
        len(text) >= PROSE_CHARS
        and sum(map(str.isupper, text)) / len(text) < CAPITALS_IN_PROSE
        and bool(SENTENCE_END.search(text))
        and len(text) / block.line_count > 40  # guess: lists and verse have short lines
        and "    " not in text  # columns of a table
    )


def is_ornament(block: Block) -> bool:
    """A line of stars or dashes."""
    return bool(ORNAMENT.fullmatch(block.text))


def is_verse(block: Block) -> bool:
    """Several short lines that begin with a capital."""
    if "\n" not in block.raw or len(block.raw) > VERSE_LINE_CHARS * block.line_count:
        return False
    lines = [line.strip().lstrip("-—–«\"“_( '[") for line in block.lines]
    if max(map(len, lines[:-1])) > VERSE_LINE_CHARS or not lines[-1]:
        return False
    capitals = sum(line[:1].isupper() for line in lines)
    # Two lines prove nothing unless they are set in: the end of a letter, an address.
    return capitals >= 0.8 * len(lines) and (len(lines) > 3 or block.raw.startswith("  "))


def kind_of(block: Block, layout: Layout) -> str:
    """The kind of a block that is kept and is no heading."""
    if block.kind != "prose":
        return block.kind
    if block.number in layout.cast:
        return "stage"
    if layout.play and not (is_dedication(block) or is_signature(block.text, layout)):
        if SPEAKER.match(block.text):
            return "speech"
        if len(block.text) < HEADING_CHARS and SPEAKER_ALONE.fullmatch(block.text):
            return "speaker"
        if STAGE.fullmatch(block.text):
            return "stage"
    if len(block.text) <= LONGEST_NAME and block.text in layout.speakers:
        return "speaker"
    return "verse" if is_verse(block) else "prose"
