"""The names of things that the messages may know: a reason to cut, a setting, a day."""

from datetime import date

from aurore.base.messages import catalogue, language, message
from aurore.base.settings import DEFAULT_SHELF

CHOICES = ("author", "ids", "books_file", "texts", "blend")
"""Settings that say which books; the default shelf when none does."""


def reason_name(reason: str) -> str:
    """« en-tête et licence »: the text of `[reasons]` without its count, else the word itself."""
    known = catalogue(language()).get(f"reasons.{reason}", "")
    return known.partition("{")[0].strip() or reason


def reason_meaning(reason: str) -> str:
    """A sentence for beginners; empty for a reason that `[report.why]` does not know."""
    return catalogue(language()).get(f"report.why.{reason}", "")


def reasons(cut: dict[str, int]) -> list[tuple[str, int]]:
    """Names and lines, the most frequent first."""
    ordered = sorted(cut.items(), key=lambda item: (-item[1], item[0]))
    return [(reason_name(reason), lines) for reason, lines in ordered]


def kinds(found: dict[str, int]) -> list[str]:
    """« prose 838 », the most frequent first."""
    known = catalogue(language())
    return [
        message(f"report.kinds.{kind}", count=count)
        if f"report.kinds.{kind}" in known
        else f"{kind} {count}"
        for kind, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if count
    ]


def mended(found: dict[str, int]) -> list[str]:
    """« 38 accents », what was mended in a book."""
    return [message(f"mended.{name}", count=count) for name, count in found.items()]


def suspicion(why: str) -> str:
    """The text of `[suspicions]`, else `why` itself."""
    return catalogue(language()).get(f"suspicions.{why}", why)


def day(when: date) -> str:
    """« 23 novembre 2026 »."""
    number = message("report.months.first") if when.day == 1 else str(when.day)
    return message(f"report.months.m{when.month}", day=number, year=when.year)


def settings(chosen: dict[str, object]) -> list[tuple[str, str, str]]:
    """Of each setting that has a value: its title, its name, the value in words."""
    if chosen and not any(chosen.get(name) for name in CHOICES):
        chosen = {**chosen, "author": DEFAULT_SHELF}
    said = {name: _value(name, value) for name, value in chosen.items()}
    known = catalogue(language())
    return [
        (known.get(f"report.setting.{name}", name), name, value)
        for name, value in said.items()
        if value
    ]


def _value(name: str, value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    for key in (f"report.setting.{name}_{value}", f"report.setting.{name}_value"):
        if key in catalogue(language()):
            return message(key, value=value)
    return "" if value is None else str(value)
