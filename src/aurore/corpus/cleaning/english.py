"""The unified typography of English books: curly quotation marks, dashes closed up.

As `typography.unify` for French, one paragraph a line. What French wants and English does not (a
space around dashes, the ligature of « cœur ») is left alone; straight quotation marks, which half
of the files have, become those of the other half.
"""

import re

DASHES = re.compile(r"-(?:-| -)[- ]*-|--")
SPACED_DASH = re.compile(r"(?<=\S) +—+ +(?=\S)")  # « B— came » keeps its one space
ELLIPSES = re.compile(r"\.(?: ?\.){2,}")
_OPENS = r"(?:^|(?<=[\s(\[—“‘]))"
DOUBLE_OPENING = re.compile(rf"{_OPENS}\"(?=\S)", re.MULTILINE)
# « 'Tis », « 'em »: an apostrophe at the head of a word (guess: the usual ones).
CLIPPED = r"(?:tis|twas|twere|twill|twould|em|til|cause|bout|round|gainst|neath|d|ll|s)\b"
SINGLE_OPENING = re.compile(rf"{_OPENS}'(?!{CLIPPED}|\d\ds?\b)(?=\w)", re.MULTILINE | re.IGNORECASE)
BEFORE_SIGN = re.compile(r" +(?=[;:!?,](?:\s|$))", re.MULTILINE)


def unify_english(text: str) -> str:
    """Paragraphs without odd spaces, in the unified form; doing it twice changes nothing more."""
    text = DASHES.sub("—", text.replace("–", "—").replace("―", "—"))
    text = SPACED_DASH.sub("—", ELLIPSES.sub("…", text))
    text = DOUBLE_OPENING.sub("“", text).replace('"', "”")
    text = SINGLE_OPENING.sub("‘", text).replace("'", "’").replace("ʼ", "’")
    return BEFORE_SIGN.sub("", text)
