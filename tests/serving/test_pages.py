"""The pages without JavaScript, as any browser gets them."""

import html
import re
import tomllib
from importlib.resources import files

import pytest
from flask.testing import FlaskClient

from aurore.serving.pages import last_words, paragraphs

PROMPT = "La fermière regardait"


def words(page: str) -> str:
    """What is read on a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def test_the_first_page_says_what_this_is_and_lets_one_write(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Il ne pense pas" in words(page)
    assert 'action="/ecrire"' in page and "Écrire" in page


def test_the_workshop_form_gives_a_continuation(client: FlaskClient) -> None:
    page = client.post("/generate", data={"amorce": PROMPT, "graine": "4", "longueur": "12"}).text
    assert '<span class="person">' in page and '<span class="network">' in page
    assert "Texte produit par un réseau de neurones" in words(page)
    assert "graine 4" in words(page) and "essai" in page
    assert f"{PROMPT}</textarea>" in page


def test_the_form_works_with_the_workshop_field_alone(client: FlaskClient) -> None:
    assert client.post("/generate", data={"amorce": PROMPT}).status_code == 200


def test_continuing_keeps_whose_words_are_whose(client: FlaskClient) -> None:
    data = {"amorce": PROMPT, "suite": " la pluie.", "longueur": "8"}
    page = client.post("/generate", data=data).text
    person = re.search(r'<span class="person">.*?</span>(.*?)</span>', page)
    assert person and person[1] == PROMPT
    assert " la pluie." in page and "Continuer" in page


def test_an_opening_in_the_address_fills_the_form(client: FlaskClient) -> None:
    page = client.get("/generate", query_string={"amorce": "Le soir <b>"}).text
    assert "Le soir &lt;b&gt;</textarea>" in page


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"amorce": "  "}, "amorce", "aucun mot"),
        ({}, "amorce", "aucun mot"),
        ({"amorce": "x" * 4001}, "amorce", "4\u202f001 signes"),
        ({"amorce": "x", "longueur": "long"}, "longueur", "1 à 2\u202f000"),
        ({"amorce": "x", "longueur": ""}, "longueur", "Longueur"),
        ({"amorce": "x", "temperature": "9"}, "temperature", "Température"),
        ({"amorce": "x", "temperature": "nan"}, "temperature", "Température"),
        ({"amorce": "x", "graine": "-1"}, "graine", "Graine"),
        ({"amorce": "x", "graine": "²"}, "graine", "Graine"),
    ],
)
def test_a_mistake_is_explained_beside_its_field(
    client: FlaskClient, data: dict[str, str], field: str, said: str
) -> None:
    answer = client.post("/generate", data=data)
    assert answer.status_code == 422
    alert = re.search(rf'<p class="mistake" id="{field}-error" role="alert">(.*?)</p>', answer.text)
    assert alert and said in html.unescape(alert[1])
    described = re.search(rf'id="{field}"[^>]*aria-describedby="([^"]*)"', answer.text)
    assert described and f"{field}-error" in described[1]
    assert f"{data.get('amorce', '')}</textarea>" in answer.text


def test_a_comma_is_a_decimal_sign(client: FlaskClient) -> None:
    data = {"amorce": PROMPT, "temperature": "0,5", "longueur": "4"}
    assert client.post("/generate", data=data).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nulle-part", 404), ("DELETE", "/generate", 405), ("POST", "/", 405)],
)
def test_errors_are_pages_people_can_read(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status and answer.mimetype == "text/html"
    assert "Retourner écrire" in answer.text


def test_too_large_a_form_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.post("/generate", data={"amorce": "x" * 70_000})
    assert answer.status_code == 413 and "64 Ko" in words(answer.text)


def test_english_is_one_switch_away_and_remembered(client: FlaskClient) -> None:
    assert 'lang="fr"' in client.get("/").text
    assert '<html lang="en">' in client.get("/?lang=en").text
    assert "Generate" in client.get("/generate").text
    assert "Générer" in client.get("/generate?lang=fr").text
    assert "Générer" in client.get("/generate?lang=xx").text


def test_every_answer_is_shut_to_what_is_not_ours(client: FlaskClient) -> None:
    for path in ("/", "/generate", "/nulle-part", "/health", "/openapi.json", "/static/page.css"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        answer.close()


def test_no_page_names_another_host(client: FlaskClient) -> None:
    for path in ("/", "/generate"):
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', client.get(path).text)


def test_the_font_is_shipped_with_its_licence_and_small() -> None:
    fonts = files("aurore.serving") / "static" / "fonts"
    sizes = [len(file.read_bytes()) for file in fonts.iterdir()]
    assert sum(sizes) < 200_000
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text("utf-8").upper()


def test_paragraphs_keep_the_writers_apart() -> None:
    assert paragraphs("Un.\nDeux ", " et.\n\nTrois.") == [
        [("person", "Un.")],
        [("person", "Deux"), ("network", " et.")],
        [("network", "Trois.")],
    ]


def test_the_end_of_a_long_text_begins_with_a_whole_word() -> None:
    assert last_words("un deux trois", 20) == "un deux trois"
    assert last_words("un deux trois", 8) == "trois"


def test_french_pages_have_the_spaces_of_french() -> None:
    """No ordinary space before ; : ! ? » nor after «."""
    folder = files("aurore.base.messages")
    text = (folder / "pages.fr.toml").read_text("utf-8")
    values = "\n".join(str(table) for table in tomllib.loads(text).values())
    assert not re.findall(r".{12} [;:!?»](?![^«]*':)|« ", re.sub(r"': ", "'=", values))
