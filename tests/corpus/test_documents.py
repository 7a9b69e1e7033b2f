"""Any file → a document by what it holds, or an error that says what to do; texts in folders."""

import html
import io
import re
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from epubs import page, write_epub

from aurore.base.errors import UserError
from aurore.base.messages import message, use_language
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.blocks import split_blocks
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.cleaning.markers import marker_bounds
from aurore.corpus.cleaning.typography import unify
from aurore.corpus.documents import clean_file
from aurore.corpus.sources import labels, plain, tei
from aurore.corpus.sources.checks import read_origin
from aurore.corpus.sources.metadata import (
    language_code,
    person,
    spdx,
    title_and_author,
    work_title,
    year_in,
)
from aurore.corpus.sources.plain import listed, other_files, read_plain, text_files
from aurore.corpus.sources.reading import read_document
from aurore.corpus.sources.writer import BlockWriter, tidy

LONG = (
    "Le meunier ouvrit la porte de la grange et vit que l'été était là, avec le blé mûr, les "
    "hirondelles et la rivière basse."
)
PARAGRAPHS = """CHAPITRE PREMIER

Le meunier ouvrit la porte de la
_grange_ et vit que l'été était là.

* * *

    La roue tourne au fil de l'eau,
      Et le grain chante, et le seau
    Descend plein de nuit sous terre
    Chercher un peu de lumière.

Elle se tut.
"""


def of(tmp_path: Path, data: str | bytes, name: str = "Vauquer_Le-Moulin.txt") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize("name", ["moulin.epub", "moulin.xml"])
def test_what_a_flat_text_left_in_a_labelled_file_goes(tmp_path: Path, name: str) -> None:
    """As converters make one of a plain text: every line of credits is a paragraph."""
    before = ["Produced by Jeanne and the Online Proofreading Team", "Au lecteur"]
    before += ["L'orthographe a été conservée."]
    after = ["Liste des modifications:", "page 13: l'aure remplacé par l'autre", "page 50: ente"]
    after += ["page 75: fiance par confiance"]
    texts = [*before, *[LONG] * 50, "Il passa à la page 13.", *after]
    body = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    path = tmp_path / name
    if name.endswith("epub"):
        write_epub(path, {"1.xhtml": page(body)})
    else:
        path.write_text(
            f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>{body}</body></text></TEI>'
        )
    cleaned = clean_file(Book(name, "Le moulin", "", "fr"), path, PrepareSettings())
    kept = [paragraph.text for paragraph in cleaned.paragraphs]
    assert len(kept) == 51 and kept[-1] == "Il passa à la page 13."
    reasons = Counter(cut.reason for cut in cleaned.cuts)
    assert (reasons["credits"], reasons["transcriber_note"], reasons["corrections"]) == (1, 2, 4)


def test_a_labelled_heading_is_the_author_s(tmp_path: Path) -> None:
    body = f"<h2>Au lecteur</h2><p>{html.escape(LONG)}</p>" + f"<p>{html.escape(LONG)}</p>" * 9
    path = write_epub(tmp_path / "moulin.epub", {"1.xhtml": page(body)})
    cleaned = clean_file(Book("moulin", "Le moulin", "", "fr"), path, PrepareSettings())
    assert {paragraph.chapter for paragraph in cleaned.paragraphs} == {"Au lecteur"}
    assert not [cut for cut in cleaned.cuts if cut.reason == "transcriber_note"]


# ── Texts ────────────────────────────────────────────────────────────────────────────────────────


def test_paragraphs_parted_by_blank_lines(tmp_path: Path) -> None:
    document = read_document(of(tmp_path, PARAGRAPHS))
    assert (document.title, document.author) == ("Le-Moulin", "Vauquer")
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "CHAPITRE PREMIER"),
        ("prose", "Le meunier ouvrit la porte de la grange et vit que l'été était là."),
        ("ornament", "* * *"),
        (
            "verse",
            "La roue tourne au fil de l'eau,\nEt le grain chante, et le seau\n"
            "Descend plein de nuit sous terre\nChercher un peu de lumière.",
        ),
        ("prose", "Elle se tut."),
    ]
    assert document.blocks[1].place == "Vauquer_Le-Moulin.txt:3"


def test_one_paragraph_a_line(tmp_path: Path) -> None:
    document = read_document(of(tmp_path, f"\t\nI \n{LONG}\n\n  — Oui.\n{LONG}\n{LONG}\n"))
    assert [block.text for block in document.blocks] == ["I", LONG, "— Oui.", LONG, LONG]
    assert document.blocks[2].place.endswith(":5")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_texts_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    document = read_document(of(tmp_path, f"{LONG}\r\n\r\nL'été.".encode(encoding)))
    assert [block.text for block in document.blocks] == [LONG, "L'été."]


def test_a_text_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "LARGEST_TEXT_BYTES", 10)
    with pytest.raises(UserError) as caught:
        read_plain(of(tmp_path, LONG))
    assert caught.value.name == "file_too_large"


# ── Folders ──────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_of_texts(tmp_path: Path) -> None:
    for name in ("b.txt", "Sand/lettres.txt", "Zola/lettres.txt", "Zola/Hugo_Bug.txt", "c.md"):
        of(tmp_path, "x", f"textes/{name}")
    for hidden in ("._b.txt", ".git/x.txt"):
        of(tmp_path, b"\0\1", f"textes/{hidden}")
    (tmp_path / "textes" / "dossier.txt").mkdir()
    sources = text_files(tmp_path / "textes")
    assert [source.book for source in sources] == [
        Book("Sand/lettres", "lettres", "", "fr"),
        Book("Zola/Hugo_Bug", "Bug", "Hugo", "fr"),
        Book("Zola/lettres", "lettres", "", "fr"),
        Book("b", "b", "", "fr"),
    ]
    assert all(source.path and source.path.is_file() for source in sources)


def test_what_is_no_folder_of_texts_is_refused(tmp_path: Path) -> None:
    of(tmp_path, "x", "vide/.hidden.txt")
    of(tmp_path, "x", "vide/couverture.jpg")
    of(tmp_path, "x", "autres/a/roman.docx")
    for place, name in (
        ("vide", "no_texts"),
        ("autres", "other_texts"),
        ("absent", "no_such_folder"),
        ("vide/couverture.jpg", "texts_is_file"),
    ):
        with pytest.raises(UserError) as caught:
            text_files(tmp_path / place)
        assert caught.value.name == name and place.split("/")[0] in caught.value.problem
    with pytest.raises(UserError, match=r"a/roman\.docx"):
        text_files(tmp_path / "autres")


def test_files_in_other_formats_are_named(tmp_path: Path) -> None:
    others = ["a.PDF", "b/notes.md", "b/roman.docx", "page.html", "roman", "z.odt"]
    for name in (*others, "un.txt", "b/deux.epub", "couverture.jpg", ".cache/x.doc", "books.toml"):
        of(tmp_path, "x", name)
    assert other_files(tmp_path) == others
    assert listed(others) == ", ".join(others)
    assert listed([str(i) for i in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9…"


# ── What a file is ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "file_is_pdf"),
        (b"{\\rtf1\\ansi", "file_is_rtf"),
        (b" \r\n{\\rtf1\\ansi", "file_is_rtf"),
        (b"\xef\xbb\xbf{\\rtf1\\ansi", "file_is_rtf"),
        ("Titre\n<p>Il vint.</p>\n<p>Elle partit.", "file_has_tags"),
        ("Il vint.<br />\nElle partit.<br/>\nEt puis.<BR>", "file_has_tags"),
        ("L&rsquo;&eacute;t&eacute; vint.", "file_has_tags"),
        ("L&#8217;&#233;t&#xe9; vint.", "file_has_tags"),
        ("x " * 20_000 + "<div class='a'>y</div> <h2>z</h2>", "file_has_tags"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_is_word"),
        (zipped("[Content_Types].xml", "word/document.xml"), "file_is_word"),
        (zipped("mimetype", "content.xml", "META-INF/manifest.xml"), "file_is_word"),
        (zipped("livre.txt"), "file_is_archive"),
        (b"\x1f\x8b\x08\0", "file_is_archive"),
        (b"\xfd7zXZ\0", "file_is_archive"),
        (b"7z\xbc\xaf\x27\x1c", "file_is_archive"),
        (b"Livre".ljust(60, b"\0") + b"BOOKMOBI", "file_is_kindle"),
        ("\ufeff<!DOCTYPE html><html><p>x", "file_is_html"),
        ("<?xml version='1.0'?><!-- x --><!DOCTYPE html PUBLIC 'x' 'y'><html/>", "file_is_html"),
        (" \n<HTML><body>", "file_is_html"),
        ("<?xml version='1.0'?><rss/>", "xml_not_tei"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_unknown"),
        (b"PK\x03\x04", "epub_broken"),
        (zipped("mimetype"), "epub_broken"),
        ("", "empty_file"),
        (" \r\n\t", "empty_file"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".epub", ".pdf"])
def test_other_formats_are_refused_with_what_to_do(
    tmp_path: Path, data: str | bytes, name: str, suffix: str
) -> None:
    with pytest.raises(UserError) as caught:
        read_document(of(tmp_path, data, f"livre{suffix}"))
    assert caught.value.name == name
    assert "livre" in caught.value.problem and caught.value.remedy


def test_the_bytes_decide_and_not_the_name(tmp_path: Path) -> None:
    marked = "<TEI><text><body><p>Un.</p></body></text></TEI>"
    assert read_document(of(tmp_path, marked, "livre.txt")).blocks[0].text == "Un."
    assert read_document(of(tmp_path, f"<!-- x -->\n{marked}", "livre")).blocks[0].text == "Un."
    assert read_document(of(tmp_path, "<< Oui, dit-il. >>", "livre.txt")).blocks
    for name in ("livre.xml", "livre.tei"):
        with pytest.raises(UserError) as caught:
            read_document(of(tmp_path, "Un.", name))
        assert caught.value.name == "xml_broken"


def test_what_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "livre.epub").mkdir()
    for file, name in (("x.txt", "no_such_file"), ("livre.epub", "file_is_folder")):
        with pytest.raises(UserError) as caught:
            read_document(tmp_path / file)
        assert caught.value.name == name and caught.value.remedy


def test_a_sign_or_two_are_no_web_page(tmp_path: Path) -> None:
    text = "<p>Il vint. M. Dupont & Cie; <b>Oui</b>, <i>dit-elle</i> &amp; voilà.\n"
    assert read_document(of(tmp_path, text, "livre.txt")).blocks


def test_a_file_of_the_user_may_have_a_json_beside_it(tmp_path: Path) -> None:
    path = of(tmp_path, "Il vint.\n", "livre.txt")
    for written in ("{}", "[]", "pas du JSON", '{"source": "ma bibliothèque"}'):
        of(tmp_path, written, "livre.json")
        assert read_origin(path) is None
    of(tmp_path, '{"source": "s", "file": "f", "sha256": "0"}', "livre.json")
    assert read_origin(path) == {"source": "s", "file": "f", "sha256": "0"}


# ── Names, years, licences ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "title", "author"),
    [
        ("Zola_Germinal.txt", "Germinal", "Zola"),
        ("GautierT_Le_Capitaine_Fracasse.txt", "Le Capitaine Fracasse", "GautierT"),
        ("Hugo/Les_Miserables.txt", "Les Miserables", ""),
        ("Hugo/Notre_Dame.txt", "Dame", "Notre"),
        ("Zola/la_curee.txt", "la curee", ""),
        ("Sand/La_petite_Fadette.txt", "La petite Fadette", ""),
        ("Sand/Fadette.txt", "Fadette", ""),
        ("eltec/FRA00302_Aimard.txt", "FRA00302 Aimard", "Aimard"),
        ("Sand/_.txt", "", ""),
    ],
)
def test_what_the_name_of_a_file_tells(path: str, title: str, author: str) -> None:
    assert title_and_author(Path(path)) == (title, author)


@pytest.mark.parametrize(
    ("text", "name", "died"),
    [
        ("Sand, George (Amantine Lucile Aurore Dupin) (1804-1876)", "George Sand", 1876),
        ("Allais, Alphonse (1829–1871)", "Alphonse Allais", 1871),
        ("Verne, Jules, 1828-1905", "Jules Verne", 1905),
        ("Aurevilly, Jules Barbey d'", "Jules Barbey d'Aurevilly", None),
        ("George  Sand", "George Sand", None),
        ("Gyp (?-1932)", "Gyp", 1932),
        ("Anonyme", "Anonyme", None),
        ("", "", None),
    ],
)
def test_names_in_reading_order(text: str, name: str, died: int | None) -> None:
    assert person(text) == (name, died)


def test_other_fields() -> None:
    assert [language_code(text) for text in ("fr", "fr-FR", "FRA", "fre", "x", "français", "")] == [
        "fr", "fr", "fr", "fr", "", "", "",
    ]  # fmt: skip
    assert [year_in(text) for text in ("1864", "vers 1864-05", "18640", "le 3 mai")] == [
        1864, 1864, None, None,
    ]  # fmt: skip
    assert spdx("http://creativecommons.org/licenses/by-nc-sa/4.0/deed.fr") == "CC-BY-NC-SA-4.0"
    assert spdx("https://creativecommons.org/publicdomain/zero/1.0/") == "CC0-1.0"
    assert spdx("Public domain in the USA.") == ""
    for text in ("Nanon : ELTeC edition", "Nanon : édition ELTeC", "Nanon (ELTeC)", " Nanon "):
        assert work_title(text) == "Nanon"


# ── The writer ───────────────────────────────────────────────────────────────────────────────────


def test_text_is_made_tidy() -> None:
    assert tidy(" Un\u00a0\u202f mot\u00ad\u200b ,\ndeux ") == "Un mot , deux"
    assert tidy("un [ ] mot () ici") == "un mot ici"
    assert tidy("_ un mot_ et Grand_Opéra_de_Paris") == "un mot et Grand_Opéra_de_Paris"
    assert tidy("Un,\v\v deux. ", verse=True) == "Un,\ndeux."
    assert tidy("Un,\vdeux.") == "Un, deux."


def test_the_outer_reason_holds_and_pictures_are_counted() -> None:
    writer = BlockWriter("f")
    writer.text("Un.", "prose", 1)
    with writer.dropping("cover", 2):
        writer.text("x", "prose", 3)
        with writer.dropping("illustration", 4):
            writer.drop("y", "page_number", 5)
    with writer.dropping("illustration", 6):
        pass
    writer.text("Deux.", "prose", 7)
    writer.flush()
    assert [block.text for block in writer.blocks] == ["Un.", "Deux."]
    assert [(one.text, one.reason, one.place) for one in writer.dropped] == [
        ("x", "cover", "f:3"),
        ("y", "cover", "f:5"),
        ("", "illustration", "f:6"),
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_has_a_name(language: str) -> None:
    use_language(language)
    reasons = {"gap", "note", "note_mark", "closing_word", "credits", "aside", "contents"}
    reasons |= {*labels.CLASSES, *labels.TYPES.values(), *labels.TAGS.values()}
    reasons |= {*tei.DROPPED.values(), *tei.DIVISION_REASONS.values()}
    for reason in reasons:
        assert message(f"reasons.{reason}", count=1)


# ── Real texts ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def prose(real_books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 253 texts, unpacked."""
    folder = tmp_path_factory.mktemp("prose")
    with tarfile.open(real_books / "prose.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "prose"


@pytest.mark.books
def test_the_253_texts_are_read(prose: Path) -> None:
    sources = text_files(prose)
    assert len(sources) == 253
    assert len({source.book.id for source in sources}) == 253
    authors = {source.book.author for source in sources}
    assert {"", "Aimard", "Malot"} <= authors and "balzac" not in authors
    for source in sources[::12]:
        assert source.path
        document = read_document(source.path)
        raw = sum(len(line.split()) for line in source.path.read_text("utf-8").split("\n"))
        kept = sum(len(block.text.split()) for block in document.blocks)
        assert raw - kept <= 0.001 * raw, "nothing goes but what is no word"
        prose_words = sum(len(b.text.split()) for b in document.blocks if b.kind == "prose")
        assert prose_words > 0.95 * kept, source.book.id


# As TreeTagger cuts French: « l' », « -il » and signs apart.
CLITIC = r"(?:-t)?-(?:je|tu|ils?|elles?|on|nous|vous|moi|toi|lui|leur|les?|la|y|en|ce|ci|là)\b"
TOKEN = re.compile(
    rf"-{{2,}}|\.{{2,}}|\w+(?:-\w+)*['’]|{CLITIC}|\w+(?:-(?!(?:t\b|{CLITIC[7:]}))\w+)*|\S"
)


def as_level_2(lines: list[str]) -> str:
    """Paragraphs as ELTeC's level 2 has them: a word a line."""
    paragraphs = [
        "".join(f"<w>{html.escape(token)}</w>\n" for token in TOKEN.findall(line)) for line in lines
    ]
    return f"<TEI><text><body><p>{'</p><p>'.join(paragraphs)}</p></body></text></TEI>"


@pytest.mark.books
def test_words_cut_apart_come_together_as_they_were(prose: Path, tmp_path: Path) -> None:
    words = wrong = 0
    for path in sorted((prose / "eltec").glob("*.txt"))[::20]:
        lines = [line.strip() for line in path.read_text("utf-8").split("\n") if line.strip()][:500]
        document = read_document(of(tmp_path, as_level_2(lines), "livre.xml"))
        assert len(document.blocks) == len(lines)
        for line, block in zip(lines, document.blocks, strict=True):
            printed, joined = unify(line).split(), unify(block.text).split()
            words += len(printed)
            wrong += (Counter(printed) - Counter(joined)).total()
    assert words > 50_000
    assert wrong <= 0.001 * words  # measured: 0.0005 of 716,000 words, most of them misprints


@pytest.mark.books
@pytest.mark.parametrize("name", ["34204/34204-8.txt", "13380/13380-8.txt"])
def test_an_epub_gives_what_the_text_of_the_same_book_gives(
    real_books: Path, tmp_path: Path, name: str
) -> None:
    from epubs import page, write_epub

    text, _ = decode((real_books / "gutenberg" / "files" / name).read_bytes())
    start, end = marker_bounds(text)
    blocks = list(filter(None, (tidy(block.text) for block in split_blocks(text[start:end]))))
    paragraphs = [f"<p>{html.escape(block)}</p>\n" for block in blocks]
    pages = {
        f"{i:04}.xhtml": page("".join(paragraphs[i : i + 300]))
        for i in range(0, len(paragraphs), 300)
    }
    document = read_document(write_epub(tmp_path / "b.epub", pages))
    found = [*document.blocks, *document.dropped]
    in_order = sorted(
        found, key=lambda one: (one.place.split(":")[0], int(one.place.split(":")[1]))
    )
    assert [one.text for one in in_order] == blocks
    assert set(document.cuts) <= {"credits", "closing_word", "gutenberg"}
    assert len(document.dropped) < 5
