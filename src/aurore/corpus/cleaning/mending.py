"""Texts that copying has damaged → as they were, when only one reading is possible; and a count.

For the files of users alone: those of Project Gutenberg were read by people.
"""

import re

from aurore.base.errors import UserError

# Bytes of UTF-8 read as cp1252 or Latin-1 and saved again: « Ã© » for « é », « â€™ » for « ’ ». The
# signs looked for are those of both encodings, so that a text damaged twice is mended twice; no
# French word holds what stands for them.
CP1252_SIGNS = "€‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
SIGNS = [*map(chr, range(0x80, 0x100)), *CP1252_SIGNS, "\u202f", "\ufeff"]
MOST_TIMES = 3  # guess: nobody has saved a text wrongly four times and kept it
# « Ã » and a no-break space, which the next program made a plain one or took from a line's end.
BARE_A = re.compile(r"Ã ?(?=[ \n]|$)")
LOST_SIGNS = ("Ã", "\ufffd")
LOST = re.compile(r"\S*[Ã\ufffd]\S*")
MOST_LOST = 0.001  # guess: of the letters; a few are misprints, and the report shows them
# « vous- même », as lines joined by another program leave it.
HALF = re.compile(r"- (?<=\w- )(?=\w)")  # where it is parted: begins with the rare sign
PARTED = re.compile(r"(\w+(?:-\w+)*)- (\w+)")
_AFTER_HYPHEN = "ce ci elle elles il ils je là lui moi même mêmes nous on toi tu vous"
AFTER_HYPHEN = frozenset(_AFTER_HYPHEN.split())


def mend(text: str, book_id: str, title: str) -> tuple[str, dict[str, int]]:
    """The text, and how much was mended, by a key of `[mended]` in the messages.

    Raises:
        UserError: letters are lost, and nothing says which.
    """
    text, letters = _with_letters(text)
    lost = LOST.findall(text) if any(sign in text for sign in LOST_SIGNS) else []
    if len(lost) > MOST_LOST * len(text):
        raise UserError("lost_letters", id=book_id, title=title, words=", ".join(lost[:3]))
    text, hyphens = _with_hyphens(text)
    counts = {"mojibake": letters, "hyphen": hyphens}
    return text, {name: count for name, count in counts.items() if count}


def _with_letters(text: str) -> tuple[str, int]:
    """The letters that stood there before the text was saved in another encoding."""
    count = 0
    for _ in range(MOST_TIMES):
        text, found = ANY_BROKEN.subn(lambda broken: BROKEN[broken[0]], text)
        if not found:
            break
        count += found
    if count:
        text, found = BARE_A.subn("à", text)
        count += found
    return text.replace("\ufeff", ""), count


def _misread(sign: str, encoding: str) -> str:
    """The sign's bytes in UTF-8, each read alone; what cp1252 lacks is read as Latin-1."""
    read = (bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in sign.encode())
    return "".join(read)


BROKEN = {_misread(sign, encoding): sign for sign in SIGNS for encoding in ("cp1252", "latin-1")}
ANY_BROKEN = re.compile("|".join(sorted(map(re.escape, BROKEN), key=len, reverse=True)))


def _with_hyphens(text: str) -> tuple[str, int]:
    """Halves of a word come together when the text or the language knows the whole.

    « vous- même », « procureur- général », « oc- cupés »; not « avant- et arrière-garde ».
    """
    if not HALF.search(text):
        return text, 0
    words = frozenset(re.findall(r"\w+(?:-\w+)*", text))
    count = 0

    def join(parts: re.Match[str]) -> str:
        nonlocal count
        before, after = parts.groups()
        whole, hyphenated = before + after in words, f"{before}-{after}" in words
        if not (whole or hyphenated or after in AFTER_HYPHEN):
            return parts[0]
        count += 1
        return before + after if whole and not hyphenated else f"{before}-{after}"

    return PARTED.sub(join, text), count
