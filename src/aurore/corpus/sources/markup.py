"""XML and HTML → a tree, with line numbers, and nothing a hostile file could blow up.

Nothing is ever fetched. Expat 2.4 and later stops entities that expand to a hundred times the file
(tried in `tests/corpus/test_tei.py`), but lets 8 MB through: so declared entities longer than a few
letters, nested or external are refused here, whatever Expat is installed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from html.parser import HTMLParser
from xml.parsers import expat

from aurore.base.errors import UserError

DEEPEST = 200  # guess: ELTeC nests 12 deep, Gutenberg's XHTML 20; Python's own limit is 1000
LONGEST_ENTITY_CHARS = 32  # guess: what stands for a letter or two
LONGEST_DEFAULT_CHARS = 200  # guess: of an attribute
# The attributes that readers ask for; the others (lemma, pos, style…) are most of a large file.
_KEPT = (
    "Algorithm URI break class content epub:type full-path href id ident idref join lang linear"
    " media-type name opf:event opf:role properties property refines rend role target type when"
    " xml:id xml:lang"
)
KEPT = frozenset(_KEPT.split())
_VOID = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_VOID.split())
_BLOCKS = (
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
"""Elements of a page that stand on lines of their own."""
# An opening tag closes its open sisters, up to the element that holds them.
SISTERS = {
    **dict.fromkeys(("td", "th"), (("td", "th"), ("tr", "table"))),
    **dict.fromkeys(("dt", "dd"), (("dt", "dd"), ("dl",))),
    "li": (("li",), ("ul", "ol")),
    "tr": (("tr",), ("table",)),
}
NOTHING: dict[str, str] = {}


class NotWellFormed(Exception):
    """The file is no XML; `line` is where it stops being so, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True, eq=False)
class Node:
    """An element."""

    tag: str
    """Without its name space."""
    attributes: dict[str, str]
    """Only those of `KEPT`."""
    line: int
    """In the file, from 1."""
    children: "list[Node | str]" = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, or an empty text."""
        return self.attributes.get(name, "")

    def elements(self, *tags: str) -> "Iterator[Node]":
        """The elements below this one in reading order; of these tags, or all."""
        stack = [child for child in reversed(self.children) if isinstance(child, Node)]
        while stack:
            node = stack.pop()
            if not tags or node.tag in tags:
                yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def first(self, *tags: str) -> "Node | None":
        """The first element below of one of these tags."""
        return next(self.elements(*tags), None)

    def text(self) -> str:
        """All the text below, as it stands."""
        pieces, stack = [], list(reversed(self.children))
        while stack:
            child = stack.pop()
            if isinstance(child, str):
                pieces.append(child)
            else:
                stack.extend(reversed(child.children))
        return "".join(pieces)


class _Tree:
    """The tree being built; refuses what nests too deep."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root = Node("", NOTHING, 1)
        self.stack = [self.root]

    def open(self, tag: str, attributes: dict[str, str], line: int) -> None:
        if len(self.stack) > DEEPEST:
            raise UserError("markup_too_deep", path=self.file, line=line)
        node = Node(tag, attributes or NOTHING, line)
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def close(self) -> None:
        self.stack.pop()

    def text(self, piece: str) -> None:
        self.stack[-1].children.append(piece)


def parse_xml(data: bytes, file: str) -> Node:
    """The root element of an XML file.

    Args:
        file: its name, for the errors.

    Raises:
        NotWellFormed: it is no XML, or in an encoding nobody knows.
        UserError: it declares entities that could expand without end, or nests too deep.
    """
    tree = _Tree(file)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.UseForeignDTD(True)  # so that « &nbsp; » is an entity to skip and not a mistake
    _listen(parser, tree, room=2 * len(data) + 1000)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotWellFormed(error.lineno) from error
    except (ValueError, LookupError) as error:
        raise NotWellFormed(1) from error
    return next(child for child in tree.root.children if isinstance(child, Node))


def _listen(parser: expat.XMLParserType, tree: _Tree, room: int) -> None:
    """Sets the handlers. `room`: characters a file of its size can honestly hold."""
    read = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        kept = {key: value for key, value in attributes.items() if key in KEPT}
        tree.open(name.rpartition(":")[2], kept, parser.CurrentLineNumber)

    def text(piece: str) -> None:
        nonlocal read
        read += len(piece)
        if read > room:
            raise UserError("markup_entities", path=tree.file)
        tree.text(piece)

    def entity(_name: str, of_dtd: bool, value: str | None, *_rest: object) -> None:
        if of_dtd and value is None:  # a piece of a DTD, which is never fetched
            return
        if value is None or len(value) > LONGEST_ENTITY_CHARS or "&" in value:
            raise UserError("markup_entities", path=tree.file)

    def default(_e: str, _a: str, _t: str, value: str | None, _r: bool) -> None:
        if value is not None and len(value) > LONGEST_DEFAULT_CHARS:
            raise UserError("markup_entities", path=tree.file)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: tree.close()
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    parser.AttlistDeclHandler = default
    parser.SkippedEntityHandler = lambda name, _p: tree.text(html5.get(f"{name};", ""))


def parse_html(text: str, file: str) -> Node:
    """The root of a page that is no XML: open tags are closed as browsers do, more or less.

    Raises:
        UserError: it nests too deep.
    """
    builder = _HtmlBuilder(file)
    try:
        builder.feed(text)
        builder.close()
    except (AssertionError, ValueError) as error:  # of `html.parser`, on « <![ »
        raise UserError("markup_broken", path=file, line=builder.getpos()[0]) from error
    return builder.tree.root


class _HtmlBuilder(HTMLParser):
    """Builds the tree from the tags as they come."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = _Tree(file)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end(("p",), within=BLOCKS - {"p"})
        if tag in SISTERS:
            self._end(*SISTERS[tag])
        kept = {key: value or "" for key, value in attrs if key in KEPT}
        self.tree.open(tag.rpartition(":")[2], kept, self.getpos()[0])
        if tag in VOID:
            self.tree.close()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.tree.close()

    def handle_endtag(self, tag: str) -> None:
        self._end((tag.rpartition(":")[2],), within=())

    def handle_data(self, data: str) -> None:
        self.tree.text(data)

    def _end(self, tags: Collection[str], within: Collection[str]) -> None:
        """Closes the innermost open one of `tags`, unless one of `within` stands between."""
        for place in range(len(self.tree.stack) - 1, 0, -1):
            open_tag = self.tree.stack[place].tag
            if open_tag in tags:
                del self.tree.stack[place:]
            if open_tag in tags or open_tag in within:
                return
