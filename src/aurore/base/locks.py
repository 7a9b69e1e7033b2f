"""Files that one process holds at a time: the system lets go when it ends, however it ends."""

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path, without_locks: bool = True) -> Iterator[bool]:
    """Holds the file `path` and says so, or says that another process has it.

    Args:
        without_locks: what to say on a file system that knows no locks.
    """
    held = _hold(path)
    if held is None:
        yield False
        return
    handle, sure = held
    try:
        yield sure or without_locks
    finally:
        _let_go(path, handle)


def _hold(path: Path) -> tuple[int, bool] | None:
    """The file opened, and whether its lock is known to hold; None when it is another's."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            return None
        except OSError:
            return handle, False
        # Its last owner may have removed it after we opened it: then it locks nothing.
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            return handle, True
        os.close(handle)


def _let_go(path: Path, handle: int) -> None:
    # Removed while it is ours (see _hold); Windows removes nothing that is open.
    if sys.platform != "win32":
        path.unlink(missing_ok=True)
    os.close(handle)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):  # another one has it, and will remove it
            path.unlink(missing_ok=True)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
