"""Every error a user can meet.

AuroreError                 one sentence on what is wrong, one on what to do
├── UserError               the user can mend it: exit code 2
│   ├── MissingArtefact     a stage was asked for what an earlier stage makes
│   └── MissingLibrary      the small install was asked for what `aurore[train]` does
├── Interrupted             Ctrl-C or SIGTERM, after everything was saved: exit code 130
└── InternalError           ours to mend: exit code 1

The texts live in `base/messages/*.toml` under `[errors.<name>]`, with `problem` and `remedy`.
"""

from aurore.base.messages import message


class AuroreError(Exception):
    """An error by name: `UserError("unknown_author", name="balzack")`."""

    exit_code = 1

    def __init__(self, name: str, /, **values: object) -> None:
        self.name = name
        self.values = values
        super().__init__(f"{self.problem} {self.remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        """So that an error raised in another process arrives whole."""
        return _again, (type(self), self.name, self.values)

    @property
    def problem(self) -> str:
        """What is wrong, one sentence in the current language."""
        return message(f"errors.{self.name}.problem", **self.values)

    @property
    def remedy(self) -> str:
        """What to do about it, one sentence in the current language."""
        return message(f"errors.{self.name}.remedy", **self.values)


def _again(kind: type[AuroreError], name: str, values: dict[str, object]) -> AuroreError:
    error = kind.__new__(kind)
    AuroreError.__init__(error, name, **values)
    return error


class UserError(AuroreError):
    """The user's mistake: nothing was written, the remedy says what to change."""

    exit_code = 2


class MissingArtefact(UserError):
    """A stage needs what an earlier one makes; `command` is the one to run."""

    def __init__(self, path: object, command: str) -> None:
        super().__init__("missing_artefact", path=path, command=command)


class MissingLibrary(UserError):
    """A library is not installed: one of the `train` extra, or `install` says how to get it."""

    def __init__(self, library: str, install: str = "") -> None:
        name = "missing_comparison" if install else "missing_library"
        super().__init__(name, library=library, install=install)


class Interrupted(AuroreError):
    """The user stopped a run; its state is saved."""

    exit_code = 130


class InternalError(AuroreError):
    """Something that should not happen, and is ours to mend."""
