"""Titles, names, years and licences as files write them, made the same everywhere."""

import re
from pathlib import Path

YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")
LIFE = re.compile(r"\(?\s*(?:[0-9]{4}|\?)?\s*[-–—]\s*([0-9]{4})\s*\)?")
PARENTHESIS = re.compile(r"\s*\([^()]*\)")
CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/([0-9]\.[0-9])", re.I)
CC0 = re.compile(r"creativecommons\.org/publicdomain/zero/", re.I)
COLLECTION = re.compile(r"\s*[:,.(\[-]?\s*(?:(?:[ée]dition )?ELTeC(?: edition)?)[)\]]?\s*$", re.I)
THREE_LETTERS = {  # cited: ISO 639-2
    "fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "ita": "it", "spa": "es",
    "por": "pt", "lat": "la", "nld": "nl", "dut": "nl",
}  # fmt: skip
# « Les_Miserables » is a title, « Zola_Germinal » an author and a title.
_NO_NAMES = (
    "a an au aux ce ces cette d de des du en l la le les ma mes mon sa ses son sur the un une"
)
NO_NAMES = frozenset(_NO_NAMES.split())
IDENTIFIER = re.compile(r"[A-Za-z]{1,4}[0-9]{3,}")  # measured: ELTeC's files, « FRA00302_Aimard »


def title_and_author(path: Path) -> tuple[str, str]:
    """What a file's name tells: `Zola_La-Curee.txt`; the author is empty when it tells none.

    A first word that no author has (« Le », « Les », one without a capital) is of the title. The
    name of the folder (`textes`, `Documents`) is nobody's.
    """
    first, _, rest = path.stem.partition("_")
    title = path.stem.replace("_", " ").strip()
    if rest and IDENTIFIER.fullmatch(first):
        return title, rest.replace("_", " ").strip()
    if rest[:1].isupper() and first[:1].isupper() and first.casefold() not in NO_NAMES:
        return rest.replace("_", " ").strip(), first
    return title, ""


def person(text: str) -> tuple[str, int | None]:
    """A name in reading order and the year of death, from « Sand, George (1804-1876) »."""
    text = " ".join(text.split())
    life = LIFE.search(text)
    died = int(life[1]) if life else None
    text = PARENTHESIS.sub("", LIFE.sub("", text)).strip(" ,;.")
    surname, comma, forename = text.partition(",")
    if not comma or not forename.strip():
        return text, died
    forename = forename.strip()
    space = "" if forename.endswith(("'", "’")) else " "  # « Aurevilly, Jules Barbey d' »
    return f"{forename}{space}{surname.strip()}", died


def work_title(text: str) -> str:
    """A title without the name of the collection: « Nanon : édition ELTeC »."""
    return COLLECTION.sub("", " ".join(text.split()))


def language_code(text: str) -> str:
    """The ISO 639-1 code of `fr-FR`, `fra` or `FR`; empty for anything else."""
    code = re.split(r"[-_]", text.strip().lower())[0]
    code = THREE_LETTERS.get(code, code)
    return code if re.fullmatch(r"[a-z]{2}", code) else ""


def year_in(text: str) -> int | None:
    """The first year of a text, from 1000 to 2099."""
    found = YEAR.search(text)
    return int(found[1]) if found else None


def spdx(text: str) -> str:
    """The SPDX identifier of a Creative Commons address; empty for anything else."""
    if CC0.search(text):
        return "CC0-1.0"
    found = CREATIVE_COMMONS.search(text)
    return f"CC-{found[1].upper()}-{found[2]}" if found else ""
