"""The report shows what was cut, all of it and once; nothing in a book acts on the page."""

import html
import json
import re
import tomllib
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path

import pytest
from reported import corpus_of, demo_contents, raw_book

from aurore.base.messages import LANGUAGES, catalogue, use_language
from aurore.base.settings import PrepareSettings
from aurore.corpus.report import labels
from aurore.corpus.report.contents import (
    BlendPart,
    CutPassage,
    Line,
    ReportBook,
    ReportCorpus,
    SplitLeak,
)
from aurore.corpus.report.excerpts import LONG_LINES, Excerpt, Shown, book_cuts
from aurore.corpus.report.kept import KEPT, read_kept, read_kept_book
from aurore.corpus.report.page import STATIC, report_page, write_report
from aurore.corpus.report.parts import MOST_SIGNS, passages

LARGEST_PAGE = 6_000_000  # bytes, for the 56 books of George Sand
SERVING = Path(__file__).parents[2] / "src" / "aurore" / "serving" / "static"
HOSTILE = '<script>alert("1")</script> & </style> {{ 7*7 }} \' " `'


def book(*passages: CutPassage, **changes: object) -> ReportBook:
    cut = {one.reason: one.last_line - one.first_line + 1 for one in passages}
    plain = replace(demo_contents().books[0], passages=list(passages), cut=cut)
    return replace(plain, **changes)  # type: ignore[arg-type]


def only_excerpt(*passages: CutPassage) -> Excerpt:
    [cuts] = book_cuts(book(*passages), "b1", Shown())
    [excerpt] = cuts.excerpts
    return excerpt


def shown(excerpt: Excerpt) -> list[tuple[str, int, int]]:
    return [(strip.kind, strip.first, strip.last) for strip in excerpt.strips]


def lines(first: int, last: int) -> str:
    return "\n".join(f"ligne {number}" for number in range(first, last + 1))


def page(contents: ReportCorpus) -> str:
    return html.unescape(report_page(contents))


def test_what_is_kept_for_the_studio_is_the_whole_report(tmp_path: Path) -> None:
    contents = replace(demo_contents(), blend=[BlendPart("Sand", 0.7, 0.69, 700, 900)])
    write_report(contents, tmp_path)
    found = read_kept(tmp_path)
    assert found is not None
    books = [read_kept_book(tmp_path, index) for index in range(len(found.books))]
    assert replace(found, books=books) == contents
    assert not any(book.passages or book.notes or book.suspicious for book in found.books)
    assert read_kept(tmp_path / "older") is None
    (tmp_path / KEPT).write_text('{"shelf": "demo"}\n', encoding="utf-8")  # of another version
    assert read_kept(tmp_path) is None


def test_a_part_of_the_report_stays_short_and_says_what_is_left() -> None:
    many = [CutPassage("note", 10 * i, 10 * i, "x" * 900) for i in range(1, 200)]
    told = html.unescape(passages(demo_contents(), book(*many)))
    assert len(told) < 1.5 * MOST_SIGNS and "132 autres passages" in told
    assert "Rien n’a été coupé" in passages(demo_contents(), book())


# ── Excerpts ─────────────────────────────────────────────────────────────────────────────────────


def test_a_cut_stands_between_its_neighbours() -> None:
    one = CutPassage("note", 10, 11, lines(10, 11), ["ligne 8", "ligne 9"], ["ligne 12"])
    excerpt = only_excerpt(one)
    assert shown(excerpt) == [("near", 8, 9), ("cut", 10, 11), ("near", 12, 12)]
    assert excerpt.strips[1].lines == ("ligne 10", "ligne 11")


def test_blank_lines_at_the_edges_are_not_shown() -> None:
    one = CutPassage("note", 10, 10, "ligne 10", ["", "ligne 8", ""], ["", "ligne 12", ""])
    assert shown(only_excerpt(one)) == [("near", 8, 9), ("cut", 10, 10), ("near", 11, 12)]


def test_cuts_with_only_blank_lines_between_them_are_one() -> None:
    one = CutPassage("title_page", 4, 5, lines(4, 5), [], ["", "", "ligne 8"])
    other = CutPassage("title_page", 8, 8, lines(8, 8), ["ligne 5", "", ""], ["ligne 9"])
    assert shown(only_excerpt(one, other)) == [("cut", 4, 8), ("near", 9, 9)]


def test_no_line_is_shown_twice_when_two_cuts_are_close() -> None:
    one = CutPassage("note", 4, 4, lines(4, 4), ["ligne 3"], ["ligne 5", "ligne 6", "ligne 7"])
    other = CutPassage("note", 7, 7, lines(7, 7), ["ligne 4", "ligne 5", "ligne 6"], ["ligne 8"])
    assert shown(only_excerpt(other, one)) == [
        ("near", 3, 3), ("cut", 4, 4), ("near", 5, 6), ("cut", 7, 7), ("near", 8, 8),
    ]  # fmt: skip


def test_cuts_far_apart_are_two() -> None:
    far = [CutPassage("note", n, n, lines(n, n), [f"ligne {n - 1}"]) for n in (4, 40)]
    [cuts] = book_cuts(book(*far), "b1", Shown())
    assert [excerpt.anchor for excerpt in cuts.excerpts] == ["b1-4-note", "b1-40-note"]


def test_a_long_cut_is_folded_and_whole() -> None:
    excerpt = only_excerpt(CutPassage("contents", 1, 100, lines(1, 100)))
    assert shown(excerpt) == [("cut", 1, 10), ("folded", 11, 95), ("cut", 96, 100)]
    assert "\n".join("\n".join(strip.lines) for strip in excerpt.strips) == lines(1, 100)


def test_a_licence_is_on_the_page_once() -> None:
    licence = "\n\n".join(lines(n, n + 5) for n in range(0, 60, 6))
    remembered = Shown()
    [first] = book_cuts(book(CutPassage("gutenberg", 500, 568, licence)), "b1", remembered)
    second_text = f"*** END OF CARMEN ***\n\n{licence}\n\nbook 2465 only"
    second_book = book(CutPassage("gutenberg", 800, 872, second_text))
    [second] = book_cuts(second_book, "b2", remembered)
    assert "same" not in [strip.kind for strip in first.excerpts[0].strips]
    assert shown(second.excerpts[0]) == [("cut", 800, 801), ("same", 802, 871), ("cut", 872, 872)]
    place = second.excerpts[0].strips[1].place
    assert place
    assert (place.anchor, place.first, place.last) == ("b1-500-gutenberg", 500, 568)


def test_long_lines_are_what_folding_is_for() -> None:
    short = only_excerpt(CutPassage("note", 1, LONG_LINES - 1, lines(1, LONG_LINES - 1)))
    assert shown(short) == [("cut", 1, LONG_LINES - 1)]


def test_a_paragraph_repeated_within_a_cut_is_kept() -> None:
    text = "\n\n".join(["deux lignes\nde rien"] * 20)
    excerpt = only_excerpt(CutPassage("contents", 1, 59, text))
    assert sum(len(strip.lines) for strip in excerpt.strips) == 59
    assert "same" not in [strip.kind for strip in excerpt.strips]


# ── The page ─────────────────────────────────────────────────────────────────────────────────────


def test_every_cut_line_is_on_the_page() -> None:
    contents = demo_contents()
    text = page(contents)
    for one in contents.books:
        for cut in one.passages:
            assert all(line in text for line in cut.text.split("\n"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_speaks_the_language(code: str) -> None:
    use_language(code)
    text = page(demo_contents())
    assert f'<html lang="{code}">' in text
    assert catalogue(code)["report.leaks.rule_book"] in text
    other = catalogue({"fr": "en", "en": "fr"}[code])
    assert other["report.leaks.rule_book"] not in text


def test_the_page_is_the_same_when_made_twice(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write_report(demo_contents(), tmp_path / name)
    for name in ("report.html", "README.md"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_what_books_hold_cannot_act_on_the_page() -> None:
    plain = demo_contents().books[0]
    hostile = replace(
        plain,
        id=HOSTILE,
        title=HOSTILE,
        author=HOSTILE,
        source="javascript:alert(1)",
        file=HOSTILE,
        first=Line(1, HOSTILE),
        cut={HOSTILE: 1},
        passages=[CutPassage(HOSTILE, 2, 2, HOSTILE, [HOSTILE], [HOSTILE])],
        notes=[HOSTILE],
        kinds={HOSTILE: 1},
    )
    contents = replace(corpus_of([hostile]), title=HOSTILE, settings={HOSTILE: HOSTILE})
    text = report_page(contents)
    assert text.count("<script") == 1
    assert text.count("</style>") == 1
    assert "{{ 7*7 }}" in text
    assert 'href="javascript' not in text
    assert "&lt;script&gt;alert(&#34;1&#34;)" in text


def test_nothing_on_the_page_points_outside_but_the_sources() -> None:
    text = report_page(demo_contents())
    assert set(re.findall(r'\bsrc="([^"]*)"', text)) == set()
    assert re.findall(r"<link[^>]*>", text) == ['<link rel="icon" href="data:,">']
    assert all(url.startswith("data:") for url in re.findall(r'url\("([^"]*)', text))
    assert "@import" not in text


@pytest.mark.parametrize("name", ["eb-garamond-regular.woff2", "eb-garamond-italic.woff2"])
def test_the_type_is_that_of_the_pages(name: str) -> None:
    assert (STATIC / "fonts" / name).read_bytes() == (SERVING / "fonts" / name).read_bytes()


def test_a_corpus_of_which_little_is_known_has_a_report() -> None:
    bare = ReportBook(
        "mon-texte", "Mon texte", "", "train", "", "a.txt", "", "utf-8", 0, 0, 0, 0, 0.0
    )
    contents = ReportCorpus("", "Mes textes", date(2026, 1, 1), "0", "", {}, [bare])
    text = page(contents)
    assert "1er janvier 2026" in text
    assert catalogue("fr")["report.leaks.not_measured"] in text
    assert catalogue("fr")["report.unknown_author"] in text
    assert "n’a de texte en commun" in page(replace(contents, books=[]))


def test_an_unknown_reason_is_named_by_itself() -> None:
    one = book(CutPassage("moisissure", 3, 3, "tache"))
    assert "moisissure" in page(corpus_of([one]))


def test_every_reason_of_the_messages_is_explained() -> None:
    reasons = {key.removeprefix("reasons.") for key in catalogue("fr") if "reasons." in key[:8]}
    assert reasons
    assert not [reason for reason in reasons if not labels.reason_meaning(reason)]
    assert labels.reason_name("gutenberg") == "en-tête et licence"


def as_on_a_card(settings: PrepareSettings) -> dict[str, object]:
    """As `card.json` has them."""
    return json.loads(json.dumps(asdict(settings)))  # type: ignore[no-any-return]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_setting_has_a_title(code: str) -> None:
    use_language(code)
    for field in fields(PrepareSettings):
        assert f"report.setting.{field.name}" in catalogue(code)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            PrepareSettings(),
            {
                "author": "sand",
                "largest_cut": "20\u202f% des lignes",
                "typography": "une seule forme pour tous les livres (unified)",
                "segmenter": "les règles d’Aurore (aurore)",
                "split": "par livre entier (book)",
                "folds": "aucune",
                "min_words": "toutes gardées",
            },
        ),
        (
            PrepareSettings(ids=("34204", "13380"), typography="as-printed", segmenter="punkt",
                            split="chapter", folds=5, min_words=4),
            {
                "ids": "34204, 13380",
                "typography": "celle de chaque livre (as-printed)",
                "segmenter": "celles de NLTK, pour comparer (punkt)",
                "split": "par chapitre (chapter)",
                "folds": "en 5 parties",
                "min_words": "laissées de côté au-dessous de 4 mots",
            },
        ),
        (PrepareSettings(texts=("mes textes",)), {"texts": "mes textes"}),
        (PrepareSettings(blend="sand=0.7,verne=0.3"), {"blend": "sand=0.7,verne=0.3"}),
    ],
)  # fmt: skip
def test_settings_are_told_in_words(settings: PrepareSettings, told: dict[str, str]) -> None:
    rows = {name: value for _, name, value in labels.settings(as_on_a_card(settings))}
    assert rows | told == rows
    assert rows.get("author") == told.get("author")
    text = page(replace(demo_contents(), settings=as_on_a_card(settings)))
    section = text.partition('id="settings"')[2].partition("</section>")[0]
    assert all(value in section for value in told.values())
    assert not re.search(r"None|\(\)|\[\]|\('|\['|<td></td>", section)


def test_a_mixture_is_on_the_page_and_nothing_of_it_without_one() -> None:
    parts = [BlendPart("George Sand", 0.7, 0.6996, 777_904, 900_000),
             BlendPart("Jules Verne", 0.3, 0.3004, 333_391, 333_391)]  # fmt: skip
    text = page(replace(demo_contents(), blend=parts))
    table = text.partition("Le mélange qui apprend")[2].partition("</table>")[0]
    for said in ("George Sand", "70,0\u202f%", "777\u202f904", "900\u202f000", "Jules Verne"):
        assert said in table, said
    assert "mélange" not in page(demo_contents())


@pytest.mark.parametrize(("share", "clean"), [(0.0, True), (0.00001, True), (0.0004, False)])
def test_a_leak_is_said(share: float, clean: bool) -> None:
    leaks = [SplitLeak("test", "train", share)]
    text = page(replace(demo_contents(), split_leaks=leaks))
    assert (catalogue("fr")["report.leaks.clean"] in text) is clean
    assert (catalogue("fr")["report.leaks.leaking"] in text) is not clean


@pytest.mark.books
def test_the_page_of_a_large_shelf_stays_small(real_books: Path, tmp_path: Path) -> None:
    shelves = Path(labels.__file__).parents[1] / "sources" / "catalogue.toml"
    ids = tomllib.loads(shelves.read_text("utf-8"))["shelves"]["sand-all"]["train"]
    found = [next((real_books / "gutenberg" / "files" / i).iterdir()) for i in ids]
    books = [raw_book(path, i, f"Livre {i}") for path, i in zip(found, ids, strict=True)]
    write_report(corpus_of(books), tmp_path)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert len(text.encode()) < LARGEST_PAGE
    assert 1 <= text.count("Creating the works") < 10 < len(ids)  # a few versions of the licence
