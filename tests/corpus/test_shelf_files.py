"""One's own shelves: what `--author` takes, and `books.toml` with its mistakes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aurore.base.errors import UserError
from aurore.base.messages import use_language
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.sources import catalogue
from aurore.corpus.sources.document import Document
from aurore.corpus.sources.selection import Selection, Source
from aurore.corpus.sources.shelf_file import SHELF_KEYS
from aurore.corpus.sources.shelves import completed, read_shelf_file, resolve

ROOT = Path(__file__).parents[2]
SHELF = """name = "verne"
title = "Jules Verne"
language = "fr"
died = 1905

[[books]]
id = 4791

[[books]]
file = "livres/ile.epub"
title = "L'Île mystérieuse"
year = 1875
split = "test"

[[books]]
file = "livres/Hugo_Bug-Jargal.txt"
died = 1885
"""


def splits(selection: Selection) -> dict[str, str]:
    return {source.book.id: source.book.split for source in selection.sources}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The shelf above and its files."""
    (tmp_path / "livres").mkdir()
    for name in ("ile.epub", "Hugo_Bug-Jargal.txt", "tei.xml", "notes.pdf"):
        (tmp_path / "livres" / name).write_text("x")
    return written(tmp_path, SHELF)


def written(folder: Path, text: str) -> Path:
    path = folder / "books.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        read_shelf_file(path)
    for language in ("en", "fr"):
        use_language(language)
        assert caught.value.problem and caught.value.remedy
    return caught.value


# ── --author ─────────────────────────────────────────────────────────────────────────────────────


def test_the_name_of_a_shelf() -> None:
    selection = resolve("sand")
    assert (selection.name, selection.language) == ("sand", "fr")
    assert selection.title == catalogue.shelf("sand").title
    assert [source.book for source in selection.sources] == list(catalogue.shelf("sand").books)
    assert all(source.path is None for source in selection.sources)


def test_the_default_shelf_when_nothing_is_asked_for() -> None:
    for asked in (None, "", "  "):
        assert resolve(asked) == resolve(PrepareSettings.author)


@pytest.mark.parametrize(
    "asked",
    ["sand=13380,34204", "sand = 13380, 34204", "sand=13380,34204,", "sand=13380,34204,13380"],
)
def test_a_name_and_numbers_are_all_for_training(asked: str) -> None:
    selection = resolve(asked)
    assert selection.name == "sand"
    assert splits(selection) == {"13380": "train", "34204": "train"}
    assert selection.sources[1].book == replace(catalogue.book("34204"), split="train")


def test_a_number_nobody_knows_is_of_the_author_named() -> None:
    book = resolve("vauquer=999999").sources[0].book
    assert (book.id, book.author, book.language) == ("999999", "vauquer", "fr")


def test_several_at_once() -> None:
    selection = resolve("demo balzac conte=999999")
    assert selection.name == "demo,balzac,conte"
    assert [source.book.id for source in selection.sources] == [
        book.id for name in ("demo", "balzac") for book in catalogue.shelf(name).books
    ] + ["999999"]


def test_a_book_asked_for_twice_for_one_split_is_taken_once() -> None:
    assert resolve("sand sand") == resolve("sand")
    assert len(resolve("sand sand=34204").sources) == len(resolve("sand").sources)


def test_a_book_for_two_splits_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        resolve("sand sand=23582")
    assert caught.value.name == "book_in_two_splits"
    assert "23582" in caught.value.problem and "apprentissage" in caught.value.problem


def test_numbers_with_a_shelf_and_a_file(shelf: Path) -> None:
    selection = resolve("demo", ["34204", "34204"], shelf)
    assert [source.book.id for source in selection.sources] == [
        "4791", "livres/ile", "livres/Hugo_Bug-Jargal", "34204", "900001", "900002", "900003",
    ]  # fmt: skip
    assert selection.name == "verne,34204,demo"
    assert [book.id for book in selection.to_fetch] == [
        "4791", "34204", "900001", "900002", "900003",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("balzack", "unknown_author"),
        ("sand=", "author_form"),
        ("=34204", "author_form"),
        ("sand=,", "author_form"),
        ("a/b=34204", "author_form"),
        ("../x=34204", "author_form"),
        (".x=34204", "author_form"),
        ("sand=abc", "bad_book_id"),
        ("sand=34204=5", "bad_book_id"),
        ("sand=../34204", "bad_book_id"),
        ("sand=-1", "bad_book_id"),
        ("sand 34204", "unknown_author"),
    ],
)
def test_what_is_no_shelf_is_refused(asked: str, name: str) -> None:
    with pytest.raises(UserError) as caught:
        resolve(asked)
    assert caught.value.name == name
    assert caught.value.problem and caught.value.remedy


# ── books.toml ───────────────────────────────────────────────────────────────────────────────────


def test_a_shelf_of_one_s_own(shelf: Path) -> None:
    selection = read_shelf_file(shelf)
    assert (selection.name, selection.title) == ("verne", "Jules Verne")
    known, epub, text = selection.sources
    assert known == Source(replace(catalogue.book("4791"), language="fr"), None, 1905)
    assert epub == Source(
        Book("livres/ile", "L'Île mystérieuse", "", "fr", "test", 1875),
        shelf.parent / "livres/ile.epub",
        1905,
    )
    assert text.book == Book("livres/Hugo_Bug-Jargal", "Bug-Jargal", "Hugo", "fr")
    assert text.died == 1885


def test_what_the_file_says_of_the_shelf_is_the_default_of_its_books(tmp_path: Path) -> None:
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "un.txt").write_text("x")
    selection = read_shelf_file(
        written(
            tmp_path,
            'author = "A"\nlanguage = "en"\n[[books]]\nfile = "textes/un.txt"\n'
            '[[books]]\nid = "34204"\n'
            '[[books]]\nid = "999999"\nauthor = "B"\nlanguage = "fr"\n',
        )
    )
    assert (selection.name, selection.title, selection.language) == ("books", "books", "en")
    authors = [(source.book.author, source.book.language) for source in selection.sources]
    assert authors == [("A", "en"), (catalogue.book("34204").author, "en"), ("B", "fr")]


def test_a_text_beside_the_file_is_not_named_after_the_folder(tmp_path: Path) -> None:
    (tmp_path / "un.txt").write_text("x")
    source = read_shelf_file(written(tmp_path, '[[books]]\nfile = "un.txt"')).sources[0]
    assert (source.book.title, source.book.author) == ("un", "")


def test_a_book_is_completed_by_its_document() -> None:
    document = Document("Un titre", "Une autrice", "en", 1850, [])
    bare = Book("livres/ile", "", "", "fr")
    assert completed(bare, document) == Book(
        "livres/ile", "Un titre", "Une autrice", "fr", year=1850
    )
    told = Book("livres/ile", "T", "A", "fr", year=1)
    assert completed(told, document) == told
    assert completed(bare, Document("", "", "", None, [])).title == "ile"


def test_two_files_that_differ_by_their_ending_are_two_books(tmp_path: Path) -> None:
    for name in ("ile.txt", "ile.epub"):
        (tmp_path / name).write_text("x")
    rows = '[[books]]\nfile = "ile.txt"\n[[books]]\nfile = "./ile.epub"'
    assert list(splits(read_shelf_file(written(tmp_path, rows)))) == ["ile", "ile.epub"]


def test_a_file_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "un.txt").write_text("x")
    (tmp_path / "a").mkdir()
    for file in ("../un.txt", str(tmp_path / "un.txt")):
        path = written(tmp_path / "a", f"[[books]]\nfile = '{file}'")
        source = read_shelf_file(path).sources[0]
        assert source.path and source.path.read_text() == "x"
        assert not source.book.id.startswith((".", "/"))


def test_windows_writes_a_mark_and_other_line_ends(shelf: Path) -> None:
    expected = read_shelf_file(shelf)
    shelf.write_bytes(b"\xef\xbb\xbf" + SHELF.replace("\n", "\r\n").encode())
    assert read_shelf_file(shelf) == expected


@pytest.mark.parametrize("name", ["mes-livres.md", "books-toml.md"])
def test_the_documentation_shows_a_shelf_that_is_read(tmp_path: Path, name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "livres").mkdir()
    for line in example.splitlines():
        if line.startswith("file = "):
            (tmp_path / line.split('"')[1]).write_text("x")
    selection = read_shelf_file(written(tmp_path, example))
    assert {source.book.split for source in selection.sources} == {"train", "validation", "test"}
    for key in SHELF_KEYS:
        assert f"`{key}`" in page or key in example, key


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────────────

ROW = '[[books]]\nid = "34204"\n'
MISTAKES = [
    # text, error, what the problem says
    ("", "shelf_no_books", "books.toml"),
    ('name = "x"', "shelf_no_books", "books.toml"),
    ("books = []", "shelf_no_books", "books.toml"),
    ("books = 3", "shelf_no_books", "books.toml"),
    ("books = [3]", "shelf_no_books", "books.toml"),
    ('nom = "x"\n' + ROW, "shelf_unknown_key", "nom"),
    ('[[livres]]\nid = "34204"', "shelf_unknown_key", "livres"),
    (ROW + 'titre = "x"', "shelf_unknown_key", "livre n°\u00a01, ligne 1"),
    (ROW + ROW.replace("34204", "13380") + 'name = "x"', "shelf_unknown_key", "n°\u00a02, ligne 3"),
    ('books = [{id = "34204", x = 1}]', "shelf_unknown_key", "livre n°\u00a01)"),
    ("[[books]]", "shelf_id_or_file", "n°\u00a01"),
    (ROW + 'file = "livres/ile.epub"', "shelf_id_or_file", "n°\u00a01"),
    ('[[books]]\nid = "abc"', "shelf_bad_value", "abc"),
    ('[[books]]\nid = "../1"', "shelf_bad_value", "../1"),
    ("[[books]]\nid = -1", "shelf_bad_value", "-1"),
    ("[[books]]\nid = 1.5", "shelf_bad_value", "1.5"),
    ("[[books]]\nid = true", "shelf_bad_value", "True"),
    (ROW + 'split = "tests"', "shelf_bad_value", "tests"),
    (ROW + "split = 1", "shelf_bad_value", "split"),
    (ROW + 'split = ["test"]', "shelf_bad_value", "split"),
    (ROW + 'year = "1875"', "shelf_bad_value", "year"),
    (ROW + "year = 18750", "shelf_bad_value", "18750"),
    (ROW + "year = true", "shelf_bad_value", "year"),
    (ROW + "year = 1875-01-01", "shelf_bad_value", "1875-01-01"),
    (ROW + "died = -3", "shelf_bad_value", "died"),
    (ROW + 'title = ""', "shelf_bad_value", "title"),
    (ROW + "title = 3", "shelf_bad_value", "title"),
    (ROW + 'title = "a\\u0000b"', "shelf_bad_value", "title"),
    (ROW + "author = []", "shelf_bad_value", "author"),
    (ROW + 'language = "français"', "shelf_bad_value", "français"),
    ('language = "FR"\n' + ROW, "shelf_bad_value", "en-tête"),
    ('name = "mes livres"\n' + ROW, "shelf_bad_value", "mes livres"),
    ('name = "../x"\n' + ROW, "shelf_bad_value", "../x"),
    ('died = "1905"\n' + ROW, "shelf_bad_value", "died"),
    ('[[books]]\nfile = "livres/absent.txt"', "shelf_no_such_file", "absent.txt"),
    ('[[books]]\nfile = "livres"', "shelf_bad_format", "livres"),
    ('[[books]]\nfile = "livres/notes.pdf"', "shelf_bad_format", "notes.pdf"),
    ('[[books]]\nfile = "~nobody-at-all/x.txt"', "shelf_no_such_file", "x.txt"),
    (f'[[books]]\nfile = "{"x" * 5000}.txt"', "shelf_no_such_file", "xxx"),
    ("[[books]]\nfile = 3", "shelf_bad_value", "file"),
    (ROW + "[[books]]\nid = 34204", "shelf_duplicate", "n°\u00a02, ligne 3"),
    ('[[books]]\nfile = "livres/ile.epub"\n[[books]]\nfile = "livres/../livres/ile.epub"',
     "shelf_duplicate", "n°\u00a02"),
    (ROW + 'split = "test"', "shelf_no_train", "books.toml"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "said"), MISTAKES)
def test_every_mistake_names_the_book(shelf: Path, text: str, name: str, said: str) -> None:
    error = refused(written(shelf.parent, text))
    assert error.name == name
    assert said in error.problem and str(shelf) in error.problem


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('name = "x"\ntitle Jules Verne\n', 2),
        ('name = "x\n', 1),
        ("name = «x»\n", 1),
        ("[[books]\n", 1),
        ('[[books]]\nid = "1"\nid = "2"\n', 3),
        ("[[books]]\nfile = \"C:\\livres\\x.txt\"\n", 2),
        ("x = [1,\n", 1),
        (f"x = {'[' * 5000}", 1),
        (f"x = {'9' * 5000}", 1),
    ],
)  # fmt: skip
def test_a_mistake_of_syntax_names_the_line(tmp_path: Path, text: str, line: int) -> None:
    error = refused(written(tmp_path, text))
    assert error.name == "shelf_syntax" and error.values["line"] == line
    assert f"ligne {line} " in error.problem


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "books.toml"
    path.write_bytes('title = "Léa"'.encode("latin-1"))
    assert refused(path).name == "shelf_not_utf8"


def test_a_file_that_is_not_there_or_is_no_such_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "books.toml").name == "no_such_file"
    assert refused(tmp_path).name == "no_such_file"
    (tmp_path / "big.toml").write_bytes(b"#" * 1_000_001)
    assert refused(tmp_path / "big.toml").name == "file_too_large"


VALUES = st.recursive(
    st.integers() | st.booleans() | st.text(max_size=5) | st.sampled_from(["test", "34204"]),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)
KEYS = st.sampled_from(["name", "title", "language", "died", "id", "file", "split", "year", "x"])
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
# Every example writes its own file anew. On a busy machine the tables are slow to make, which says
# nothing of the code that reads them.
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def toml(value: object) -> str:
    """A value as TOML writes it: as JSON does, for these."""
    return json.dumps(value)


@settings(max_examples=300, suppress_health_check=SUPPRESSED)
@given(TABLES, st.lists(TABLES, max_size=3))
def test_any_table_is_read_or_refused(
    tmp_path: Path, head: dict[str, object], rows: list[dict[str, object]]
) -> None:
    text = "\n".join(f"{key} = {toml(value)}" for key, value in head.items())
    for row in rows:
        text += "\n[[books]]\n" + "\n".join(f"{key} = {toml(value)}" for key, value in row.items())
    try:
        selection = read_shelf_file(written(tmp_path, text))
    except UserError as error:
        assert error.problem and error.remedy
    else:
        assert "train" in splits(selection).values()


@settings(max_examples=200, suppress_health_check=SUPPRESSED)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "books.toml"
    path.write_bytes(data)
    with pytest.raises(UserError):
        read_shelf_file(path)


@given(st.text(max_size=30))
def test_any_author_is_a_selection_or_refused(asked: str) -> None:
    try:
        assert resolve(asked).sources
    except UserError as error:
        assert error.problem and error.remedy
