"""The unified typography of the corpus → French typography for reading, and back.

French puts a no-break space before : ; ! ? » and after «. The corpus has none of them, so that
the network learns words rather than spaces.
"""

import re

NARROW = (
    "\u202f"  # no-break, before ; ! ? and inside « » (cited: Lexique de l'Imprimerie nationale)
)
WIDE = "\u00a0"  # no-break, before :
NARROW_SIGNS = re.compile(r"(?<=[\w»)…’])([;!?]+)(?!\w)")
COLON = re.compile(r"(?<=[\w»)])(:)(?!\w)")
OPENING = re.compile(r"«(?=\S)")
CLOSING = re.compile(r"(?<=\S)»")


def typeset(text: str) -> str:
    """Text in the unified form → with the no-break spaces of French."""
    text = NARROW_SIGNS.sub(NARROW + r"\1", text)
    text = COLON.sub(WIDE + r"\1", text)
    text = OPENING.sub("«" + NARROW, text)
    return CLOSING.sub(NARROW + "»", text)


class Typesetter:
    """Typesets a text that comes in pieces: what was given never changes when more comes."""

    def __init__(self, before: str, language: str = "fr") -> None:
        self._last = before[-1:]  # one character tells what space the first sign wants
        self._french = language == "fr"

    def add(self, piece: str) -> str:
        """The piece in French typography; as it is, when its language is another."""
        if not piece or not self._french:
            return piece
        ready = typeset(self._last + piece)[len(self._last) :]
        self._last = piece[-1]
        return ready
