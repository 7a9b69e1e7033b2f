"""What the chapters of a book are: the headings that are printed, and nothing else.

First small texts, one for each rule; then the books in which the rule was wanted.
"""

import re
from functools import cache
from itertools import groupby

import pytest
from real import clean_file, file_of, raw_lines

from aurore.base.records import Book
from aurore.base.settings import PrepareSettings
from aurore.corpus.cleaning.book import Paragraph, clean_book

PROSE = (
    "L'hiver où je fus retenu six semaines à la ferme de la Chaume-Basse, par une jambe\n"
    "foulée et par le mauvais état des routes, j'appris deux choses que je n'ai pas oubliées."
)
AGAIN = PROSE.replace("hiver", "automne")
WHOLE = PrepareSettings(largest_cut=1.0)


def text_of(*blocks: str | int) -> str:
    """Blocks one blank line apart, or as many as the number before says."""
    text, gap = "", 1
    for block in blocks:
        if isinstance(block, int):
            gap = block
        else:
            text, gap = text + "\n" * (gap + 1) + block, 1
    return text


def cleaned(*blocks: str | int) -> list[Paragraph]:
    return clean_book(
        Book("1", "T", "George Sand", "fr"), text_of(*blocks).encode(), WHOLE
    ).paragraphs


def chapters(*blocks: str | int) -> list[str]:
    """The chapters of a book made of these, in order."""
    return list(dict.fromkeys(paragraph.chapter for paragraph in cleaned(*blocks)))


def kinds(*blocks: str | int) -> list[tuple[str, str]]:
    """(kind, text) of its paragraphs."""
    return [(paragraph.kind, paragraph.text) for paragraph in cleaned(*blocks)]


# ── Titles ───────────────────────────────────────────────────────────────────────────────────────


def test_titles_in_small_letters_that_stand_apart_are_chapters() -> None:
    tales = ["Les Demoiselles", "La Grand'bête", "Les trois hommes de pierre"]
    blocks = [block for tale in tales for block in (4, tale, PROSE, "Il partit.", AGAIN)]
    assert chapters("I", PROSE, *blocks) == ["I", *(tale.replace("'", "’") for tale in tales)]
    near = [1 if block == 4 else block for block in blocks]
    assert chapters("I", PROSE, *near) == ["I"], "close to the text above they are text"
    assert chapters("I", PROSE, *blocks[:10]) == ["I"], "two are chance"


@pytest.mark.parametrize(
    "heading",
    [
        "LXXXVIII. L'esprit et le bras",
        "XC. Le bras et l'esprit",
        "CCXLIV",
        "DCXXXIII.",
        "Chapitre XX\n_Aland! Zealand!_",
        "CHAPITRE XVI\nOÙ M. LE GARDE DES SCEAUX SÉGUIER CHERCHA PLUS D'UNE FOIS LA\n"
        "CLOCHE POUR LA SONNER, COMME IL LE FAISAIT AUTREFOIS",
    ],
)
def test_large_numbers_and_long_titles_are_headings(heading: str) -> None:
    found = chapters("I", PROSE, heading, AGAIN)
    assert len(found) == 2
    words = re.findall(r"\w+", heading.replace("_", ""))
    assert re.findall(r"\w+", found[1].replace("’", "'")) == words


@pytest.mark.parametrize(
    "text",
    [
        "MM. Duteil et Planet",
        "D. Juan sortit alors.",
        "Nuit d'orage et de terreur.",
        "Journée d'angoisse.",
        "Partie de bon matin,",
        "Livre-moi ton secret!",
    ],
)
def test_what_begins_as_a_number_and_is_none_is_text(text: str) -> None:
    assert chapters("I", PROSE, text, AGAIN) == ["I"]


def test_a_table_of_numbers_is_no_title() -> None:
    table = "\n".join(f"CHAPITRE {number}" for number in ("I", "II", "III", "IV", "V", "VI"))
    assert chapters("CHAPITRE I", PROSE, table, AGAIN)[0] == "CHAPITRE I"


@pytest.mark.parametrize(
    ("titles", "chapter"),
    [
        (["CORINNE", "OU", "L'ITALIE"], "CORINNE OU L’ITALIE"),
        (["LES", "AMOURS", "DE", "L'AGE D'OR"], "LES AMOURS DE L’AGE D’OR"),
        (["XI,", "UNE OMBRE."], "XI, UNE OMBRE"),
    ],
)
def test_the_lines_of_a_title_make_one_name(titles: list[str], chapter: str) -> None:
    assert chapters("I", PROSE, 3, *titles, AGAIN)[-1] == chapter


def test_a_title_of_the_title_page_over_a_text_is_its_heading() -> None:
    front = ("LES DEUX CONTES", 3, "LA SOCIÉTÉ", 3, "PARIS, 1855", 3)
    book = (*front, "I", PROSE, 3, "LA SOCIÉTÉ", 2, AGAIN, "LA SOCIÉTÉ", PROSE + " Oui.")
    assert chapters(*book) == ["I", "LA SOCIÉTÉ"]
    assert [text for _, text in kinds(*book)].count("LA SOCIÉTÉ") == 0, "the second heads a page"


def test_after_the_end_of_a_tale_the_title_and_the_dedication_of_the_next_stay() -> None:
    dedication = ("A MADAME LA DUCHESSE D'ABRANTÈS,", "_Son serviteur_,", "Paris, août 1835.")
    book = ("LE BAL", 3, "I", PROSE, "FIN.", 3, "LA FEMME", *dedication, 2, *[AGAIN] * 13)
    assert chapters(*book) == ["I", "LA FEMME, A MADAME LA DUCHESSE D’ABRANTÈS"]
    assert ("prose", "Paris, août 1835.") in kinds(*book)
    volume = ("LE BAL", 3, "I", PROSE, "FIN.", 3, "LE BAL", "TOME II", "PARIS, 1855", 2, "I", AGAIN)
    assert chapters(*volume) == ["I"], "there a volume begins"


# ── What is no title ─────────────────────────────────────────────────────────────────────────────


def test_numbers_are_chapters_when_they_follow_each_other() -> None:
    def numbered(*numbers: int) -> list[str | int]:
        return [block for number in numbers for block in (2, f"{number}.", PROSE, AGAIN)]

    assert chapters(*numbered(1, 2, 3, 4)) == ["1", "2", "3", "4"]
    assert chapters("I", PROSE, *numbered(28, 12, 26, 27)) == ["I"], "days of a diary"
    assert ("prose", "28.") in kinds("I", PROSE, *numbered(28, 12, 26, 27))


def test_the_name_under_a_letter_is_its_signature() -> None:
    book = ("LETTRE I", PROSE, "DELPHINE D'ALBÉMAR.", 4, "LETTRE II", AGAIN, "LÉONCE.", 4)
    assert chapters(*book, "LETTRE III", PROSE) == ["LETTRE I", "LETTRE II", "LETTRE III"]
    assert ("prose", "DELPHINE D’ALBÉMAR.") in kinds(*book, "LETTRE III", PROSE)


def test_an_epigraph_set_in_is_text() -> None:
    book: list[str | int] = []
    for number, title in (("I", "UN MAIRE"), ("II", "L'ENNUI"), ("III", "LE BAL")):
        book += [4, f"CHAPITRE {number}", title, "    Cunctando restituit rem.", "    ENNIUS", 2]
        book += [PROSE, AGAIN]
    assert chapters(*book) == [
        "CHAPITRE I, UN MAIRE",
        "CHAPITRE II, L’ENNUI",
        "CHAPITRE III, LE BAL",
    ]
    assert kinds(*book)[1] == ("prose", "ENNIUS")


def test_a_title_that_is_centred_is_a_title() -> None:
    book: list[str | int] = []
    for number, title in (("I", "UN MAIRE"), ("II", "L'ENNUI"), ("III", "LE BAL")):
        book += [4, f"CHAPITRE {number}", f"          {title}", 2, PROSE, AGAIN]
    assert chapters(*book) == [
        "CHAPITRE I, UN MAIRE",
        "CHAPITRE II, L’ENNUI",
        "CHAPITRE III, LE BAL",
    ]


@pytest.mark.parametrize(
    ("above", "capitals", "below"),
    [
        ("Il lut sur la porte ces mots tracés d'une main tremblante:", "ICI L'ON RASE.", PROSE),
        ("Et la lettre finissait ainsi.", "GIOVANNA MOROSINI,", "qui vous bénira toujours."),
        ("Il décacheta.", "BILLET.", "«Puisque vous allez vous marier, Lionel, rendez-moi tout.»"),
    ],
)
def test_capitals_inside_a_text_are_text(above: str, capitals: str, below: str) -> None:
    assert chapters("I", PROSE, above, capitals, below, AGAIN) == ["I"]


def test_a_preface_ends_with_its_signature() -> None:
    notice = ("NOTICE", PROSE, "GEORGE SAND.", "Nohant, 25 août 1855.")
    assert chapters(*notice, "* * *", AGAIN, PROSE) == ["NOTICE", ""]
    assert chapters(*notice, 4, AGAIN, PROSE) == ["NOTICE", ""]
    assert chapters(*notice, 4, "I", AGAIN) == ["NOTICE", "I"]
    assert chapters(*notice, AGAIN) == ["NOTICE"], "a postscript"


# ── Plays ────────────────────────────────────────────────────────────────────────────────────────

SPEECH = (
    "Il me semble, en vérité, que j'entends marcher dans la cour: qui va là?\n"
    "Arrête, qui que tu sois, et dis-moi ton nom, ou je tire."
)
SPEECHES: list[str | int] = [
    block
    for name in ("RAZETTA.", "LAURETTE.", "LE MARQUIS.", "GRIMM.") * 4
    for block in (name, SPEECH)
]
PLAY = (
    "ACTE PREMIER", "SCÈNE PREMIÈRE", "RAZETTA, LAURETTE.", *SPEECHES, "FIN.", 4,
    "FANTASIO", "COMÉDIE EN DEUX ACTES", "1833", 4,
    "PERSONNAGES.", "LE ROI DE BAVIÈRE.\nSPARK, }\nHARTMAN, }  jeunes gens de la ville.",
    "_La scène est à Munich._", 4, "ACTE PREMIER", "SCÈNE PREMIÈRE", *SPEECHES,
    "SCÈNE II.--LES MÊMES, LE BARON DE RABOISSON, qui entre par la porte du fond avec une épée,"
    "\net qui s'arrête.", *SPEECHES, 4,
    "ADDITIONS ET VARIANTES", "1.--PAGE 51.", *SPEECHES,
)  # fmt: skip


def test_a_play_has_its_name_its_persons_and_its_scenes() -> None:
    assert list(dict.fromkeys(chapters(*PLAY))) == [
        "ACTE PREMIER, SCÈNE PREMIÈRE",
        "FANTASIO, COMÉDIE EN DEUX ACTES, 1833, PERSONNAGES",
        "FANTASIO, ACTE PREMIER, SCÈNE PREMIÈRE",
        "FANTASIO, ACTE PREMIER, SCÈNE II",
        "ADDITIONS ET VARIANTES",
    ]
    found = kinds(*PLAY)
    assert found[0] == ("stage", "RAZETTA, LAURETTE.")
    assert found[1] == ("speaker", "RAZETTA.")
    persons = [text for kind, text in found if kind == "stage"][1:4]
    assert persons == ["LE ROI DE BAVIÈRE.", "SPARK,", "HARTMAN, jeunes gens de la ville."]
    assert not [text for _, text in found if "PAGE" in text or "SCÈNE" in text]
    assert [kind for kind, text in found if text.startswith("LES MÊMES, LE BARON")] == ["stage"]


def test_a_scene_has_the_name_of_all_it_stands_under() -> None:
    parts = [
        block
        for part in ("PREMIÈRE PARTIE", "DEUXIÈME PARTIE")
        for tableau in ("PREMIER TABLEAU", "DEUXIÈME TABLEAU")
        for block in ([part] if tableau == "PREMIER TABLEAU" else [])
        + [tableau, *SPEECHES, "SCÈNE PREMIÈRE", *SPEECHES]
    ]
    assert chapters(*parts) == [
        "PREMIÈRE PARTIE, PREMIER TABLEAU",
        "PREMIÈRE PARTIE, PREMIER TABLEAU, SCÈNE PREMIÈRE",
        "PREMIÈRE PARTIE, DEUXIÈME TABLEAU",
        "PREMIÈRE PARTIE, DEUXIÈME TABLEAU, SCÈNE PREMIÈRE",
        "DEUXIÈME PARTIE, PREMIER TABLEAU",
        "DEUXIÈME PARTIE, PREMIER TABLEAU, SCÈNE PREMIÈRE",
        "DEUXIÈME PARTIE, DEUXIÈME TABLEAU",
        "DEUXIÈME PARTIE, DEUXIÈME TABLEAU, SCÈNE PREMIÈRE",
    ]


def test_a_file_that_begins_with_a_play_keeps_its_persons() -> None:
    start = PLAY.index("PERSONNAGES.")
    book = ("FANTASIO", 3, "PARIS, 1867", 4, *PLAY[start:])
    assert chapters(*book)[0] == "PERSONNAGES"
    assert kinds(*book)[0] == ("stage", "LE ROI DE BAVIÈRE.")


# ── The books ────────────────────────────────────────────────────────────────────────────────────


@cache
def paragraphs(book_id: str) -> list[Paragraph]:
    return clean_file(file_of(book_id)).paragraphs


def names(book_id: str) -> list[str]:
    """The chapters of a real book, in order, each once."""
    return list(dict.fromkeys(paragraph.chapter for paragraph in paragraphs(book_id)))


@pytest.fixture
def _books(real_books: object) -> None:
    """Skips where the books are not."""


LEGENDS = """
Avant-propos|Les Pierres-Sottes ou Pierres-Caillasses|Les Demoiselles
Les Laveuses de nuit ou Lavandières|La Grand’bête|Les trois hommes de pierre|Le follet d’Ep-nell
Le casseu’ de bois|Le meuneu’ de loups|Le lupeux|Le moine des Étangs-Brisses|Les Flambettes
Lubins ou Lupins
"""


@pytest.mark.books
@pytest.mark.usefixtures("_books")
class TestBooks:
    """The books in which each rule was wanted."""

    def test_the_legends_have_their_titles(self) -> None:
        assert names("17911") == ["", *re.split(r"[|\n]", LEGENDS.strip())]

    @pytest.mark.parametrize(("book_id", "last"), [("13951", 67), ("13952", 98)])
    def test_no_chapter_of_the_musketeers_is_lost(self, book_id: str, last: int) -> None:
        numbers = [re.match(r"(?:CHAPITRE )?([IVXLC]+|PREMIER)\b", name) for name in names(book_id)]
        assert len({found[1] for found in numbers if found}) == last

    def test_a_novel_without_headings_is_not_its_preface(self) -> None:
        """« Spiridion » and « Lavinia » have none: nothing but stars and blank lines is printed."""
        assert names("15239") == ["NOTICE", ""]
        notice = [p.text for p in paragraphs("15239") if p.chapter == "NOTICE"]
        assert notice[-2:] == ["GEORGE SAND.", "Nohant, 25 août 1855."]
        assert names("13016") == ["LAVINIA, AN OLD TALE"]

    @pytest.mark.parametrize("book_id", ["17589", "41211", "43851"])
    def test_no_day_is_a_chapter(self, book_id: str) -> None:
        assert not [name for name in names(book_id) if re.fullmatch(r"[\W\d]+", name)]
        days = [line.strip() for line in raw_lines(file_of(book_id))]
        kept = [p.text for p in paragraphs(book_id)]
        assert all(kept.count(day) for day in ("28.", "12.") if day in days and book_id == "17589")

    def test_epigraphs_are_in_no_chapter_of_the_red_and_the_black(self) -> None:
        found = names("798")
        assert found[:3] == [
            "VOLUME PREMIER",
            "CHAPITRE PREMIER, UNE PETITE VILLE",
            "CHAPITRE II, UN MAIRE",
        ]
        assert all(name.count(",") <= 1 or "CLERGÉ" in name for name in found)
        kept = [paragraph.text for paragraph in paragraphs("798")]
        assert {"Danton", "HOBBES", "BARNAVE", "SHAKESPEARE.", "TEMPEST."} <= set(kept)

    def test_every_scene_of_cadio_is_a_chapter(self) -> None:
        printed = [re.match(r"SC[ÈE]NE", line) for line in raw_lines(file_of("28977"))]
        runs = [name for name, _ in groupby(paragraph.chapter for paragraph in paragraphs("28977"))]
        assert sum("SCÈNE" in name for name in runs) == sum(map(bool, printed)) > 90
        assert not [p for p in paragraphs("28977") if p.text.startswith("SCÈNE")]

    def test_the_plays_of_musset_have_their_names(self) -> None:
        plays = ("LA NUIT VÉNITIENNE", "ANDRÉ DEL SARTO", "LES CAPRICES DE MARIANNE", "FANTASIO",
                 "ON NE BADINE PAS", "BARBERINE")  # fmt: skip
        for play in plays:
            assert [name for name in names("20246") if name.startswith(play)], play
        heads = [name for name in names("20246") if name.startswith("ADDITIONS ET VARIANTES, EX")]
        assert len(heads) == 2
        acts = [name for name in names("20246") if re.match("ACTE |SCÈNE ", name)]
        assert not acts, "every act and every scene says of which play"
        found = {p.text: p.kind for p in paragraphs("20246")}
        assert found["LE ROI DE BAVIÈRE."] == found["PAYSANS, VALETS."] == "stage"
        assert found["ROSEMBERG, L’HÔTELIER."] == "stage"
        assert not [text for text in found if re.fullmatch(r"\d+\. — PAGE \d+\.?", text)]

    def test_the_letters_of_delphine_are_not_named_by_who_signs(self) -> None:
        signed = re.compile(r"DE LEBENSEI|DE VERNON|^LÉONCE|D’ALBÉMAR|^THÉRÈSE|DE CERLEBE")
        assert not [name for name in names("7812") if signed.search(name)]
        kept = [paragraph.text for paragraph in paragraphs("7812")]
        for name in ("DELPHINE D'ALBÉMAR.", "ÉLISE DE LEBENSEI.", "LÉONCE."):
            printed = [line.strip() for line in raw_lines(file_of("7812"))].count(name)
            assert kept.count(name.replace("'", "’")) == printed > 0, name
        signed_delphine = {p.line for p in paragraphs("7812") if p.text == "DELPHINE."}
        assert signed_delphine == {8437, 25629}, "elsewhere it is the book's title"

    @pytest.mark.parametrize(
        ("book_id", "tales"),
        [
            (
                "29220",
                [
                    "A HAUNTED HOUSE",
                    "A SOCIETY",
                    "MONDAY OR TUESDAY",
                    "KEW GARDENS",
                    "THE MARK ON THE WALL",
                ],
            ),
            ("13231", ["II. LES DEUX MAÎTRESSES", "IV. LE FILS DU TITIEN", "V. MARGOT"]),
            ("43851", ["UNE FILLE D’ÈVE", "LA FEMME ABANDONNÉE", "GOBSECK"]),
        ],
    )
    def test_every_tale_of_a_volume_has_its_name(self, book_id: str, tales: list[str]) -> None:
        assert all(any(name.startswith(tale) for name in names(book_id)) for tale in tales)

    def test_letters_keep_to_whom_they_are(self) -> None:
        assert "CCXLIV, A M. MICHELET, A PARIS" in names("13837") or "CCXLIV" in str(names("13837"))
        assert not [name for name in names("13837") if re.search(r"\b18[345]\d\b", name)]
