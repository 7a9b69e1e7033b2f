"""What is cut, and why: every reason, and the text that must not be taken for it."""

import ast
from pathlib import Path

import pytest

from aurore.base.errors import UserError
from aurore.base.messages import catalogue
from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning import boilerplate
from aurore.corpus.cleaning.blocks import split_blocks
from aurore.corpus.cleaning.boilerplate import separate
from aurore.corpus.cleaning.book import CleanBook, clean_book
from aurore.corpus.cleaning.markers import marker_bounds
from aurore.corpus.sources.catalogue import known_books

PROSE = (
    "L'hiver où je fus retenu six semaines à la ferme de la Chaume-Basse, par\n"
    "une jambe foulée et par le mauvais état des routes, j'appris deux choses."
)
LAST = PROSE.replace("L'hiver", "L'été")
WHOLE = PrepareSettings(largest_cut=1.0)


def reasons(text: str) -> list[tuple[str, str]]:
    """(first line, reason) of every cut."""
    return [(c.block.lines[0], c.reason) for c in separate(split_blocks(text)).cuts]


def kept(text: str) -> list[str]:
    return [block.text for block in separate(split_blocks(text)).kept]


def book(*blocks: str) -> str:
    return "\n\n".join(["CHAPITRE I", PROSE, *blocks, LAST])


# ── Markers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "start",
    [
        ["*** START OF THIS PROJECT GUTENBERG EBOOK LÉLIA ***"],
        ["*** START OF THE PROJECT GUTENBERG EBOOK LÉLIA ***"],
        ["***START OF THE PROJECT GUTENBERG EBOOK PAULINE***"],
        ["*** START OF THIS PROJECT GUTENBERG EBOOK, LÉLIA ***"],
        ["*** start of this project gutenberg ebook lélia ***"],
        ["*** START OF THIS PROJECT GUTENBERG EBOOK HISTOIRE DE MA", "VIE, LIVRE 1 ***"],
        ["***START OF THE PROJECT GUTENBERG EBOOK UN", "TITRE", "LONG***"],
        ["*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*"],
        ["*** END THE SMALL PRINT! FOR PUBLIC DOMAIN EBOOKS ***"],
    ],
    ids=lambda lines: lines[0][:50],
)
@pytest.mark.parametrize(
    "end",
    [
        "*** END OF THIS PROJECT GUTENBERG EBOOK LÉLIA ***",
        "*** END OF THE PROJECT GUTENBERG EBOOK LÉLIA ***",
        "***END OF THE PROJECT GUTENBERG EBOOK PAULINE***",
        "End of the Project Gutenberg EBook of Lélia, by George Sand",
        "End of Project Gutenberg's Lélia, by George Sand",
        "End of The Project Gutenberg Etext of The Voyage Out",
        "This is the end of the Project Gutenberg EBook",
        "Fin de Project Gutenberg",
    ],
)
def test_marker_bounds(start: list[str], end: str) -> None:
    text = "\n".join(["Title: Lélia", *start, "", "texte", end, "licence"])
    first, last = marker_bounds(text)
    assert text[first:last] == "\ntexte\n"


@pytest.mark.parametrize(
    "line",
    [
        "SEND DONATIONS",
        "APPENDICE",
        "LE DIFFÉREND",
        "FIN",
        "THE END",
        "END",
        "Il lut: *** END OF THE PROJECT GUTENBERG EBOOK ***",
        "*** START: FULL LICENSE ***",
        "La fin de Gutenberg",
    ],
)
def test_nothing_is_cut_by_the_word_end(line: str) -> None:
    text = f"un\n{line}\ndeux"
    assert marker_bounds(text) == (0, len(text))


def test_without_markers_everything_is_the_book() -> None:
    assert marker_bounds("") == (0, 0)
    assert marker_bounds("un\ndeux") == (0, 7)


def test_a_file_cut_short_ends_where_it_ends() -> None:
    text = "*** START OF THIS PROJECT GUTENBERG EBOOK LÉLIA ***\nun\ndeux"
    assert text[slice(*marker_bounds(text))] == "un\ndeux"


def test_the_end_marker_comes_before_the_closing_line() -> None:
    text = "un\nEnd of Project Gutenberg's Lélia\n*** END OF THE PROJECT GUTENBERG EBOOK ***"
    assert text[slice(*marker_bounds(text))] == "un\nEnd of Project Gutenberg's Lélia\n"


# ── Reasons ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Produced by Renald Levesque and the Online Distributed", "credits"),
        ("E-text prepared by Chuck Greif", "credits"),
        ("Produit par les volontaires du projet", "credits"),
        ("images generously made available by the\nBibliothèque nationale (Gallica)", "credits"),
        ("Distributed Proofreading Team at https://www.pgdp.net", "credits"),
        ("End of the Project Gutenberg EBook of Lélia, by George Sand", "credits"),
        ("End of Project Gutenberg's Lélia", "credits"),
        ("Note de transcription: L'orthographe d'origine a été conservée.", "transcriber_note"),
        ("[Note du transcripteur: la page 12 manque.]", "transcriber_note"),
        ("Transcriber's note: accents have been kept.", "transcriber_note"),
        ("Les erreurs clairement introduites par le typographe", "transcriber_note"),
        ("L'orthographe a été conservée.", "transcriber_note"),
        ("Cette version électronique reproduit le texte de 1869.", "transcriber_note"),
        ("[Illustration]", "illustration"),
        ("[ILLUSTRATION]", "illustration"),
        ("[Illustration: la roue\ndu moulin]", "illustration"),
        ("[Illustration: une]\n[Illustration: deux]", "illustration"),
        ("* * * * *", "ornament"),
        ("----------", "ornament"),
        ("[1] En patois.", "note"),
        ("[A] En patois.", "note"),
        ("[Note 1: En patois.]", "note"),
        ("[Note 7. En patois.]", "note"),
        ("[Footnote 3: En patois.]", "note"),
        ("Note 12: En patois.", "note"),
        ("(1) En patois.", "note"),
    ],
)
def test_a_block_is_cut_with_its_reason(text: str, reason: str) -> None:
    assert reasons(book(text)) == [(text.split("\n")[0], reason)]
    assert kept(book(text)) == kept(book())


@pytest.mark.parametrize(
    "text",
    [
        "--Oui.",
        "Note bien: je n'ai rien promis.",
        "Notre maître: un homme dur.",
        "Fin comme l'ambre, il se tut.",
        "Fin de l'hiver.",
        "Enfin!",
        "(Il sort.)",
        "[Il sort.]",
        "1848 commençait mal.",
        "Il lui fit un dessin: [Illustration] et s'en alla.",
        "On l'a produit par force devant le juge.",
        "C'est le différend qui les sépara.",
        "L'errata était plus long que le livre.",
        "_Vive la joie!_",
    ],
)
def test_a_line_of_the_author_stays(text: str) -> None:
    assert reasons(book(text)) == []
    assert text in kept(book(text))


def test_credits_are_only_looked_for_near_the_two_ends() -> None:
    filler = [f"{PROSE} {number}." for number in range(50)]
    text = "Produit par l'orage, le torrent emporta le pont du Project Gutenberg."
    assert text in kept(book(*filler, text, *filler))


# ── Before the first chapter ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("blocks", "first"),
    [
        (["LÉLIA", "PAR", "GEORGE SAND", "PARIS\nCALMANN LÉVY", "1867", "I", PROSE], "I"),
        (["LÉLIA", "par George Sand", "CHAPITRE PREMIER", PROSE], "CHAPITRE PREMIER"),
        (["LÉLIA", "1867", "PREMIÈRE PARTIE", "CHAPITRE I", PROSE], "PREMIÈRE PARTIE"),
        (["LÉLIA", "I", "OÙ L'ON ENTEND UNE CLOCHE", PROSE], "I"),
        (["LÉLIA", "1867", "I", "--Qui est là?", "--Moi.", PROSE], "I"),
        (["LÉLIA", "1867", "I", "UNE CLOCHE", "Je dormais.", PROSE], "I"),
        (["LÉLIA", "1867", "I", *["--Qui est là?"] * 12, PROSE], "I"),
        (["LÉLIA", "1867", "I", "«Mon ami.»", PROSE], "I"),
        # on purpose: a dedication is the author's, so it stays
        (["LÉLIA", "_À ma mère_", PROSE], "_À ma mère_"),
        (["LÉLIA", "_À ma mère_", "1867", "I", PROSE], "_À ma mère_"),
        (["LÉLIA", "À ma mère", "PARIS, CALMANN LÉVY, ÉDITEUR", "I", PROSE], "I"),
        ([PROSE], PROSE.replace("\n", " ")),
    ],
)
def test_the_book_begins_with_its_first_heading(blocks: list[str], first: str) -> None:
    text = "\n\n".join([*blocks, LAST])
    assert kept(text)[0] == first
    assert {reason for _, reason in reasons(text)} <= {"title_page"}


def test_the_authors_name_on_the_title_page_is_no_heading() -> None:
    blocks = split_blocks("\n\n".join(["LÉLIA", "PAR", "GEORGE SAND", PROSE, LAST]))
    assert separate(blocks, "George Sand").kept[0].text == PROSE.replace("\n", " ")
    assert separate(blocks, "Aurore").kept[0].text == "LÉLIA", "capitals are headings"


def test_a_title_of_the_title_page_goes_wherever_it_comes_again_but_not_a_signature() -> None:
    front = ["LES DAMES VERTES", "PAR", "GEORGE SAND", "1867", "NOTICE", PROSE, "GEORGE SAND."]
    text = "\n\n".join([*front, "LES DAMES VERTES", "I", PROSE, "LES DAMES NOIRES", LAST])
    separated = separate(split_blocks(text), "George Sand")
    kept_texts = [block.text for block in separated.kept]
    assert kept_texts[0] == "NOTICE"
    assert "GEORGE SAND." in kept_texts and "LES DAMES NOIRES" in kept_texts
    assert "LES DAMES VERTES" not in kept_texts
    assert {cut.reason for cut in separated.cuts} == {"title_page"}


def test_what_reading_has_found_is_believed_against_the_rules() -> None:
    text = "\n\n".join(["LÉLIA", "1867", book("* * *", "[1] Note.")])
    lines = text.split("\n")
    star, prose = lines.index("* * *") + 1, lines.index(PROSE.split("\n")[0]) + 1
    blocks = split_blocks(text)
    by_hand = [(1, 3, ""), (star, star, ""), (prose, prose + 1, "editor")]
    separated = separate(blocks, by_hand=by_hand)
    assert [b.text for b in separated.kept[:2]] == ["LÉLIA", "1867"]
    assert "* * *" in [b.text for b in separated.kept]
    assert [(c.block.number, c.reason) for c in separated.cuts if c.reason != "note"] == [
        (prose, "editor")
    ]


# ── After the last line ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("blocks", "gone"),
    [
        (["Typographie L. Schnauss"], ["after_the_end"]),
        (["GEORGE SAND."], ["after_the_end"]),
        (["Paris.--Imprimerie de Clichy."], ["after_the_end"]),
        (["FIN", "OEUVRES DE GEORGE SAND", "VALENTINE   1 --"], None),
        (["Liste des modifications:", "page 13: l'aure.", "page 14: ente."], ["corrections"] * 3),
        (["Errata", "page 13, lisez: une."], ["corrections"] * 2),
    ],
)
def test_what_follows_the_last_line_goes(blocks: list[str], gone: list[str] | None) -> None:
    text = "\n\n".join([book(), *blocks])
    assert kept(text) == kept(book())
    expected = gone or ["closing_word", "after_the_end", "after_the_end"]
    assert [reason for _, reason in reasons(text)] == expected


def test_a_list_of_corrections_in_the_middle_takes_nothing_else() -> None:
    listed = ["Liste des corrections", "page 13: l'aure.", "page 14: ente.", "Ibid."]
    last = "page 15, lisez: une."
    assert reasons(book(*listed, last)) == [(line, "corrections") for line in (*listed, last)]
    assert kept(book(*listed, last)) == kept(book())
    assert kept(book("Errata", PROSE, LAST)) == kept(book(PROSE, LAST))


def test_a_last_paragraph_may_speak_of_a_printer() -> None:
    last = PROSE.replace("routes", "routes de l'imprimerie royale")
    assert kept("\n\n".join([book(), last]))[-1] == last.replace("\n", " ")


CLOSINGS = ["FIN", "FIN.", "FIN DU TOME PREMIER.", "_FIN DE LÉLIA._", "THE END"]


@pytest.mark.parametrize("closing", CLOSINGS)
def test_fin_in_the_middle_closes_a_volume_and_not_the_book(closing: str) -> None:
    filler = [f"{PROSE} {number}." for number in range(10)]
    text = book(closing, *filler)
    assert reasons(text) == [(closing, "closing_word")]
    assert kept(text) == kept(book(*filler))


@pytest.mark.parametrize("closing", CLOSINGS)
def test_fin_at_the_end_goes(closing: str) -> None:
    text = f"{book()}\n\n{closing}"
    assert reasons(text) == [(closing, "closing_word")]
    assert kept(text) == kept(book())


@pytest.mark.parametrize("line", ["FIN", "FIN."])
def test_fin_under_a_heading_is_its_title(line: str) -> None:
    text = "\n\n".join([book(), "CHAPITRE IX", line, PROSE])
    assert reasons(text) == []


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("TABLE", ["I. Le moulin", "II. La roue"]),
        ("TABLE DES MATIÈRES", ["I.--Le moulin      1", "II.--La roue      20"]),
        ("Table des chapitres.", ["Le moulin", "La roue"]),
        ("TABLE DES LETTRES.", ["LETTRE I. Léonce à Delphine. Paris, 12 mai 1790."]),
        ("CONTENTS", ["I", "II"]),
        ("TABLE DU TOME PREMIER", ["LE MOULIN.", "LA ROUE."]),
    ],
)
def test_a_table_of_contents_goes_at_both_ends(heading: str, lines: list[str]) -> None:
    at_the_end = "\n\n".join([book(), heading, *lines])
    assert reasons(at_the_end) == [(line, "contents") for line in (heading, *lines)]
    first = "\n\n".join([heading, *lines, "LE MOULIN DES DEUX-EAUX", book()])
    assert reasons(first) == [
        (line, "contents") for line in (heading, *lines, "LE MOULIN DES DEUX-EAUX")
    ]
    assert kept(first) == kept(at_the_end) == kept(book())


@pytest.mark.parametrize(
    "text",
    [
        "Table rase! dit-il, et il n'en fut plus question de toute la soirée.",
        "Tableau! Il sortit.",
    ],
)
def test_a_paragraph_that_begins_like_a_table_stays(text: str) -> None:
    assert text in kept(book(text))
    assert reasons(book(text)) == []


# ── Summaries ────────────────────────────────────────────────────────────────────────────────────


def test_a_summary_under_a_chapter_heading_goes() -> None:
    summary = "Pourquoi ce livre?--Mon nom et mon âge.--Reproches à mon biographe."
    text = "\n\n".join([book(), "CHAPITRE II", summary, PROSE])
    assert reasons(text) == [(summary, "summary")]


@pytest.mark.parametrize("first", ["--Oui, dit-il.--Non.", "--Oui.", "Il vint.--Elle partit."])
def test_a_dialogue_under_a_chapter_heading_stays(first: str) -> None:
    assert first in kept("\n\n".join([book(), "CHAPITRE II", first, PROSE]))


@pytest.mark.parametrize("page", ["[p. 12]", "{12}", "(page 12)", "[Pg 12]"])
def test_a_page_number_in_brackets_goes(page: str) -> None:
    assert reasons(book(page)) == [(page, "running_head")]


@pytest.mark.parametrize("line", ["12", "1848", "p. 12"])
def test_a_number_without_brackets_stays(line: str) -> None:
    assert line in kept(book(line))


def test_every_block_is_kept_or_cut_once() -> None:
    text = "\n\n".join(["LÉLIA", "1867", book("* * *", "[1] Note.", "--Oui."), "FIN", "LISTE"])
    blocks = split_blocks(text)
    separated = separate(blocks)
    numbers = [b.number for b in separated.kept] + [c.block.number for c in separated.cuts]
    assert sorted(numbers) == [b.number for b in blocks]
    assert [c.block.number for c in separated.cuts] == sorted(
        c.block.number for c in separated.cuts
    )


def reasons_in(path: Path) -> set[str]:
    """Every reason that a module can give a cut, read in its text."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Cut" | "_mark_front")):
                found |= strings(*node.args)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="reasons"), attr="append")):
                found |= strings(*node.args)
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id="reasons"))]):
                found |= strings(node.value)
            case ast.FunctionDef(returns=ast.BinOp(left=ast.Name(id="str"))):
                found |= strings(*(n for n in ast.walk(node) if isinstance(n, ast.Return)))
    return found


def strings(*nodes: ast.AST) -> set[str]:
    """The words written in some nodes, conditions aside."""
    constants = (n.value for node in nodes for n in ast.walk(node) if isinstance(n, ast.Constant))
    return {word for word in constants if isinstance(word, str)} - {"[{("}


MODULES = Path(boilerplate.__file__).parent.glob("*.py")
REASONS = set().union(*map(reasons_in, MODULES)) | {"heading"}


def test_the_reasons_are_found() -> None:
    assert {
        "after_the_end", "closing_word", "contents", "corrections", "credits", "gutenberg",
        "illustration", "language", "note", "ornament", "running_head", "summary", "title_page",
        "transcriber_note",
    } <= REASONS  # fmt: skip
    assert all(reason.replace("_", "").isalpha() for reason in REASONS)


def test_every_reason_has_its_message() -> None:
    by_hand = {
        reason for book in known_books().values() for ranges in (book.by_hand or {}).values()
        for _, _, reason in ranges if reason
    }  # fmt: skip
    for code in ("fr", "en"):
        assert {f"reasons.{reason}" for reason in REASONS | by_hand} <= set(catalogue(code))


# ── Mark-up ──────────────────────────────────────────────────────────────────────────────────────


def paragraphs(*blocks: str) -> list[tuple[str, str]]:
    """(kind, text) of the paragraphs between the first and the last of a book."""
    cleaned = clean_book(Book("1", "T", "A", "fr"), book(*blocks).encode(), WHOLE)
    return [(p.kind, p.text) for p in cleaned.paragraphs[1:-1]]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Il dit <i>quibus</i> et <b>RÉPONSE.</b>", "Il dit quibus et RÉPONSE."),
        ("G<small>INA</small> P<small>IETRA</small>, dit-il.", "GINA PIETRA, dit-il."),
        ("le XVIII<sup>e</sup> siècle, le 6^{e} dragons", "le XVIIIe siècle, le 6e dragons"),
        ('<p class="poem">Per me si va nell\' eterno', "Per me si va nell’ eterno"),
        ("/* And read their doom */", "And read their doom"),
        ("[/f _Entrent_ les deux.] f/", "Entrent les deux.]"),
        ("Il ***446*** sortit.", "Il sortit."),
        ("cette *belle* femme", "cette belle femme"),
        (
            "RIGHT\nPour le colonel, le maréchal des logis.",
            "Pour le colonel, le maréchal des logis.",
        ),
        ("Il vit [Illustration: la roue] le moulin.", "Il vit le moulin."),
        ("Le comte de *** vint, et M*** aussi.", "Le comte de *** vint, et M*** aussi."),
        ("5 < 6 et 7 > 6, N^o 3, le 1^er", "5 < 6 et 7 > 6, N° 3, le 1er"),
        ("l'an 2^{e}, n^{o} 3", "l’an 2e, n° 3"),
        ("R&eacute;p&#233;tez &laquo;Oui&raquo; &amp; Cie; AT&T;", "Répétez «Oui» & Cie; AT&T;"),
        ("&euro;&rdquo; Et vous?", "— Et vous?"),  # a dash in UTF-8, read as cp1252
        ("C'est l&acirc;&euro;&trade;oubli", "C’est l’oubli"),
    ],
)
def test_mark_up_goes_and_its_words_stay(written: str, text: str) -> None:
    assert paragraphs(written) == [("prose", text)]


def test_each_line_of_verse_is_a_paragraph_and_stars_between_stanzas_go() -> None:
    lines = ["Le vent qui vient", "Me rendra fou!", "* * *", "Gastibelza", "L'homme à la carabine"]
    verse = "\n".join(f"    {line}" for line in lines)
    assert paragraphs(verse) == [
        ("verse", "Le vent qui vient"),
        ("verse", "Me rendra fou!"),
        ("verse", "Gastibelza"),
        ("verse", "L’homme à la carabine"),
    ]


# ── Where things are ─────────────────────────────────────────────────────────────────────────────

START = "*** START OF THIS PROJECT GUTENBERG EBOOK LÉLIA ***"
END = "*** END OF THIS PROJECT GUTENBERG EBOOK LÉLIA ***"


@pytest.mark.parametrize(
    ("head", "tail", "outside"),
    [
        (["Title: Lélia", "", START], [END, "", "licence"], [(1, 3), (15, 17)]),
        ([START], [END], [(1, 1), (13, 13)]),
        ([], [END, "licence", ""], [(12, 13)]),
        (["", "Title: Lélia", START], [], [(1, 3)]),
        ([], [], []),
    ],
)
def test_what_stands_outside_the_markers_is_cut_in_its_place(
    head: list[str], tail: list[str], outside: list[tuple[int, int]]
) -> None:
    text = "\n".join([*head, "", book("* * *"), "", *tail])
    cleaned = clean_book(Book("1", "T", "A", "fr"), text.encode(), WHOLE)
    found = [
        (c.block.number, c.block.number + c.block.line_count - 1, c.reason) for c in cleaned.cuts
    ]
    assert [(first, last) for first, last, reason in found if reason == "gutenberg"] == outside
    assert found == sorted(found) and "ornament" in {reason for *_, reason in found}
    assert cleaned.cut_lines.get("gutenberg", 0) == sum(1 for line in [*head, *tail] if line)


# ── Refusals ─────────────────────────────────────────────────────────────────────────────────────


def cleaned_with(line: str, count: int, largest_cut: float, paragraphs: int = 100) -> CleanBook:
    """A book of so many paragraphs of two lines, with a line repeated between them."""
    blocks = [block for i in range(paragraphs) for block in (PROSE, *[line] * (i < count))]
    text = "\n\n".join([START, "I", *blocks, END, *["licence"] * 400])
    return clean_book(
        Book("1", "T", "A", "fr"), text.encode(), PrepareSettings(largest_cut=largest_cut)
    )


def test_a_book_that_would_lose_too_much_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        cleaned_with("* * *", 100, 0.2)
    assert caught.value.name == "too_much_cut"
    assert "33" in caught.value.problem, "the share, of the lines inside the markers"
    assert cleaned_with("* * *", 100, 0.4).cut_lines["ornament"] == 100
    assert cleaned_with("* * *", 40, 0.2).cut_lines["ornament"] == 40


def test_notes_and_headings_are_expected_to_go() -> None:
    assert cleaned_with("[1] En patois.", 100, 0.2).cut_lines["note"] == 100
    headings = cleaned_with("CHAPITRE II", 100, 0.2).cut_lines
    assert (headings["heading"], headings["after_the_end"]) == (100, 1), "the last leads nowhere"


def test_in_a_short_file_the_share_says_nothing() -> None:
    assert cleaned_with("* * *", 60, 0.2, paragraphs=60).cut_lines["ornament"] == 60


@pytest.mark.parametrize("text", [f"{START}\n\n{END}", "* * *\n\n[Illustration]", "", " \n\x0c\n"])
def test_a_file_without_text_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        clean_book(Book("1", "T", "A", "en"), text.encode(), WHOLE)
    assert caught.value.name == "no_text_left"
