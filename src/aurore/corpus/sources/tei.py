"""TEI P5 → a `Document`: ELTeC levels 0 to 2, CLiGS, and plays (DraCor, Théâtre classique).

Where an editor writes two readings, what was printed is kept: `orig` and not `reg`, `abbr` and not
`expan` (Aurore learns the author's spelling); but `corr` and not `sic`: a misprint is no one's
spelling. Notes leave the text. A `gap` becomes « … » and is counted.
"""

import re
from pathlib import Path

from aurore.base.errors import UserError
from aurore.corpus.sources.document import Document, Kind
from aurore.corpus.sources.footnotes import MARK
from aurore.corpus.sources.markup import Node, NotWellFormed, parse_xml
from aurore.corpus.sources.tei_header import read_header
from aurore.corpus.sources.words import WORDS, Spacing, spaces_are_lost
from aurore.corpus.sources.writer import BlockWriter, tidy

LARGEST_XML_BYTES = 64_000_000  # guess: a novel of a million words at ELTeC's level 2
ROOTS = ("TEI", "teiCorpus", "TEI.2")
_DIVISIONS = "div div0 div1 div2 div3 div4 div5 div6 div7"
DIVISIONS = frozenset(_DIVISIONS.split())
_PARAGRAPHS = (
    "p ab head item row closer opener salute signed dateline byline trailer addrLine speaker"
    " epigraph argument postscript"
)
PARAGRAPHS = frozenset(_PARAGRAPHS.split())
_HOLDERS = "text body front back group floatingText sp spGrp lg list table address"
BLOCKS = DIVISIONS | PARAGRAPHS | frozenset(_HOLDERS.split())
IN_THE_TEXT = frozenset(("quote", "q", "said", "cit", "stage", "bibl", "label"))
"""In a paragraph these are words of it; elsewhere they are paragraphs."""
_SILENT = (
    "anchor cb certainty gb handShift index interp interpGrp join joinGrp link linkGrp milestone"
    " pb ptr respons space teiHeader standOff facsimile"
)
SILENT = frozenset(_SILENT.split())
DROPPED = {
    **dict.fromkeys(
        ("titlePage", "docTitle", "docAuthor", "docDate", "docImprint", "docEdition", "titlePart",
         "imprimatur", "performance", "set"),
        "title_page",
    ),
    **dict.fromkeys(("figure", "graphic", "media", "formula", "notatedMusic"), "illustration"),
    "castList": "cast", "divGen": "contents", "fw": "page_number", "del": "deleted",
}  # fmt: skip
DIVISION_REASONS = {
    **dict.fromkeys(("titlepage", "title_page", "halftitle", "imprint", "colophon"), "title_page"),
    **dict.fromkeys(("contents", "toc", "tableofcontents", "index"), "contents"),
    **dict.fromkeys(("advertisement", "advert", "ads", "publicite"), "advertisement"),
    **dict.fromkeys(("cast", "castlist", "dramatispersonae"), "cast"),
}
NOTE_DIVISIONS = ("notes", "footnotes", "endnotes")
KINDS: dict[str, Kind] = {"head": "heading", "speaker": "speaker", "stage": "stage",
                          "lg": "verse", "l": "verse"}  # fmt: skip
CHOICES = {"choice": ("orig", "corr", "abbr"), "app": ("lem", "rdg"), "subst": ("add",)}
CLOSING_WORD = re.compile(r"(?:FIN|THE END)\b.{0,60}", re.IGNORECASE | re.DOTALL)


def read_tei(path: Path) -> Document:
    """The book of a TEI file.

    Raises:
        UserError: it is no well-formed XML, no TEI, too large, or made to do harm.
    """
    if path.stat().st_size > LARGEST_XML_BYTES:
        raise UserError("file_too_large", path=path, most=LARGEST_XML_BYTES // 1_000_000)
    try:
        root = parse_xml(path.read_bytes(), path.name)
    except NotWellFormed as error:
        raise UserError("xml_broken", path=path, line=error.line) from error
    if root.tag not in ROOTS:
        raise UserError("xml_not_tei", path=path, tag=root.tag)
    header = read_header(root)
    reader = TeiReader(BlockWriter(path.name), root, header.language in ("", "fr"))
    for text in _texts(root):
        reader.read(text)
    return Document(
        **vars(header),
        blocks=reader.writer.blocks,
        notes=reader.writer.notes,
        dropped=reader.writer.dropped,
    )


def _texts(root: Node) -> list[Node]:
    """The texts of a file: one, or those of a collection."""
    found = []
    for child in root.children:
        if isinstance(child, Node) and child.tag == "text":
            found.append(child)
        elif isinstance(child, Node) and child.tag in ROOTS:
            found += _texts(child)
    return found


class TeiReader:
    """Writes the blocks of texts."""

    def __init__(self, writer: BlockWriter, root: Node, french: bool) -> None:
        self.writer = writer
        self._french = french
        self._spacing = Spacing(french) if spaces_are_lost(root, BLOCKS) else None
        self._after_word = False
        self._notes = {node.get("xml:id") for node in root.elements("note")} - {""}

    def read(self, text: Node) -> None:
        """Writes the blocks of one text."""
        self._element(text, "prose", within=False)
        self.writer.flush()

    def _children(self, node: Node, kind: Kind, within: bool) -> None:
        """`within`: they stand in a paragraph."""
        for child in node.children:
            if isinstance(child, Node):
                self._element(child, kind, within)
            elif not (self._spacing and self._after_word and child.isspace()):
                self.writer.text(child, kind, node.line)
                self._after_word = False

    def _element(self, node: Node, kind: Kind, within: bool) -> None:
        tag = node.tag
        if tag in SILENT or self._is_dropped(node, kind):
            return
        if tag in WORDS:
            self._word(node, kind)
        elif tag in ("lb", "gap"):
            self._sign(node, kind)
        elif tag == "note":
            self._note(node)
        elif tag == "ref" and self._is_mark(node):
            self.writer.drop(node.text(), "note_mark", node.line)
        elif tag in CHOICES:
            self._choice(node, kind, within)
        elif tag == "l" and kind != "note":
            self._line(node)
        elif tag in BLOCKS or (tag in IN_THE_TEXT and not within):
            self._block(node, kind)
        else:
            if tag in ("s", "cell") and not self.writer.ends_with_space() and not self._spacing:
                self.writer.text(" ", kind, node.line)
            self._children(node, kind, within)

    def _is_dropped(self, node: Node, kind: Kind) -> bool:
        reason = DROPPED.get(node.tag)
        if node.tag in DIVISIONS:
            reason = DIVISION_REASONS.get(node.get("type").lower().replace("-", ""))
        if node.tag == "trailer" and CLOSING_WORD.fullmatch(tidy(node.text())):
            reason = "closing_word"
        if reason is None or self.writer.reason:
            return False
        if reason in ("illustration", "page_number", "deleted"):  # they may stand in a sentence
            text = "" if reason == "illustration" else node.text()
            self.writer.drop(text, reason, node.line)
            return True
        with self.writer.dropping(reason, node.line):
            self._children(node, kind, within=False)
        return True

    def _word(self, node: Node, kind: Kind) -> None:
        word = "".join(node.text().split())
        if self._spacing and word:
            if not self.writer.is_open or self.writer.kind != kind:
                self._spacing.start()
            word = self._spacing.before(word, node.get("join")) + word
        self.writer.text(word, kind, node.line)
        self._after_word = True

    def _sign(self, node: Node, kind: Kind) -> None:
        if node.tag == "gap":
            self.writer.drop("", "gap", node.line)
            self.writer.text("…", kind, node.line)
        elif kind == "verse":
            self.writer.line_break()
        elif node.get("break") != "no":
            self.writer.text(" ", kind, node.line)

    def _is_mark(self, node: Node) -> bool:
        """Whether a reference calls a note."""
        named = node.get("target").removeprefix("#") in self._notes or node.get("type") == "note"
        return named or bool(MARK.fullmatch(tidy(node.text())))

    def _note(self, node: Node) -> None:
        """A note is read apart: it may stand in the middle of a sentence."""
        aside = BlockWriter(self.writer.file)
        aside.reason = self.writer.reason
        reader = TeiReader(aside, Node("", {}, 1), self._french)
        reader._spacing = Spacing(self._french) if self._spacing else None
        reader._children(node, "note", within=True)
        aside.flush()
        self.writer.notes += aside.notes
        self.writer.dropped += aside.dropped

    def _choice(self, node: Node, kind: Kind, within: bool) -> None:
        """One of several readings; the others are an editor's and not counted."""
        readings = [child for child in node.children if isinstance(child, Node)]
        for wanted in CHOICES[node.tag]:
            chosen = next((child for child in readings if child.tag == wanted), None)
            if chosen is not None:
                self._children(chosen, kind, within)
                return
        for child in readings[:1]:
            self._children(child, kind, within)

    def _line(self, node: Node) -> None:
        """A line of verse joins those before it."""
        if self.writer.is_open and self.writer.kind == "verse":
            self.writer.line_break()
        else:
            self.writer.flush()
        self._children(node, "verse", within=True)
        self.writer.line_break()

    def _block(self, node: Node, kind: Kind) -> None:
        inner = kind if kind == "note" else KINDS.get(node.tag, "prose")
        if node.tag in DIVISIONS and node.get("type").lower() in NOTE_DIVISIONS:
            inner = "note"
        elif node.tag == "p" and _is_label(node) and kind != "note":
            inner = "heading"
        self.writer.flush()
        if kind == "note" and node.tag == "head":
            with self.writer.dropping("note", node.line):
                self._children(node, kind, within=True)
            return
        self._children(node, inner, within=node.tag in PARAGRAPHS | IN_THE_TEXT)
        self.writer.flush()


def _is_label(paragraph: Node) -> bool:
    """`<p><label>I</label></p>`: how ELTeC's earlier files write a chapter's number."""
    written = [c for c in paragraph.children if isinstance(c, Node) or c.strip()]
    return len(written) == 1 and isinstance(written[0], Node) and written[0].tag == "label"
