"""One command line: choose the language, run the command, turn every error into two sentences."""

import os
import re
import sys
from collections.abc import Sequence

import typer

from aurore.base.errors import AuroreError, InternalError, UserError
from aurore.base.messages import language_asked, message, use_language
from aurore.base.processes import is_follower
from aurore.base.workspace import reporting_full_disk
from aurore.cli.app import make_app
from aurore.cli.main import STOPPED
from aurore.cli.shell import print_error, speak_utf8

# Set before the libraries are imported: Aurore works offline and speaks for itself.
QUIET = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "true",
    # Threads that wait sleep: with another program on the processor, waiting awake makes a step of
    # training several times as long (measured: docs/LOG.md).
    "OMP_WAIT_POLICY": "PASSIVE",
}


RESUMING = ("books", "prepare", "tokenize", "demo", "new")
"""Commands that do what was left when they are run again; `train` says so by itself."""


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; returns the exit code: 0, 1 (our fault), 2 (the user's)."""
    speak_utf8()
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    use_language(language_asked(arguments))
    debug = "--debug" in arguments
    try:
        with reporting_full_disk():
            code = build_app()(args=list(arguments), standalone_mode=False, prog_name="aurore")
        return _stopped(arguments) if code == STOPPED else code if isinstance(code, int) else 0
    except AuroreError as error:
        return _report(error, debug)
    except typer.Exit as error:
        return _stopped(arguments) if error.exit_code == STOPPED else error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _stopped(arguments)
    except typer.TyperException as error:
        return _report(usage_error(error), debug)
    except BrokenPipeError:
        return 0
    except Exception as error:
        return _report(
            InternalError("unexpected", reason=f"{type(error).__name__}: {error}"), debug
        )


def _stopped(arguments: Sequence[str]) -> int:
    """Ctrl-C, where nothing had to be saved."""
    resumes = any(command in arguments for command in RESUMING)
    print(message("cli.stopped_to_resume" if resumes else "cli.stopped"), file=sys.stderr)
    return STOPPED


def build_app() -> typer.Typer:
    """The application with all its commands."""
    from aurore.cli import (
        blind,
        books,
        demo,
        distances,
        doctor,
        export,
        kit,
        learn,
        lesson,
        make,
        measure,
        new,
        room,
        style,
        write,
    )

    app = make_app()
    measures = (measure, distances, style, blind)
    made = (demo, new, books, make, learn, *measures, write, export)
    for module in (*made, room, lesson, kit, doctor):
        module.add_commands(app)
    return app


def usage_error(error: typer.TyperException) -> UserError:
    """The library's complaint about the command line, in the user's language."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "aurore"
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    kind = type(error).__name__
    if kind == "NoSuchOption":
        # « -- Oui » is how the books write dialogue: a text can look like an option.
        name = "no_such_option_or_text" if path.endswith("generate") else "no_such_option"
        return UserError(name, option=option, command=path)
    if kind == "BadOptionUsage":
        return UserError("missing_value", option=option, command=path)
    if parameter is not None:
        shown = parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.name.upper()
        name = "missing_parameter" if kind == "MissingParameter" else "bad_value"
        return UserError(name, parameter=shown, command=path)
    said = error.format_message()
    unknown = re.match(r"No such command '(.*)'", said)
    if unknown:
        return UserError("no_such_command", name=unknown[1], command=path)
    extra = re.match(r"Got unexpected extra argument.*?\((?!s\))(.*)\)", said)
    if extra:
        return UserError("extra_argument", argument=extra[1], command=path)
    return UserError("bad_usage", reason=said, command=path)


def _report(error: AuroreError, debug: bool) -> int:
    if is_follower() and not debug:  # the first process of a team says it
        return error.exit_code
    if debug:
        import traceback

        traceback.print_exc()
    print_error(error)
    return error.exit_code
