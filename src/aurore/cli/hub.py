"""What is asked of a person before something goes to the Hub or comes from it."""

import os
import sys

import typer

from aurore.base.commandline import quoted
from aurore.base.errors import UserError
from aurore.base.messages import message
from aurore.cli.credentials import use_credentials
from aurore.cli.shell import Shell

KILO = 1000


def yes_option() -> typer.models.OptionInfo:
    """`--yes`, the same everywhere."""
    option: typer.models.OptionInfo = typer.Option("--yes", help=message("help.yes"))
    return option


def confirm(shell: Shell, yes: bool) -> None:
    """Goes on when the person says so; a program says so with `--yes`.

    Raises:
        UserError: nobody is there to be asked.
        typer.Exit: the answer was no.
    """
    if yes:
        return
    if shell.as_json or not sys.stdin.isatty():
        raise UserError("nobody_to_ask")
    word = message("hub.yes")
    answer = shell.out.input(message("hub.question", yes=word)).strip().lower()
    if answer[:1] != word[:1]:
        shell.say("hub.nothing_done")
        raise typer.Exit(0)


def agree_to_base(shell: Shell, base: str, yes: bool) -> None:
    """Shows licence and size of a base of the Hub, and asks, before it is downloaded."""
    from pathlib import Path

    from aurore.base.settings import SCRATCH
    from aurore.model.bases import HUB_NAME
    from aurore.model.choose import AURORE_BASE, AURORE_SAND, EMBEDDED

    is_name = HUB_NAME.fullmatch(base) and not base.startswith(".")
    ours = (SCRATCH, EMBEDDED, AURORE_BASE, AURORE_SAND)
    if base in ours or not is_name or Path(base).expanduser().exists():
        return
    use_credentials(shell, base)
    from aurore.model.hub import look

    name, _, revision = base.partition("@")
    offer = look(name, revision)
    if offer is not None:
        show_offer(shell, offer)
        confirm(shell, yes)


def fetch_from_hub(shell: Shell, name: str, yes: bool) -> None:
    """Brings a data set of the Hub: a corpus of Aurore's, or texts to prepare."""
    use_credentials(shell, name)
    from aurore.release.hub_corpus import bring, look_at_data

    name, _, revision = name.partition("@")
    offer = look_at_data(name, revision)
    show_offer(shell, offer)
    if shell.workspace.corpus.exists() and offer.is_corpus:
        shell.say("hub.replaces", folder=str(shell.workspace.corpus))
    confirm(shell, yes)
    folder = bring(offer, shell.workspace)
    shell.say("cli.written", path=str(folder))
    texts = f"aurore prepare --texts {quoted(str(folder))}"
    shell.next("aurore tokenize" if offer.is_corpus else texts)
    shell.answer({"name": offer.name, "commit": offer.commit, "folder": str(folder)})


def show_offer(shell: Shell, offer: object) -> None:
    """What would come, from whom, under which licence."""
    from aurore.model.hub import Offer

    assert isinstance(offer, Offer)
    shell.say(
        "hub.offer",
        name=offer.name,
        commit=offer.commit[:12],
        licence=offer.licence or message("hub.no_licence"),
        size=size_of(offer.bytes),
        files=len(offer.files),
    )


def size_of(count: int) -> str:
    """« 3,4 Mo », « 718 octets »."""
    if count < KILO**2 / 10:
        return message("hub.bytes", count=count)
    return message("hub.megabytes", count=count / KILO**2)


def token_for(shell: Shell) -> str:
    """The token to send with, and a word when others can read its file.

    Raises:
        UserError: there is none.
    """
    from aurore.release.hub import store_open_to_others, token_of_library

    if "HF_TOKEN" not in os.environ:
        use_credentials(shell, "hub/name")
    token = token_of_library()
    path = store_open_to_others()
    if path is not None:
        shell.say("cli.warning", text=message("credentials.open", path=str(path)))
    return token
