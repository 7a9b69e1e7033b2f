"""The stage `prepare`: a shelf of books → the corpus, its card and its report."""

import hashlib
import json
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from aurore import __version__
from aurore.base.errors import UserError
from aurore.base.processes import end_with_parent
from aurore.base.records import SPLITS, Book, Split
from aurore.base.settings import PrepareSettings
from aurore.base.workspace import Workspace, replace_folder
from aurore.corpus.account import File, ShelfAccount, card_of, report_of
from aurore.corpus.blend import Blend, read_shares
from aurore.corpus.dataset import CARD, CorpusWriter, read_card, refuse_empty, write_card
from aurore.corpus.report.kept import KEPT
from aurore.corpus.report.page import PAGE, write_report
from aurore.corpus.rows import BookRows, rows_of_file
from aurore.corpus.scale.pipeline import clean_at_scale
from aurore.corpus.sources.gutenberg import fetch
from aurore.corpus.sources.plain import other_files, text_files
from aurore.corpus.sources.selection import Selection, Source
from aurore.corpus.sources.shelves import resolve
from aurore.corpus.split import as_plan, folds, parts_of

PARALLEL_BYTES = 4_000_000  # guess: below, starting a second process costs more than it saves
FOLDS = "folds.json"
UNDER_WAY = "corpus-under-way"  # what workers have made, until all is there


@dataclass(frozen=True)
class PrepareReport:
    """What the stage made."""

    card: dict[str, Any]
    up_to_date: bool
    """Nothing had to be done: same books, same settings, same version."""


def prepare(
    settings: PrepareSettings,
    workspace: Workspace,
    mirror: str | None = None,
    again: bool = False,
    on_cleaned: Callable[[Book], None] = lambda book: None,
    splits: Mapping[str, Split] | None = None,
    workers: int = 0,
) -> PrepareReport:
    """Fetches what is missing, cleans every book, writes the corpus.

    Args:
        mirror: folder or URL to fetch from instead of Project Gutenberg.
        again: do it even if the corpus is up to date.
        on_cleaned: called after each book.
        splits: by number of a book, the part it goes to, instead of where the shelf puts it.
        workers: clean as a datatrove pipeline with so many processes (`corpus/scale`).

    Raises:
        UserError: a book that is not there or is refused.
    """
    selection = selected(settings)
    if splits:
        selection = selection.split_as(splits)
    to_fetch = selection.to_fetch
    paths = fetch(to_fetch, workspace, mirror)
    fetched = {book.id: path for book, path in zip(to_fetch, paths, strict=True)}
    files = [
        File(source.book, source.path or fetched[source.book.id], source.died)
        for source in selection.sources
    ]
    inputs = _fingerprint(settings, files)
    card = None if again else _card_of_whole_corpus(workspace)
    if card and card.get("inputs") == inputs:
        return PrepareReport(card, up_to_date=True)
    account = ShelfAccount(selection, settings, inputs)
    cleaned = _in_reading_order(settings, files)
    if workers:
        place = workspace.root / UNDER_WAY / inputs[:16]
        cleaned = clean_at_scale(place, settings, files, workers)
    return PrepareReport(_write(account, workspace, files, cleaned, on_cleaned), up_to_date=False)


def _card_of_whole_corpus(workspace: Workspace) -> dict[str, Any] | None:
    """The card, if everything that should lie beside it does."""
    parts = (CARD, PAGE, KEPT, "dataset_dict.json", *(f"{split}/state.json" for split in SPLITS))
    if not all((workspace.corpus / part).exists() for part in parts):
        return None
    try:
        return read_card(workspace)
    except UserError:  # damaged
        return None


def selected(settings: PrepareSettings) -> Selection:
    """The books that the settings name, with those of its folders of texts.

    Raises:
        UserError: an unknown shelf, a mistake in `books.toml`, a folder without texts, fewer books
            than folds.
    """
    selection = _selected(settings)
    if len(selection.sources) < settings.folds:
        raise UserError(
            "too_few_books_for_folds", books=len(selection.sources), folds=settings.folds
        )
    return selection


def _selected(settings: PrepareSettings) -> Selection:
    author = " ".join(read_shares(settings.blend)) if settings.blend else settings.author
    books_file = Path(settings.books_file) if settings.books_file else None
    texts = [source for folder in settings.texts for source in text_files(Path(folder))]
    skipped = tuple(name for folder in settings.texts for name in other_files(Path(folder)))
    if texts and not (author or settings.ids or books_file):
        name = Path(settings.texts[0]).resolve().name
        language = settings.language or "fr"
        return Selection(name, name, language, _in_language(texts, language), skipped)
    selection = resolve(author, settings.ids, books_file)
    if settings.language:
        sources = _in_language(selection.sources, settings.language)
        selection = replace(selection, language=settings.language, sources=sources)
    texts = list(_in_language(texts, selection.language))
    languages = {source.book.language: source.book for source in selection.sources}
    if len(languages) > 1:
        first, other = list(languages.values())[:2]
        raise UserError("two_languages", one=first.title, other=other.title)
    return replace(selection, sources=(*selection.sources, *texts), skipped=skipped)


def _in_language(sources: Iterable[Source], language: str) -> tuple[Source, ...]:
    return tuple(replace(one, book=replace(one.book, language=language)) for one in sources)


def _write(
    account: ShelfAccount,
    workspace: Workspace,
    files: list[File],
    cleaned: Iterator[tuple[int, BookRows]],
    on_cleaned: Callable[[Book], None],
) -> dict[str, Any]:
    """Writes `corpus/` whole or not at all, and returns its card."""
    settings = account.settings
    blend = Blend(read_shares(settings.blend)) if settings.blend else None
    with replace_folder(workspace.corpus) as folder:
        with CorpusWriter(folder, settings.min_words) as writer:
            for index, rows in cleaned:
                _add(account, writer, index, rows, blend)
                on_cleaned(rows.book)
            for held in blend.mixed() if blend else ():
                _put(account, writer, *held)
        refuse_empty(writer, account.selection.name)
        card = card_of(account, writer)
        if blend:
            card["blend"] = blend.as_data(card["books"])
        write_card(folder, card)
        write_report(report_of(account, card, writer, files), folder)
        if settings.folds:
            _write_folds(folder, card, settings.folds)
    return card


def _add(
    account: ShelfAccount,
    writer: CorpusWriter,
    index: int,
    rows: BookRows,
    blend: Blend | None,
) -> None:
    rows, kept = account.measures.without_repeats(rows)
    if blend and rows.book.split == "train":
        blend.hold(index, rows, kept)
    else:
        _put(account, writer, index, rows, kept)


def _put(
    account: ShelfAccount, writer: CorpusWriter, index: int, rows: BookRows, kept: Any
) -> None:
    parts = parts_of(rows, account.settings.split)
    if kept.any():
        account.measures.count(rows, parts)
    writer.add(rows, kept, parts)
    account.take(index, rows)


def _write_folds(folder: Path, card: dict[str, Any], count: int) -> None:
    """`folds.json`: for each fold, the books of each split."""
    left_out = {one["book"] for one in card["leaks"]["editions"]}
    words = {book["id"]: book["words"] for book in card["books"] if book["id"] not in left_out}
    text = json.dumps(as_plan(folds(words, count)), ensure_ascii=False, indent=1)
    (folder / FOLDS).write_text(text + "\n", encoding="utf-8")


def _fingerprint(settings: PrepareSettings, files: list[File]) -> str:
    """A hash of everything the corpus follows from."""
    digest = hashlib.sha256(f"{__version__} {settings}".encode())
    for file in files:
        digest.update(f"{file.book} {file.died}".encode())
        digest.update(hashlib.sha256(file.path.read_bytes()).digest())
    return digest.hexdigest()


def _in_reading_order(
    settings: PrepareSettings, files: list[File]
) -> Iterator[tuple[int, BookRows]]:
    """Cleans test, validation, then training books: (place on the shelf, rows).

    In that order what they share is taken out of training. On all cores when there is enough to do.
    """
    order = sorted(range(len(files)), key=lambda i: -SPLITS.index(files[i].book.split))
    tasks = [(files[index].book, files[index].path, settings) for index in order]
    if sum(file.path.stat().st_size for file in files) < PARALLEL_BYTES:
        yield from zip(order, map(rows_of_file, tasks), strict=True)
        return
    pool = ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=end_with_parent)
    try:
        with _deaf_to_ctrl_c():
            results = pool.map(rows_of_file, tasks)
        yield from zip(order, results, strict=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started here leave Ctrl-C to the one that started them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
