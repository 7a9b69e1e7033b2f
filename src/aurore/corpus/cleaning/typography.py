"""One typography for all books, so that the measures are about words and not about punctuation.

Unified form: `’` for apostrophes, `—` for dashes (with a space after, and before inside a
paragraph), `…` for ellipses, « » without inner spaces, no space before ; : ! ?, one space
elsewhere. `generation/` puts the no-break spaces of French back for reading.
"""

import re

SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
APOSTROPHES = re.compile(r"(?<=\w)['ʼ‘´](?=\w)|(?<=\w)'(?=\s*[_«])")
STRAY_QUOTE = re.compile(r"['ʼ‘]")
DASHES = re.compile(r" ?(?:-{2,}|[—–―]+) ?")
ELLIPSES = re.compile(r"(?:(?:\.\s?){3,}|…)(?:\s*[.…])*\s?")
ITALICS = re.compile(r"(?<!_)_(?!_)|_{2,}")
INSIDE_GUILLEMETS = re.compile(r"« | »")
BEFORE_SIGN = re.compile(r"(?<=\S) (?=[;:!?,.…](?!\w))")


def unify(text: str) -> str:
    """One paragraph in the unified form; doing it twice changes nothing more."""
    text = ITALICS.sub("", text)
    text = APOSTROPHES.sub("’", text)
    text = STRAY_QUOTE.sub("’", text)
    text = ELLIPSES.sub("… ", text)
    text = DASHES.sub(" — ", text)
    text = SPACES.sub(" ", text).strip()
    text = INSIDE_GUILLEMETS.sub(lambda match: match[0].strip(), text)
    text = BEFORE_SIGN.sub("", text)
    return re.sub(r"… (?=[;:!?,.»)])", "…", text).strip()
