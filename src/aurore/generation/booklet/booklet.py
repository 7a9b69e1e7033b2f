"""A writing session as a small book: who wrote which words, and where the network's come from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.base.workspace import write_atomically

PERSON, NETWORK = "person", "network"


@dataclass(frozen=True)
class Passage:
    """Words of one writer."""

    who: str
    """`person` or `network`."""
    text: str
    provenance: str = ""
    """The line of the network's words; empty for a person's."""


@dataclass(frozen=True)
class Booklet:
    """What is exported."""

    title: str
    passages: tuple[Passage, ...]
    author: str = ""
    """The person's name or nickname, if they gave one."""

    def paragraphs(self) -> list[list[tuple[str, str]]]:
        """Runs of words and who wrote them, cut where a line ends."""
        found: list[list[tuple[str, str]]] = [[]]
        for passage in self.passages:
            for index, line in enumerate(passage.text.split("\n")):
                if index:
                    found.append([])
                if line:
                    found[-1].append((passage.who, line))
        return [paragraph for paragraph in found if paragraph]

    def notes(self) -> list[str]:
        """The lines that go with the text: what it is, then each provenance once."""
        lines = dict.fromkeys(p.provenance for p in self.passages if p.provenance)
        return [message("booklet.notice"), *lines]

    def signature(self) -> str:
        """Who wrote: the person and the network."""
        who = self.author or message("booklet.somebody")
        return message("booklet.signature", who=who)


def forms() -> dict[str, Callable[[Booklet], bytes]]:
    """How to make each kind of file, by the end of its name."""
    from aurore.generation.booklet.epub import as_epub
    from aurore.generation.booklet.page import as_html
    from aurore.generation.booklet.pdf import as_pdf
    from aurore.generation.booklet.plain import as_text

    return {"txt": as_text, "html": as_html, "epub": as_epub, "pdf": as_pdf}


def form_of(target: Path) -> Callable[[Booklet], bytes]:
    """The form the end of a name says.

    Raises:
        UserError: no such form.
    """
    known = forms()
    form = known.get(target.suffix.removeprefix(".").lower())
    if form is None:
        raise UserError("no_such_export", name=target.name, known=", ".join(known))
    return form


def write_booklet(booklet: Booklet, target: Path) -> None:
    """Writes the file, in the form the end of its name says.

    Raises:
        UserError: no such form, or the library for PDF is not installed.
    """
    data = form_of(target)(booklet)
    with write_atomically(target) as path:
        path.write_bytes(data)


def joined(texts: Iterable[Passage]) -> str:
    """All the words, one after the other."""
    return "".join(passage.text for passage in texts)
