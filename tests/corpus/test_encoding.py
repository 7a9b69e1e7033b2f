"""Bytes to text: any bytes; and a text that is no French with its accents is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aurore.base.errors import UserError
from aurore.corpus.cleaning.encoding import (
    SAMPLE_CHARS,
    decode,
    lost_its_accents,
    refuse_other_language,
    refuse_without_accents,
    sample,
)

FRENCH = "Il était une fois dans la forêt une fée qui aimait le thé et les pâtés. " * 60
PLAIN = FRENCH.translate(str.maketrans("éèêâàô", "eeeaao"))
ENGLISH = "Once upon a time there was a fairy in the woods, and she was fond of tea. " * 60


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        (b"ascii", "ascii", "utf-8"),
        ("été".encode(), "été", "utf-8"),
        ("\ufeffété".encode(), "été", "utf-8"),
        ("un\ufeff deux\ufeff".encode(), "un deux", "utf-8"),
        ("été".encode("latin-1"), "été", "latin-1"),
        ("« œuvre » … ’".encode("cp1252"), "« œuvre » … ’", "cp1252"),
        (b"\xe9t\xe9 \x9cuvre", "été œuvre", "cp1252"),
        (b"a\r\nb\rc\nd", "a\nb\nc\nd", "utf-8"),
        (b"\xe9\r\n\xe9\r\xe9", "é\né\né", "latin-1"),
        (b"\xe9\x81", "é\ufffd", "cp1252"),
        ("Ἀνάγκη".encode(), "Ἀνάγκη", "utf-8"),
        ("été œuvre".encode("utf-16"), "été œuvre", "utf-16"),
        (b"\xff\xfe\xe9\x00t", "é\ufffd", "utf-16"),
        (b"\xfe\xff\x00\xe9", "é", "utf-16"),
        (FRENCH.encode("cp850"), FRENCH, "cp850"),
        (FRENCH.encode("cp437", "replace"), FRENCH, "cp850"),
        (FRENCH.encode("mac-roman"), FRENCH, "mac-roman"),
        (b"\x82t\x82", "\u201at\u201a", "cp1252"),  # two letters prove no old encoding
        (FRENCH.encode() + b" caf\xe9 \x9c", FRENCH + " café œ", "utf-8"),
        (b"\xe9t\xe9 " * 9 + "é".encode(), "été " * 9 + "Ã©", "latin-1"),
    ],
)
def test_decode(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


@given(st.binary(max_size=300))
@settings(max_examples=500)
def test_decode_never_raises(data: bytes) -> None:
    text, encoding = decode(data)
    assert encoding in ("utf-8", "utf-16", "cp1252", "latin-1", "cp850", "mac-roman")
    assert "\r" not in text and "\ufeff" not in text


LATIN_1 = st.characters(codec="latin-1", exclude_categories=["Cc"], exclude_characters="\u00ad")


@given(st.text(LATIN_1, max_size=200))
@settings(max_examples=300)
def test_a_text_is_read_back_from_its_encodings(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")
    data = text.encode("latin-1")
    try:
        data.decode()
    except UnicodeDecodeError:  # else the bytes are UTF-8 by chance, which nobody can tell
        assert decode(data) == (text, "latin-1")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("tête-\u00adà-tête", "tête-à-tête"),
        ("recon\u00adnaissance", "reconnaissance"),
        ("recon\u00ad\nnaissance", "recon-\nnaissance"),  # shown: `join_lines` makes it whole
        ("recon\u00ad\r\nnaissance", "recon-\nnaissance"),
    ],
)
def test_soft_hyphens_go_and_those_that_show_are_hyphens(text: str, read: str) -> None:
    assert decode(text.encode()) == (read, "utf-8")
    assert decode(text.encode("latin-1")) == (read, "latin-1")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (FRENCH, False),
        (PLAIN, True),
        (ENGLISH, False),
        (PLAIN[:1500], False),
        ("", False),
        (FRENCH[:1000] + PLAIN * 20, True),
    ],
    ids=["french", "plain", "english", "too short to tell", "empty", "hardly any"],
)
def test_lost_its_accents(text: str, lost: bool) -> None:
    assert lost_its_accents(text) is lost


def test_a_text_without_accents_is_refused() -> None:
    refuse_without_accents(FRENCH, "1", "T")
    with pytest.raises(UserError) as caught:
        refuse_without_accents(PLAIN, "13258", "Consuelo")
    assert caught.value.name == "no_accents"
    assert "13258-0.txt" in caught.value.remedy


# Less French than before in the second: the sample, and so what weighs in it, has grown smaller.
@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        ENGLISH * 9 + FRENCH[:2000],
        ENGLISH * 20 + FRENCH,
        "Lorem ipsum dolor sit amet " * 5,
    ],
)
def test_another_language_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        refuse_other_language(text, "63445", "Indiana")
    assert caught.value.name == "not_french"


@pytest.mark.parametrize("text", [FRENCH, PLAIN, FRENCH + ENGLISH[:500], ""])
def test_french_is_not_refused(text: str) -> None:
    refuse_other_language(text, "1", "T")


def test_the_sample_is_the_whole_of_a_short_text_and_three_places_of_a_long_one() -> None:
    short = "x" * (3 * SAMPLE_CHARS)
    assert sample(short) == short
    long = "".join(chr(0x4E00 + i) * 1000 for i in range(400))
    places = sample(long).split("\n")
    assert [len(place) for place in places] == [SAMPLE_CHARS] * 3
    assert all(place in long for place in places)
    assert len(set("".join(places))) * 1000 >= 3 * SAMPLE_CHARS, "three places, not one"


def test_the_envelope_does_not_hide_the_language() -> None:
    """The licence is English: what is looked at lies inside, wherever the book is long enough."""
    licence = ENGLISH * 4
    refuse_other_language(licence + FRENCH * 20 + licence, "1", "T")
    with pytest.raises(UserError):
        refuse_other_language(FRENCH + ENGLISH * 80 + FRENCH, "1", "T")
