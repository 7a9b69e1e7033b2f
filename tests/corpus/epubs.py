"""EPUB files for the tests, made as Ebookmaker (Project Gutenberg) and others make them."""

import zipfile
from pathlib import Path

CONTAINER = """<?xml version='1.0' encoding='UTF-8'?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
  <rootfiles>
    <rootfile media-type="application/oebps-package+xml" full-path="OEBPS/content.opf"/>
  </rootfiles>
</container>
"""
METADATA_3 = """
    <dc:publisher>Project Gutenberg</dc:publisher>
    <dc:rights>Public domain in the USA.</dc:rights>
    <dc:identifier id="id">http://www.gutenberg.org/900010</dc:identifier>
    <dc:creator id="author_0">Aline Vauquer</dc:creator>
    <meta property="file-as" refines="#author_0">Vauquer, Aline</meta>
    <meta property="role" refines="#author_0" scheme="marc:relators">aut</meta>
    <dc:title>Le Moulin de Pierre</dc:title>
    <dc:language>fr</dc:language>
    <dc:date>2009-05-31</dc:date>
    <meta property="dcterms:modified">2024-01-01T10:00:00Z</meta>
"""
HEADER = """<section class="pg-boilerplate pgheader" id="pg-header" lang="en">
<h2 id="pg-header-heading" title="">The Project Gutenberg eBook of
<span lang="fr" id="pg-title-no-subtitle">Le Moulin de Pierre</span></h2>
<div>This ebook is for the use of anyone anywhere in the United States.</div>
<div class="container" id="pg-machine-header"><p><strong>Title</strong>: Le Moulin de Pierre</p>
<div id="pg-header-authlist"><p><strong>Author</strong>: Aline Vauquer</p></div>
<p><strong>Release date</strong>: May 31, 2009 [eBook #900010]<br/>
Most recently updated: January 1, 2024</p>
<p><strong>Language</strong>: French</p>
<p><strong>Original publication</strong>: Paris: Lebrun, 1864</p></div>
<div id="pg-start-separator">
<span>*** START OF THE PROJECT GUTENBERG EBOOK LE MOULIN DE PIERRE ***</span></div></section>"""
FOOTER = """<section class="pg-boilerplate pgheader" id="pg-footer" lang="en">
<div id="pg-end-separator"><span>*** END OF THE PROJECT GUTENBERG EBOOK ***</span></div>
<div>Updated editions will replace the previous one.</div></section>"""
LONG = (
    "Le meunier ouvrit la porte de la grange et vit que l'été était là, avec le blé mûr, les "
    "hirondelles et la rivière basse entre ses cailloux blancs."
)


def page(body: str, classes: str = "x-ebookmaker x-ebookmaker-3") -> str:
    """A page as Ebookmaker writes it."""
    return f"""<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="fr">
<head><meta charset="utf-8"/><title>Le Moulin de Pierre | Project Gutenberg</title>
<link href="0.css" rel="stylesheet" type="text/css"/><style>p {{ margin: 0 }}</style></head>
<body class="{classes}">
{body}
</body></html>"""


def package(pages: list[str], metadata: str = METADATA_3, version: str = "3.0") -> str:
    """A package that lists pages (in `spine` order), and whatever else a Gutenberg EPUB has."""
    manifest = "\n".join(
        f'<item href="{name}" id="{_id(name)}" media-type="application/xhtml+xml"'
        f"{_properties(name, version)}/>"
        for name in pages
    )
    spine = "\n".join(f'<itemref idref="{_id(name)}" linear="yes"/>' for name in pages)
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf"
 xmlns:dc="http://purl.org/dc/elements/1.1/" version="{version}" unique-identifier="id">
  <metadata>{metadata}</metadata>
  <manifest>
    <item href="cover.jpg" id="item1" media-type="image/jpeg" properties="cover-image"/>
    <item href="0.css" id="item2" media-type="text/css"/>
    <item href="toc.ncx" id="ncx2" media-type="application/x-dtbncx+xml"/>
    {manifest}
  </manifest>
  <spine toc="ncx2">{spine}</spine>
  <guide><reference type="toc" title="Contents" href="sommaire.xhtml"/></guide>
</package>"""


def _id(name: str) -> str:
    return "coverpage-wrapper" if name.startswith("wrap") else f"id-{name.replace('/', '-')}"


def _properties(name: str, version: str) -> str:
    return ' properties="nav"' if name == "toc.xhtml" and version == "3.0" else ""


def write_epub(
    path: Path,
    pages: dict[str, str],
    metadata: str = METADATA_3,
    version: str = "3.0",
    **entries: str | bytes,
) -> Path:
    """Writes an EPUB; `entries` add to it or replace (`opf`, `container`, `encryption`)."""
    opf = entries.pop("opf", package(list(pages), metadata, version))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", entries.pop("container", CONTAINER))
        if "encryption" in entries:
            archive.writestr("META-INF/encryption.xml", entries.pop("encryption"))
        archive.writestr("OEBPS/content.opf", opf)
        for name, text in (pages | entries).items():
            archive.writestr(f"OEBPS/{name}", text)
    return path


def gutenberg_epub(path: Path) -> Path:
    """A whole book in the form of Project Gutenberg's EPUB 3."""
    return write_epub(
        path,
        {
            "wrap0000.xhtml": page(
                '<div class="x-ebookmaker-cover"><svg xmlns="http://www.w3.org/2000/svg">'
                '<image width="1" height="1"/></svg></div>',
                "x-ebookmaker-coverpage",
            ),
            "900010-h-0.htm.xhtml": page(
                f"""{HEADER}<div style="margin-top:2em"/>
<div class="transnote"><p>Note sur la transcription : des fautes ont été corrigées.</p></div>
<h1 id="pgepubid00000">LE MOULIN DE PIERRE</h1>
<div class="ph2">PAR ALINE VAUQUER</div>
<p class="center">PARIS<br/>LEBRUN, ÉDITEUR<br/>1864</p>
<div class="figcenter"><img alt="Le moulin" src="i.jpg"/>
<div class="caption">Le moulin vu du pont.</div></div>
<h2>TABLE</h2>
<table class="toc"><tr><td><a href="900010-h-1.htm.xhtml#c1" class="pginternal">I.—Le
retour</a></td><td>1</td></tr></table>"""
            ),
            "900010-h-1.htm.xhtml": page(
                f"""<div class="chapter"><h2 class="nobreak" id="c1">I<br/>
LE <span class="smcap">Retour</span></h2></div>
<p>{
                    LONG.replace(
                        "la grange",
                        'la <i>grange</i><span class="pagenum"><a id="Page_2">[Pg 2]</a></span>',
                    )
                }</p>
<p>—Vous voilà donc<a id="FNanchor_1_1"></a><a href="900010-h-2.htm.xhtml#Footnote_1_1"
 class="fnanchor pginternal">[1]</a>, dit-elle&#160;; et M<sup>me</sup> Pierre&nbsp;?</p>
<hr class="tb"/>
<p class="center">*&nbsp;&nbsp;&nbsp;*&nbsp;&nbsp;&nbsp;*</p>
<div class="poetry-container"><div class="poetry"><div class="stanza">
<div class="verse indent0">La roue tourne au fil de l'eau,</div>
<div class="verse indent2">Et le grain chante, et le seau</div>
</div><div class="stanza"><div class="verse indent0">Descend plein de nuit sous terre.</div></div>
</div></div>
<blockquote class="blockquot"><p>«&#8239;Reviens avant la neige.&#8239;»</p></blockquote>"""
            ),
            "900010-h-2.htm.xhtml": page(
                f"""<div class="chapter"><h2>II</h2></div><p>{LONG}</p>
<h5>FIN</h5>
<div class="footnotes"><h3>NOTES:</h3>
<div class="footnote"><p><a id="Footnote_1_1"></a><a href="900010-h-1.htm.xhtml#FNanchor_1_1"
 class="pginternal"><span class="label">[1]</span></a> On disait <i>voilà</i> pour voici.</p>
<p>Et cela dans tout le pays.</p></div></div>
{FOOTER}"""
            ),
            "toc.xhtml": page(
                '<nav epub:type="toc"><ol><li><a href="900010-h-1.htm.xhtml">I</a></li></ol></nav>'
            ),
        },
    )
