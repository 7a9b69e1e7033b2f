"""Bytes → text: which encoding, and whether the accents survived."""

import codecs
import re

from aurore.base.errors import UserError

CP1252_ONLY = bytes(range(0x80, 0xA0))  # cited: letters there, control codes in ISO-8859-1
ASCII = bytes(range(0x80))
UTF8_LEADS = (b"\xc3", b"\xc2", b"\xe2")  # of « é », « « » and « ’ »
# Where the commonest accented letters of French (é è à ê ç) lie in each one-byte encoding (cited:
# the Unicode consortium's tables). cp437 and cp850 agree on them.
COMMON_LETTERS = {
    "cp1252": b"\xe9\xe8\xe0\xea\xe7",
    "cp850": b"\x82\x8a\x85\x88\x87",
    "mac-roman": b"\x8e\x8f\x88\x90\x8d",
}
BOMS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ACCENTED = re.compile(r"[àâäéèêëîïôöùûüçœæÀÂÉÈÊËÎÏÔÙÛÇŒ]")
COMMON_WORDS = {
    language: frozenset(words.split())
    for language, words in (
        ("fr", "le la les de des et un une que qui dans il elle pas"),
        ("en", "the of and to in that it was he she his her with for but had as"),
    )
}
# measured on the 99 French books at hand: 2.4 % to 3.7 % of letters carry an accent
FEWEST_ACCENTS = 0.005
# measured: French books have above 18 % of the French ones, English books below 0.2 %; four of
# Woolf and an English _Indiana_ have above 22 % of the English ones, four French ones below 0.1 %
COMMON_SHARE = 0.08
NAMES = {"fr": "french", "en": "english"}
ENOUGH_LETTERS = 2000  # guess: below that a share means little
MOST_STRAY = 10  # guess: one stray byte in so many letters of a UTF-8 file
ENOUGH_TO_TELL = 4  # guess: letters that are no chance, of an encoding nobody uses now
ENOUGH_WORDS = 20  # guess: a shorter text tells no language by its commonest words
SAMPLE_CHARS = 4_000  # guess: of each of three places of a book


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    UTF-8 (a few stray bytes are read as cp1252), UTF-16 with its mark, cp1252, Latin-1, cp850
    (and cp437, which has the same French letters) or Mac Roman. A byte order mark goes, at the
    start or in the middle of the file, and so do soft hyphens; line ends become `\\n`.
    """
    encoding = _encoding(data)
    text = data.decode(encoding, errors="cp1252" if encoding == "utf-8" else "replace")
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    return _without_soft_hyphens(text), encoding


def _without_soft_hyphens(text: str) -> str:
    """They show at the end of a line alone, where they cut a word as a hyphen does."""
    return text.replace("\u00ad\n", "-\n").replace("\u00ad", "") if "\u00ad" in text else text


def _encoding(data: bytes) -> str:
    if data.startswith(BOMS_16):
        return "utf-16"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    high = data.translate(None, ASCII)  # one byte in thirty, on which counting costs nothing
    leads = sum(high.count(lead) for lead in UTF8_LEADS)
    if 3 * leads >= len(high):  # before the costlier proof
        wrong = data.decode("utf-8", errors="replace").count("\ufffd")
        if leads >= MOST_STRAY * wrong:
            return "utf-8"
    letters = {name: _count(high, common) for name, common in COMMON_LETTERS.items()}
    best = max(letters, key=lambda name: letters[name])
    if letters[best] <= ENOUGH_TO_TELL and best != "cp1252":
        best = "cp1252"
    if best != "cp1252" or _count(high, CP1252_ONLY):
        return best
    return "latin-1"


def _count(data: bytes, of: bytes) -> int:
    return len(data) - len(data.translate(None, of))


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8, in a file that otherwise is."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.start + 1
    return error.object[error.start : end].decode("cp1252", errors="replace"), end


codecs.register_error("cp1252", _as_cp1252)


def sample(text: str) -> str:
    """Three places of a long text, the whole of a short one."""
    if len(text) <= 3 * SAMPLE_CHARS:
        return text
    starts = (len(text) // 10, len(text) * 45 // 100, len(text) * 8 // 10)
    return "\n".join(text[start : start + SAMPLE_CHARS] for start in starts)


def lost_its_accents(text: str) -> bool:
    """Whether this is French written without accents, as old 7-bit files are."""
    accents = len(ACCENTED.findall(text))
    if len(text) < ENOUGH_LETTERS or accents >= FEWEST_ACCENTS * len(text):
        return False
    letters = sum(map(str.isalpha, text))
    return (
        letters >= ENOUGH_LETTERS
        and accents < FEWEST_ACCENTS * letters
        and common_share(text, "fr") >= COMMON_SHARE
    )


def refuse_without_accents(text: str, book_id: str, title: str) -> None:
    """Raises `UserError` for a French text whose accents are gone."""
    if lost_its_accents(sample(text)):
        name = "no_accents" if book_id.isdigit() else "own_without_accents"
        raise UserError(name, id=book_id, title=title)


def refuse_other_language(text: str, book_id: str, title: str, language: str = "fr") -> None:
    """Raises `UserError` for a book that is not in the language of its shelf.

    A language whose commonest words are not known here is taken at its word.
    """
    if language not in COMMON_WORDS:
        return
    text = sample(text)
    if len(text.split()) >= ENOUGH_WORDS and common_share(text, language) < COMMON_SHARE:
        raise UserError(f"not_{NAMES[language]}", id=book_id, title=title)


def common_share(text: str, language: str) -> float:
    """The share of words that are the commonest of a language; 0 for no words."""
    words = text.split()
    return sum(map(COMMON_WORDS[language].__contains__, words)) / max(1, len(words))
