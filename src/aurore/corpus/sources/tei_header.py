"""What the header of a TEI file says of the book."""

from dataclasses import dataclass

from aurore.corpus.sources.markup import Node
from aurore.corpus.sources.metadata import language_code, person, spdx, work_title, year_in

# In this order: where ELTeC, CLiGS and DraCor say when a book first came out.
EDITIONS = ("firstedition", "first-edition", "edition-first", "print-source-first", "printsource",
            "print-source", "edition-print", "copytext")  # fmt: skip
EVENTS = ("print", "premiere", "written")
SECONDARY = ("sub", "short", "idno", "alt")


@dataclass(frozen=True)
class Header:
    """The fields of a `Document` that a header holds."""

    title: str = ""
    author: str = ""
    language: str = ""
    year: int | None = None
    licence: str = ""
    died: int | None = None


def read_header(root: Node) -> Header:
    """The header of a TEI file, empty when it has none."""
    header = root.first("teiHeader")
    if header is None:
        return Header()
    author, died = _author(header)
    return Header(
        title=_title(header),
        author=author,
        language=_language(root, header),
        year=_year(header),
        licence=_licence(header),
        died=died,
    )


def _text(node: Node) -> str:
    return " ".join(node.text().split())


def _title(header: Node) -> str:
    statement = header.first("titleStmt") or header
    titles = [node for node in statement.elements("title") if _text(node)]
    main = [node for node in titles if node.get("type") == "main"]
    first = [node for node in titles if node.get("type") not in SECONDARY]
    return work_title(_text((main or first or titles)[0])) if titles else ""


def _author(header: Node) -> tuple[str, int | None]:
    """All authors, and the year of death of a lone one."""
    statement = header.first("titleStmt") or header
    people = [_person(node) for node in statement.elements("author")]
    people = [one for one in people if one[0]]
    return ", ".join(name for name, _ in people), people[0][1] if len(people) == 1 else None


def _person(author: Node) -> tuple[str, int | None]:
    """From forename and surname, from the full name, or from the text without identifiers."""
    parts = [author.first(tag) for tag in ("forename", "nameLink", "surname")]
    if parts[0] and parts[2]:
        return " ".join(_text(part) for part in parts if part), None
    full = next((n for n in author.elements("name", "persName") if n.get("type") != "short"), None)
    if full is not None:
        return person(_text(full))
    author.children = [c for c in author.children if isinstance(c, str) or c.tag != "idno"]
    return person(_text(author))


def _language(root: Node, header: Node) -> str:
    named = [node.get("ident") for node in header.elements("language")]
    text = root.first("text")
    named += [root.get("xml:lang"), text.get("xml:lang") if text else ""]
    return next(filter(None, map(language_code, named)), "")


def _year(header: Node) -> int | None:
    """Of the first edition, else of the printed source; never of the file itself."""
    by_type = {node.get("type").lower(): node for node in reversed([*header.elements("bibl")])}
    for name in EDITIONS:
        for date in by_type[name].elements("date") if name in by_type else ():
            year = year_in(date.get("when")) or year_in(date.text())
            if year:
                return year
    events = {node.get("type"): year_in(node.get("when")) for node in header.elements("event")}
    return next((events[name] for name in EVENTS if events.get(name)), None)


def _licence(header: Node) -> str:
    statement = header.first("publicationStmt") or header
    for node in statement.elements("licence", "license", "ref", "availability"):
        found = spdx(f"{node.get('target')} {node.text()}")
        if found:
            return found
    return ""
