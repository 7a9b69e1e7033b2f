"""Markdown: its headings are chapters, its signs go. What word processors and notebooks export."""

import re
from pathlib import Path

from aurore.corpus.cleaning.blocks import Block, split_blocks
from aurore.corpus.cleaning.kinds import is_heading, is_verse, layout_of
from aurore.corpus.sources.document import Document, Dropped, Kind, LabelledBlock
from aurore.corpus.sources.metadata import title_and_author
from aurore.corpus.sources.plain import read_text
from aurore.corpus.sources.writer import LINE_BREAK, ORNAMENT, tidy

FRONT_MATTER = re.compile(r"---\n(?:[\w-]+:.*\n|[ \t-].*\n)+(?:---|\.\.\.)\n")
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*?)[ \t]*#*$", re.MULTILINE)
UNDERLINED = re.compile(r"^(?=.*\w)(.+)\n(?:={3,}|-{3,})$", re.MULTILINE)
IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
LINK = re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])")
BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
ITALICS = re.compile(r"(?<![*\w\\])\*(?=[^\s*])([^*]+)(?<=\S)\*(?![*\w])")
QUOTED = re.compile(r"^ {0,3}>[ ]?", re.MULTILINE)
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
NOTE = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")
NOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
ADDRESS = re.compile(r"\[[^\]\n]+\]\((?:https?://|mailto:|\.{0,2}/|#)[^)\s]*\)")
FEWEST_BOLD = 2  # guess: a text of another kind may have one


def is_markdown(text: str) -> bool:
    """Whether a text has headings, links or bold words as Markdown writes them."""
    return bool(
        HEADING.search(text)
        or ADDRESS.search(text)
        or len(re.findall(r"\*\*(?=[^\s*])[^*\n]+\*\*", text)) >= FEWEST_BOLD
    )


def read_markdown(path: Path) -> Document:
    """The document that a Markdown file holds."""
    return parse_markdown(read_text(path)[0], path)


def parse_markdown(text: str, path: Path) -> Document:
    """The paragraphs of a Markdown text; the header of its settings, pictures and notes set apart.

    Args:
        path: of its file, whose name tells the title.
    """
    front = FRONT_MATTER.match(text)
    blank = "\n" * front[0].count("\n") if front else ""
    body = blank + text[front.end() if front else 0 :]
    title, author = title_and_author(path)
    document = Document(title, author, "", None, [])
    if front:
        document.dropped.append(Dropped(front[0].strip(), "title_page", f"{path.name}:1"))
    blocks = split_blocks(body)
    layout = layout_of(blocks)
    for block in blocks:
        for number, part, marked in _parts(block):
            place = f"{path.name}:{number}"
            heading = marked or is_heading(block._replace(text=part), layout)
            _add(document, part, place, "heading" if heading else "prose", is_verse(block))
    return document


def _parts(block: Block) -> list[tuple[int, str, bool]]:
    """What a block has between its headings: line, lines, whether it is a heading."""
    raw = UNDERLINED.sub(r"# \1\n", block.raw)
    spans: list[tuple[int, int, bool]] = []
    end = 0
    for found in HEADING.finditer(raw):
        spans += [(end, found.start(), False), (*found.span(1), True)]
        end = found.end()
    parts = []
    for first, last, marked in [*spans, (end, len(raw), False)]:
        text = raw[first:last].lstrip("\n")
        if text.strip():
            line = block.number + raw.count("\n", 0, last - len(text))
            parts.append((line, text.rstrip("\n"), marked))
    return parts


def _add(document: Document, raw: str, place: str, kind: Kind, verse: bool) -> None:
    """Adds a part to the document, without its signs."""
    for image in IMAGE.findall(raw):
        document.dropped.append(Dropped(image, "illustration", place))
    raw = IMAGE.sub("", raw)
    note = NOTE.match(raw)
    if note:
        text = tidy(_without_signs(raw[note.end() :]))
        document.notes.append(LabelledBlock(text, "note", place))
        return
    for mark in NOTE_MARK.findall(raw):
        document.dropped.append(Dropped(mark, "note_mark", place))
    text = _without_signs(NOTE_MARK.sub("", raw))
    is_stanza = verse and kind == "prose"
    text = tidy(text.replace("\n", LINE_BREAK) if is_stanza else text, is_stanza)
    if ORNAMENT.fullmatch(text):
        document.blocks.append(LabelledBlock(text.replace("\n", " "), "ornament", place))
    elif text:
        document.blocks.append(LabelledBlock(text, "verse" if is_stanza else kind, place))


def _without_signs(text: str) -> str:
    """Bold, italics, links, quotation marks of the margin and backslashes: their words alone."""
    text = QUOTED.sub("", LINK.sub(r"\1", text))
    for signs, words in ((BOLD, r"\2"), (ITALICS, r"\1"), (ESCAPED, r"\1")):
        text = signs.sub(words, text)
    return text
