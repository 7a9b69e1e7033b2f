"""Exports keep the words, who wrote them, and where they come from."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aurore.base.errors import UserError
from aurore.base.settings import GenerateSettings
from aurore.corpus.sources.epub import read_epub
from aurore.generation.booklet.booklet import Booklet, Passage, forms, write_booklet
from aurore.generation.writer import Writer

NASTY = "Le soir <b>& l’étang</b> ]]> « œuf »"


@pytest.fixture(scope="module")
def booklet(trained) -> Booklet:
    """A person's words, then a real model's."""
    writer = Writer(trained[1].folder / "model", "demo")
    text = writer.write(NASTY, GenerateSettings(tokens=20, seed=1))
    passages = (Passage("person", NASTY), Passage("network", text.text, text.provenance.line()))
    return Booklet("Un soir", passages, "Zoé")


@pytest.mark.parametrize("form", ["txt", "html", "epub", "pdf"])
def test_every_form_is_written_and_not_empty(booklet: Booklet, form: str, tmp_path: Path) -> None:
    write_booklet(booklet, tmp_path / f"texte.{form}")
    assert (tmp_path / f"texte.{form}").stat().st_size > 300


def test_an_unknown_form_is_refused(booklet: Booklet, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="docx"):
        write_booklet(booklet, tmp_path / "texte.docx")


def test_the_provenance_tells_how_to_have_the_text_again(booklet: Booklet) -> None:
    notice, line = booklet.notes()
    assert "réseau de neurones" in notice
    assert "« demo »" in line.replace("\u202f", " ") and "graine 1" in line and "corpus" in line
    for form in ("txt", "html"):
        assert "graine 1" in forms()[form](booklet).decode()


def test_the_corpus_of_a_run_is_named(trained) -> None:
    workspace, result = trained
    from aurore.corpus.dataset import read_card

    source = Writer(result.folder / "model", "demo").source
    assert source.corpus == read_card(workspace)["sha256"]


def test_markup_in_the_words_stays_words(booklet: Booklet) -> None:
    page = forms()["html"](booklet).decode()
    assert "<b>" not in page and "&lt;b&gt;" in page


def test_the_epub_is_one_that_readers_open(booklet: Booklet, tmp_path: Path) -> None:
    data = forms()["epub"](booklet)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
        for name in archive.namelist():
            if name.endswith((".xml", ".opf", ".xhtml")):
                ElementTree.fromstring(archive.read(name))
        text = archive.read("OEBPS/text.xhtml").decode()
        assert "graine 1" in text and "graine 1" in archive.read("OEBPS/book.opf").decode()
    (tmp_path / "texte.epub").write_bytes(data)
    blocks = "\n".join(str(block.text) for block in read_epub(tmp_path / "texte.epub").blocks)
    assert "Le soir <b>& l’étang</b>" in blocks
