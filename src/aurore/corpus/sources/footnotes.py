"""Footnotes of XHTML pages: the links that call them, the blocks that hold them."""

import re
from collections.abc import Iterable
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from aurore.corpus.sources import labels
from aurore.corpus.sources.markup import BLOCKS, Node
from aurore.corpus.sources.writer import tidy

MARK = re.compile(
    r"\[(?:note )?(?:\w{1,4}|\*{1,3}|[†‡])\]|\((?:\d{1,3}|\w|\*{1,3})\)|\*{1,3}|[†‡]", re.IGNORECASE
)
NUMBER = re.compile(r"\d{1,4}\.?|[a-z]|[ivxl]{1,5}")  # a mark if it is raised, or leads to a note
NOTE_ID = re.compile(r"(?:foot|end|link)?note|fn|_ftn|nbp|_edn", re.IGNORECASE)
BACK = ("↩", "↩︎", "↑", "^", "⤴", "retour")
LABEL = re.compile(rf"(?:{MARK.pattern})(?:\s+|$)|\d{{1,3}}[.)]\s+", re.IGNORECASE)
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
LABEL_CLASS = re.compile(r"label|fn-?num(?:ber)?")


def target_of(file: str, href: str) -> str | None:
    """`file#id` that a link of `file` leads to, or None when it leaves the book."""
    if not href or ELSEWHERE.match(href):
        return None
    path, _, name = unquote(href).partition("#")
    return f"{normpath(join(dirname(file), path)) if path else file}#{name}"


def says_it_calls(link: Node) -> bool:
    """Whether a link says by its class or type that it calls a note."""
    return labels.has_class(link, labels.MARKS) or "noteref" in labels.types(link)


def note_targets(pages: Iterable[tuple[str, Node]]) -> set[str]:
    """Where the links that say they call notes lead to: `file#id`.

    Args:
        pages: their files and bodies.
    """
    found = set()
    for file, body in pages:
        for link in filter(says_it_calls, body.elements("a")):
            target = target_of(file, link.get("href"))
            if target and not target.endswith("#"):
                found.add(target)
    return found


def is_mark(link: Node, file: str, notes: set[str], raised: bool) -> bool:
    """Whether an `<a>` calls a note, or leads back from one.

    Args:
        notes: of `note_targets`.
        raised: it stands in a `<sup>`.
    """
    if says_it_calls(link):
        return True
    text, target = tidy(link.text()), target_of(file, link.get("href"))
    if target is None or not text:
        return False
    if MARK.fullmatch(text) or text in BACK or "backlink" in labels.types(link):
        return True
    leads = target in notes or bool(NOTE_ID.match(target.partition("#")[2]))
    return (raised or leads or link.first("sup") is not None) and bool(
        NUMBER.fullmatch(text.lower())
    )


def is_note(node: Node, file: str, notes: set[str]) -> bool:
    """Whether a block says it is a note, is what a mark leads to, or begins with a way back."""
    if labels.is_note(node) or _is_led_to(node, file, notes):
        return True
    if node.tag not in ("p", "li", "div", "dd", "dt"):
        return False
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                return False
        elif _is_led_to(child, file, notes):
            return True
        elif child.tag != "a" or child.get("href"):
            return _leads_back(child)
    return False


def _is_led_to(node: Node, file: str, notes: set[str]) -> bool:
    return bool(node.get("id")) and f"{file}#{node.get('id')}" in notes


def _leads_back(first: Node) -> bool:
    """`<a href="#FNanchor_1">[1]</a> Vieux mot.`: a paragraph's first thing is a mark."""
    if first.tag != "a" or not first.get("href") or says_it_calls(first):
        return False
    return bool(MARK.fullmatch(tidy(first.text())))


def take_label(note: Node) -> str:
    """Takes « [1] » or « 1. » off the first text of a note; returns it."""
    if note.first(*BLOCKS):
        return ""
    holder, place = _first_text(note)
    if holder is None:
        return ""
    text = str(holder.children[place]).lstrip()
    alone = holder.tag == "sup" or labels.has_class(holder, LABEL_CLASS)
    found = LABEL.match(text)
    label = text if alone and NUMBER.fullmatch(text.strip()) else found[0] if found else ""
    holder.children[place] = text[len(label) :]
    return label.strip()


def _first_text(node: Node) -> tuple[Node | None, int]:
    """The element that holds the first written text, and where in it."""
    for place, child in enumerate(node.children):
        if isinstance(child, Node):
            found = _first_text(child)
            if found[0] is not None:
                return found
        elif child.strip():
            return node, place
    return None, 0
