"""The pages: the title page, and the one where people write."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from pydantic import ValidationError

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.settings import HOTTEST, LARGEST_SEED, LONGEST_TEXT
from aurore.generation.writer import Continuation
from aurore.serving.api import answer, desk
from aurore.serving.bodies import DEFAULTS, GenerateBody
from aurore.serving.events import MIMETYPE, streamed
from aurore.serving.problems import WebError, refusal

pages = Blueprint("pages", __name__)
LIMITS = {"longest": LONGEST_TEXT, "hottest": HOTTEST, "largest_seed": LARGEST_SEED}


@dataclass(frozen=True)
class Sheet:
    """What the form holds, as it was typed."""

    amorce: str = ""
    """The person's words."""
    suite: str = ""
    """What the network has written after them so far."""
    longueur: str = str(DEFAULTS.tokens)
    temperature: str = str(DEFAULTS.temperature)
    graine: str = ""
    deja: str = "0"
    """Signs of the text that the page already has: it lost the connection and comes back."""

    def body(self, longest: int) -> GenerateBody:
        """The form as a request of the API.

        Raises:
            WebError: a field does not fit; `about` is its name in the API.
        """
        if len(self.amorce) > longest:
            raise WebError(422, "prompt_too_long", found=len(self.amorce), longest=longest)
        if not self.amorce.strip():
            raise UserError("empty_prompt")
        fields: dict[str, Any] = {
            "prompt": last_words(self.amorce.rstrip() + self.suite, longest),
            "tokens": number(self.longueur),
            "temperature": number(self.temperature),
            "skip": number(self.deja),
        }
        if self.graine.strip():
            fields["seed"] = number(self.graine)
        try:
            return GenerateBody.model_validate(fields)
        except ValidationError as error:
            labels = {name: message(f"pages.write.{name}") for name in fields if name != "skip"}
            raise refusal(error, labels) from error


@dataclass(frozen=True)
class Page:
    """What `generate.html` shows."""

    sheet: Sheet
    paragraphs: list[list[tuple[str, str]]] = field(default_factory=list)
    """Runs of words and who wrote them, `person` or `network`."""
    suite: str = ""
    provenance: str = ""
    error: UserError | None = None
    about: str = ""


@pages.get("/")
def home() -> str:
    """What this is, and a first sentence to type."""
    return render_template("home.html")


@pages.get("/generate")
def blank_page() -> str:
    """The form; `?amorce=` fills it."""
    return _render(Page(Sheet(amorce=request.args.get("amorce", ""))))


@pages.post("/generate")
def write() -> Response:
    """The continuation: as a page, or as events for the script of the page."""
    sheet = typed()
    try:
        body = sheet.body(desk().longest_prompt)
        if MIMETYPE in request.accept_mimetypes.values():
            written, _ = desk().stream(body.prompt, body.settings())
            return streamed(written, with_provenance, body.skip)
        [text], _ = desk().write(body.prompt, body.settings())
    except UserError as error:
        if isinstance(error, WebError) and error.status != 422:
            raise  # not about what was typed: it gets a page of its own
        about = error.about if isinstance(error, WebError) else "prompt"
        return make_response(_render(Page(sheet, error=error, about=about)), 422)
    suite = sheet.suite + text.text
    runs = paragraphs(sheet.amorce, suite)
    return make_response(_render(Page(sheet, runs, suite, provenance(text))))


def typed() -> Sheet:
    """The form that was sent; browsers end lines with two signs."""
    blank = vars(Sheet())
    sent = {name: request.form.get(name, blank[name]).replace("\r\n", "\n") for name in blank}
    return Sheet(**sent)


def _render(page: Page) -> str:
    return render_template("generate.html", page=page, limits=LIMITS)


def provenance(text: Continuation) -> str:
    """Who wrote it, and how to get it again."""
    return message("pages.write.provenance", **vars(text))


def with_provenance(text: Continuation) -> dict[str, object]:
    """The API's answer, and the sentence the page shows."""
    return answer(text) | {"provenance": provenance(text)}


def paragraphs(amorce: str, suite: str) -> list[list[tuple[str, str]]]:
    """The person's words, then the network's, cut where a line ends."""
    found: list[list[tuple[str, str]]] = [[]]
    for who, words in (("person", amorce.rstrip()), ("network", suite)):
        for index, line in enumerate(words.split("\n")):
            if index:
                found.append([])
            if line.strip():
                found[-1].append((who, line))
    return [paragraph for paragraph in found if paragraph]


def last_words(text: str, longest: int) -> str:
    """The end of a text that has grown too long: the network looks no further back anyway."""
    if len(text) <= longest:
        return text
    return text[-longest:].partition(" ")[2]


def number(typed: str) -> int | float | str:
    """The number that was typed, « 0,8 » as well as « 0.8 »; else what was typed."""
    plain = typed.strip().replace(",", ".")
    try:
        return int(plain) if plain.lstrip("-").isdigit() else float(plain)
    except ValueError:
        return typed
