"""The card of the data set: what a person who finds the folder, or its copy on the Hub, reads."""

import json
import re
from collections import Counter

from aurore.base.messages import message
from aurore.base.records import SPLITS
from aurore.corpus.report import labels
from aurore.corpus.report.contents import Leak, Quotation, ReportBook, ReportCorpus, SplitLeak
from aurore.corpus.report.rights import Rights, came_from_gutenberg, corpus_licence, rights

SIZES = (  # cited: Hugging Face, "size_categories" of a dataset card
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
MOST_ALIKE = 20  # guess: pairs of books that have text in common, in a card that is read
LARGER = "10M<n<100M"
PUBLIC_DOMAIN = "https://creativecommons.org/publicdomain/mark/1.0/"
SIGNS = re.compile(r"([\\`*_\[\]|~#])")  # that Markdown would take for its own


def dataset_card(contents: ReportCorpus) -> str:
    """The card, in Markdown under a YAML header, in the current language."""
    parts = [
        _header(contents),
        _title(contents),
        _splits(contents),
        message("report.readme.columns"),
    ]
    parts += [_books(contents), _cuts(contents), _rights(contents), message("report.readme.limits")]
    origin = message(
        "report.readme.origin",
        version=contents.version,
        day=labels.day(contents.date),
        sha=contents.sha256,
    )
    return "".join([*parts, origin])


def _header(contents: ReportCorpus) -> str:
    """The YAML; text between double quotes is the same in JSON and in YAML."""
    licence = corpus_licence(contents)
    lines = [f"license: {_quoted(licence)}"]
    if licence == "public-domain":  # the Hub's list has no name for it
        lines = [
            "license: other",
            "license_name: public-domain",
            f"license_link: {PUBLIC_DOMAIN}",
        ]
    name = message("report.readme.pretty_name", title=contents.title)
    return "\n".join(
        [
            "---",
            f"pretty_name: {_quoted(name)}",
            f"language: [{_quoted(contents.language)}]",
            *lines,
            "task_categories: [text-generation]",
            f"size_categories: [{_quoted(size_category(contents))}]",
            "tags: [aurore, literature]",
            "---\n\n",
        ]
    )


def size_category(contents: ReportCorpus) -> str:
    """The Hub's word for the number of sentences."""
    rows = sum(split.sentences for split in contents.splits.values())
    return next((name for limit, name in SIZES if rows < limit), LARGER)


def _quoted(text: str) -> str:
    """A YAML text; signs that YAML forbids go."""
    plain = "".join(sign if sign.isprintable() or sign in "\u00a0\u202f" else " " for sign in text)
    return json.dumps(plain, ensure_ascii=False)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    escaped = SIGNS.sub(r"\\\1", " ".join(text.split(" ")).replace("\n", " "))
    return escaped.replace("&", "&amp;").replace("<", "&lt;")


def _title(contents: ReportCorpus) -> str:
    return message(
        "report.readme.title",
        title=_plain(contents.title),
        version=contents.version,
        words=sum(split.words for split in contents.splits.values()),
        sentences=sum(split.sentences for split in contents.splits.values()),
    )


def _splits(contents: ReportCorpus) -> str:
    rows = [
        message(
            "report.readme.split",
            name=split,
            role=message(f"splits.{split}"),
            **vars(contents.splits[split]),
        )
        for split in SPLITS
        if split in contents.splits
    ]
    titles = {book.id: _plain(book.title) for book in contents.books}
    leaks = [_leak(leak, titles) for leak in contents.split_leaks]
    quotations = [_quotation(one, titles) for one in contents.quotations]
    alike = [_alike("edition", one, titles) for one in contents.editions]
    alike += [_alike("alike", one, titles) for one in contents.leaks[:MOST_ALIKE]]
    head = message("report.readme.splits", rule=contents.split_rule)
    return "".join([head, *rows, *leaks, *alike, *quotations])


def _leak(leak: SplitLeak, titles: dict[str, str]) -> str:
    where = ", ".join(titles.get(book, _plain(book)) for book in leak.books)
    named = message("report.readme.leak_books", books=where) if where else ""
    return message(
        "report.readme.leak", split=leak.split, other=leak.other, share=leak.share, books=named
    )


def _alike(key: str, one: Leak, titles: dict[str, str]) -> str:
    book, other = (titles.get(name, _plain(name)) for name in (one.book, one.other))
    return message(f"report.readme.{key}", book=book, other=other, share=one.share)


def _quotation(one: Quotation, titles: dict[str, str]) -> str:
    return message(
        "report.readme.quotation",
        book=titles.get(one.book, _plain(one.book)),
        other=titles.get(one.other, _plain(one.other)),
        count=len(one.lines),
        lines=", ".join(map(str, one.lines)),
    )


def _books(contents: ReportCorpus) -> str:
    rows = [message("report.readme.books"), *map(_book, contents.books)]
    if contents.left_out:
        rows.append(message("report.readme.left_out"))
    rows += [
        message(
            "report.readme.left_out_book",
            id=_plain(one.id),
            title=_plain(one.title),
            author=_plain(one.author),
            why=_plain(one.why),
        )
        for one in contents.left_out
    ]
    return "".join(rows)


def _book(book: ReportBook) -> str:
    return message(
        "report.readme.book",
        id=_plain(book.id),
        title=_plain(book.title),
        author=_plain(book.author) or message("report.unknown_author"),
        year=book.year or "?",
        role=message(f"splits.{book.split}"),
        words=book.words,
        share=book.cut_share,
    )


def _cuts(contents: ReportCorpus) -> str:
    total: Counter[str] = Counter()
    for book in contents.books:
        total.update(book.cut)
    rows = [
        message("report.readme.cut", reason=_plain(name), lines=lines)
        for name, lines in labels.reasons(total)
    ]
    return message("report.readme.cuts") + "".join(rows)


def _rights(contents: ReportCorpus) -> str:
    head = [message("report.rights.careful", year=contents.date.year)]
    if came_from_gutenberg(contents):
        head.append(message("report.rights.gutenberg_rule"))
    rows = map(_right, rights(contents))
    return message("report.readme.rights", rules="\n\n".join(head)) + "".join(rows)


def _right(entry: Rights) -> str:
    author = _plain(entry.author) or message("report.unknown_author")
    if entry.has_licence:
        return message("report.readme.licence", author=author, licence=_plain(entry.licence))
    return message(
        "report.readme.right",
        author=author,
        licence=_plain(entry.licence),
        europe=_plain(entry.europe),
        america=_plain(entry.america),
    )
