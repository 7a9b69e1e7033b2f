"""The command line: options that all commands share, and the French of the library's own words."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer import rich_utils

from aurore import __version__
from aurore.base.commandline import DEFAULT_WORK, meant_work
from aurore.base.messages import message
from aurore.cli.shell import Shell


def make_app() -> typer.Typer:
    """The application, in the current language. Commands are added by `command`."""
    _translate_help()
    app = _bare_group("aurore", message("help.aurore"), epilog=message("help.epilog"))
    lang = typer.Option("--lang", help=message("help.lang"))
    version = typer.Option(
        "--version", is_eager=True, callback=_show_version, help=message("help.version")
    )

    # The annotations are read here, not at import: they speak the current language.
    def root(
        context: typer.Context,
        lang: Annotated[Literal["fr", "en"] | None, lang] = None,
        version: Annotated[bool, version] = False,
        show_help: Annotated[bool, help_option()] = False,
    ) -> None:
        if context.invoked_subcommand is None:
            _show_help(context, True)

    app.callback()(root)
    return app


def make_group(name: str, text: str) -> typer.Typer:
    """A command that has commands, such as `aurore books`."""
    group = _bare_group(name, text)

    def alone(context: typer.Context, show_help: Annotated[bool, help_option()] = False) -> None:
        if context.invoked_subcommand is None:
            _show_help(context, True)

    group.callback()(alone)
    return group


def _bare_group(name: str, text: str, epilog: str | None = None) -> typer.Typer:
    return typer.Typer(
        name=name,
        help=text,
        epilog=epilog,
        invoke_without_command=True,
        add_completion=False,
        add_help_option=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )


def help_option() -> typer.models.OptionInfo:
    """`--help` with a text in the current language: Typer's own has no French."""
    option: typer.models.OptionInfo = typer.Option(
        "--help", "-h", is_eager=True, callback=_show_help, help=message("help.help")
    )
    return option


def _show_help(context: typer.Context, asked: bool) -> None:
    if asked:
        print(context.get_help())
        raise typer.Exit


def _show_version(asked: bool) -> None:
    if asked:
        print(f"Aurore {__version__}")
        raise typer.Exit


def _translate_help() -> None:
    """Typer's own headings have no French: these are the constants of its module."""
    rich_utils.ARGUMENTS_PANEL_TITLE = message("help.arguments")
    rich_utils.OPTIONS_PANEL_TITLE = message("help.options")
    rich_utils.COMMANDS_PANEL_TITLE = message("help.commands")
    rich_utils.DEFAULT_STRING = message("help.default", value="{}")
    rich_utils.ENVVAR_STRING = message("help.environment", name="{}")
    rich_utils.REQUIRED_LONG_STRING = message("help.required")


def shared_options() -> list[inspect.Parameter]:
    """`--work`, `--json`, `--lang`, `--debug` and `--help`, which every command takes."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    panel = message("help.shared")
    work = typer.Option(
        "--work", envvar="AURORE_WORK", help=message("help.work"), rich_help_panel=panel
    )
    as_json = typer.Option("--json", help=message("help.json"), rich_help_panel=panel)
    lang = typer.Option("--lang", help=message("help.lang"), rich_help_panel=panel)
    debug = typer.Option("--debug", help=message("help.debug"), rich_help_panel=panel)
    help_type = Annotated[bool, help_option()]
    return [
        inspect.Parameter("work", keyword, default=DEFAULT_WORK, annotation=Annotated[Path, work]),
        inspect.Parameter("as_json", keyword, default=False, annotation=Annotated[bool, as_json]),
        inspect.Parameter(
            "lang", keyword, default=None, annotation=Annotated[Literal["fr", "en"] | None, lang]
        ),
        inspect.Parameter("debug", keyword, default=False, annotation=Annotated[bool, debug]),
        inspect.Parameter("show_help", keyword, default=False, annotation=help_type),
    ]


def command(app: typer.Typer, name: str, key: str | None = None) -> Callable[..., Any]:
    """Registers `function(shell, **its own options)` as the command `name`.

    Its help is the message `help.<key>.text`, its examples `help.<key>.examples`.
    """
    key = key or name

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

        @functools.wraps(function)
        def run(**values: Any) -> None:
            # The language and --debug are read before the command line is parsed (cli/run.py).
            del values["lang"], values["debug"], values["show_help"]
            shell = Shell(work=meant_work(values.pop("work")), as_json=values.pop("as_json"))
            function(shell, **values)

        parameters = [
            p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in [*own, *shared_options()]
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        del run.__wrapped__
        examples = message(f"help.{key}.examples")
        app.command(name, help=message(f"help.{key}.text"), epilog=examples, add_help_option=False)(
            run
        )
        return function

    return register
