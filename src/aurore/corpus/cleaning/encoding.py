"""Bytes → text: which encoding, and whether the accents survived."""

import re

from aurore.base.errors import UserError

# cited: cp1252 puts its letters where ISO-8859-1 has control codes (œ is 0x9C)
CP1252_ONLY = re.compile(rb"[\x80-\x9f]")
ACCENTED = re.compile(r"[àâäéèêëîïôöùûüçœæ]", re.IGNORECASE)
LETTER = re.compile(r"[^\W\d_]")
FRENCH_WORDS = re.compile(r"\b(?:le|la|les|de|des|et|un|une|que|qui|dans|il|elle|pas)\b", re.I)
# measured on the 99 French books at hand: 2.4 % to 3.7 % of letters carry an accent
FEWEST_ACCENTS = 0.005
FRENCH_SHARE = (
    0.08  # measured: French books have above 18 % of such words, English ones below 0.2 %
)
ENOUGH_LETTERS = 2000  # guess: below that a share means little


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: utf-8, cp1252 or latin-1.

    A byte order mark goes, at the start or in the middle of the file; line ends become `\\n`.
    """
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = "cp1252" if CP1252_ONLY.search(data) else "latin-1"
        text = data.decode(encoding, errors="replace")
    return text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n"), encoding


def lost_its_accents(text: str) -> bool:
    """Whether this is French written without accents, as old 7-bit files are."""
    letters = len(LETTER.findall(text))
    if letters < ENOUGH_LETTERS:
        return False
    words = len(text.split())
    french = len(FRENCH_WORDS.findall(text)) / words >= FRENCH_SHARE
    return french and len(ACCENTED.findall(text)) / letters < FEWEST_ACCENTS


def refuse_without_accents(text: str, book_id: str, title: str) -> None:
    """Raises `UserError` for a French text whose accents are gone."""
    if lost_its_accents(text):
        raise UserError("no_accents", id=book_id, title=title)


def refuse_other_language(text: str, book_id: str, title: str) -> None:
    """Raises `UserError` for a book that stands on a French shelf and is not in French."""
    words = len(text.split())
    if words and len(FRENCH_WORDS.findall(text)) / words < FRENCH_SHARE:
        raise UserError("not_french", id=book_id, title=title)
