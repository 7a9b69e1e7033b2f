"""What every page keeps, whatever it shows: weight, keyboard, zoom, stillness, its own words."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from visits import Visit, look, still

from aurore.base.messages import LANGUAGES
from aurore.base.settings import ServeSettings
from aurore.base.workspace import Workspace
from aurore.generation.writer import Writer
from aurore.model.choose import embedded_model
from aurore.serving.app import create_app

PAGES = {
    "accueil": "/",
    "ecrire": "/ecrire",
    "livres": "/livres",
    "jetons": "/jetons",
    "reseau": "/reseau",
    "entrainer": "/entrainer",
    "mesurer": "/mesurer",
    "sand-ou-machine": "/sand-ou-machine",
    "atelier": "/atelier",
}
SOURCE = Path(__file__).parents[3] / "src/aurore"
FOCUSED = """() => {
  const here = document.activeElement;
  const box = here.getBoundingClientRect();
  const style = getComputedStyle(here);
  const kept = here.closest(".writing") ? getComputedStyle(here.closest(".writing")) : style;
  return { name: [here.tagName, here.id, here.className, here.textContent.slice(0, 20)].join(" "),
    seen: box.width > 0 && (kept.outlineStyle !== "none" || here.type === "range") };
}"""


def settled(page: Page) -> None:
    """Until the page has asked for all that it shows at first."""
    page.wait_for_load_state("networkidle")


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_still_and_serves_keyboard_and_zoom(visit: Visit, name: str) -> None:
    page = visit(PAGES[name], reduced_motion="reduce")
    settled(page)
    still(page)
    assert page.evaluate("document.getAnimations().length") == 0
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    assert len({focus["name"] for focus in seen}) > 9, seen
    assert all(focus["seen"] for focus in seen), seen
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 640, "height": 400})  # what a zoom of 200 % leaves
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["ecrire", "jetons", "reseau", "sand-ou-machine"])
def test_a_page_with_nothing_prepared_is_whole(visit: Visit, empty_studio: str, name: str) -> None:
    page = visit(f"{PAGES[name]}?lang=en", address=empty_studio)
    settled(page)
    look(page, f"{name}-vide")


@pytest.mark.browser
def test_what_is_missing_has_a_page_that_says_what_to_do(visit: Visit, studio: str) -> None:
    page = visit("/nulle-part")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page manque au livre")
    look(page, "introuvable")
    page.get_by_role("link", name="Retourner écrire").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Écrire")


@pytest.mark.browser
def test_the_keyboard_alone_writes(visit: Visit) -> None:
    page = visit("/ecrire")
    page.keyboard.type("Le soir, elle")  # the field has the focus
    page.keyboard.press("Control+Enter")
    expect(page.locator("#provenance")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("#text")).to_have_value("Le soir, elle")


# Without scripts: what a page still says, and what it no longer shows.
PLAIN = {
    "/": ("Commencez une phrase", ""),
    "/ecrire": ("On écrit quand même", "Réglages"),
    "/livres?livre=1": ("EBook of La Cloche de Vauclaire", "Préparer ces livres"),
    "/jetons": ("on peut encore écrire", "Un mot"),
    "/reseau": ("Un neurone", "La carte des mots"),
    "/entrainer": ("on peut encore écrire", "Durée"),
    "/mesurer": ("on peut encore écrire", "La surprise"),
    "/sand-ou-machine": ("on peut encore écrire", "Nouvelle manche"),
    "/atelier": ("Les leçons", "Votre avis"),
    "/atelier/lecons/10": ("l’exercice se fait", "Enregistrer et vérifier"),
    "/atelier/apprendre": ("il leur faut JavaScript", "Une époque"),
}


@pytest.mark.browser
def test_without_scripts_the_pages_show_what_works_and_nothing_else(visit: Visit) -> None:
    page = visit("/", java_script_enabled=False)
    for path, (said, gone) in PLAIN.items():
        page.goto(path)
        shown = page.locator("main").inner_text()  # what is hidden is not in it
        assert said in shown and not (gone and gone in shown.splitlines()), (path, shown)
        assert ("JavaScript est coupé" in shown) == (path != "/")


@pytest.mark.browser
def test_the_contents_fit_a_small_window(visit: Visit) -> None:
    page = visit("/ecrire")
    for width, height in ((830, 700), (960, 700), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        page.get_by_role("button", name="Sommaire").click()
        last = page.get_by_role("navigation").get_by_role("link").last
        last.scroll_into_view_if_needed()
        box = last.bounding_box()
        assert box is not None and box["y"] + box["height"] <= height
        page.keyboard.press("Escape")


# ── The server's side, without a browser ────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def own_work(prepared: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared work folder in which nobody has written anything."""
    folder = tmp_path_factory.mktemp("quality") / "work"
    shutil.copytree(prepared.root, folder)
    return folder


@pytest.fixture(scope="module")
def reader(own_work: Path) -> FlaskClient:
    """A client of the application on a prepared work folder."""
    settings = ServeSettings(work=own_work)
    return create_app(settings, lambda: Writer(embedded_model(), "embedded")).test_client()


class Texts(HTMLParser):
    """The texts and attributes that people read, but for those that are French by themselves."""

    READ = ("aria-label", "placeholder", "title", "alt")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        french = told.get("lang") is not None and tag != "html"
        french = french or tag in ("style", "script") or bool(self.open and self.open[-1][1])
        if tag not in ("meta", "link", "input", "br", "circle", "path", "rect", "meter"):
            self.open.append((tag, french))
        if not french:
            self.found |= {value for name, value in attributes if name in self.READ and value}
            self.found |= {v for k, v in attributes if "id" in told and k.startswith("data-") and v}

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]) and data.strip():
            self.found.add(" ".join(data.split()))


# Names, and what is the same word in both languages.
SAME = {
    "API", "Aurore", "HTML", "EPUB", "PDF", "ReLU", "summary()", "studio", "validation", "test",
    "Validation", "Test", "Version 2", "Version 3", "Attention", "Positions", "minutes", "Pause",
    "Actions", "Activation", "axone", "Machine", "aurore lesson list", "Variantes",
    "Cette jeune femme était assise", "Distance", "Version {number}",
    "summary 1", "summary 2", "Brouillard", "Composition", "Aurore (texte d’exemple)",
    "illustrations", "Dialogue",
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_a_page_is_untranslated(reader: FlaskClient, name: str) -> None:
    texts = {}
    for code in LANGUAGES:
        parser = Texts()
        parser.feed(reader.get(f"{PAGES[name]}?lang={code}").get_data(as_text=True))
        texts[code] = {
            text
            for text in parser.found
            if re.search(r"[^\W\d]{3}", text) and not re.fullmatch("[IVX]+", text)
        }
    same = {text for text in texts["fr"] & texts["en"] if text not in SAME}
    same = {text for text in same if not re.fullmatch(r"[\w-]*[./{}#&][^ ]*|[a-z_-]+", text)}
    assert not same


def scripts() -> Iterator[tuple[Path, str]]:
    """The scripts of all pages, without their comments."""
    for path in SOURCE.rglob("static/**/*.js"):
        lines = path.read_text("utf-8").splitlines()
        yield path, "\n".join(line for line in lines if not line.lstrip().startswith("//"))


def test_no_script_says_a_word_of_its_own() -> None:
    for path, code in scripts():
        assert not re.search(r"[À-ÖØ-öø-ÿ«»]", re.sub(r"/(?:\\.|[^/\n])+/[gu]*", "", code)), path


def test_no_script_puts_a_colon_of_one_language_after_a_word() -> None:
    """« modèle : validation » is "model: validation" in English: messages, not code, have both."""
    wrong = set()
    for _, code in scripts():
        flat = re.sub(r"words\((?:[^()]|\([^()]*\))*\)", "x", code)
        while (inner := re.sub(r"\$\{[^{}`]*\}", "x", flat)) != flat:
            flat = inner
        written = [*re.findall(r'"([^"\n]*)"', flat), *re.findall(r"`([^`]*)`", flat)]
        wrong |= {text for text in written if re.search(r"\w\s?[:;!?](?:\s|$)|\w\s%", text)}
    assert wrong == {"(prefers-reduced-motion: reduce)"}  # a question to the browser


@pytest.mark.parametrize("path", [*PAGES.values(), "/nulle-part"])
def test_a_page_has_no_script_or_style_inside(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)
    html = answer.get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", html)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src" in policy
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", html)


NO_TORCH = """
import sys
from pathlib import Path
from aurore.base.settings import ServeSettings
from aurore.generation.writer import Writer
from aurore.model.choose import embedded_model
from aurore.serving.app import create_app
settings = ServeSettings(work=Path(sys.argv[1]))
app = create_app(settings, lambda: Writer(embedded_model(), "embedded"))
client = app.test_client()
asked = [(path, None) for path in sys.argv[2].split()] + [
    ("/ecrire/chances", {"prompt": "Cette femme"}),
    ("/ecrire/copies", {"text": "Cette femme était assise au bord de la rivière"}),
    ("/jetons/couper", {"text": "Oui"}), ("/jetons/fusions", {"word": "femme"}),
    ("/jetons/entrainer", {"vocab_size": 300}), ("/reseau/regarder", {"text": "Le soir"}),
    ("/entrainer/estimer", {"minutes": 5, "base": "embedded"}),
    ("/mesurer/distances", {"texts": ["Oui", "Non"]}),
    ("/mesurer/auteurs", {"text": "La femme qui était dans la maison. " * 40}),
    ("/sand-ou-machine/manche", {"count": 2}),
]
for path, body in asked:
    answer = client.get(path) if body is None else client.post(path, json=body)
    assert answer.status_code == 200, (path, answer.status_code, answer.get_data(as_text=True))
    heavy = {"torch", "transformers", "datasets", "pandas"} & set(sys.modules)
    assert not heavy, (path, heavy)
"""
WATCHED = (
    "/livres/etat /livres/rapport /reseau/modele /reseau/mots?carte&mot=femme /entrainer/etat "
    "/mesurer/evaluations /sand-ou-machine/etat /atelier/votes /ecrire/brouillons"
)


def test_no_page_needs_what_trains(own_work: Path) -> None:
    paths = " ".join([*PAGES.values(), WATCHED])
    command = [sys.executable, "-c", NO_TORCH, str(own_work), paths]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_pen_changes_hands(reader: FlaskClient, own_work: Path, model: Path) -> None:
    run = own_work / "runs" / "petit"
    shutil.copytree(model, run / "model")
    (run / "settings.toml").write_text('base = "scratch"\n', "utf-8")
    try:
        assert reader.post("/ecrire/modele", json={"name": "petit"}).json == {"name": "petit"}
        made = reader.post("/api/generate", json={"prompt": "Le feu", "tokens": 5}).get_json()
        assert made["model"] == "petit"
        assert 'value="petit" selected' in reader.get("/ecrire").get_data(as_text=True)
        asked = {"json": {"name": "ailleurs"}, "headers": {"Accept": "application/json"}}
        refused = reader.post("/ecrire/modele", **asked)  # type: ignore[arg-type]
        assert refused.status_code == 404 and "ailleurs" in refused.get_data(as_text=True)
        assert reader.post("/ecrire/modele", json={"name": "embedded"}).status_code == 200
    finally:
        shutil.rmtree(run)
