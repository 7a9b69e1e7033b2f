"""Reports of the measures as HTML pages: nothing outside a page is needed to read it."""

import base64
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aurore.base.messages import language, message
from aurore.corpus.report.page import FONTS
from aurore.corpus.report.page import STATIC as CORPUS_STATIC
from aurore.evaluation.report import plots


def render(template: str, **values: Any) -> str:
    """A page of `templates/`, in the current language."""
    return _environment().get_template(template).render(lang=language(), **values, **_look())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("aurore.evaluation.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(t=message, plots=plots)
    for digits in (0, 1, 2, 3):
        environment.filters[f"d{digits}"] = _rounded(digits)
    environment.filters["digits"] = lambda value, digits: _rounded(digits)(value)
    return environment


def _rounded(digits: int) -> Any:
    """A filter: the number with so many decimals, a dash for none."""
    key = f"report_of_measures.d{digits}"
    return lambda value: "—" if value is None else message(key, value=value)


@cache
def _look() -> dict[str, Any]:
    """The style of the corpus report, what is ours, and the type."""
    ours = (plots.STATIC / "measures.css").read_text(encoding="utf-8")
    style = (CORPUS_STATIC / "report.css").read_text(encoding="utf-8")
    return {
        "style": Markup(style + ours),
        "fonts": {
            name: base64.b64encode((CORPUS_STATIC / "fonts" / file).read_bytes()).decode()
            for name, file in FONTS.items()
        },
    }
