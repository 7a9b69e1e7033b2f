"""A booklet as an EPUB 3 (cited: w3.org/TR/epub-33), with its provenance in the metadata too.

Written with the standard library: ebooklib, the library for it, is under the AGPL.
"""

import hashlib
import io
import zipfile
from datetime import UTC, datetime
from html import escape

from aurore.generation.booklet.booklet import Booklet, joined
from aurore.generation.booklet.page import notes, paragraphs

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
STYLE = "p { margin: 0; text-indent: 1.5em; } .person { font-style: italic; }"


def as_epub(booklet: Booklet) -> bytes:
    """The archive; its first file is `mimetype`, not compressed, as the format wants it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/book.opf", _package(booklet))
        archive.writestr("OEBPS/nav.xhtml", _contents(booklet))
        archive.writestr("OEBPS/text.xhtml", _text(booklet))
        archive.writestr("OEBPS/style.css", STYLE)
    return made.getvalue()


def _package(booklet: Booklet) -> str:
    words = joined(booklet.passages).encode()
    identity = hashlib.sha256(words).hexdigest()[:32]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    about = escape(" ".join(booklet.notes()))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="fr">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:aurore:{identity}</dc:identifier>
<dc:title>{escape(booklet.title)}</dc:title>
<dc:language>fr</dc:language>
<dc:creator>{escape(booklet.signature())}</dc:creator>
<dc:description>{about}</dc:description>
<meta property="dcterms:modified">{now}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="text" href="text.xhtml" media-type="application/xhtml+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
</manifest>
<spine><itemref idref="text"/></spine>
</package>
"""


def _contents(booklet: Booklet) -> str:
    link = f'<li><a href="text.xhtml">{escape(booklet.title)}</a></li>'
    return _page(booklet.title, f'<nav epub:type="toc"><ol>{link}</ol></nav>')


def _text(booklet: Booklet) -> str:
    title, signature = escape(booklet.title), escape(booklet.signature())
    body = f"<h1>{title}</h1>\n<p>{signature}</p>\n{paragraphs(booklet)}\n<hr/>\n{notes(booklet)}"
    return _page(booklet.title, body)


def _page(title: str, body: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="fr"
 lang="fr">
<head><title>{escape(title)}</title><link rel="stylesheet" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""
