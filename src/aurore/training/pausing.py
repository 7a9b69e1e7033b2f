"""What asks a run to pause: Ctrl-C, SIGTERM, or a file in its folder.

The file is how the studio stops a training that it did not begin: one of a terminal, or of a server
that is no more.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ASKED = "pause"


def ask_to_pause(run: Path) -> None:
    """Asks by the file; the run saves its state and ends after its step."""
    (run / ASKED).touch()


def forget(run: Path) -> None:
    """The run has heard, or begins again."""
    (run / ASKED).unlink(missing_ok=True)


@contextmanager
def asked_to_pause(run: Path) -> Iterator[Callable[[], bool]]:
    """Whether somebody has asked; outside the main thread no signal does."""
    signalled = threading.Event()
    numbers: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread():
        numbers = ()
    previous = {n: signal.signal(n, lambda *_: signalled.set()) for n in numbers}
    try:
        yield lambda: signalled.is_set() or (run / ASKED).exists()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
