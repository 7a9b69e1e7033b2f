"""What `aurore generate` says of copies, and how it avoids them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from rich.text import Text as RichText

from aurore.base.errors import UserError
from aurore.base.settings import LARGEST_SEED, GenerateSettings
from aurore.cli.shell import Shell

if TYPE_CHECKING:
    from aurore.evaluation.copies.index import Index
    from aurore.evaluation.copies.search import Copy
    from aurore.generation.writer import Continuation, Writer

MOST_DRAWS = 20  # guess: a model that recites twenty times recites
SHORTEST_SHOWN = 8  # words in a row, as in evaluation/copies/search.py
MOST_INDEXED_WORDS = 50_000_000  # 2 GB of memory at 35 bytes a word (measured: docs/scale.md)
COPIED = "bold on #7a2a14"


@dataclass(frozen=True)
class CopyRule:
    """What is done about copies."""

    check: bool
    """Show them."""
    reject: int | None
    """Show them, and draw again while so many words in a row are copied."""


def build_copy_index(shell: Shell) -> None:
    """After `prepare`: so that the first check does not wait; of thousands of books, then only."""
    from aurore.corpus.dataset import read_card
    from aurore.evaluation.copies.index import open_index

    words = read_card(shell.workspace)["splits"]["train"]["words"]
    if words > MOST_INDEXED_WORDS:
        shell.say("copies.later", count=words)
    else:
        open_index(shell.workspace)


def write_and_show(
    shell: Shell,
    writer: "Writer",
    prompt: str,
    settings: GenerateSettings,
    rule: CopyRule,
) -> "tuple[Continuation, dict[str, Any]]":
    """Writes a text, shows it, and gives it as data; with what it copies if that was asked for."""
    if not rule.check and not rule.reject:
        text = writer.write(prompt, settings)
        shell.plain(f"{text.prompt}{text.text}\n")
        return text, _as_data(text)
    text, copies = _write_checked(shell, writer, prompt, settings, rule.reject)
    _show_checked(shell, text, copies)
    return text, _as_data(text) | {"copies": [asdict(copy) for copy in copies]}


def _as_data(text: "Continuation") -> dict[str, Any]:
    return asdict(text) | {"provenance": text.provenance.as_data()}


def _write_checked(
    shell: Shell, writer: "Writer", prompt: str, settings: GenerateSettings, reject: int | None
) -> "tuple[Continuation, list[Copy]]":
    """A text and what it copies; drawn again while it copies `reject` words in a row.

    Raises:
        UserError: every draw copied.
    """
    from aurore.evaluation.copies.index import open_index

    index = open_index(shell.workspace)
    seed = settings.seed or 0
    for draw in range(MOST_DRAWS if reject else 1):
        text = writer.write(prompt, replace(settings, seed=(seed + draw) % (LARGEST_SEED + 1)))
        copies = copies_in(index, text, min(reject or SHORTEST_SHOWN, SHORTEST_SHOWN))
        if not reject or not any(copy.words >= reject for copy in copies):
            return text, copies
    raise UserError("always_copies", draws=MOST_DRAWS, words=reject)


def copies_in(index: "Index", text: "Continuation", shortest: int) -> "list[Copy]":
    """The runs that the network wrote, wholly or in part: those of the prompt alone are not its."""
    from aurore.evaluation.copies.search import find_copies

    whole = text.prompt + text.text
    found = find_copies(index, whole, shortest)
    return [copy for copy in found if copy.end > len(text.prompt)]


def _show_checked(shell: Shell, text: "Continuation", copies: "Sequence[Copy]") -> None:
    """The text with what is copied set off, then where each run stands."""
    if shell.as_json:
        return
    whole = RichText(text.prompt + text.text + "\n")
    for copy in copies:
        whole.stylize(COPIED, copy.start, copy.end)
    shell.out.print(whole)
    if not copies:
        shell.say("copies.none", words=SHORTEST_SHOWN)
    for copy in copies:
        shell.say(
            "copies.found",
            words=copy.words,
            text=copy.text,
            title=copy.place.title,
            chapter=copy.place.chapter or "—",
            source=copy.source,
        )
