"""What kind of thing a block is: a heading, prose, verse, a speech of a play, an ornament."""

import pytest

from aurore.corpus.cleaning.blocks import Block, join_lines
from aurore.corpus.cleaning.kinds import (
    KINDS,
    Layout,
    is_capitals,
    is_dedication,
    is_heading,
    is_named_heading,
    is_ornament,
    is_prose,
    is_signature,
    is_verse,
    kind_of,
    layout_of,
)

PROSE = (
    "L'hiver où je fus retenu six semaines à la ferme de la Chaume-Basse, par",
    "une jambe foulée et par le mauvais état des routes, j'appris deux choses.",
)
PLAY, SPACED = Layout(play=True), Layout(spaced=True)
SAND = layout_of([], "George Sand")
VERSE = "  Le vent qui vient à travers la montagne\n  Me rendra fou.\n  Ah!\n  Gastibelza."


def block(text: str, gap: int = 1, kind: str = "prose") -> Block:
    return Block(1, text, join_lines(text, set()), gap, kind)


# ── Headings ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "named", "any_heading", "in_a_play"),
    [
        ("IV", True, True, True),
        ("IV.", True, True, True),
        ("I.--Une rencontre", True, True, True),
        ("VII.—Le nom sur la carte", True, True, True),
        ("CHAPITRE PREMIER", True, True, True),
        ("CHAPITRE II\nLE RETOUR", True, True, True),
        ("Chapitre deuxième", True, True, True),
        ("Notice", True, True, True),
        ("Préface", True, True, True),
        ("Épilogue", True, True, True),
        ("PREMIÈRE PARTIE", True, True, True),
        ("Troisième veillée", True, True, True),
        ("SCÈNE III.", True, True, True),
        ("_Lettre II._", True, True, True),
        ("ACTE PREMIER!", True, True, True),
        ("LES DAMES VERTES", False, True, False),
        ("GABRIEL", False, True, False),
        ("M. Lecoq avait terminé.", False, False, False),
        ("Livre-moi ton secret!", False, False, False),
        ("Partie de bon matin,", False, False, False),
        ("Oui.", False, False, False),
        ("1848", False, False, False),
        ("* * *", False, False, False),
        ("Première fois que je vis Paris.", False, False, False),
        ("CHAPITRE " + "LONG " * 30, False, False, False),
        ("\n".join(["CHAPITRE I", "UN", "DEUX", "TROIS"]), False, True, False),
        ("IV Germain le fin laboureur", True, True, True),  # a table of contents
        ("II y avait là un homme.", False, False, False),
        ("--OUI!", False, False, False),
        # on purpose: a line that ends as a sentence does is text
        ("Lettre de ma mère.", False, False, False),
        ("Partie de bon matin.", False, False, False),
        ("Lettre de Latour-d'Auvergne à ma grand'mère.", False, False, False),
        ("Lettre de ma mère", True, True, True),
        ("Préface de la deuxième édition", True, True, True),
        ("PRÉFACE DE L'AUTEUR.", False, True, False),  # by its capitals
        ("Préface.", True, True, True),
        ("Journal de Comtois.", False, False, False),
        ("*Le Moulin*", False, True, True),
        ("«GABRIEL»", False, False, False),
        ("QUI VIVE?", False, False, False),
        ("\n".join(["UN", "DEUX", "TROIS", "QUATRE", "CINQ"]), False, False, False),
        ("12", False, False, False),  # the day of a letter, unless it stands apart
    ],
)
def test_headings(text: str, named: bool, any_heading: bool, in_a_play: bool) -> None:
    assert is_named_heading(block(text)) is named
    assert is_heading(block(text)) is any_heading
    assert is_heading(block(text), PLAY) is in_a_play


@pytest.mark.parametrize(("gap", "expected"), [(1, False), (2, True), (5, True)])
def test_a_number_is_a_heading_where_it_stands_apart(gap: int, expected: bool) -> None:
    assert is_heading(block("12.", gap)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Post corda lapides", True),
        ("OÙ L'ON ENTEND UNE CLOCHE", True),
        ("DANS LEQUEL PHILEAS FOGG ET PASSEPARTOUT S'ACCEPTENT RÉCIPROQUEMENT " * 2, True),
        ("DANS LEQUEL PHILEAS FOGG ET PASSEPARTOUT S'ACCEPTENT RÉCIPROQUEMENT " * 4, False),
        ("A MON FILS", True),  # it stands with the heading: nobody else would be its chapter
        ("Nohant, 15 septembre 1870", False),
        ("Paris, 3 mars", False),
        ("Il vint.", False),
        ("Qui est là?", False),
        ("la suite", False),
        ("Un titre " * 9 + "long", False),
        ("--OUI!", False),
    ],
)
def test_what_follows_a_heading_may_be_its_title(text: str, expected: bool) -> None:
    assert is_heading(block(text), after_heading=True) is expected


@pytest.mark.parametrize(("gap", "expected"), [(1, False), (2, True)])
def test_where_headings_stand_apart_capitals_that_do_not_are_text(gap: int, expected: bool) -> None:
    assert is_heading(block("COMTOIS", gap), SPACED) is expected
    assert is_heading(block("COMTOIS", gap), SPACED, after_heading=True)
    assert is_heading(block("IV", gap), SPACED)


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("GEORGE SAND", True),
        ("GEORGE SAND.", True),
        ("G. SAND", True),
        ("G. S.", True),
        ("G.S.", True),
        ("GEORGE.", True),
        ("_GEORGE SAND._", True),
        ("GEORGE DANDIN", False),
        ("LES SAND", False),
        ("GABRIEL", False),
    ],
)
def test_a_signature_is_text(text: str, signed: bool) -> None:
    """On purpose: before, any short line in capitals was a heading."""
    assert is_signature(text, SAND) is signed
    assert is_heading(block(text), SAND) is not signed
    assert is_heading(block(text)), "who the author is must be known"
    assert not is_signature(text, Layout())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A MON FILS", True),
        ("A MADAME ALBERT BIGNON", True),
        ("A MARIA, ", True),
        ("À Marie-Antoine-Jules Senard", True),
        ("À la mémoire de mon père", True),
        ("DÉDIÉ À M. ROLLINAT", True),
        ("A LA LIBRAIRIE NOUVELLE", False),
        ("A MADAME LEVY, LIBRAIRIE NOUVELLE", False),
        ("À pied, à cheval.", False),
        ("A MON FILS " * 12, False),
    ],
)
def test_a_dedication_is_text(text: str, expected: bool) -> None:
    """On purpose: before, any short line in capitals was a heading."""
    assert is_dedication(block(text)) is expected
    if expected:
        assert not is_heading(block(text))


def test_a_kind_given_is_believed() -> None:
    for kind in ("verse", "speech", "stage"):
        assert not is_heading(block("CHAPITRE I", kind=kind))
        assert kind_of(block("CHAPITRE I", kind=kind), Layout()) == kind
    assert is_heading(block("\n".join(PROSE), kind="heading"))


# ── Prose, verse, ornaments ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ÉTÉ", True), ("Été", False), ("1848", False), ("", False), ("L'ÉTÉ, 1", True)],
)
def test_is_capitals(text: str, expected: bool) -> None:
    assert is_capitals(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n".join(PROSE), True),
        ("Trop court.", False),
        ("\n".join(PROSE)[:-1], False),
        ("\n".join(PROSE).upper(), False),
        ("\n".join(["LES ŒUVRES de George Sand", "1 vol. in-18. Paris,"] * 6) + ".", False),
        ("\n".join(["Un vers de sept syllabes,"] * 9) + "\nOui.", False),
        ("Une colonne      une autre colonne de la table " * 4 + ".", False),
        ("\n".join(PROSE)[:-1] + "_", True),
    ],
    ids=["prose", "short", "no end", "capitals", "list", "verse", "table", "italics"],
)
def test_is_prose(text: str, expected: bool) -> None:
    assert is_prose(block(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* * * * *", True),
        ("-----", True),
        ("_______", True),
        ("*", True),
        ("* 1 *", False),
        (". . . . .", True),
        ("o0o", True),
        ("..oui..", False),
    ],
)
def test_is_ornament(text: str, expected: bool) -> None:
    assert is_ornament(block(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VERSE, True),
        ("  Le vent qui vient,\n  Me rendra fou.", True),
        ("Le vent qui vient,\nMe rendra fou.", False),
        ("Le vent,\nMe rendra fou,\nAh!\nGastibelza.", True),
        ("  «Le vent,\n  --Me rendra fou,\n  _Ah!_\n  (Gastibelza.)", True),
        ("  le vent,\n  me rendra fou.", False),
        ("  Le vent.", False),
        ("\n".join(PROSE), False),
        ("  Le vent\n" + "  Me rendra fou " * 6 + "\n  Ah!", False),
        ("  Le vent,\n  Me rendra fou,\n  par la montagne", False),
    ],
)
def test_is_verse(text: str, expected: bool) -> None:
    assert is_verse(block(text)) is expected
    assert kind_of(block(text), Layout()) == ("verse" if expected else "prose")


# ── Plays ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("GABRIEL, bas. Oui, mon père.", "speech"),
        ("GABRIEL.--Oui, mon père.", "speech"),
        ("LE PRÉCEPTEUR: Oui.", "speech"),
        ("GABRIEL.", "speaker"),
        ("GABRIEL", "speaker"),
        ("GABRIEL,", "speaker"),
        ("(Il sort.)", "stage"),
        ("_Il sort._", "stage"),
        ("(_Il sort._)", "stage"),
        ("Oui, mon père.", "prose"),
        ("Oui. (Il sort.)", "prose"),
        (VERSE, "verse"),
    ],
)
def test_the_kinds_of_a_play(text: str, kind: str) -> None:
    assert kind_of(block(text), PLAY) == kind
    assert kind in KINDS
    assert kind_of(block(text), Layout()) in ("prose", "verse"), "a novel has no speeches"


def test_a_play_is_known_by_its_names_in_capitals() -> None:
    speech = [block("GABRIEL, bas."), block("Oui, mon père.")]
    prose = [block("\n".join(PROSE))] * 60
    assert layout_of(speech * 30).play
    assert not layout_of(prose).play
    assert not layout_of(speech * 9).play, "too short to tell"
    assert not layout_of(prose + speech * 5).play


def test_letters_to_people_are_no_play() -> None:
    letters = [block("A M. FLAUBERT"), block("\n".join(PROSE))]
    assert not layout_of(letters * 30).play


def test_headings_stand_apart_when_most_do() -> None:
    prose = [block("\n".join(PROSE))] * 6
    apart, near = [block("IV", gap=3), *prose], [block("IV", gap=1), *prose]
    assert layout_of(apart * 5).spaced
    assert layout_of(apart * 4 + near).spaced
    assert not layout_of(near * 5).spaced
    assert not layout_of(near * 3 + apart * 3).spaced
    assert not layout_of(apart * 2 + prose * 3).spaced, "two headings prove nothing"


def scene(*pairs: tuple[str, str]) -> list[Block]:
    """A novel with a scene set as a play: the name apart, the words close under it."""
    prose = [Block(i, "Il se tut.", "Il se tut.") for i in range(20)]
    spoken = [
        block
        for name, words in pairs
        for block in (Block(30, name, name, gap=2), Block(31, words, words, gap=1))
    ]
    return prose + spoken


def test_names_that_come_back_above_words_are_speakers_and_no_chapters() -> None:
    blocks = scene(*[("LE FOSSOYEUR", "Ouvrez-moi!"), ("LE CHANVREUR", "Passez.")] * 6)
    layout = layout_of(blocks, "George Sand")
    assert layout.speakers == {"LE FOSSOYEUR", "LE CHANVREUR"}
    name = blocks[20]
    assert not is_heading(name, layout) and kind_of(name, layout) == "speaker"
    assert is_heading(name, layout, after_heading=True), "under a number it is a title"


def test_a_signature_or_a_title_that_comes_back_is_no_speaker() -> None:
    signed = layout_of(scene(*[("GEORGE SAND.", "Nohant, 8 mai.")] * 8), "George Sand")
    rare = layout_of(scene(*[("LES DEUX AMIS", "Ils se turent.")] * 5), "George Sand")
    assert not signed.speakers and not rare.speakers
