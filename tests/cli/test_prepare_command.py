"""`aurore prepare` with its options, as a person runs it: splits, folds, shelves of one's own."""

import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from aurore.cli import copies
from aurore.cli.main import run


@pytest.fixture
def prepare(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs `aurore prepare` in a work folder of its own; returns (exit code, stdout, stderr)."""

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["prepare", *arguments, "--work", str(tmp_path / "work")])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_it_says_where_the_report_is_and_what_comes_next(prepare, tmp_path: Path) -> None:
    code, out, _ = prepare("--author", "demo")
    report = tmp_path / "work" / "corpus" / "report.html"
    assert code == 0 and report.is_file() and str(report) in out.replace("\n", "")
    assert "Aucune fuite" in out and "aurore tokenize" in out
    assert (report.parent / "README.md").read_text("utf-8").startswith("---\n")


def test_of_thousands_of_books_the_index_of_copies_is_made_at_the_first_search(
    prepare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(copies, "MOST_INDEXED_WORDS", 100)
    code, out, _ = prepare("--author", "demo")
    index = tmp_path / "work" / "corpus" / "copies"
    assert code == 0 and "la première recherche de copies le fera" in " ".join(out.split())
    assert not index.exists()
    arguments = ["Le soir", "--check-copies", "--tokens", "5", "--work", str(tmp_path / "work")]
    assert run(["generate", *arguments]) == 0
    assert "Rien de recopié" in capsys.readouterr().out and index.is_dir()


def test_by_sentence_it_says_why_the_score_is_too_good(prepare) -> None:
    code, out, _ = prepare("--author", "demo", "--split", "sentence")
    assert code == 0 and "son score sera trop beau" in out
    _, answer, _ = prepare("--author", "demo", "--split", "sentence", "--json")
    card = json.loads(answer)
    assert card["leaks"]["beside_training"] > 0.8
    assert card["splits"]["test"]["books"] == card["splits"]["train"]["books"] == 3


def test_one_book_can_be_split_by_chapter(prepare) -> None:
    code, answer, _ = prepare("--id", "900001", "--split", "chapter", "--json")
    splits = json.loads(answer)["splits"]
    assert code == 0 and all(splits[name]["words"] for name in ("train", "validation", "test"))
    assert splits["train"]["words"] > 3 * splits["test"]["words"]


def test_one_book_by_its_number_is_all_for_training(prepare) -> None:
    code, answer, _ = prepare("--id", "900003", "--json")
    splits = json.loads(answer)["splits"]
    assert code == 0 and splits["train"]["books"] == 1 and not splits["test"]["books"]


@pytest.mark.parametrize(
    ("arguments", "said", "unsaid"),
    [
        (("--author", "demo"), (), ("validation :", "test :", "books.toml")),
        (("--id", "900001"), ("validation :", "test :", "--split chapter"), ("trop peu",)),
        (("--id", "900001", "--split", "chapter"), (), ("validation :", "test :", "books.toml")),
        (
            ("--texts", "{texts}", "--split", "chapter"),
            ("test :", "trop peu"),
            ("--split chapter",),
        ),
    ],
)
def test_without_validation_or_test_it_says_what_follows(
    prepare,
    tmp_path: Path,
    arguments: tuple[str, ...],
    said: tuple[str, ...],
    unsaid: tuple[str, ...],
) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "court.txt").write_text("Il vint.\n", encoding="utf-8")
    code, out, _ = prepare(*(one.format(texts=tmp_path / "textes") for one in arguments))
    out = out.replace("\u00a0", " ")
    assert code == 0
    for words, expected in ((said, True), (unsaid, False)):
        assert all((one in out) is expected for one in words)
    page = (tmp_path / "work" / "corpus" / "report.html").read_text("utf-8")
    assert ("n’aura rien à mesurer" in page) is bool(said)


def test_folds_are_by_book_and_each_book_is_tested_once(prepare, tmp_path: Path) -> None:
    code, out, _ = prepare("--author", "demo", "--folds", "3")
    plan = json.loads((tmp_path / "work" / "corpus" / "folds.json").read_text("utf-8"))
    assert code == 0 and "folds.json" in out.replace("\n", "")
    assert sorted(book for fold in plan for book in fold["test"]) == ["900001", "900002", "900003"]
    for fold in plan:
        assert len({*fold["train"], *fold["validation"], *fold["test"]}) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--split", "hasard"), "book, chapter, sentence"),
        (("--typography", "gothique"), "unified, as-printed"),
        (("--segmenter", "moi"), "aurore, punkt"),
        (("--folds", "2"), "--folds 5"),
        (("--folds", "5"), "un livre ne se partage pas"),
        (("--min-words", "-1"), "Donner 0"),
        (("--books", "absent.toml"), "absent.toml"),
        (("--min-words", "500"), "Donner à --min-words un nombre plus petit"),
    ],
)
def test_a_mistake_says_what_to_do_and_keeps_the_corpus(
    prepare, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    prepare("--author", "demo")
    before = (tmp_path / "work" / "corpus" / "card.json").read_bytes()
    code, _, err = prepare("--author", "demo", *arguments)
    assert code == 2 and words in err.replace("\n", " ")
    assert (tmp_path / "work" / "corpus" / "card.json").read_bytes() == before


def test_the_filter_by_length_is_off_and_takes_the_dialogue_out(prepare, tmp_path: Path) -> None:
    _, plain, _ = prepare("--author", "demo", "--json")
    _, filtered, _ = prepare("--author", "demo", "--min-words", "4", "--json")
    cards = [json.loads(out) for out in (plain, filtered)]
    assert cards[0]["splits"]["train"]["sentences"] > cards[1]["splits"]["train"]["sentences"] > 0
    _, out, _ = prepare("--author", "demo", "--min-words", "4")
    count = cards[1]["short_sentences"]
    assert f"Phrases de moins de 4 mots, laissées de côté\u00a0: {count}." in out
    page = (tmp_path / "work" / "corpus" / "report.html").read_text("utf-8")
    assert f"laissées de côté\u00a0: {count}." in page


def test_sentences_are_shown_at_random_then_the_shortest(prepare) -> None:
    _, out, _ = prepare("--author", "demo", "--show", "3")
    shortest = out.partition("sentence_length")[2].splitlines()[1:4]
    assert [int(line.split()[0]) for line in shortest] == sorted(
        int(line.split()[0]) for line in shortest
    )
    assert int(shortest[0].split()[0]) <= 2


def test_as_printed_keeps_the_apostrophes_of_the_file(prepare, tmp_path: Path) -> None:
    from datasets import load_from_disk

    prepare("--author", "demo", "--typography", "as-printed")
    texts = load_from_disk(str(tmp_path / "work" / "corpus"))["train"]["text"]
    assert any("'" in text for text in texts)
    prepare("--author", "demo")
    texts = load_from_disk(str(tmp_path / "work" / "corpus"))["train"]["text"]
    assert not any("'" in text for text in texts)


TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title>La Saulaie</title><author>Dupré, Jeanne (1801-1860)</author></titleStmt>
<publicationStmt><p>essai</p></publicationStmt><sourceDesc><p>essai</p></sourceDesc></fileDesc>
</teiHeader><text><body><div type="chapter"><head>I</head>
<p>Le matin était clair, et la rivière se taisait sous les saules de la rive. Elle venait de la
forêt, comme il est dit dans la chanson.</p><p>— Viens! dit-il. Il est tard.</p></div></body></text>
</TEI>"""


def test_a_shelf_of_ones_own_joins_a_book_of_gutenberg_and_a_tei_file(
    prepare, tmp_path: Path
) -> None:
    (tmp_path / "saulaie.xml").write_text(TEI, encoding="utf-8")
    (tmp_path / "books.toml").write_text(
        'title = "Mon étagère"\n[[books]]\nid = 900001\n'
        '[[books]]\nfile = "saulaie.xml"\nsplit = "test"\n',
        encoding="utf-8",
    )
    code, answer, _ = prepare("--books", str(tmp_path / "books.toml"), "--json")
    card = json.loads(answer)
    assert code == 0 and card["title"] == "Mon étagère"
    told = card["books"][1]
    assert (told["title"], told["author"], told["split"]) == ("La Saulaie", "Jeanne Dupré", "test")
    assert card["splits"]["test"]["sentences"] == 4


def test_the_bytes_of_a_file_decide_and_not_its_name(prepare, tmp_path: Path) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "saulaie.txt").write_text(TEI, encoding="utf-8")
    (tmp_path / "textes" / "court.epub").write_text("Il vint. Elle partit.\n", encoding="utf-8")
    code, answer, err = prepare("--texts", str(tmp_path / "textes"), "--json")
    assert code == 0, err
    card = json.loads(answer)
    assert [book["title"] for book in card["books"]] == ["court", "saulaie"]
    assert card["books"][1]["first"].startswith("Le matin était clair")
    assert card["splits"]["train"]["sentences"] == 6


def test_a_folder_of_texts_takes_tei_files_too(prepare, tmp_path: Path) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "saulaie.xml").write_text(TEI, encoding="utf-8")
    code, answer, _ = prepare("--author", "demo", "--texts", str(tmp_path / "textes"), "--json")
    assert code == 0 and "La Saulaie" in [book["title"] for book in json.loads(answer)["books"]]


def test_a_broken_epub_is_an_error_with_a_remedy(prepare, tmp_path: Path) -> None:
    (tmp_path / "textes").mkdir()
    with zipfile.ZipFile(tmp_path / "textes" / "vide.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    code, _, err = prepare("--author", "demo", "--texts", str(tmp_path / "textes"))
    assert code == 2 and "vide.epub" in err.replace("\n", "")


def test_the_language_of_the_messages_is_that_of_the_report(prepare, tmp_path: Path) -> None:
    prepare("--author", "demo", "--lang", "en")
    page = (tmp_path / "work" / "corpus" / "report.html").read_text("utf-8")
    assert '<html lang="en"' in page


def test_a_split_by_sentence_is_never_called_honest(prepare, tmp_path: Path) -> None:
    prepare("--author", "demo", "--split", "sentence")
    corpus = tmp_path / "work" / "corpus"
    for name in ("README.md", "report.html"):
        text = (corpus / name).read_text("utf-8")
        assert "trop belle" in text and "jamais par phrase" not in text


def test_books_in_two_languages_are_not_mixed(prepare) -> None:
    code, _, err = prepare("--id", "29220", "--id", "34204")
    assert code == 2 and "Monday" in err and "--work" in err


@pytest.mark.parametrize(
    "asked", [("--id", "63445"), ("--id", "2465"), ("--author", "sand=34204,63445")]
)
def test_a_translation_is_refused_by_name(prepare, asked: tuple[str, str]) -> None:
    code, _, err = prepare(*asked)
    assert code == 2 and "traduction anglaise" in err and "books.toml" in err


def test_texts_alone_are_the_whole_corpus(prepare, tmp_path: Path) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "saulaie.xml").write_text(TEI, encoding="utf-8")
    code, answer, _ = prepare("--texts", str(tmp_path / "textes"), "--json")
    card = json.loads(answer)
    assert code == 0 and len(card["books"]) == 1 and card["shelf"] == "textes"


def test_files_that_are_not_read_are_said_and_counted(prepare, tmp_path: Path) -> None:
    (tmp_path / "textes").mkdir()
    for name in ("a.docx", "b.pdf", "c.html", "d.odt", "e.md", "f.jpg"):
        (tmp_path / "textes" / name).write_bytes(b"x")
    (tmp_path / "textes" / "court.txt").write_text("Il vint.\n", encoding="utf-8")
    code, out, _ = prepare("--texts", str(tmp_path / "textes"))
    assert code == 0 and "5 fichiers passés" in out
    assert "a.docx, b.pdf, c.html, d.odt, e.md. En texte" in out
    page = (tmp_path / "work" / "corpus" / "report.html").read_text("utf-8")
    assert "a.docx, b.pdf, c.html, d.odt, e.md" in page
    _, answer, _ = prepare("--texts", str(tmp_path / "textes"), "--json")
    assert json.loads(answer)["skipped"] == ["a.docx", "b.pdf", "c.html", "d.odt", "e.md"]


def test_what_a_killed_prepare_left_is_cleared_by_the_next(prepare, tmp_path: Path) -> None:
    work = tmp_path / "work"
    command = [sys.executable, "-m", "aurore", "prepare", "--author", "demo", "--work", str(work)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not list(work.glob(".corpus.*/*")):
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.001)
        process.kill()
    assert list(work.glob(".corpus.*/*")) and not (work / "corpus").exists()
    assert prepare("--author", "demo")[0] == 0
    assert {path.name for path in work.iterdir()} == {"aurore.toml", "books", "corpus"}


def test_a_damaged_text_is_mended_and_the_mending_is_told(prepare, tmp_path: Path) -> None:
    (tmp_path / "textes").mkdir()
    text = "L’été, il rentra vous- même à la maison.\n".encode().decode("latin-1")
    (tmp_path / "textes" / "roman.txt").write_text(text, encoding="utf-8")
    (tmp_path / "textes" / "roman.json").write_text("{}", encoding="utf-8")
    code, out, err = prepare("--texts", str(tmp_path / "textes"))
    assert code == 0, err
    told = ("5 lettres enregistrées dans un autre encodage", "1 mot coupé après le trait d’union")
    page = (tmp_path / "work" / "corpus" / "report.html").read_text("utf-8")
    assert all(words in out and words in page for words in told)
    _, answer, _ = prepare("--texts", str(tmp_path / "textes"), "--json")
    book = json.loads(answer)["books"][0]
    assert book["mended"] == {"mojibake": 5, "hyphen": 1}
    assert book["first"] == "L’été, il rentra vous-même à la maison."


def test_the_name_of_the_folder_is_nobodys(prepare, tmp_path: Path) -> None:
    (tmp_path / "Documents").mkdir()
    (tmp_path / "Documents" / "court.txt").write_text("Il vint.\n", encoding="utf-8")
    _, answer, _ = prepare("--texts", str(tmp_path / "Documents"), "--json")
    assert json.loads(answer)["books"][0]["author"] == ""
    corpus = tmp_path / "work" / "corpus"
    for name in ("report.html", "README.md"):
        assert "auteur inconnu" in (corpus / name).read_text("utf-8")


def test_a_text_of_one_line_makes_a_corpus_of_one_sentence(prepare, tmp_path: Path) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "court.txt").write_text("Il vint.\n", encoding="utf-8")
    code, answer, err = prepare("--texts", str(tmp_path / "textes"), "--json")
    assert code == 0, err
    assert json.loads(answer)["splits"]["train"]["sentences"] == 1


@pytest.mark.parametrize("missing", ["report.html", "train/state.json", "dataset_dict.json"])
def test_a_corpus_that_lost_a_part_is_made_again(prepare, tmp_path: Path, missing: str) -> None:
    prepare("--author", "demo")
    part = tmp_path / "work" / "corpus" / missing
    part.unlink()
    code, out, _ = prepare("--author", "demo")
    assert code == 0 and part.exists() and "Rien n’a changé" not in out


def test_a_broken_card_does_not_stand_in_the_way(prepare, tmp_path: Path) -> None:
    prepare("--author", "demo")
    card = tmp_path / "work" / "corpus" / "card.json"
    card.write_text("{", encoding="utf-8")
    assert prepare("--author", "demo")[0] == 0
    json.loads(card.read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("page.txt", b"<!DOCTYPE html><html><body><p>Oui.</p></body></html>", "page web"),
        ("word.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "word.txt"),
        ("livre.txt", b"%PDF-1.7\n" + b"x" * 500, "PDF"),
        ("lettre.txt", b"\n{\\rtf1\\ansi Il vint.\\par Elle partit.}", "RTF"),
        ("page.txt", "<h2>Un</h2>\n<p>L’été.</p>".encode(), "HTML"),
        ("page.txt", b"<p>L&rsquo;&eacute;t&eacute; vint.</p>" * 90, "HTML"),
        ("vieux.txt", b"le pere de la fille et la mere dans une maison " * 300, "en UTF-8"),
        ("abime.txt", "L\ufffdt\ufffd et la for\ufffdt. ".encode() * 90, "sont perdues"),
    ],
)
def test_another_format_under_the_name_of_a_text_is_told(
    prepare, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / name).write_bytes(data)
    code, _, err = prepare("--author", "demo", "--texts", str(tmp_path / "textes"))
    assert code == 2 and words in err


@pytest.mark.books
def test_one_bad_book_of_a_long_shelf_is_named(prepare, tmp_path: Path, real_shelf: Path) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "english.txt").write_text("The man was in the house. " * 300)
    arguments = ("--author", "sand", "--mirror", str(real_shelf))
    code, _, err = prepare(*arguments, "--texts", str(tmp_path / "textes"))
    assert code == 2 and "english" in err and "BrokenProcessPool" not in err


@pytest.fixture
def real_shelf() -> Path:
    return Path(__file__).parents[2].parent / "shared" / "corpus" / "gutenberg"
