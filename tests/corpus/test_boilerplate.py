"""What is cut, and why: every reason, and the text that must not be taken for it."""

import ast
from pathlib import Path

import pytest

from aurore.base.messages import catalogue
from aurore.corpus.cleaning import boilerplate
from aurore.corpus.cleaning.blocks import split_blocks
from aurore.corpus.cleaning.boilerplate import marker_bounds, separate

PROSE = (
    "L'hiver où je fus retenu six semaines à la ferme de la Chaume-Basse, par\n"
    "une jambe foulée et par le mauvais état des routes, j'appris deux choses."
)
LAST = PROSE.replace("L'hiver", "L'été")


def reasons(text: str) -> list[tuple[str, str]]:
    """(first line, reason) of every cut."""
    return [(c.block.lines[0], c.reason) for c in separate(split_blocks(text.split("\n"))).cuts]


def kept(text: str) -> list[str]:
    return [block.text for block in separate(split_blocks(text.split("\n"))).kept]


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
    lines = ["Title: Lélia", *start, "", "texte", end, "licence"]
    first, last = marker_bounds(lines)
    assert lines[first:last] == ["", "texte"]


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
    lines = ["un", line, "deux"]
    assert marker_bounds(lines) == (0, 3)


def test_without_markers_everything_is_the_book() -> None:
    assert marker_bounds([]) == (0, 0)
    assert marker_bounds(["un", "deux"]) == (0, 2)


def test_a_file_cut_short_ends_where_it_ends() -> None:
    lines = ["*** START OF THIS PROJECT GUTENBERG EBOOK LÉLIA ***", "un", "deux"]
    assert marker_bounds(lines) == (1, 3)


def test_the_end_marker_comes_before_the_closing_line() -> None:
    lines = ["un", "End of Project Gutenberg's Lélia", "*** END OF THE PROJECT GUTENBERG EBOOK ***"]
    assert marker_bounds(lines) == (0, 2)


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
        (["LÉLIA", "_À ma mère_", PROSE], PROSE.replace("\n", " ")),
        ([PROSE], PROSE.replace("\n", " ")),
    ],
)
def test_the_book_begins_with_its_first_heading(blocks: list[str], first: str) -> None:
    text = "\n\n".join([*blocks, LAST])
    assert kept(text)[0] == first
    assert {reason for _, reason in reasons(text)} <= {"title_page"}


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


# ── Summaries ────────────────────────────────────────────────────────────────────────────────────


def test_a_summary_under_a_chapter_heading_goes() -> None:
    summary = "Pourquoi ce livre?--Mon nom et mon âge.--Reproches à mon biographe."
    text = "\n\n".join([book(), "CHAPITRE II", summary, PROSE])
    assert reasons(text) == [(summary, "summary")]


@pytest.mark.parametrize("first", ["--Oui, dit-il.--Non.", "--Oui.", "Il vint.--Elle partit."])
def test_a_dialogue_under_a_chapter_heading_stays(first: str) -> None:
    assert first in kept("\n\n".join([book(), "CHAPITRE II", first, PROSE]))


def test_every_block_is_kept_or_cut_once() -> None:
    text = "\n\n".join(["LÉLIA", "1867", book("* * *", "[1] Note.", "--Oui."), "FIN", "LISTE"])
    blocks = split_blocks(text.split("\n"))
    separated = separate(blocks)
    numbers = [b.number for b in separated.kept] + [c.block.number for c in separated.cuts]
    assert sorted(numbers) == [b.number for b in blocks]
    assert [c.block.number for c in separated.cuts] == sorted(
        c.block.number for c in separated.cuts
    )


def reasons_in_the_source() -> set[str]:
    """Every reason that `boilerplate.py` writes, read in its text."""
    tree = ast.parse(Path(boilerplate.__file__).read_text(encoding="utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {
        word
        for word in map(str, words)
        if f"reasons.{word}" in catalogue("fr") or word.endswith(("_note", "_page", "_end"))
    }


def test_every_reason_has_its_message() -> None:
    found = reasons_in_the_source()
    assert len(found) >= 10
    for code in ("fr", "en"):
        assert {f"reasons.{reason}" for reason in found} <= set(catalogue(code))
