"""Mark-up that was left in a file: tags, raised letters, entities of HTML, letters misread."""

import html
import re

# Volunteers' mark-up left in files: seen in 13025, 15239, 796, 5670, 20246, 5711
TAG = re.compile(
    r"</?(?:b|i|em|p|sc|u|small|sup)(?: class=\"\w+\")?>"
    r"|\[?/[*#$f](?!\w)|(?<!\w)[*#$f]/\]?|\*{3}\d+\*{3}",
    re.IGNORECASE,
)
RAISED = re.compile(r"\^(?:\{(\w+)\}|(\w{1,3})\b)")  # « 6^{e} », « le 1^er décembre »
NUMBER_SIGN = re.compile(r"\b([Nn])\^(?:\{o\}|o\b)")  # « n^o 6 »
BOLD = re.compile(r"(?<!\*)\*([^*\n]{2,80})\*(?!\*)")
ENTITY = re.compile(r"&(?:#\d{1,6}|#x[\da-f]{1,5}|[a-z]\w{1,9});", re.IGNORECASE)
# The three bytes of a sign in UTF-8, read as cp1252: « â€” » was a dash. The first may be lost.
MISREAD = {"€”": "—", "€“": "–", "€™": "’", "€˜": "‘", "€œ": "“", "€¦": "…"}
MISREAD_SIGN = re.compile("â?(" + "|".join(MISREAD) + ")")


def without_tags(text: str) -> str:
    """The text without the mark-up of Gutenberg's volunteers: `<i>`, `6^{e}`, `/*`, `*mot*`."""
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "€" in text:
        text = MISREAD_SIGN.sub(lambda found: MISREAD[found[1]], text)
    if "<" in text or "/" in text or "***" in text:
        text = TAG.sub("", text)
    if "^" in text:
        text = RAISED.sub(r"\1\2", NUMBER_SIGN.sub("\\1°", text))
    return BOLD.sub(r"\1", text) if "*" in text else text
