"""French and English say the same things, in the typography of each, and every key used exists."""

import ast
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aurore.base.messages import (
    LANGUAGES,
    catalogue,
    language,
    language_asked,
    message,
    use_language,
)

SOURCE = Path(__file__).parents[2] / "src" / "aurore"
ERRORS = ("UserError", "InternalError", "AuroreError", "Interrupted", "WebError")
TEMPLATE_CALL = re.compile(r"""\b(?:message|t)\(\s*["']([^"']+)["']\s*[,)]""")
KEY_PLACE = {"WebError": 1}  # WebError(status, name); everywhere else the name comes first


def placeholders(text: str) -> set[tuple[str, str]]:
    """Names and formats of numbers: `{count:,d}` and `{count:,d|book|books}` → ("count", ",d").

    A word alone (`{count:|is|are}`) is each language's own matter.
    """
    parsed = string.Formatter().parse(text)
    found = {(name, spec or "") for _, name, spec, _ in parsed if name is not None}
    return {(name, spec.partition("|")[0]) for name, spec in found if not spec.startswith("|")}


def names(key: str) -> set[str]:
    return {name for name, _ in placeholders(catalogue("fr")[key])}


FRENCH, ENGLISH = catalogue("fr"), catalogue("en")
ERROR_NAMES = sorted({key.split(".")[1] for key in FRENCH if key.startswith("errors.")})


def test_languages_have_the_same_keys() -> None:
    assert set(FRENCH) == set(ENGLISH)
    assert len(FRENCH) > 200


def test_every_file_of_messages_is_read() -> None:
    folder = SOURCE / "base" / "messages"
    files = {path.name for path in folder.glob("*.toml")}
    assert {"fr.toml", "en.toml"} <= files
    assert {name.replace("fr.toml", "en.toml") for name in files if name.endswith("fr.toml")} == {
        name for name in files if name.endswith("en.toml")
    }


@pytest.mark.parametrize("key", sorted(FRENCH))
def test_languages_have_the_same_placeholders(key: str) -> None:
    assert placeholders(FRENCH[key]) == placeholders(ENGLISH[key])


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_message_is_empty(code: str) -> None:
    assert not [key for key, text in catalogue(code).items() if not text.strip()]


@pytest.mark.parametrize("name", ERROR_NAMES)
def test_every_error_has_a_problem_and_a_remedy(name: str) -> None:
    for texts in (FRENCH, ENGLISH):
        assert texts[f"errors.{name}.problem"].strip()
        assert texts[f"errors.{name}.remedy"].strip()


# A plain space (or none, between a letter and the sign) where French wants a no-break one.
BAD_FRENCH = re.compile(r" [;:!?»]|« |«(?=\w)|(?<=\w)»|(?<=\w)[;!?](?=\s|$)")


@pytest.mark.parametrize(
    ("text", "is_bad"),
    [
        ("Erreur :", True),
        ("Erreur\u00a0:", False),
        ("Quoi\u202f?", False),
        ("Quoi ?", True),
        ("Quoi?", True),
        ("« mot\u00a0»", True),
        ("«\u00a0mot »", True),
        ("«mot»", True),
        ("«\u202fmot\u202f»", False),
        ("http://localhost:8000", False),
    ],
)
def test_the_rule_for_french_spaces(text: str, is_bad: bool) -> None:
    assert bool(BAD_FRENCH.search(text)) is is_bad


@pytest.mark.parametrize("key", sorted(FRENCH))
def test_french_signs_have_no_break_spaces(key: str) -> None:
    found = BAD_FRENCH.search(FRENCH[key])
    assert not found, f"{key}: {FRENCH[key]!r}"


@pytest.mark.parametrize("key", sorted(FRENCH))
def test_french_apostrophes_are_curly(key: str) -> None:
    assert not re.search(r"\w'\w", FRENCH[key])


@pytest.mark.parametrize(
    ("key", "values", "french", "english"),
    [
        ("cli.count", {"count": 1234567}, "1\u202f234\u202f567", "1,234,567"),
        ("cli.count", {"count": 0}, "0", "0"),
        ("cli.count", {"count": -1234}, "-1\u202f234", "-1,234"),
        ("evaluate.one", {"value": 1234.5}, "1\u202f234,5", "1,234.5"),
        ("evaluate.one", {"value": 0.04}, "0,0", "0.0"),
        ("evaluate.three", {"value": 1.5}, "1,500", "1.500"),
        ("evaluate.zero", {"value": 12345.6}, "12\u202f346", "12,346"),
    ],
)
def test_numbers_are_written_in_the_language(
    key: str, values: dict[str, float], french: str, english: str
) -> None:
    use_language("fr")
    assert message(key, **values) == french
    use_language("en")
    assert message(key, **values) == english


@pytest.mark.parametrize(
    ("key", "values", "french", "english"),
    [
        ("prepare.folds", {"count": 1, "path": "x"}, "1 partie,", "1 part,"),
        ("prepare.folds", {"count": 2, "path": "x"}, "2 parties,", "2 parts,"),
        ("demo.done", {"minutes": 0.94, "folder": "x"}, "0,9 minute\u202f;", "0.9 minutes;"),
        ("demo.done", {"minutes": 1.0, "folder": "x"}, "1 minute\u202f;", "1 minute;"),
        ("demo.done", {"minutes": 1.96, "folder": "x"}, "2 minutes\u202f;", "2 minutes;"),
        ("demo.done", {"minutes": 10, "folder": "x"}, "10 minutes\u202f;", "10 minutes;"),
        (
            "report.card.kept_text",
            {"lines": 0, "sentences": 1, "words": 1234},
            "0 ligne, 1 phrase, 1\u202f234 mots",
            "0 lines, 1 sentence, 1,234 words",
        ),
        (
            "errors.too_few_books_for_folds.problem",
            {"books": 1, "folds": 3},
            "Il y a 1 livre pour 3 parties",
            "There is 1 book for 3 parts",
        ),
        ("report.books.suspicious_lines", {"count": 1, "lines": "7"}, "1, ligne 7", "1, line 7"),
    ],
)
def test_what_is_counted_agrees_with_its_number(
    key: str, values: dict[str, float | str], french: str, english: str
) -> None:
    use_language("fr")
    assert french in message(key, **values)
    use_language("en")
    assert english in message(key, **values)


# A plural after a number, whatever it is; units and words that do not change may stand there.
FIXED_PLURAL = re.compile(
    r"\{(\w+)(?::[^}|%]*)?\}[ \u00a0\u202f](?!(?:s|is|pas|fois|bits)\b)\w+[sx]\b(?!/)"
)
NUMBERS = {name for text in FRENCH.values() for name, spec in placeholders(text) if spec} | {
    "count"
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_plural_is_written_after_a_number_that_may_be_one(code: str) -> None:
    assert FIXED_PLURAL.search("{count} livres") and FIXED_PLURAL.search("{count:,d} jeux")
    assert not FIXED_PLURAL.search("{count:d|un|des} livres")
    assert {"count", "books", "words", "tokens", "minutes"} <= NUMBERS
    told = {
        key: found[0]
        for key, text in catalogue(code).items()
        for found in FIXED_PLURAL.finditer(text)
        if found[1] in NUMBERS
    }
    assert not told


def test_a_share_is_written_in_the_language() -> None:
    values = {"id": "1", "title": "T", "share": 0.25}
    assert "25\u202f% des lignes" in message("errors.too_much_cut.problem", **values)
    use_language("en")
    assert "25% of the lines" in message("errors.too_much_cut.problem", **values)


def test_texts_and_numbers_without_format_are_left_as_they_are() -> None:
    assert "1.5,x" in message("cli.written", path="1.5,x")
    assert "8000" in message("errors.port_in_use.problem", port=8000)


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        message("no.such.key")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        message("cli.count")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(ValueError, match="'de'"):
        use_language("de")
    assert language() == "fr"


@pytest.mark.parametrize("code", LANGUAGES)
def test_use_language_holds_until_changed(code: str) -> None:
    use_language(code)
    assert language() == code
    assert message("splits.train") == catalogue(code)["splits.train"]


ASKED: list[tuple[dict[str, str], list[str], str]] = [
    # environment, arguments, language
    ({"LANG": "fr_FR.UTF-8"}, [], "fr"),
    ({"LANG": "en_GB.UTF-8"}, [], "en"),
    ({"LANG": "en"}, [], "en"),
    ({"LANG": "EN_US.UTF-8"}, [], "en"),
    ({"LANG": "de_DE.UTF-8"}, [], "fr"),
    ({"LANG": "C.UTF-8"}, [], "fr"),
    ({"LANG": "C"}, [], "fr"),
    ({"LANG": "POSIX"}, [], "fr"),
    ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, [], "en"),
    ({"LANG": "en_US.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, [], "fr"),
    ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, [], "en"),
    ({"LANG": "en_US.UTF-8", "AURORE_LANG": "fr"}, [], "fr"),
    ({"LANG": "fr_FR.UTF-8", "AURORE_LANG": "en"}, [], "en"),
    ({"LANG": "en_US.UTF-8", "AURORE_LANG": "klingon"}, [], "en"),
    ({"LANG": "fr_FR.UTF-8", "AURORE_LANG": "klingon"}, [], "fr"),
    ({"LANG": "fr_FR.UTF-8", "LC_ALL": "fr_FR.UTF-8", "AURORE_LANG": "en"}, [], "en"),
    ({"LANG": "fr_FR.UTF-8", "AURORE_LANG": "fr"}, ["--lang", "en"], "en"),
    ({"LANG": "fr_FR.UTF-8"}, ["--lang=en"], "en"),
    ({"LANG": "en_US.UTF-8", "AURORE_LANG": "en"}, ["books", "list", "--lang", "fr"], "fr"),
    ({"LANG": "en_US.UTF-8"}, ["--lang=fr", "doctor"], "fr"),
    ({"LANG": "fr_FR.UTF-8"}, ["--lang", "fr", "--lang", "en"], "en"),
    ({"LANG": "fr_FR.UTF-8"}, ["--lang"], "fr"),
    ({"LANG": "en_US.UTF-8"}, ["--lang", "de"], "en"),
    ({"LANG": "fr_FR.UTF-8"}, ["generate", "en"], "fr"),
]


@pytest.mark.parametrize(("environment", "arguments", "expected"), ASKED)
def test_language_asked(
    environment: dict[str, str],
    arguments: list[str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LANG", "LC_ALL", "AURORE_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_asked(arguments) == expected


@pytest.mark.skipif(os.name == "nt", reason="Windows has a locale whatever the environment says")
@pytest.mark.parametrize(
    ("environment", "expected"), [({}, "fr"), ({"LC_CTYPE": "C.UTF-8"}, "fr"), ({"LANG": ""}, "fr")]
)
def test_a_machine_without_a_locale_is_spoken_to_in_french(
    environment: dict[str, str], expected: str
) -> None:
    program = "from aurore.base.messages import language_asked; print(language_asked([]))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(SOURCE.parent), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == expected


# ── Every key used in the source exists ──────────────────────────────────────────────────────────


def written_keys(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """The keys an argument can be, as patterns; and whether it is one known text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value), True
    elif isinstance(node, ast.IfExp):
        yield from written_keys(node.body)
        yield from written_keys(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
            for part in node.values
        ]
        yield "".join(parts), False


def calls(path: Path) -> Iterator[tuple[str, ast.Call, str, bool]]:
    """Every call that names a message: function, call, pattern of the key, literal or not."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            place = KEY_PLACE.get(called, 0)
            if called in ("message", "say", *ERRORS) and len(node.args) > place:
                for pattern, literal in written_keys(node.args[place]):
                    yield called, node, pattern, literal


USES = [
    pytest.param(called, node, pattern, literal, id=f"{path.stem}:{node.lineno}:{pattern}")
    for path in sorted(SOURCE.rglob("*.py"))
    for called, node, pattern, literal in calls(path)
]


def test_the_source_is_searched() -> None:
    assert len(USES) > 150


@pytest.mark.parametrize(("called", "node", "pattern", "literal"), USES)
def test_every_key_in_the_source_exists(
    called: str, node: ast.Call, pattern: str, literal: bool
) -> None:
    wanted = rf"errors\.{pattern}\.problem" if called in ERRORS else pattern
    found = [key for key in FRENCH if re.fullmatch(wanted, key)]
    assert found, f"line {node.lineno}: no message is called {pattern}"
    given = {keyword.arg for keyword in node.keywords}
    if literal and None not in given:  # None: **values, known only when running
        texts = [found[0]]
        if called in ERRORS:
            texts.append(found[0].removesuffix("problem") + "remedy")
        needed = {name for key in texts for name in names(key)}
        assert needed <= given, f"line {node.lineno}: {found[0]} needs {needed - given}"


@pytest.mark.parametrize(
    "path", sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("*.js")]), ids=lambda path: path.name
)
def test_every_key_in_the_templates_exists(path: Path) -> None:
    used = TEMPLATE_CALL.findall(path.read_text(encoding="utf-8"))
    assert not [key for key in used if key not in FRENCH]


def test_the_search_sees_a_wrong_key() -> None:
    tree = ast.parse('shell.say("no.such" if x else f"reasons.{y}")').body[0]
    assert isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Call)
    assert list(written_keys(tree.value.args[0])) == [
        (r"no\.such", True),
        (r"reasons\.\w+", False),
    ]
