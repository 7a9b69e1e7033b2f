"""EPUB 2 and 3 → a `Document`.

`META-INF/container.xml` names the package, the package lists the pages in reading order; pages of
contents and covers go, what Project Gutenberg added goes, each with its reason. Nothing is unpacked
to the disk. A book under a lock (DRM) is refused.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from aurore.base.errors import UserError
from aurore.corpus.sources.archive import Archive, refuse_outside
from aurore.corpus.sources.document import GUTENBERG, Document, Dropped
from aurore.corpus.sources.footnotes import note_targets
from aurore.corpus.sources.markup import Node, NotWellFormed, parse_xml
from aurore.corpus.sources.metadata import language_code, person, spdx, year_in
from aurore.corpus.sources.trim import trim
from aurore.corpus.sources.writer import BlockWriter
from aurore.corpus.sources.xhtml import PageReader, parse_page

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
PAGE_NAMES = (".xhtml", ".html", ".htm")
COVER_ID = re.compile(r"cover(?:page)?(?:-wrapper)?", re.IGNORECASE)
GUIDE = {  # cited: OPF 2.0.1, 2.6
    "toc": "contents", "loi": "contents", "lot": "contents", "cover": "cover",
    "title-page": "title_page", "copyright-page": "title_page", "colophon": "title_page",
}  # fmt: skip
AUTHORS = ("aut", "author", "cre", "")
FIRST_PUBLISHED = re.compile(r"Original publication\s*:(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Item:
    """A page of the book."""

    file: str
    """Its entry in the archive."""
    reason: str | None
    """Why the whole page goes, when the package says so."""


def read_epub(path: Path) -> Document:
    """The book of an EPUB file.

    Raises:
        UserError: it is no EPUB, it is damaged, under DRM, or made to do harm.
    """
    with Archive(path) as archive:
        package_file, package = _package(archive)
        items = _spine(archive, package_file, package)
        _refuse_locked(archive, items)
        pages = [(item, parse_page(archive.read(item.file), item.file)) for item in items]
    return _document(package, _write(pages), [item.file for item in items])


def _write(pages: list[tuple[Item, Node]]) -> BlockWriter:
    targets = note_targets((item.file, body) for item, body in pages)
    writer = BlockWriter()
    reader = PageReader(writer, targets)
    for item, body in pages:
        holds_notes = any(target.startswith(f"{item.file}#") for target in targets)
        if item.reason and not (item.reason == "aside" and holds_notes):
            writer.file = item.file
            with writer.dropping(item.reason, body.line):
                reader.read(item.file, body)
        else:
            reader.read(item.file, body)
    return writer


def _xml(archive: Archive, name: str) -> Node:
    try:
        return parse_xml(archive.read(name), name)
    except NotWellFormed as error:
        raise UserError("epub_broken", path=archive.path, what=name) from error


def _package(archive: Archive) -> tuple[str, Node]:
    """The package's file and its root."""
    rootfile = _xml(archive, CONTAINER).first("rootfile")
    name = unquote(rootfile.get("full-path")) if rootfile else ""
    if not name:
        raise UserError("epub_broken", path=archive.path, what=CONTAINER)
    return name, _xml(archive, name)


def _spine(archive: Archive, package_file: str, package: Node) -> list[Item]:
    """The pages in reading order; those the package lists and the archive lacks are passed over."""
    manifest = {item.get("id"): item for item in package.elements("item")}
    folder = dirname(package_file)
    items: list[Item] = []
    guide = {
        _entry(archive, folder, reference.get("href")): GUIDE.get(reference.get("type").lower())
        for reference in package.elements("reference")
    }
    for itemref in package.elements("itemref"):
        item = manifest.get(itemref.get("idref"))
        if item is None or not _is_page(item):
            continue
        file = _entry(archive, folder, item.get("href"))
        if file in archive and file not in {known.file for known in items}:
            items.append(Item(file, _reason(item, itemref, guide.get(file))))
    if not items:
        raise UserError("epub_broken", path=archive.path, what=package_file)
    return items


def _is_page(item: Node) -> bool:
    named = item.get("href").lower().partition("#")[0].endswith(PAGE_NAMES)
    return named or item.get("media-type") in PAGES


def _entry(archive: Archive, folder: str, href: str) -> str:
    """The entry that a link of the package leads to."""
    name = normpath(join(folder, unquote(href.partition("#")[0])))
    refuse_outside(archive.path, name)
    return name


def _reason(item: Node, itemref: Node, guide: str | None) -> str | None:
    if "nav" in item.get("properties").split():
        return "contents"
    if COVER_ID.fullmatch(item.get("id")):
        return "cover"
    return guide or ("aside" if itemref.get("linear") == "no" else None)


def _refuse_locked(archive: Archive, items: list[Item]) -> None:
    """Scrambled fonts do no harm (EPUB allows them); a scrambled page cannot be read."""
    if ENCRYPTION not in archive:
        return
    locked = {
        normpath(unquote(reference.get("URI"))).casefold()
        for reference in _xml(archive, ENCRYPTION).elements("CipherReference")
    }
    if any(item.file.casefold() in locked for item in items):
        raise UserError("epub_locked", path=archive.path)


def _document(package: Node, writer: BlockWriter, files: list[str]) -> Document:
    metadata = package.first("metadata") or package
    author, died = _author(metadata)
    blocks, cuts = trim(writer.blocks)
    dropped = sorted(writer.dropped + cuts, key=lambda one: _order(one.place, files))
    return Document(
        title=_field(metadata, "title"),
        author=author,
        language=language_code(_field(metadata, "language")),
        year=_year(metadata, dropped),
        blocks=blocks,
        notes=writer.notes,
        dropped=dropped,
        licence=_licence(metadata, dropped),
        died=died,
    )


def _order(place: str, files: list[str]) -> tuple[int, int]:
    """Reading order of a place."""
    file, _, line = place.rpartition(":")
    return files.index(file), int(line)


def _field(metadata: Node, name: str) -> str:
    """The first field of that name that says something."""
    texts = (" ".join(node.text().split()) for node in metadata.elements(name))
    return next(filter(None, texts), "")


def _author(metadata: Node) -> tuple[str, int | None]:
    """The creators whose role is author, or that have none, and the death of a lone one."""
    roles = {
        meta.get("refines").removeprefix("#"): meta.text().strip()
        for meta in metadata.elements("meta")
        if meta.get("property") == "role"
    }
    people = [
        person(node.text())
        for node in metadata.elements("creator")
        if (node.get("opf:role") or node.get("role") or roles.get(node.get("id"), "")) in AUTHORS
    ]
    people = [one for one in people if one[0]]
    return ", ".join(name for name, _ in people), people[0][1] if len(people) == 1 else None


def _year(metadata: Node, dropped: list[Dropped]) -> int | None:
    """Of first publication. A plain `dc:date` is the e-book's own and is not taken."""
    for node in metadata.elements("date", "created"):
        if node.tag == "created" or node.get("opf:event") == "original-publication":
            return year_in(node.text())
    for one in dropped:
        found = FIRST_PUBLISHED.match(one.text) if one.reason == "gutenberg" else None
        if found:
            return year_in(found[1])
    return None


def _licence(metadata: Node, dropped: list[Dropped]) -> str:
    if any(one.reason == "gutenberg" for one in dropped):
        return GUTENBERG
    found = spdx(_field(metadata, "rights"))
    for node in metadata.elements("link", "meta"):
        found = found or spdx(node.get("href") or node.get("content") or node.text())
    return found
