"""TEI → blocks: novels as ELTeC and CLiGS have them, plays as DraCor; an account of the rest."""

import time
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.corpus.sources import tei
from aurore.corpus.sources.document import Document
from aurore.corpus.sources.reading import read_document
from aurore.corpus.sources.tei import read_tei

# The header of ELTeC, level 1; the author and the work are ours.
ELTEC = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-model href="../../Schemas/eltec-1.rng" type="application/xml"
  schematypens="http://relaxng.org/ns/structure/1.0"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="FRA90001" xml:lang="fr">
  <teiHeader>
    <fileDesc>
      <titleStmt>
        <title ref="viaf:1">Le Moulin de Pierre : édition ELTeC</title>
        <author ref="viaf:2">Vauquer, Aline (née Marie) (1821-1877)</author>
        <respStmt><resp>principal</resp><name>Une encodeuse</name></respStmt>
      </titleStmt>
      <extent><measure unit="words">41424</measure></extent>
      <publicationStmt>
        <publisher ref="https://distant-reading.net">COST Action</publisher>
        <date when="2021-04-09"/>
        <availability><licence target="https://creativecommons.org/licenses/by/4.0/"/></availability>
      </publicationStmt>
      <sourceDesc>
        <bibl type="digitalSource"><title>Le Moulin</title><date>2011</date></bibl>
        <bibl type="printSource"><date>1902</date></bibl>
        <bibl type="firstEdition"><publisher>Lebrun</publisher><date>1864</date></bibl>
      </sourceDesc>
    </fileDesc>
    <encodingDesc n="eltec-1"><p/></encodingDesc>
    <profileDesc>
      <langUsage><language ident="fra">French</language></langUsage>
      <textDesc><authorGender xmlns="http://distantreading.net/eltec/ns" key="F"/></textDesc>
    </profileDesc>
    <revisionDesc><change when="2021-04-09">Converted</change></revisionDesc>
  </teiHeader>
"""
CLIGS = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title type="main">Une barque</title><title type="sub"/><title type="short">Barque</title>
<title type="idno"><idno type="viaf">21</idno></title>
<author><idno type="viaf">49</idno><name type="short">Aulnoy</name>
<name type="full">Aulnoy, Jules Marie d'</name></author></titleStmt>
<publicationStmt><publisher>CLiGS</publisher><availability status="free">
<p>The text is in the public domain.</p></availability><date>2015</date></publicationStmt>
<sourceDesc><bibl type="digital-source">Bibliothèque, <date/>, <ref target="http://x.fr"/>.</bibl>
<bibl type="print-source"><date/></bibl><bibl type="edition-first"><date>1882</date></bibl>
</sourceDesc></fileDesc></teiHeader>"""
DRACOR = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="fre1" xml:lang="fr"><teiHeader>
<fileDesc><titleStmt><title>Le Puits</title><title type="sub">Comédie en un acte</title>
<author><idno type="isni">0000</idno><persName><forename>Lise</forename> <nameLink>de</nameLink>
<surname>Bertin</surname></persName></author><editor>Une éditrice</editor></titleStmt>
<publicationStmt><availability><licence target="https://creativecommons.org/licenses/by-nc-sa/4.0/">
CC BY-NC-SA 4.0</licence></availability></publicationStmt><sourceDesc><listEvent>
<event type="print" when="1851"><desc/></event></listEvent></sourceDesc></fileDesc></teiHeader>"""


def of(tmp_path: Path, text: str, header: str = ELTEC) -> Document:
    """The document of a `text` element."""
    path = tmp_path / "livre.xml"
    path.write_text(f"{header}<text>{text}</text></TEI>", encoding="utf-8")
    return read_tei(path)


def body(tmp_path: Path, inside: str, header: str = ELTEC) -> Document:
    return of(tmp_path, f"<body><div type='chapter'>{inside}</div></body>", header)


def only(document: Document) -> str:
    """The text of its single block."""
    assert [block.kind for block in document.blocks] == ["prose"]
    return document.blocks[0].text


def refused(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        read_document(path)
    assert caught.value.problem and caught.value.remedy
    return caught.value


# ── The header ───────────────────────────────────────────────────────────────────────────────────


def test_the_header_of_eltec(tmp_path: Path) -> None:
    document = body(tmp_path, "<p>Un.</p>")
    assert (document.title, document.author) == ("Le Moulin de Pierre", "Aline Vauquer")
    assert (document.language, document.licence) == ("fr", "CC-BY-4.0")
    assert (document.year, document.died) == (1864, 1877)


def test_the_header_of_cligs(tmp_path: Path) -> None:
    document = body(tmp_path, "<p>Un.</p>", CLIGS)
    assert (document.title, document.author) == ("Une barque", "Jules Marie d'Aulnoy")
    assert (document.language, document.licence, document.year) == ("", "", 1882)


def test_the_header_of_dracor(tmp_path: Path) -> None:
    document = body(tmp_path, "<p>Un.</p>", DRACOR)
    assert (document.title, document.author) == ("Le Puits", "Lise de Bertin")
    assert (document.licence, document.year) == ("CC-BY-NC-SA-4.0", 1851)


def test_a_file_without_a_header_is_read(tmp_path: Path) -> None:
    document = body(tmp_path, "<p>Un.</p>", "<TEI>")
    assert (document.title, document.author, document.year) == ("", "", None)
    assert only(document) == "Un."


# ── The text ─────────────────────────────────────────────────────────────────────────────────────


def test_the_parts_of_a_novel(tmp_path: Path) -> None:
    document = of(
        tmp_path,
        """<front>
  <div type="titlepage"><p>LE MOULIN</p><p>PARIS, 1864</p></div>
  <div type="liminal"><head>À mon ami</head><p>Voici ce conte.</p></div>
</front>
<body><pb n="3"/>
  <div type="group"><head>Première partie</head>
    <div type="chapter"><p><label>I</label></p><p>Il faisait nuit.</p>
      <milestone unit="subchapter" rend="stars"/><p>* * *</p>
      <quote><p>Reviens avant la neige.</p></quote>
      <floatingText><body><p>Ma chère Lise,</p></body></floatingText>
      <list><item>du pain,</item><item>du sel.</item></list>
      <trailer>FIN DE LA PREMIÈRE PARTIE</trailer></div>
  </div>
</body>
<back><div type="contents"><head>Table</head><p>I. 3</p></div>
<div type="advertisement"><p>Du même auteur</p></div></back>""",
    )
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "À mon ami"),
        ("prose", "Voici ce conte."),
        ("heading", "Première partie"),
        ("heading", "I"),
        ("prose", "Il faisait nuit."),
        ("ornament", "* * *"),
        ("prose", "Reviens avant la neige."),
        ("prose", "Ma chère Lise,"),
        ("prose", "du pain,"),
        ("prose", "du sel."),
    ]
    assert document.cuts == {
        "advertisement": 1, "closing_word": 1, "contents": 2, "title_page": 2,
    }  # fmt: skip
    for reason, count in document.cuts.items():
        assert message(f"reasons.{reason}", count=count)


def test_blocks_say_their_line(tmp_path: Path) -> None:
    document = body(tmp_path, "\n<p>Un.</p>\n\n<p>Deux.</p>")
    first, second = (int(block.place.rpartition(":")[2]) for block in document.blocks)
    assert second == first + 2 and document.blocks[0].place.startswith("livre.xml:")


def test_what_stands_in_a_sentence_is_of_it(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        """<p>Le <hi rend="italic">vieux</hi> <foreign xml:lang="en">gentleman</foreign>
<milestone unit="page"/>de <placeName>Pa<pb n="4" break="no"/>ris</placeName> dit&#160;:
<quote>« Non, <said>Lise</said> »</quote><lb/>et sor<lb break="no"/>tit<figure><figDesc>Un
pont</figDesc></figure>.</p>
<p>Tu liras <ref target="#c4">le chapitre</ref>.</p>""",
    )
    assert [block.text for block in document.blocks] == [
        "Le vieux gentleman de Paris dit : « Non, Lise » et sortit.",
        "Tu liras le chapitre.",
    ]
    assert document.cuts == {"illustration": 1}


def test_files_indented_by_a_program_get_no_false_spaces(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        """<p>
          Elle cherchait l'
          <hi>ouaille</hi>
          , qu'
          <hi>étrange</hi>
          on disait (
          <hi>là-bas</hi>
          ) ; et Lise
          <hi>rit</hi>
          .
        </p>""",
    )
    assert (
        only(document) == "Elle cherchait l'ouaille, qu'étrange on disait (là-bas) ; et Lise rit."
    )


def test_the_printed_reading_is_kept_and_misprints_are_not(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        """<p><choice><reg>Ils étaient</reg><orig>Ils étoient</orig></choice> à
<choice><sic>la la</sic><corr>la</corr></choice> maison de
<choice><expan>Monsieur</expan><abbr>M.</abbr></choice> Jean,
<app><lem>hier</lem><rdg>avant-hier</rdg></app> <del>soir</del><choice><seg>tard</seg>
</choice>.</p>""",
    )
    assert only(document) == "Ils étoient à la maison de M. Jean, hier tard."
    assert document.cuts == {"deleted": 1}


def test_a_gap_is_marked_and_counted(tmp_path: Path) -> None:
    document = body(tmp_path, '<p>Il vit <gap reason="illegible"/> et sourit.</p>')
    assert only(document) == "Il vit … et sourit."
    assert document.cuts == {"gap": 1}


def test_notes_stand_apart_wherever_they_are(tmp_path: Path) -> None:
    document = of(
        tmp_path,
        """<body><div><p>Le seau<note n="1">En <hi>bois</hi>.</note> tomba<ref target="#N2">2</ref>
; la corde <ref target="#x">[3]</ref>cassa.</p>
<note place="bottom"><p>Du puits.</p><p>Ou non.</p></note>
</div></body><back><div type="notes"><head>Notes</head><note xml:id="N2"><p>En chanvre.</p></note>
<p>Sans mot.</p></div></back>""",
    )
    assert only(document) == "Le seau tomba ; la corde cassa."
    assert [note.text for note in document.notes] == [
        "En bois.", "Du puits.", "Ou non.", "En chanvre.", "Sans mot.",
    ]  # fmt: skip
    assert document.cuts == {"note": 6, "note_mark": 2}


def test_verse_keeps_its_lines(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        """<p>Il chanta :</p><lg><head>Le puits</head><lg type="stanza"><l>La roue tourne,</l>
<l>Et le <hi>grain</hi><note>Le blé.</note> chante.</l></lg><lg><l>Le seau descend.</l></lg></lg>
<quote><l>Un,</l><l>deux.</l></quote><p>Il se tut : <l>trois.</l> Et rit.</p>""",
    )
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("prose", "Il chanta :"),
        ("heading", "Le puits"),
        ("verse", "La roue tourne,\nEt le grain chante."),
        ("verse", "Le seau descend."),
        ("verse", "Un,\ndeux."),
        ("prose", "Il se tut :"),
        ("verse", "trois."),
        ("prose", "Et rit."),
    ]


def test_a_play(tmp_path: Path) -> None:
    document = of(
        tmp_path,
        """<front><docTitle><titlePart>LE PUITS</titlePart></docTitle><docDate>1851</docDate>
<castList><head>PERSONNAGES</head><castItem><role>LISE</role>, fermière.</castItem></castList>
</front><body><div type="acte"><head>ACTE I</head><stage>La cour.</stage>
<div type="scene"><head>SCÈNE I</head>
<sp who="#lise"><speaker>LISE, <hi>à part</hi>.</speaker><stage type="sing">Elle chante.</stage>
<p n="1"><s n="1">Qui vient là ? </s>
<s n="2">Est-ce toi <stage>(bas)</stage>, Jean ?</s><s n="3">Non.</s></p></sp>
<sp><speaker>JEAN.</speaker><l n="1">C'est moi, Lise,</l><l n="2">et la nuit.</l></sp>
</div></div></body>""",
        DRACOR,
    )
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "ACTE I"),
        ("stage", "La cour."),
        ("heading", "SCÈNE I"),
        ("speaker", "LISE, à part."),
        ("stage", "Elle chante."),
        ("prose", "Qui vient là ? Est-ce toi (bas), Jean ? Non."),
        ("speaker", "JEAN."),
        ("verse", "C'est moi, Lise,\net la nuit."),
    ]
    assert document.cuts == {"cast": 2, "title_page": 2}


def test_a_collection_is_read_whole(tmp_path: Path) -> None:
    text = "<text><group><text><body><p>Un.</p></body></text></group></text>"
    path = tmp_path / "c.xml"
    path.write_text(f"<teiCorpus><teiHeader/><TEI>{text}</TEI><TEI>{text}</TEI></teiCorpus>")
    assert [block.text for block in read_tei(path).blocks] == ["Un.", "Un."]


# ── Words in elements of their own ───────────────────────────────────────────────────────────────


def words(text: str, between: str = "\n") -> str:
    """« Elle n' a » → a paragraph of `<w>` elements."""
    elements = [f'<w pos="X" lemma="x">{word}</w>{between}' for word in text.split()]
    return f"<p>{''.join(elements)}</p>"


@pytest.mark.parametrize("between", ["\n", ""])
@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("Il importe tout d' abord .", "Il importe tout d'abord."),
        ("Qu' en savent -ils , ces gens ?", "Qu'en savent-ils, ces gens ?"),
        ("assure-t -on aujourd' hui", "assure-t-on aujourd'hui"),
        ("« Oui » , dit -il ( bas ) : non !", "« Oui », dit-il (bas) : non !"),
        ("– Trois ... quatre… cinq ;", "– Trois... quatre… cinq ;"),
        ('il dit " oui " et " non " .', 'il dit "oui" et "non".'),
        ("grand- mère l’ été", "grand-mère l’été"),
        ("20 août 1890", "20 août 1890"),
    ],
)
def test_words_without_spaces_are_joined_as_french_writes(
    tmp_path: Path, tokens: str, text: str, between: str
) -> None:
    document = body(tmp_path, words(tokens, between) + words("Une autre phrase .", between))
    assert [block.text for block in document.blocks] == [text, "Une autre phrase."]


def test_words_in_italics_and_lines_are_joined_too(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        """<p><hi rend="italic"><w>Il</w>
<w>n'</w>
</hi><w>a</w>
<note><w>Une</w>
<w>note</w>
<pc>.</pc>
</note><pc>,</pc>
</p>
<lg><l><w>Un</w>
<pc>,</pc>
</l><l><w>l'</w>
<w>autre</w>
</l></lg>""",
    )
    assert [block.text for block in document.blocks] == ["Il n'a,", "Un,\nl'autre"]
    assert [note.text for note in document.notes] == ["Une note."]


def test_spaces_that_a_file_has_kept_are_kept(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        "<p><w>Il</w> <w>n'</w><w>a</w><pc>,</pc> <w>dit</w><w>-</w><w>on</w> <pc>;</pc>"
        " <w>oui</w></p>",
    )
    assert only(document) == "Il n'a, dit-on ; oui"


def test_the_attribute_join_decides(tmp_path: Path) -> None:
    document = body(
        tmp_path,
        '<p><w>ab</w>\n<w join="left">cd</w>\n<w join="right">ef</w>\n<w>gh</w>\n'
        '<w join="both">-</w>\n<w>ij</w>\n</p>',
    )
    assert only(document) == "abcd efgh-ij"


def test_english_signs_have_no_space_before_them(tmp_path: Path) -> None:
    english = ELTEC.replace('ident="fra"', 'ident="eng"')
    assert only(body(tmp_path, words("Who is there ? Me ;"), english)) == "Who is there? Me;"


# ── What is refused ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<TEI><text><p>Un.</text></TEI>", "xml_broken"),
        ("<TEI>\n<<<<<<< HEAD\n<text/></TEI>", "xml_broken"),
        ("<?xml version='1.0' encoding='klingon'?><TEI/>", "xml_broken"),
        ("<?xml version='1.0' encoding='utf-7'?><TEI/>", "xml_broken"),
        ("<?xml version='1.0'?><rss/>", "xml_not_tei"),
        ("<TEI><teiHeader/></TEI>", "empty_file"),
        ("<TEI><text><body><div/></body></text></TEI>", "empty_file"),
        ("<TEI>" + "<div>" * 100_000, "markup_too_deep"),
    ],
)
def test_files_that_are_no_tei_are_refused(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / "livre.xml"
    path.write_text(text)
    assert refused(path).name == name


def test_the_error_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "livre.xml"
    path.write_text("<TEI>\n<text>\n</TEI>")
    error = refused(path)
    assert error.values["line"] == 3 and "3" in error.problem


BILLION = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
LONG_ENTITY = f'<!ENTITY j "{"x" * 100_000}">'
ATTACKS = {
    "billion laughs": (f'<!ENTITY a "ha">{BILLION}', "&j;"),
    "quadratic": (LONG_ENTITY, "&j;" * 100_000),
    "short but many": (f'<!ENTITY j "{"x" * 32}">', "&j;" * 100_000),
    "a file of the machine": ('<!ENTITY j SYSTEM "file:///etc/passwd">', "&j;"),
    "an address": ('<!ENTITY j SYSTEM "http://127.0.0.1:1/x">', "&j;"),
    "in an attribute": (f'<!ENTITY a "ha">{BILLION}', '<p n="&j;"/>'),
    "a default attribute": (f'<!ATTLIST p rend CDATA "{"x" * 100_000}">', "<p/>" * 100_000),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_entities_that_harm_are_refused_at_once(tmp_path: Path, attack: str) -> None:
    declared, used = ATTACKS[attack]
    path = tmp_path / "livre.xml"
    path.write_text(f"<!DOCTYPE TEI [{declared}]><TEI><text><p>{used}</p></text></TEI>")
    started = time.monotonic()
    assert refused(path).name == "markup_entities"
    assert time.monotonic() - started < 5


def test_expat_alone_would_let_eight_megabytes_through() -> None:
    """Why `markup.py` does not leave it to Expat (2.4 and later stop at a hundred times more)."""
    xml = f'<!DOCTYPE x [<!ENTITY j "{"x" * 80_000}">]><x>{"&j;" * 95}</x>'
    assert len(ElementTree.fromstring(xml).text or "") == 7_600_000
    with pytest.raises(ElementTree.ParseError, match="amplification"):
        ElementTree.fromstring(xml.replace("&j;", "&j;" * 1000))


def test_letters_declared_as_entities_and_parts_of_a_dtd_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "livre.xml"
    path.write_text(
        '<!DOCTYPE TEI SYSTEM "tei.dtd" [<!ENTITY eacute "&#233;"><!ENTITY % x SYSTEM "iso.ent">]>'
        "<TEI><text><p>L'&eacute;t&eacute; &agrave; Sens&hellip;</p></text></TEI>"
    )
    assert read_document(path).blocks[0].text == "L'été à Sens…"


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tei, "LARGEST_XML_BYTES", 100)
    path = tmp_path / "livre.xml"
    path.write_text(f"{ELTEC}<text/></TEI>")
    assert refused(path).name == "file_too_large"


# ── Whatever comes ───────────────────────────────────────────────────────────────────────────────

TAGS = ["p", "head", "lg", "l", "note", "sp", "speaker", "stage", "quote", "hi", "div", "choice",
        "orig", "reg", "w", "pc", "s", "ref", "list", "item", "castList", "trailer", "gap", "lb",
        "floatingText", "body", "text", "figure", "del", "label", "titlePage", "app"]  # fmt: skip
TREES = st.recursive(
    st.sampled_from(["mot", " ", "\n  ", "l'", ",", "« Oui »", "FIN", "* * *", "[1]", "é_è_"]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(TAGS),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TREES)
@example("<p><l>* * *</l><l>* * *</l></p>")
def test_any_tree_is_read_or_refused(tmp_path: Path, tree: str) -> None:
    path = tmp_path / "livre.xml"
    path.write_text(f"<TEI><text><body>{tree}</body></text></TEI>", encoding="utf-8")
    try:
        document = read_document(path)
    except UserError as error:
        assert error.name == "empty_file"
        return
    for block in (*document.blocks, *document.notes):
        assert block.text == block.text.strip() and "  " not in block.text and block.text
        assert "\n" not in block.text or block.kind == "verse"
