"""The pages of an EPUB → labelled blocks."""

import re
from dataclasses import dataclass, field

from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.sources import labels
from aurore.corpus.sources.document import Kind
from aurore.corpus.sources.footnotes import MARK, is_mark, is_note, take_label, target_of
from aurore.corpus.sources.markup import BLOCKS, Node, NotWellFormed, parse_html, parse_xml
from aurore.corpus.sources.writer import BlockWriter, tidy

SILENT = frozenset(("head", "script", "style", "template", "title", "rp", "rt"))
CELLS = ("td", "th")
CONTENTS_TITLE = re.compile(
    r"(?:table(?: des (?:mati[èe]res|chapitres))?|sommaire|(?:table of )?contents)\W*", re.I
)
LINKED = 0.8  # guess: a line of a table of contents is nearly all link…
ROW_LINKED = 0.5  # guess: … but for the page's number in another cell


def parse_page(data: bytes, file: str) -> Node:
    """The body of a page, whether it is good XML or not.

    Raises:
        UserError: it is hostile, or nothing at all can be made of it.
    """
    try:
        root = parse_xml(data, file)
    except NotWellFormed:
        root = parse_html(decode(data)[0], file)
    for node in root.elements():
        if not node.tag.islower():  # old pages have their tags in capitals
            node.tag = node.tag.lower()
    return root.first("body") or root


@dataclass
class PageReader:
    """Writes the blocks of pages."""

    writer: BlockWriter
    notes: set[str] = field(default_factory=set)
    """Where the marks of notes lead to: `file#id`."""

    def read(self, file: str, body: Node) -> None:
        """Writes the blocks of one page."""
        self.writer.file = file
        self._element(body, "prose")
        self.writer.flush()

    def _children(self, node: Node, kind: Kind, raised: bool = False) -> None:
        for child in node.children:
            if isinstance(child, str):
                self.writer.text(child, kind, node.line)
            elif child.tag not in SILENT:
                self._element(child, kind, raised)

    def _element(self, node: Node, kind: Kind, raised: bool = False) -> None:
        if node.tag == "br":
            self.writer.line_break()
        elif self._is_mark(node, raised):
            self._drop(node, "note_mark")
        elif not self.writer.reason and self._is_dropped(node, kind):
            return
        elif node.tag in CELLS:
            self._cell(node, kind)
        elif node.tag in BLOCKS:
            self._block(node, kind)
        elif kind == "verse" and labels.has_class(node, labels.LINE):
            self._line(node)
        else:
            self._children(node, kind, raised or node.tag == "sup")

    def _is_mark(self, node: Node, raised: bool) -> bool:
        if node.tag == "sup":
            return bool(MARK.fullmatch(node.text().strip()))
        return node.tag == "a" and is_mark(node, self.writer.file, self.notes, raised)

    def _drop(self, node: Node, reason: str) -> None:
        """Drops an element that stands inside a block."""
        text = "" if reason == "illustration" else node.text()
        if text.strip() or reason == "illustration":
            self.writer.drop(text, reason, node.line)

    def _is_dropped(self, node: Node, kind: Kind) -> bool:
        """Drops the element if it is not the author's text, and says whether it did."""
        reason = labels.reason_to_drop(node) or self._contents(node)
        if reason is None:
            return False
        if reason == "page_number" or node.tag not in BLOCKS:
            self._drop(node, reason)
            return True
        with self.writer.dropping(reason, node.line):
            self._children(node, kind)
        return True

    def _contents(self, node: Node) -> str | None:
        """Whether a block is of a table of contents, by what it holds."""
        if node.tag in labels.HEADINGS:
            return "contents" if CONTENTS_TITLE.fullmatch(tidy(node.text())) else None
        if node.tag not in ("p", "li", "tr", "div") or (node.tag != "tr" and node.first(*BLOCKS)):
            return None
        linked = sum(
            len(tidy(link.text()))
            for link in node.elements("a")
            if target_of(self.writer.file, link.get("href")) and not self._is_mark(link, False)
        )
        share = ROW_LINKED if node.tag == "tr" else LINKED
        return "contents" if linked and linked >= share * len(tidy(node.text())) else None

    def _cell(self, node: Node, kind: Kind) -> None:
        """The cells of a row are one paragraph, unless they hold paragraphs."""
        self._children(node, kind)
        self.writer.text(" ", kind, node.line)

    def _block(self, node: Node, kind: Kind) -> None:
        if kind == "note" or is_note(node, self.writer.file, self.notes):
            self._note(node)
            return
        inner = _kind(node, kind)
        if inner == "verse" and _is_line(node, kind):
            self._line(node)
            return
        self.writer.flush()
        self._children(node, inner)
        self.writer.flush()

    def _line(self, node: Node) -> None:
        """A line of verse joins those before it."""
        if self.writer.is_open and self.writer.kind == "verse":
            self.writer.line_break()
        else:
            self.writer.flush()
        self._children(node, "verse")
        self.writer.line_break()

    def _note(self, node: Node) -> None:
        """A block of a note; headings among notes (« FOOTNOTES: ») are nobody's text."""
        if node.tag in labels.HEADINGS:
            with self.writer.dropping("note", node.line):
                self._children(node, "note")
            return
        self.writer.flush()
        label = take_label(node)
        if label:
            self.writer.drop(label, "note_mark", node.line)
        self._children(node, "note")
        self.writer.flush()


def _kind(node: Node, kind: Kind) -> Kind:
    """The kind of what stands in a block."""
    if node.tag in labels.HEADINGS or labels.has_class(node, labels.PRINTED_HEADING):
        return "heading"
    if labels.has_class(node, labels.SPEAKER):
        return "speaker"
    if labels.has_class(node, labels.STAGE):
        return "stage"
    return "verse" if labels.is_verse(node) else kind


def _is_line(node: Node, kind: Kind) -> bool:
    """Whether a block of verse is one line of it: neither a stanza nor broken into lines."""
    if labels.has_class(node, labels.STANZA) or node.first("br", *BLOCKS):
        return False
    return kind == "verse" or node.tag in ("p", "div")
