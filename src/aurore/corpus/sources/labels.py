"""What the classes and types of an XHTML page mean, at Project Gutenberg and elsewhere.

Names are those of Ebookmaker and of Distributed Proofreaders' pages (read in their sources), of
EPUB's structural vocabulary, and what French makers of e-books write.
"""

import re
from functools import lru_cache

from aurore.corpus.sources.markup import Node

# A class, or an id where `IDS` says so, and the reason why what bears it goes.
_CLASSES = {
    "gutenberg": r"pg-?(?:boilerplate|header|footer|machine-header)",
    "transcriber_note": r"trans(?:criber)?s?[-_]?notes?|tnotes?|tn|tnbox|note-?transcripteur",
    "page_number": r"page?[-_]?(?:no|num|nums?|number|break)|x-ebookmaker-pageno|folio|pb",
    "illustration": r"fig(?:center|left|right|ure|caption)?|illus(?:tration|tr)?s?|caption|image",
    "contents": r"toc|tdm|contents|table-?of-?contents|sommaire",
    "cover": r"(?:x-ebookmaker-)?cover(?:-?page)?|couverture",
    "title_page": r"(?:half-?)?title-?page|page-?titre|copyright(?:-?page)?|colophon|imprint",
}
PAGE_NUMBER = re.compile(
    r"[\[({]?(?:p(?:age|g|\.)?\.? ?)?[\divxlc]*[\])}]?", re.IGNORECASE
)  # « [Pg 12] », « {xii} »; what else is classed `pagebreak` only begins a page
# guess: a page of titles, a table of contents or a caption is shorter; what is longer and bears
# such a class holds the text itself (`<div class="contents">`).
LONGEST_APART_CHARS = 20_000
UNLIMITED = ("gutenberg", "transcriber_note")
IDS = ("gutenberg", "transcriber_note", "contents", "cover")
CLASSES = {reason: re.compile(names) for reason, names in _CLASSES.items()}
TYPES = {  # cited: EPUB 3 Structural Semantics Vocabulary
    "pagebreak": "page_number",
    "toc": "contents", "toc-brief": "contents", "landmarks": "contents", "page-list": "contents",
    "loa": "contents", "loi": "contents", "lot": "contents", "lov": "contents",
    "cover": "cover",
    "titlepage": "title_page", "halftitlepage": "title_page", "copyright-page": "title_page",
    "colophon": "title_page", "imprint": "title_page", "seriespage": "title_page",
    "other-credits": "title_page", "contributors": "title_page",
}  # fmt: skip
TAGS = dict.fromkeys(
    ("img", "svg", "figure", "picture", "object", "audio", "video", "math", "map"), "illustration"
) | {"nav": "contents"}

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MARKS = re.compile(r"fn-?anchor|(?:foot|end)?note-?ref|fn-?ref|appel-?(?:de-?)?notes?")
NOTES = re.compile(r"(?:foot|end|rear|f)notes?|notes?-?(?:de-?)?bas-?(?:de-?)?page|nbp")
NOTE_TYPES = ("footnote", "endnote", "rearnote", "footnotes", "endnotes", "rearnotes")
VERSE = re.compile(
    r"poem|line-?block|poetry(?:-container)?|verses?|stanza|strophe|vers|lg|line-?group"
)
STANZA = re.compile(r"poem|line-?block|poetry(?:-container)?|stanza|strophe|lg|line-?group")
LINE = re.compile(r"i\d+|l|lines?|v\d+|verses?|vers|indent\d*")
PRINTED_HEADING = re.compile(r"ph[1-6]")  # Distributed Proofreaders: looks like h1…h6
SPEAKER = re.compile(r"speaker|personnage|locuteur")
STAGE = re.compile(r"stage(?:-?dir(?:ection)?)?|didascalies?")


@lru_cache(maxsize=4096)
def _classes(value: str) -> tuple[str, ...]:
    return tuple(value.lower().split())


def has_class(node: Node, names: re.Pattern[str]) -> bool:
    """Whether one of its classes is among `names`."""
    return any(names.fullmatch(name) for name in _classes(node.get("class")))


def types(node: Node) -> tuple[str, ...]:
    """What `epub:type` and `role` say, without the prefixes « doc- » and « z3998: »."""
    names = _classes(f"{node.get('epub:type')} {node.get('role')}")
    return tuple(name.removeprefix("doc-").rpartition(":")[2] for name in names)


def reason_to_drop(node: Node) -> str | None:
    """Why an element is not the author's text, or None."""
    if node.tag in TAGS:
        return TAGS[node.tag]
    reason = _reason(node) if node.attributes else None
    if reason == "page_number":
        number = node.tag not in HEADINGS and PAGE_NUMBER.fullmatch(node.text().strip())
        return reason if number else None
    if reason in UNLIMITED or reason is None:
        return reason
    return reason if len(node.text()) <= LONGEST_APART_CHARS else None


def _reason(node: Node) -> str | None:
    """What the attributes say."""
    for name in types(node):
        if name in TYPES:
            return TYPES[name]
    for reason, names in CLASSES.items():
        if has_class(node, names) or (reason in IDS and names.fullmatch(node.get("id").lower())):
            return reason
    return None


def is_note(node: Node) -> bool:
    """Whether it is a footnote, or holds them."""
    return has_class(node, NOTES) or any(name in NOTE_TYPES for name in types(node))


def is_verse(node: Node) -> bool:
    """Whether it holds verse."""
    return has_class(node, VERSE) or any(name in ("poem", "verse", "song") for name in types(node))
