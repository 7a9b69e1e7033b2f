"""A paragraph → its sentences. Joined by a space they are the paragraph again."""

import re

# A sentence ends after one of these signs, with the closing marks that follow it…
END = re.compile(r"[.!?…]+[»”\")’\]]*(?= )")
# … when what follows can open one: a capital, a guillemet, a digit, a dialogue dash.
OPENING = re.compile(r" (?:— )?[«“\"(\[]?[A-ZÀ-ÖØ-ÞŒ0-9]")
TITLES = frozenset(["M.", "MM.", "Mme.", "Mlle.", "Mgr.", "Dr.", "Me.", "St.", "Ste.", "S.", "SS."])
REFERENCES = frozenset(
    [
        "p.",
        "pp.",
        "t.",
        "chap.",
        "vol.",
        "liv.",
        "art.",
        "fig.",
        "cf.",
        "éd.",
        "av.",
        "ap.",
        "no.",
        "No.",
    ]
)
ABBREVIATIONS = (
    TITLES | REFERENCES | {"etc.", "c.-à-d.", "J.-C.", "N.", "B.", "P.", "R.", "V.", "L."}
)
INITIAL = re.compile(r"(?:^|[\s’(«-])(?:[A-ZÀ-Ý]\.-?)+$")


def split_sentences(paragraph: str) -> list[str]:
    """The sentences of one paragraph in the unified typography.

    Nothing is cut inside « … », nor before « dit-il » (a small letter follows), nor after an
    abbreviation or an initial.
    """
    sentences, start = [], 0
    for match in END.finditer(paragraph):
        end = match.end()
        if _ends_here(paragraph, start, end):
            sentences.append(paragraph[start:end])
            start = end + 1
    sentences.append(paragraph[start:])
    return [sentence for sentence in sentences if sentence]


def _ends_here(paragraph: str, start: int, end: int) -> bool:
    if not OPENING.match(paragraph, end):
        return False
    written = paragraph[start:end]
    if written.count("«") > written.count("»"):
        return False
    if not written.endswith("."):
        return True
    return written.split()[-1].lstrip("(«—") not in ABBREVIATIONS and not INITIAL.search(written)
