"""The detector finds what is copied, all of it, in any clothes, and nothing else."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aurore.base.errors import UserError
from aurore.base.settings import GenerateSettings
from aurore.base.workspace import Workspace
from aurore.evaluation.copies import index as places
from aurore.evaluation.copies.canary import disguise, try_canaries
from aurore.evaluation.copies.french import french_words, load_words, save_words
from aurore.evaluation.copies.index import Index, build_index, load_index, open_index
from aurore.evaluation.copies.invented import invented
from aurore.evaluation.copies.memorisation import by_step, measure_copies
from aurore.evaluation.copies.search import copy_rate, find_copies
from aurore.evaluation.copies.words import folded, words_of
from aurore.evaluation.texts import Text, corpus_texts

SHARED = Path(__file__).parents[2].parent / "shared" / "corpus"
FIRST = "L’été, la fileuse chantait sous les vieux ormes du moulin ; et, le soir, elle se taisait."
SECOND = "Le meunier dormait au bord de l’eau pendant que son âne mangeait les chardons du chemin."


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Index:
    folder = tmp_path_factory.mktemp("index") / "copies"
    books = [
        Text("Conte", (FIRST, "Un mot."), ("I", "II"), "1"),
        Text("Fable", (SECOND,), ("",), "2"),
    ]
    build_index(books, folder)
    return load_index(folder)


def test_a_run_is_found_whole_with_its_book_its_chapter_and_its_context(index: Index) -> None:
    text = "Il dit : « La FILEUSE chantait, sous les vieux ormes du moulin et puis s’en alla. »"
    (copy,) = find_copies(index, text)
    assert copy.text == "La FILEUSE chantait, sous les vieux ormes du moulin et"
    assert text[copy.start : copy.end] == copy.text
    assert copy.words == 10
    assert (copy.place.title, copy.place.chapter) == ("Conte", "I")
    assert copy.source.startswith(FIRST)


@pytest.mark.parametrize("first", range(8))
@pytest.mark.parametrize("length", range(5, 9))
def test_every_run_of_every_length_is_found_to_its_ends(
    index: Index, first: int, length: int
) -> None:
    words = SECOND.rstrip(".").replace("’", "’ ").split()
    text = "Xx yy " + " ".join(words[first : first + length]) + " zz"
    (copy,) = find_copies(index, text, 5)
    assert copy.words == length
    assert not find_copies(index, text, length + 1)


def test_a_run_does_not_go_from_one_book_into_the_next(index: Index) -> None:
    found = find_copies(index, "le soir elle se taisait Un mot Le meunier dormait au bord", 5)
    assert [copy.text for copy in found] == [
        "le soir elle se taisait Un mot",
        "Le meunier dormait au bord",
    ]


def test_words_that_no_book_has_are_counted(index: Index) -> None:
    text = "La FILEUSE barbouline au bord de l'eau, et barbouline encore."
    found = invented(text, index)
    assert found.examples == ["barbouline"]  # « encore » is French
    assert (found.share, found.unread) == (pytest.approx(2 / 11), pytest.approx(3 / 11))
    assert invented(FIRST, index).share == invented("", index).share == 0
    assert (invented(text).share, invented(text).unread) == (found.share, None)


def test_the_list_knows_french_in_any_clothes_and_nothing_else(tmp_path: Path) -> None:
    words = french_words()
    known = "L’ÉTÉ, œuvre oeuvre vîtement trouvèrent aujourd’hui préférât Berry"
    assert all(word in words for word in known.split())
    assert not any(word in words for word in ("barbouline", "équivisme", "assuretiais", "—"))
    assert "mère" in words.common and "mar" not in words.common
    save_words(words, tmp_path / "list.npz")
    again = load_words(tmp_path / "list.npz")
    assert (again.hashes == words.hashes).all() and (again.is_common == words.is_common).all()


def test_nothing_is_found_in_nothing(index: Index) -> None:
    for text in ("", "…", "Un mot.", "Rien de tout cela n’est dans aucun de ces deux livres."):
        assert find_copies(index, text, 5) == []
    assert copy_rate(index, []).per_thousand == 0


def test_the_rate_counts_each_copied_word_once(index: Index) -> None:
    rate = copy_rate(index, [FIRST, "aa bb cc dd ee ff gg hh ii jj"])
    assert (rate.words, rate.copied_words, rate.longest) == (27, 17, 17)
    assert rate.eight_grams == pytest.approx(10 / 13)


@given(st.text(max_size=60))
def test_words_lie_where_they_say(text: str) -> None:
    words = words_of(text)
    assert (words.hashes != 0).all()
    for start, end, found in zip(words.starts, words.ends, words.hashes, strict=True):
        assert words_of(text[start:end]).hashes.tolist() == [found]


def test_typography_is_folded() -> None:
    assert folded("ŒUVRÉ") == folded("oeuvre") == "oeuvre"
    assert (words_of("L’ÉTÉ — déjà !").hashes == words_of("l'ete deja").hashes).all()


def test_the_index_of_a_corpus_is_kept_and_made_again_when_it_changes(prepared, tmp_path) -> None:
    import shutil

    work = Workspace(tmp_path / "work")
    shutil.copytree(prepared.root, work.root)
    built = open_index(work)
    first = (built.folder / "order.npy").stat().st_mtime_ns
    assert (open_index(work).folder / "order.npy").stat().st_mtime_ns == first
    card = work.corpus / "card.json"
    sha256 = built.about["corpus"]
    card.write_text(card.read_text("utf-8").replace(sha256, "0" * 64), "utf-8")
    assert open_index(work).about["corpus"] == "0" * 64


def test_a_corpus_too_large_for_its_places_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = [Text("Conte", (FIRST,), ("I",), "1"), Text("Fable", (SECOND,), ("",), "2")]
    size = len(FIRST.encode()) + 1 + len(SECOND.encode())
    monkeypatch.setattr(places, "LARGEST_PLACE", size)  # 4 GB of books, in small
    build_index(books, tmp_path / "all")
    assert find_copies(load_index(tmp_path / "all"), SECOND)[0].place.title == "Fable"
    monkeypatch.setattr(places, "LARGEST_PLACE", size - 1)
    with pytest.raises(UserError) as caught:
        build_index(books, tmp_path / "less")
    assert caught.value.name == "too_much_to_index"
    assert not (tmp_path / "less").exists()


def test_a_reciter_is_told_from_a_writer(prepared, tmp_path: Path) -> None:
    """A model that recites its book copies everything, one that shuffles it nothing."""
    index = open_index(prepared)
    book = corpus_texts(prepared, "train")[0].whole.split()
    dice = random.Random(0)

    def recite(opening: str, settings: GenerateSettings) -> str:
        passage = book[100 * settings.seed : 100 * settings.seed + 80]
        if settings.temperature > 1:
            dice.shuffle(passage)
        return " ".join(passage)

    found = measure_copies(index, recite, corpus_texts(prepared, "test"), tmp_path, curves=True)
    rates = dict(found.by_temperature)
    assert found.written.eight_grams == rates[0.0].eight_grams == 1
    assert rates[1.3].copied_words == 0
    assert found.real.per_thousand < 20


def test_copies_are_counted_at_each_look_of_the_training(trained) -> None:
    workspace, result = trained
    steps = by_step(open_index(workspace), result.folder)
    assert [step for step, _ in steps] == sorted(step for step, _ in steps) and len(steps) > 1
    assert all(rate.words > 100 for _, rate in steps)  # several texts at each look


@pytest.fixture(scope="module")
def sand(tmp_path_factory) -> Index:
    """Eleven real books of Sand."""
    from aurore.base.settings import PrepareSettings
    from aurore.corpus.prepare import prepare

    work = Workspace(tmp_path_factory.mktemp("sand"))
    prepare(PrepareSettings(author="sand"), work, str(SHARED / "gutenberg"))
    return open_index(work)


@pytest.mark.books
def test_every_canary_is_found_in_real_books_and_no_other(sand: Index) -> None:
    report = try_canaries(sand, seed=7, count=300)
    assert report.planted > 290 and report.found == report.planted
    assert report.false_alarms == 0


@pytest.mark.books
def test_the_index_is_small(sand: Index) -> None:
    characters = len((sand.folder / "text.txt").read_text(encoding="utf-8"))
    assert characters > 5_000_000
    assert sand.bytes < 4 * characters


@pytest.mark.books
def test_a_passage_of_real_books_is_found_to_its_last_word(sand: Index) -> None:
    dice = random.Random(3)
    for _ in range(50):
        first = dice.randrange(len(sand.places) - 50)
        if not np.all(sand.words[first : first + 40]):
            continue
        passage = disguise(sand.text(first, first + 40), dice)
        (copy,) = find_copies(sand, passage, 20)
        assert copy.words == 40
