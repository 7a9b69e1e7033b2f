"""The entry, which loads nothing by itself.

Loading the commands takes a third of a second: Ctrl-C during it ends the command as it does later,
and the workers of `prepare`, which load this module, do not load them.
"""

import sys
from collections.abc import Sequence

STOPPED = 130  # what shells say of a program stopped by Ctrl-C


def main() -> None:
    """The `aurore` command."""
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:  # before anything was begun
        sys.exit(STOPPED)


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; returns the exit code: 0, 1 (our fault), 2 (the user's)."""
    from aurore.cli.run import run as run_loaded

    return run_loaded(arguments)
