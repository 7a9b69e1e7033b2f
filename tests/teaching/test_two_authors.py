"""« Sand ou Balzac ? »: sentences of the books of the person, or prose of the project."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from aurore.base.workspace import Workspace
from aurore.cli.main import run
from aurore.teaching import sentences
from aurore.teaching.artefacts import MANNERS, PHRASES, artefact, draw_phrases
from aurore.teaching.lessons import workshop_folder

MIRROR = Path(__file__).parents[3] / "shared" / "corpus" / "gutenberg" / "files"
WORDS = re.compile(r"\w+")
RUN = 12  # words in a row that two writers do not share by chance


def test_without_books_the_lesson_has_two_manners_of_the_project(tmp_path: Path, capsys) -> None:
    work = tmp_path / "work"
    assert run(["lesson", "start", "7", "--work", str(work)]) == 0
    assert "écrites pour l’atelier" in capsys.readouterr().out.replace("\n", " ")
    phrases = json.loads(artefact(PHRASES).read_text("utf-8"))
    assert list(phrases) == ["aux champs", "dans les affaires"]
    assert artefact(PHRASES) == artefact(MANNERS)
    assert all(len(of_one) == len(set(of_one)) == 60 for of_one in phrases.values())


def test_a_mirror_that_is_not_there_does_not_stop_the_lesson(tmp_path: Path) -> None:
    assert draw_phrases(Workspace(tmp_path / "work"), str(tmp_path / "nothing")) == ()


def test_books_of_one_author_are_joined_by_prepared_texts_of_another(
    prepared: Workspace, tmp_path: Path
) -> None:
    """The tales as raw files, and the same tales prepared, which the card says another wrote."""
    work = Workspace(tmp_path / "work")
    shutil.copytree(prepared.books, work.books)
    shutil.copytree(prepared.corpus, work.corpus)
    assert sentences.own_phrases(work) is None  # one author is not two
    card = json.loads((work.corpus / "card.json").read_text("utf-8"))
    for one in card["books"]:
        one["author"] = "Ma grand-mère"
    (work.corpus / "card.json").write_text(json.dumps(card), encoding="utf-8")
    found = sentences.own_phrases(work)
    assert found is not None and "Ma grand-mère" in found and len(found) == 2
    for phrases in found.values():
        assert sentences.FEWEST <= len(phrases) <= sentences.MOST
        assert all(one[0].isupper() and one.endswith(".") for one in phrases)


@pytest.mark.books
@pytest.mark.skipif(not MIRROR.is_dir(), reason=f"no books at {MIRROR}")
def test_from_a_mirror_the_lesson_has_sand_and_balzac(tmp_path: Path) -> None:
    work = Workspace(tmp_path / "work")
    assert draw_phrases(work, str(MIRROR)) == ("George Sand", "Honoré de Balzac")
    phrases = json.loads(artefact(PHRASES).read_text("utf-8"))
    assert [len(of_one) for of_one in phrases.values()] == [sentences.MOST] * 2
    assert draw_phrases(work) == ("George Sand", "Honoré de Balzac")  # now they are at hand
    assert draw_phrases(Workspace(tmp_path / "other")) == () and artefact(PHRASES) == artefact(
        MANNERS
    )


def runs(text: str) -> set[str]:
    """Every run of words of a text."""
    words = WORDS.findall(text.lower())
    return {" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


@pytest.mark.books
@pytest.mark.skipif(not MIRROR.is_dir(), reason=f"no books at {MIRROR}")
def test_the_workshop_holds_no_text_of_the_books_its_files_once_held() -> None:
    shipped = set()
    for path in workshop_folder().rglob("*"):
        if path.suffix in (".json", ".toml", ".md", ".py"):
            shipped |= runs(path.read_text("utf-8"))
    for number in ("13892", "11049", "144"):
        for path in (MIRROR / number).glob("*.txt"):
            raw = path.read_bytes()
            text = raw.decode("utf-8" if number == "144" or b"\xc3\xa9" in raw else "latin-1")
            assert not shipped & runs(text), number


def test_texts_of_the_workshop_say_where_they_come_from() -> None:
    told = (workshop_folder() / "commun" / "LISEZMOI.md").read_text("utf-8")
    for path in (workshop_folder() / "commun").iterdir():
        assert path.name == "LISEZMOI.md" or path.name in told
    extracts = tomllib.loads(artefact("extraits.toml").read_text("utf-8"))
    assert set(extracts) == {"anglais", "notice"}
