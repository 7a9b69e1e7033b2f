"""EPUB 2 and 3 → blocks: the book's own text, an account of the rest; nothing hostile gets in."""

import random
import time
import tracemalloc
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from epubs import CONTAINER, LONG, gutenberg_epub, package, page, write_epub
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aurore.base.errors import UserError
from aurore.corpus.sources import archive
from aurore.corpus.sources.document import Document
from aurore.corpus.sources.epub import read_epub
from aurore.corpus.sources.reading import read_document

PLAIN_METADATA = """<dc:title>Contes du puits</dc:title>
<dc:creator opf:role="aut">Bertin, Lise (1820-1889)</dc:creator>
<dc:creator opf:role="ill">Jean Trait</dc:creator>
<dc:language>fra</dc:language><dc:date opf:event="original-publication">1851</dc:date>
<dc:rights>https://creativecommons.org/licenses/by-sa/4.0/</dc:rights>"""


@pytest.fixture(scope="module")
def gutenberg(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return read_document(gutenberg_epub(tmp_path_factory.mktemp("epub") / "pg900010.epub"))


def of(tmp_path: Path, body: str, **options: str) -> Document:
    """The document of one page."""
    return read_epub(write_epub(tmp_path / "b.epub", {"a.xhtml": page(body)}, **options))


def texts(document: Document, kind: str) -> list[str]:
    return [block.text for block in document.blocks if block.kind == kind]


def refused(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        read_document(path)
    assert caught.value.problem and caught.value.remedy
    return caught.value


# ── A whole book of Project Gutenberg ────────────────────────────────────────────────────────────


def test_the_package_tells_the_book(gutenberg: Document) -> None:
    assert (gutenberg.title, gutenberg.author) == ("Le Moulin de Pierre", "Aline Vauquer")
    assert (gutenberg.language, gutenberg.licence) == ("fr", "gutenberg")
    assert gutenberg.year == 1864, "of the original publication, not of the e-book"


def test_the_text_is_the_author_s_in_reading_order(gutenberg: Document) -> None:
    assert [(block.kind, block.text) for block in gutenberg.blocks] == [
        ("heading", "I LE Retour"),
        ("prose", LONG),
        ("prose", "—Vous voilà donc, dit-elle ; et Mme Pierre ?"),
        ("ornament", "* * *"),
        ("verse", "La roue tourne au fil de l'eau,\nEt le grain chante, et le seau"),
        ("verse", "Descend plein de nuit sous terre."),
        ("prose", "« Reviens avant la neige. »"),
        ("heading", "II"),
        ("prose", LONG),
    ]


def test_notes_stand_apart_without_their_marks(gutenberg: Document) -> None:
    assert [note.text for note in gutenberg.notes] == [
        "On disait voilà pour voici.",
        "Et cela dans tout le pays.",
    ]
    assert {note.kind for note in gutenberg.notes} == {"note"}


def test_everything_cut_is_counted_by_reason(gutenberg: Document) -> None:
    assert gutenberg.cuts == {
        "closing_word": 1,
        "contents": 3,
        "cover": 1,
        "gutenberg": 10,
        "illustration": 1,
        "note": 3,
        "note_mark": 2,
        "page_number": 1,
        "title_page": 3,
        "transcriber_note": 1,
    }


def test_every_block_says_where_it_is(gutenberg: Document, tmp_path: Path) -> None:
    with zipfile.ZipFile(gutenberg_epub(tmp_path / "b.epub")) as book:
        for block in (*gutenberg.blocks, *gutenberg.notes, *gutenberg.dropped):
            file, _, line = block.place.rpartition(":")
            lines = book.read(file).decode().split("\n")
            assert 1 <= int(line) <= len(lines)
        file, _, line = gutenberg.notes[0].place.rpartition(":")
        assert 'class="footnote"' in book.read(file).decode().split("\n")[int(line) - 1]


def test_reasons_are_all_named(gutenberg: Document) -> None:
    from aurore.base.messages import message

    for reason, count in gutenberg.cuts.items():
        assert message(f"reasons.{reason}", count=count)


def test_an_old_gutenberg_book_has_its_envelope_in_paragraphs(tmp_path: Path) -> None:
    document = of(
        tmp_path,
        f"""<p>The Project Gutenberg EBook of Contes, by Lise Bertin</p>
<p>*** START OF THIS PROJECT GUTENBERG EBOOK CONTES ***</p>
<p>Produced by Anne Tremblay and the Online Distributed Proofreading Team</p>
<h1>CONTES</h1><p>PAR LISE BERTIN</p><p>Paris, Lebrun, éditeur</p>
<h2>CHAPITRE PREMIER</h2><p>{LONG}</p><h3>FIN</h3>
<p>End of the Project Gutenberg EBook of Contes</p>
<p>*** END OF THIS PROJECT GUTENBERG EBOOK CONTES ***</p><p>Section 1. General Terms</p>""",
    )
    assert [block.text for block in document.blocks] == ["CHAPITRE PREMIER", LONG]
    assert document.licence == "gutenberg"
    assert document.cuts == {"closing_word": 1, "credits": 1, "gutenberg": 5, "title_page": 3}


def test_a_tale_without_chapters_keeps_its_title_and_loses_the_publisher(tmp_path: Path) -> None:
    document = of(
        tmp_path, f"<h1>LE PUITS</h1><p>PAR LISE BERTIN</p><p>Mon cher ami,</p><p>{LONG}</p>"
    )
    assert [block.text for block in document.blocks] == ["LE PUITS", "Mon cher ami,", LONG]
    assert document.cuts == {"title_page": 1}


def test_a_book_of_letters_and_short_paragraphs_loses_nothing(tmp_path: Path) -> None:
    letter = "Votre lettre m'a trouvée au moulin, où je passe l'hiver."
    document = of(
        tmp_path,
        f"""<h1>LETTRES</h1><p>Tous droits de traduction et de reproduction réservés pour tous
les pays.</p><h2>I</h2><p>Mon ami,</p><p>{letter} Il neige.</p><h2>II</h2><p>{LONG}</p>""",
    )
    assert texts(document, "heading") == ["I", "II"]
    assert texts(document, "prose") == ["Mon ami,", f"{letter} Il neige.", LONG]
    assert document.cuts == {"title_page": 2}


# ── Other makers ─────────────────────────────────────────────────────────────────────────────────


def test_an_epub_2_book(tmp_path: Path) -> None:
    pages = {
        "title.html": page("<h1>CONTES DU PUITS</h1>", ""),
        "sommaire.xhtml": page("<p>Le premier conte</p><p>Le second conte</p>", ""),
        "Texte/un.html": page(f"<h2>Le premier conte</h2><p>{LONG}</p>", ""),
    }
    opf = package(list(pages), PLAIN_METADATA, version="2.0").replace(
        "<guide>", '<guide><reference type="title-page" href="title.html"/>'
    )
    document = read_epub(write_epub(tmp_path / "b.epub", pages, opf=opf))
    assert (document.title, document.author, document.died) == (
        "Contes du puits",
        "Lise Bertin",
        1889,
    )
    assert (document.language, document.year) == ("fr", 1851)
    assert document.licence == "CC-BY-SA-4.0"
    assert [block.text for block in document.blocks] == ["Le premier conte", LONG]
    assert document.cuts == {"contents": 2, "title_page": 1}


def test_notes_of_epub_3_wherever_they_stand(tmp_path: Path) -> None:
    pages = {
        "a.xhtml": page(
            f"""<h2>I</h2><p>{LONG}</p><p>Le seau<a epub:type="noteref" href="#n1">1</a> tomba ;
la corde<sup><a href="notes.xhtml#n2" role="doc-noteref">2</a></sup> aussi.</p>
<aside epub:type="footnote" id="n1"><p>1. En bois.</p></aside>"""
        ),
        "notes.xhtml": page(
            '<section epub:type="endnotes"><h1>Notes</h1><ol><li id="n2" role="doc-endnote">'
            '<p>En chanvre. <a href="a.xhtml#r2" role="doc-backlink">↩︎</a></p></li></ol></section>'
        ),
    }
    document = read_epub(write_epub(tmp_path / "b.epub", pages))
    assert texts(document, "prose")[1] == "Le seau tomba ; la corde aussi."
    assert [note.text for note in document.notes] == ["En bois.", "En chanvre."]
    assert texts(document, "heading") == ["I"]


@pytest.mark.parametrize(
    "note",
    [
        '<p class="footnote"><a id="n1"/><a href="#r1" class="pginternal">[1]</a> En bois.</p>',
        '<p><a id="n1"></a><a href="#r1">[1]</a> En bois.</p>',
        '<p><a href="#r1">(1)</a> En bois.</p>',
        '<div class="footnote"><a href="#r1"><span class="label">[1]</span></a> En bois.</div>',
        '<p id="n1"><sup>1</sup> En bois.</p>',
        '<dl><dd id="n1">[1] En bois.</dd></dl>',
        '<div class="endnotes"><p>1. En bois.</p></div>',
    ],
)
def test_the_forms_a_note_has(tmp_path: Path, note: str) -> None:
    document = of(
        tmp_path,
        f'<h2>I</h2><p>{LONG}</p><p>Le seau<a class="fnanchor" href="#n1">[1]</a>.</p>{note}',
    )
    assert [block.text for block in document.notes] == ["En bois."]
    assert texts(document, "prose") == [LONG, "Le seau."]


def test_links_and_raised_letters_of_the_text_stay(tmp_path: Path) -> None:
    document = of(
        tmp_path,
        f"""<h2><a href="#toc">I</a></h2><p>{LONG}</p><p>M<sup>lle</sup> Lise, 1<sup>er</sup>
étage, vit <a href="#c2">la page 12</a> du livre et <a href="http://exemple.fr">[1]</a>.</p>""",
    )
    assert texts(document, "heading") == ["I"]
    assert texts(document, "prose")[1] == "Mlle Lise, 1er étage, vit la page 12 du livre et [1]."


@pytest.mark.parametrize(
    ("verse", "stanzas"),
    [
        ('<div class="poem"><div class="stanza"><span class="i0">Un<br/></span>\n'
         '<span class="i2">Deux<br/></span></div></div>', ["Un\nDeux"]),
        ('<div class="poem"><span class="i0">Un</span><span class="i0">Deux</span></div>',
         ["Un\nDeux"]),
        ('<blockquote class="verse"><p>Un<br/>Deux</p><p>Trois<br/>Quatre</p></blockquote>',
         ["Un\nDeux", "Trois\nQuatre"]),
        ('<p class="vers">Un</p> <p class="vers">Deux</p>', ["Un\nDeux"]),
        ('<div epub:type="z3998:poem"><p>Un</p><p>Deux</p></div>', ["Un\nDeux"]),
        ('<div class="line-block">Un<br/>\nDeux</div>', ["Un\nDeux"]),
    ],
)  # fmt: skip
def test_the_forms_verse_has(tmp_path: Path, verse: str, stanzas: list[str]) -> None:
    document = of(tmp_path, f"<h2>I</h2><p>{LONG}</p>{verse}<p>Elle se tut.</p>")
    assert texts(document, "verse") == stanzas
    assert texts(document, "prose") == [LONG, "Elle se tut."]


def test_pictures_and_page_numbers_go_and_their_paragraph_stays(tmp_path: Path) -> None:
    document = of(
        tmp_path,
        f"""<h2>I</h2><p>{LONG}</p><p>Le soir tom<span epub:type="pagebreak" title="12"/>bait
<img alt="ce texte n'est pas d'elle" src="i.png"/> sur<a class="pagenum" id="p13">[13]</a>
l'eau.</p>
<figure><img alt="x" src="j.png"/><figcaption>Le pont.</figcaption></figure>
<h2 class="pagebreak">II</h2>""",
    )
    assert texts(document, "prose")[1] == "Le soir tombait sur l'eau."
    assert texts(document, "heading") == ["I", "II"], "a class of style is no page number"
    assert document.cuts == {"illustration": 2, "page_number": 1}


def test_a_page_that_holds_the_book_is_not_its_table_of_contents(tmp_path: Path) -> None:
    many = "".join(f"<p>{LONG} {i}</p>" for i in range(200))
    document = of(tmp_path, f'<div class="contents"><h2>I</h2>{many}</div>')
    assert len(texts(document, "prose")) == 200


def test_a_play_marked_as_one(tmp_path: Path) -> None:
    document = of(
        tmp_path,
        """<h2>SCÈNE I</h2><p class="stage">La cour de la ferme.</p><p class="speaker">LISE</p>
<p>Qui vient là ?</p>""",
    )
    assert [block.kind for block in document.blocks] == ["heading", "stage", "speaker", "prose"]


def test_pages_aside_are_dropped_unless_they_hold_notes(tmp_path: Path) -> None:
    pages = {
        "a.xhtml": page(f'<h2>I</h2><p>{LONG}<a class="noteref" href="n.xhtml#n1">1</a></p>'),
        "ad.xhtml": page("<p>Du même auteur</p>"),
        "n.xhtml": page('<p id="n1">1. En bois.</p>'),
    }
    opf = (
        package(list(pages))
        .replace('ad.xhtml" linear="yes"', 'ad.xhtml" linear="no"')
        .replace('n.xhtml" linear="yes"', 'n.xhtml" linear="no"')
    )
    document = read_epub(write_epub(tmp_path / "b.epub", pages, opf=opf))
    assert document.cuts["aside"] == 1
    assert [note.text for note in document.notes] == ["En bois."]


# ── Pages that are no good XML ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>I</h2><p>{LONG}<p>Il fait <b><i>nuit</b></i>.<p>Fin &nbsp;&eacute;t&eacute;<br>bleu",
        f"<H2>I</H2><P>{LONG}</P><P>Il fait <B>nuit</B>.</P><P>Fin &eacute;t&eacute; & bleu</P>",
        f"<h2>I</h2><p>{LONG}</p><p>Il fait nuit.</p><p>Fin &eacute;t&eacute;</p></div></section>",
    ],
)
def test_broken_pages_are_read_as_browsers_do(tmp_path: Path, body: str) -> None:
    document = of(tmp_path, body)
    assert texts(document, "heading") == ["I"]
    assert texts(document, "prose")[:2] == [LONG, "Il fait nuit."]
    assert "été" in texts(document, "prose")[2]


def test_entities_of_html_are_read_without_a_dtd(tmp_path: Path) -> None:
    document = of(
        tmp_path, f"<h2>I</h2><p>{LONG}</p><p>L&rsquo;&Eacute;t&eacute;&#160;: &oelig;uf</p>"
    )
    assert texts(document, "prose")[1] == "L’Été : œuf"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_pages_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = page(f"<h2>I</h2><p>{LONG}</p>").replace("utf-8", name)
    path = write_epub(tmp_path / "b.epub", {"a.xhtml": text})
    path = write_epub(path, {"a.xhtml": text}, **{"a.xhtml": text.encode(encoding)})
    assert texts(read_epub(path), "prose") == [LONG]


def test_a_page_of_cp1252_that_says_utf_8(tmp_path: Path) -> None:
    text = page(f"<h2>I</h2><p>{LONG}</p>").encode("cp1252")
    path = write_epub(tmp_path / "b.epub", {"a.xhtml": ""}, **{"a.xhtml": text})
    assert texts(read_epub(path), "prose") == [LONG]


def test_files_are_found_whatever_their_capitals(tmp_path: Path) -> None:
    pages = {"Un.XHTML": page(f"<h2>I</h2><p>{LONG}</p>")}
    opf = package(["un.xhtml"])
    assert read_epub(write_epub(tmp_path / "b.epub", pages, opf=opf)).blocks


def test_names_with_spaces_and_accents(tmp_path: Path) -> None:
    pages = {"été un.xhtml": page(f"<h2>I</h2><p>{LONG}</p>")}
    opf = package(["%C3%A9t%C3%A9%20un.xhtml"])
    assert read_epub(write_epub(tmp_path / "b.epub", pages, opf=opf)).blocks


# ── What is refused ──────────────────────────────────────────────────────────────────────────────


def encryption(uri: str, algorithm: str) -> str:
    return f"""<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{algorithm}"/>
<CipherData><CipherReference URI="{uri}"/></CipherData></EncryptedData></encryption>"""


def test_a_locked_book_is_refused_and_scrambled_fonts_are_not(tmp_path: Path) -> None:
    pages = {"a.xhtml": page(f"<h2>I</h2><p>{LONG}</p>")}
    aes = encryption("OEBPS/a.xhtml", "http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    locked = write_epub(tmp_path / "locked.epub", pages, encryption=aes)
    assert refused(locked).name == "epub_locked"
    font = encryption("OEBPS/font.otf", "http://www.idpf.org/2008/embedding")
    assert read_document(write_epub(tmp_path / "font.epub", pages, encryption=font)).blocks


def test_a_zip_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    bomb = write_epub(
        tmp_path / "bomb.epub", {"a.xhtml": ""}, **{"a.xhtml": b"<p>" + b"a" * 200_000_000}
    )
    assert bomb.stat().st_size < 500_000
    tracemalloc.start()
    assert refused(bomb).name == "epub_too_large"
    assert tracemalloc.get_traced_memory()[1] < 4 * archive.LARGEST_ENTRY_BYTES
    tracemalloc.stop()


def test_many_large_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_TOTAL_BYTES", 50_000)
    pages = {f"{i}.xhtml": page("a" * 9_000) for i in range(9)}
    assert refused(write_epub(tmp_path / "b.epub", pages)).name == "epub_too_large"


def test_an_archive_of_a_million_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_ENTRIES", 3)
    assert refused(write_epub(tmp_path / "b.epub", {"a.xhtml": ""})).name == "epub_too_large"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../x", "C:/x"])
def test_paths_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = write_epub(tmp_path / "b.epub", {"a.xhtml": page("x")})
    with zipfile.ZipFile(path, "a") as book:
        book.writestr(name, "x")
    assert refused(path).name == "epub_hostile"


@pytest.mark.parametrize("href", ["../../a.xhtml", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd"])
def test_a_package_that_leads_out_of_the_archive_is_refused(tmp_path: Path, href: str) -> None:
    path = write_epub(tmp_path / "b.epub", {"a.xhtml": page("x")}, opf=package([href]))
    assert refused(path).name == "epub_hostile"


BILLION = (
    '<!DOCTYPE p [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
    + "]>"
)


@pytest.mark.parametrize("where", ["container", "opf", "a.xhtml"])
def test_entities_that_multiply_are_refused(tmp_path: Path, where: str) -> None:
    entries = {"container": CONTAINER, "opf": package(["a.xhtml"]), "a.xhtml": "<html>&j;</html>"}
    text = entries[where]
    root = text.index("<", text.index("?>")) if "?>" in text else 0
    entries[where] = text[:root] + BILLION + text[root:]
    page_text = entries.pop("a.xhtml")
    path = write_epub(tmp_path / "b.epub", {"a.xhtml": page_text}, **entries)
    started = time.monotonic()
    assert refused(path).name == "markup_entities"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("body", ["<div>" * 100_000, "<b>" * 100_000 + "</p>"])
def test_tags_nested_without_end_are_refused(tmp_path: Path, body: str) -> None:
    path = write_epub(tmp_path / "b.epub", {"a.xhtml": page(body)})
    assert refused(path).name == "markup_too_deep"


@pytest.mark.parametrize(
    ("entries", "name"),
    [
        ({"container": "<container/>"}, "epub_broken"),
        ({"container": "no xml"}, "epub_broken"),
        ({"opf": "<package/>"}, "epub_broken"),
        ({"opf": "<package"}, "epub_broken"),
        ({"opf": package(["absent.xhtml"])}, "epub_broken"),
        ({"encryption": "<"}, "epub_broken"),
        ({"a.xhtml": ""}, "empty_file"),
        ({"a.xhtml": "<html><body><p> </p></body></html>"}, "empty_file"),
    ],
)
def test_damaged_packages_are_refused(tmp_path: Path, entries: dict[str, str], name: str) -> None:
    entries = {"a.xhtml": page(f"<p>{LONG}</p>")} | entries
    assert refused(write_epub(tmp_path / "b.epub", {"a.xhtml": ""}, **entries)).name == name


def test_entries_packed_as_no_epub_is_are_refused(tmp_path: Path) -> None:
    path = write_epub(tmp_path / "b.epub", {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as book:
        book.writestr("META-INF/container.xml", CONTAINER)
    assert refused(path).name == "epub_broken"


def test_a_cut_download_is_refused(tmp_path: Path) -> None:
    path = gutenberg_epub(tmp_path / "b.epub")
    data = path.read_bytes()
    for size in (10, len(data) // 2, len(data) - 5):
        path.write_bytes(data[:size])
        assert refused(path).name == "epub_broken"


# ── Whatever comes ───────────────────────────────────────────────────────────────────────────────


def often(examples: int) -> settings:
    """The folder of the test is written over by each example."""
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


def outcome(path: Path) -> None:
    """A document or an error that says what to do; anything else is a failure of the test."""
    try:
        document = read_document(path)
    except UserError as error:
        assert error.problem and error.remedy
    else:
        assert document.blocks
        for block in (*document.blocks, *document.notes):
            assert block.text == block.text.strip() and "  " not in block.text
            assert "\n" not in block.text or block.kind == "verse"


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div class='poem'>", "</div>", "<br/>", "<h2>", "</h2>",
     "<a href='#n1'>[1]</a>",
     "<sup>", "</sup>", "<aside epub:type='footnote' id='n1'>", "</aside>", "<td>", "<tr>", "<li>",
     "<table>", "</table>", "<![", "<!--", "-->", "&eacute;", "&", "<", "]]>", "<?x", "\x00", "\v",
     "<span class='pagenum'>", "</span>", "<section class='pg-boilerplate'>", "</section>", "mot ",
     "* * *", "<img alt='x'/>", "<body>", "</html>", "<script>", "<title/>", "_mot_", "é"]
)  # fmt: skip


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_page_is_read_or_refused(tmp_path: Path, body: str) -> None:
    outcome(write_epub(tmp_path / "b.epub", {"a.xhtml": page(body)}))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.randoms(use_true_random=False), st.integers(1, 30))
def test_any_damaged_epub_is_read_or_refused(
    tmp_path: Path, chance: random.Random, changes: int
) -> None:
    data = bytearray(gutenberg_epub(tmp_path / "b.epub").read_bytes())
    for _ in range(changes):
        data[chance.randrange(len(data))] = chance.randrange(256)
    (tmp_path / "b.epub").write_bytes(data)
    outcome(tmp_path / "b.epub")


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=400), st.sampled_from(["PK\x03\x04", "", "<?xml", "\ufeff<TEI>"]),
       st.sampled_from([".epub", ".txt", ".xml", ""]))  # fmt: skip
def test_any_bytes_are_read_or_refused(
    tmp_path: Path, data: bytes, start: str, suffix: str
) -> None:
    path = tmp_path / f"b{suffix}"
    path.write_bytes(start.encode() + data)
    outcome(path)
